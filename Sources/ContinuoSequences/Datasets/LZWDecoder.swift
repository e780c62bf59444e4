/// Expands data packed by Unix `compress` (Welch 1984): codes of 9 to 16 bits, least significant bit first, in groups of
/// eight codes; code 256 empties the table.
struct LZWDecoder {
    /// The data are not what `compress` writes.
    struct BadCode: Error, Equatable {
        /// Number of bytes that were expanded before.
        let offset: Int
    }

    private static let clear = 256
    private static let largestWidth = 16

    private var prefix = [UInt16](repeating: 0, count: 1 << largestWidth)
    private var suffix = [UInt8](repeating: 0, count: 1 << largestWidth)

    /// Expands the codes of `input`, without a header, and appends what they stand for to `output`.
    mutating func expand(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(BadCode) {
        for byte in 0..<256 { suffix[byte] = UInt8(byte) }
        var width = 9
        var free = Self.clear + 1
        var previous: Int?
        var first: UInt8 = 0
        var bit = 0
        var groupStart = 0
        var reversed: [UInt8] = []
        while bit + width <= input.count * 8 {
            let code = Self.code(in: input, at: bit, width: width)
            bit += width
            if code == Self.clear {
                bit = Self.nextGroup(after: bit, from: groupStart, width: width)
                (groupStart, width, free, previous) = (bit, 9, Self.clear + 1, nil)
                continue
            }
            guard code < free || (code == free && previous != nil) else { throw BadCode(offset: output.count) }
            reversed.removeAll(keepingCapacity: true)
            var current = code
            if code == free {
                reversed.append(first)
                current = previous!
            }
            while current > Self.clear {
                reversed.append(suffix[current])
                current = Int(prefix[current])
            }
            first = UInt8(current)
            output.append(first)
            output.append(contentsOf: reversed.reversed())
            if let previous, free < 1 << Self.largestWidth {
                prefix[free] = UInt16(previous)
                suffix[free] = first
                free += 1
            }
            previous = code
            if free > (1 << width) - 1, width < Self.largestWidth {
                bit = Self.nextGroup(after: bit, from: groupStart, width: width)
                groupStart = bit
                width += 1
            }
        }
    }

    private static func code(in input: UnsafeRawBufferPointer, at bit: Int, width: Int) -> Int {
        var value = 0
        for offset in 0..<3 where bit >> 3 + offset < input.count {
            value |= Int(input[bit >> 3 + offset]) << (8 * offset)
        }
        return value >> (bit & 7) & ((1 << width) - 1)
    }

    /// The end of the group of eight codes that `bit` is in.
    private static func nextGroup(after bit: Int, from start: Int, width: Int) -> Int {
        let group = width * 8
        return start + (bit - start + group - 1) / group * group
    }
}
