/// Reads a file line by line without loading it whole; lines end with LF or CRLF, the last one may lack its end.
///
/// A byte-order mark at the start of the file is passed over.
public final class LineReader {
    /// The path that is read.
    public let path: String
    /// The number of the line that `next()` gave last, counted from 1; 0 before the first.
    public private(set) var lineNumber = 0

    private let descriptor: FileDescriptor
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    /// Opens a file.
    /// - Parameter bufferSize: bytes read at a time; a longer line grows the buffer.
    /// - Throws: `DataFileError` for a missing path, a directory, or a refusal.
    public init(path: String, bufferSize: Int = 1 << 16) throws(DataFileError) {
        self.path = path
        descriptor = try FileDescriptor(path: path, mode: .read)
        _ = try descriptor.length()
        buffer = [UInt8](repeating: 0, count: max(bufferSize, 4))
    }

    /// The next line without its end; nil after the last.
    /// - Throws: `DataFileError` when the system refuses.
    public func next() throws(DataFileError) -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let newline = position(of: 10, from: searched) {
                return line(upTo: newline, next: newline + 1)
            }
            if isAtEnd { return start < end ? line(upTo: end, next: end) : nil }
            searched = end - start
            try fill()
            searched += start
        }
    }

    private func position(of byte: UInt8, from first: Int) -> Int? {
        buffer.withUnsafeBufferPointer { view in
            var index = first
            while index < end {
                if view[index] == byte { return index }
                index += 1
            }
            return nil
        }
    }

    private func line(upTo end: Int, next: Int) -> ArraySlice<UInt8> {
        var first = start
        var last = end
        if lineNumber == 0 && buffer[first..<last].starts(with: [0xEF, 0xBB, 0xBF]) { first += 3 }
        if last > first && buffer[last - 1] == 13 { last -= 1 }
        lineNumber += 1
        start = next
        return buffer[first..<last]
    }

    private func fill() throws(DataFileError) {
        if start > 0 {
            buffer.withUnsafeMutableBytes { view in
                view.copyMemory(from: UnsafeRawBufferPointer(rebasing: view[start..<end]))
            }
            end -= start
            start = 0
        }
        if end == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
        let got = try buffer.withUnsafeMutableBufferPointer { view throws(DataFileError) in
            try descriptor.read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: view[end...])))
        }
        end += got
        isAtEnd = got == 0
    }
}
