/// Writes the binary forms of n-gram models.
struct NGramByteWriter {
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

    /// The number of children of each context, and their tokens as differences.
    mutating func children(of trie: NGramTrie) {
        for length in 1..<max(1, trie.order) {
            for context in trie.level(length) {
                let children = trie.children(of: Int32(context))
                integer(children.count)
                var previous = 0
                for child in children {
                    integer(Int(trie.tokens[child]) - previous)
                    previous = Int(trie.tokens[child])
                }
            }
        }
    }

    /// Float64, little-endian.
    mutating func number(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
}

/// Reads the binary forms of n-gram models; every error names the file and the byte.
struct NGramByteReader {
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

    /// Reads what `children(of:)` wrote.
    mutating func readTrie(vocabularySize: Int, order: Int) throws -> NGramTrie {
        var trie = NGramTrie(vocabularySize: vocabularySize, order: order)
        for length in 1..<max(1, order) { try readLevel(length, into: &trie) }
        return trie
    }

    /// Reads the children of the nodes of one length.
    private mutating func readLevel(_ length: Int, into trie: inout NGramTrie) throws {
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
