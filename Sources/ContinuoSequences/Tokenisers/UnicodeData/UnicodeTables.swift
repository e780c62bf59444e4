/// Reads the packed tables of this folder: numbers in base 36 with blanks between.
enum UnicodeTables {
    /// Calls `body` with each range of a table of ranges.
    static func forEachRange(_ packed: StaticString, _ body: (Range<UInt32>) -> Void) {
        var numbers = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = numbers.next(), let length = numbers.next() {
            body(end + gap..<end + gap + length)
            end += gap + length
        }
    }

    /// Calls `body` with each scalar of a table of mappings and with what it is mapped to.
    static func forEachMapping(_ packed: StaticString, _ body: (UInt32, [UInt32]) -> Void) {
        var numbers = PackedNumbers(packed)
        var scalar: UInt32 = 0
        var results: [UInt32] = []
        while let gap = numbers.next(), let count = numbers.next() {
            scalar += gap
            results.removeAll(keepingCapacity: true)
            for _ in 0..<count {
                guard let distance = numbers.next() else { return }
                results.append(distance & 1 == 0 ? scalar &+ distance / 2 : scalar &- distance / 2)
            }
            body(scalar, results)
        }
    }
}

/// The numbers of a packed table, one after the other.
private struct PackedNumbers {
    private var position: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(_ packed: StaticString) {
        position = packed.utf8Start
        end = position + packed.utf8CodeUnitCount
    }

    mutating func next() -> UInt32? {
        guard position < end else { return nil }
        var value: UInt32 = 0
        while position < end, position.pointee != UInt8(ascii: " ") {
            let byte = UInt32(position.pointee)
            value = value * 36 + (byte < 0x3A ? byte - 0x30 : byte - 0x61 + 10)
            position += 1
        }
        position += 1
        return value
    }
}
