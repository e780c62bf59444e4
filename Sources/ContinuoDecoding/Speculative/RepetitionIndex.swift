/// Where runs of tokens occurred before, kept up to date as a text grows: chains of earlier occurrences of each n-gram, as
/// in LZ77 coders.
///
/// - Complexity: O(longest − shortest) for each token that is appended; a search looks at a bounded number of occurrences.
struct RepetitionIndex {
    let shortest: Int
    let longest: Int
    private(set) var tokens: [Int32] = []
    /// For each length from the shortest: the last end of each n-gram, by hash.
    private var heads: [[UInt64: Int]]
    /// For each length: the end of the occurrence before the one that ends at a place; −1 for none.
    private var previous: [[Int]]

    /// Occurrences that a search looks at for each length of n-gram.
    private static let searched = 16
    /// A match is followed backwards so far.
    static let greatestMatch = 64

    /// - Parameters: lengths of the n-grams, 1 ≤ shortest ≤ longest.
    init(shortest: Int, longest: Int) {
        self.shortest = shortest
        self.longest = longest
        heads = Array(repeating: [:], count: longest - shortest + 1)
        previous = Array(repeating: [], count: longest - shortest + 1)
    }

    mutating func append(_ token: Int32) {
        tokens.append(token)
        let end = tokens.count
        for index in previous.indices {
            let size = shortest + index
            guard end >= size else {
                previous[index].append(-1)
                continue
            }
            let key = NGramHash.of(tokens[(end - size)...])
            previous[index].append(heads[index].updateValue(end, forKey: key) ?? -1)
        }
    }

    /// The longest run that ends the text and occurred before, the latest among equals.
    /// - Returns: its length (at most `greatestMatch`) and the place behind its earlier occurrence; nil for none.
    func longestMatch() -> (length: Int, next: Int)? {
        let end = tokens.count
        for index in previous.indices.reversed() where end > shortest + index {
            var best: (length: Int, next: Int)?
            var place = previous[index][end - 1]
            for _ in 0..<Self.searched where place > 0 {
                let length = matchLength(place, end)
                // Different n-grams may share a hash.
                if length >= shortest + index, length > best?.length ?? 0 { best = (length, place) }
                place = previous[index][place - 1]
            }
            if let best { return best }
        }
        return nil
    }

    /// How far the tokens before two places agree.
    private func matchLength(_ a: Int, _ b: Int) -> Int {
        var length = 0
        while length < min(a, Self.greatestMatch), tokens[a - 1 - length] == tokens[b - 1 - length] { length += 1 }
        return length
    }
}

/// Hashes of runs of tokens.
enum NGramHash {
    static func of(_ tokens: some Collection<Int32>) -> UInt64 {
        tokens.reduce(UInt64(tokens.count)) { mixed($0 ^ (UInt64(UInt32(bitPattern: $1)) + 0x9E37_79B9_7F4A_7C15)) }
    }

    /// The finaliser of SplitMix64 (Steele et al. 2014).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Follows a text that grows from round to round and hands over what is new of it.
///
/// The prompt and the last tokens are compared, not the whole text: a text that differs elsewhere only makes worse drafts.
struct TextFollower {
    private var prompt: [Int32] = []
    private var generated = 0
    private var tail: [Int32] = []
    private static let compared = 16

    /// The tokens that came since the last call, or nil where the text is another one and begins anew.
    mutating func advance(to context: TokenContext) -> ArraySlice<Int32>? {
        let isSame =
            context.prompt == prompt && context.generated.count >= generated
            && context.generated[..<generated].suffix(Self.compared).elementsEqual(tail)
        let new = isSame ? context.generated[generated...] : nil
        prompt = context.prompt
        generated = context.generated.count
        tail = context.generated.suffix(Self.compared)
        return new
    }
}
