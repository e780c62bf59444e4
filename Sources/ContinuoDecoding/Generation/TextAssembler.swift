/// Turns the bytes of tokens into text that may be shown at once.
///
/// A piece ends at a code point, and before anything that may become a stop string. Bytes that are no UTF-8 become
/// U+FFFD, exactly as if all bytes had been decoded together.
public struct TextAssembler: Sendable {
    private let stops: [[UInt8]]
    private var pending: [UInt8] = []

    /// Whether a stop string was met. What follows it is dropped.
    public private(set) var hasStopped = false

    /// - Parameter stopStrings: none of them empty.
    public init(stopStrings: [String] = []) { stops = stopStrings.map { Array($0.utf8) } }

    /// Takes more bytes; returns the text that is certain now.
    public mutating func append(_ bytes: some Sequence<UInt8>) -> String {
        guard !hasStopped else { return "" }
        pending += bytes
        if let start = earliestStop() {
            hasStopped = true
            return take(start)
        }
        let certain = pending.count - heldForStop()
        return take(certain - incompleteTail(pending[..<certain]))
    }

    /// The rest of the text, when no more bytes will come.
    public mutating func finish() -> String { hasStopped ? "" : take(pending.count) }

    private mutating func take(_ count: Int) -> String {
        let text = String(decoding: pending[..<count], as: UTF8.self)
        if hasStopped { pending = [] } else { pending.removeFirst(count) }
        return text
    }

    private func earliestStop() -> Int? {
        pending.indices.first { start in stops.contains { pending[start...].starts(with: $0) } }
    }

    /// The length of the longest end of the pending bytes that begins a stop string.
    private func heldForStop() -> Int {
        var held = 0
        for stop in stops {
            for length in stride(from: min(stop.count - 1, pending.count), to: held, by: -1)
            where pending.suffix(length).elementsEqual(stop.prefix(length)) {
                held = length
            }
        }
        return held
    }

    /// How many bytes at the end begin a code point whose other bytes have not come.
    private func incompleteTail(_ bytes: ArraySlice<UInt8>) -> Int {
        for (offset, byte) in bytes.suffix(3).reversed().enumerated() where byte & 0xC0 != 0x80 {
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > offset + 1 ? offset + 1 : 0
        }
        return 0
    }
}
