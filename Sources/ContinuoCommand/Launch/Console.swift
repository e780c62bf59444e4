#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The two streams: results on standard output, everything else on standard error.
enum Console {
    /// Whether messages and progress can be drawn over.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Characters of a line of the terminal that messages go to.
    static var columns: Int { size(STDERR_FILENO) ?? 80 }

    /// Characters of a line of help: the terminal's, or 100 where there is none, so that what is kept does not change.
    static var helpColumns: Int { min(size(STDOUT_FILENO) ?? 100, 120) }

    private static func size(_ stream: Int32) -> Int? {
        var size = winsize()
        guard isatty(stream) == 1, ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes a result and a line end.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes a piece of a result.
    static func stream(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes bytes of a result as they are.
    static func stream(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes a message and a line end.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes a piece of progress.
    static func draw(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to stream: Int32) { write(Array(text.utf8), to: stream) }

    /// Writes everything, or gives up silently when nobody listens any more.
    private static func write(_ bytes: [UInt8], to stream: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let slice = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Darwin)
                    let count = Darwin.write(stream, slice.baseAddress, slice.count)
                #elseif canImport(Musl)
                    let count = Musl.write(stream, slice.baseAddress, slice.count)
                #else
                    let count = Glibc.write(stream, slice.baseAddress, slice.count)
                #endif
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
