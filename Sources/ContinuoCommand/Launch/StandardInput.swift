#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard input as it comes, line by line, without ever holding more than a part of a long line.
struct StandardInput {
    private var buffer: [UInt8] = []
    private var isAtEnd = false
    /// Bytes of a piece at most.
    private let limit: Int

    /// - Parameter limit: at least 4, the bytes of the longest code point.
    init(limit: Int = 4096) { self.limit = max(limit, 4) }

    /// The next line with its end, or a part of a line that is longer than the limit, cut between code points; nil at the end.
    mutating func next() -> (bytes: [UInt8], endsLine: Bool)? {
        while true {
            if let end = buffer.prefix(limit).firstIndex(of: UInt8(ascii: "\n")) { return (take(end + 1), true) }
            if buffer.count >= limit { return (take(codePoints(limit)), false) }
            if isAtEnd { return buffer.isEmpty ? nil : (take(buffer.count), false) }
            fill()
        }
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// So many bytes, or up to three fewer where that would part a code point.
    private func codePoints(_ count: Int) -> Int {
        let isInside = { (place: Int) in place < buffer.count && buffer[place] & 0xC0 == 0x80 }
        return (0...3).map { count - $0 }.first { !isInside($0) } ?? count
    }

    private mutating func fill() {
        let got = withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { room in
            var got = 0
            repeat { got = read(STDIN_FILENO, room.baseAddress, room.count) } while got < 0 && errno == EINTR
            if got > 0 { buffer.append(contentsOf: room.prefix(got)) }
            return got
        }
        isAtEnd = got <= 0
    }
}
