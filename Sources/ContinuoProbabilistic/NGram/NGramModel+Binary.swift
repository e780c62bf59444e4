import Foundation

extension NGramModel {
    /// The compact binary form: numbers of children, tokens (as differences) and adjusted counts as variable-length
    /// integers, some 3 to 4 bytes for each n-gram; a model that came from an ARPA file has its weights instead.
    public func serialised() -> [UInt8] {
        var writer = NGramByteWriter()
        writer.bytes = Array(Self.magic)
        writer.bytes.append(smoothing == nil ? 1 : 0)
        writer.integer(order)
        writer.integer(vocabularySize)
        writer.integer(endToken.map { Int($0) + 1 } ?? 0)
        for discount in smoothing?.discounts ?? [] {
            for value in [discount.one, discount.two, discount.threeOrMore] { writer.number(value) }
        }
        writer.children(of: trie)
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
        var reader = NGramByteReader(bytes: bytes, name: name)
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
        let trie = try reader.readTrie(vocabularySize: size, order: order)
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
