import Foundation

extension NGramModel {
    /// The compact binary form: numbers of children, tokens (as differences) and adjusted counts as variable-length
    /// integers, some 3 to 4 bytes for each n-gram; a model that came from an ARPA file has its weights instead.
    public func serialised() -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes = Array(Self.magic)
        writer.bytes.append(smoothing == nil ? 1 : 0)
        writer.integer(order)
        writer.integer(vocabularySize)
        writer.integer(endToken.map { Int($0) + 1 } ?? 0)
        for discount in smoothing?.discounts ?? [] {
            for value in [discount.one, discount.two, discount.threeOrMore] { writer.number(value) }
        }
        for length in 1..<max(1, order) {
            for context in trie.level(length) {
                let children = trie.children(of: Int32(context))
                writer.integer(children.count)
                var previous = 0
                for child in children {
                    writer.integer(Int(trie.tokens[child]) - previous)
                    previous = Int(trie.tokens[child])
                }
            }
        }
        for node in 0..<trie.count {
            if let smoothing {
                writer.integer(Int(smoothing.counts[node]))
            } else {
                writer.number(weights[node])
                if node < trie.levelStarts[order] { writer.number(backOffs[node]) }
            }
        }
        return writer.bytes
    }

    /// Writes the binary form; a file of that name is replaced when the new one is complete.
    public func write(to path: String) throws {
        try Data(serialised()).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Reads the binary form from a file.
    public static func read(from path: String) throws -> NGramModel {
        try NGramModel(serialised: Array(try Data(contentsOf: URL(fileURLWithPath: path))), name: path)
    }

    /// Reads the binary form.
    /// - Parameter name: stands in error messages.
    public init(serialised bytes: [UInt8], name: String = "n-gram model") throws {
        var reader = ByteReader(bytes: bytes, name: name)
        guard bytes.starts(with: Self.magic), bytes.count > Self.magic.count else {
            throw reader.bad("other bytes", "a Continuo n-gram model")
        }
        let kind = bytes[Self.magic.count]
        guard kind <= 1 else { throw reader.bad("kind \(kind)", "0 or 1; was it written by a later version?") }
        reader.position = Self.magic.count + 1
        let order = try reader.integer(in: 1...255, "an order of 1 to 255")
        let size = try reader.integer(
            in: 1...min(bytes.count, Int(Int32.max) - 2),
            "a vocabulary that the file can hold"
        )
        let end = try reader.integer(in: 0...size, "an end token of the vocabulary")
        var discounts: [KneserNeyDiscounts] = []
        if kind == 0 {
            for _ in 0..<order {
                discounts.append(
                    KneserNeyDiscounts(
                        one: try reader.number(),
                        two: try reader.number(),
                        threeOrMore: try reader.number()
                    )
                )
            }
        }
        var trie = NGramTrie(vocabularySize: size, order: order)
        for length in 1..<order { try reader.readLevel(length, into: &trie) }
        let endToken = end == 0 ? nil : Int32(end - 1)
        if kind == 0 {
            var counts: [UInt32] = []
            for _ in 0..<trie.count {
                counts.append(UInt32(try reader.integer(in: 0...Int(UInt32.max), "a count below 2³²")))
            }
            try reader.expectEnd()
            self.init(trie: trie, adjustedCounts: counts, discounts: discounts, endToken: endToken)
        } else {
            var weights: [Double] = []
            var backOffs: [Double] = []
            for node in 0..<trie.count {
                weights.append(try reader.number())
                backOffs.append(node < trie.levelStarts[order] ? try reader.number() : 1)
            }
            try reader.expectEnd()
            self.init(trie: trie, weights: weights, backOffs: backOffs, endToken: endToken)
        }
    }

    /// The bytes that a file in the binary form begins with.
    public static let magic = Array("CNGRAM1\n".utf8)
}

private struct ByteWriter {
    var bytes: [UInt8] = []

    /// LEB128: seven bits a byte, low ones first.
    mutating func integer(_ value: Int) {
        var rest = UInt(value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Float64, little-endian.
    mutating func number(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
}

private struct ByteReader {
    let bytes: [UInt8]
    let name: String
    var position = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    func bad(_ found: String, _ expected: String) -> NGramError {
        .badFile(name: name, place: "byte \(position)", found: found, expected: expected)
    }

    mutating func integer(in range: ClosedRange<Int>, _ expected: String) throws -> Int {
        var value: UInt = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard position < bytes.count else { throw bad("the end of the file", expected) }
            let byte = bytes[position]
            position += 1
            value |= UInt(byte & 0x7F) << UInt(shift)
            if byte < 0x80 {
                guard range.contains(Int(value)) else { throw bad("\(value)", expected) }
                return Int(value)
            }
        }
        throw bad("an integer of more than 9 bytes", expected)
    }

    mutating func number() throws -> Double {
        guard position + 8 <= bytes.count else { throw bad("the end of the file", "a number of 8 bytes") }
        var pattern: UInt64 = 0
        for index in 0..<8 { pattern |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += 8
        let value = Double(bitPattern: pattern)
        guard value.isFinite else { throw bad("\(value)", "a finite number") }
        return value
    }

    /// Reads the children of the nodes of one length.
    mutating func readLevel(_ length: Int, into trie: inout NGramTrie) throws {
        var contexts: [Int32] = []
        var tokens: [Int32] = []
        var suffixes: [Int32] = []
        for context in trie.level(length) {
            let children = try integer(in: 0...trie.vocabularySize, "a number of tokens of the vocabulary")
            var token = 0
            for index in 0..<children {
                token += try integer(in: 0...trie.vocabularySize, "a token of the vocabulary")
                guard token < trie.vocabularySize, index == 0 || Int32(token) > tokens[tokens.count - 1] else {
                    throw bad("the token \(token)", "ascending tokens below \(trie.vocabularySize)")
                }
                contexts.append(Int32(context))
                tokens.append(Int32(token))
                suffixes.append(trie.suffix(of: Int32(context), Int32(token)))
            }
        }
        trie.appendLevel(contexts: contexts, tokens: tokens, suffixes: suffixes)
    }

    func expectEnd() throws {
        guard position == bytes.count else { throw bad("more bytes", "the end of the file") }
    }
}
