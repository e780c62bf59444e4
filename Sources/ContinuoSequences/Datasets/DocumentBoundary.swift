/// What separates the documents of one text file.
public enum DocumentBoundary: Sendable, Equatable {
    /// Nothing: the whole file is one document.
    case file

    /// Each line is a document, without its line end; blank lines are passed over.
    case line

    /// One or more blank lines (nothing but spaces and tabs).
    case blankLine

    /// A line that begins with these bytes is the first line of a document, such as `CHAPTER `.
    case heading([UInt8])

    /// The ranges of the documents of `bytes`, in order; none of them is empty.
    public func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        switch self {
        case .file: bytes.isEmpty ? [] : [0..<bytes.count]
        case .line: Self.lines(of: bytes).map(\.text).filter { !Self.isBlank(bytes, $0) }
        case .blankLine: blankLineRanges(in: bytes)
        case .heading(let prefix): headingRanges(in: bytes, prefix: prefix)
        }
    }

    private func blankLineRanges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for line in Self.lines(of: bytes) {
            if Self.isBlank(bytes, line.text) {
                if let begin = start { ranges.append(begin..<line.text.lowerBound) }
                start = nil
            } else if start == nil {
                start = line.text.lowerBound
            }
        }
        if let start { ranges.append(start..<bytes.count) }
        return ranges
    }

    private func headingRanges(in bytes: UnsafeBufferPointer<UInt8>, prefix: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for line in Self.lines(of: bytes) where line.text.lowerBound > start {
            if UnsafeBufferPointer(rebasing: bytes[line.text]).starts(with: prefix) {
                ranges.append(start..<line.text.lowerBound)
                start = line.text.lowerBound
            }
        }
        if start < bytes.count { ranges.append(start..<bytes.count) }
        return ranges
    }

    /// The lines of `bytes`: `text` without the line end (LF or CR LF), `next` where the next line begins.
    static func lines(of bytes: UnsafeBufferPointer<UInt8>) -> [(text: Range<Int>, next: Int)] {
        var lines: [(text: Range<Int>, next: Int)] = []
        var start = 0
        while start < bytes.count {
            let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
            var end = newline ?? bytes.count
            let next = newline.map { $0 + 1 } ?? bytes.count
            if newline != nil, end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            lines.append((start..<end, next))
            start = next
        }
        return lines
    }

    private static func isBlank(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
    }
}
