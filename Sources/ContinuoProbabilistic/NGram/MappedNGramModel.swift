import ContinuoDecoding
import ContinuoFormats
import Foundation

/// An n-gram model in a file that is mapped into memory and never unpacked: it is ready at once, and its pages are shared by all
/// processes that use it.
///
/// Records of equal size in bits, level by level, sorted by context and token as in `NGramTrie`: the token, ln p and ln γ as 24-bit
/// fractions of the range that they take, the first child, and the node of the n-gram without its first token. With that node a
/// token costs one search in the longest context that has it, and none in the shorter ones. Probabilities differ from the model
/// that was written by less than 10⁻⁶ of themselves.
// The mapping and the layout are never written, so threads may read them at will.
public final class MappedNGramModel: SteppedModel, @unchecked Sendable {
    private let file: MappedFile
    let layout: NGramLayout
    private let levels: UnsafeMutablePointer<NGramLayout.Level>
    private let bytes: UnsafeRawPointer

    /// The bytes that such a file begins with.
    public static let magic = NGramLayout.magic

    public var vocabularySize: Int { layout.vocabularySize }
    public var order: Int { layout.order }
    public var endToken: Int32? { layout.endToken }
    /// The number of n-grams of each length from 1, the begin marker among those of length 1.
    public var counts: [Int] { layout.levels.map(\.count) }
    /// Size of the file.
    public var byteCount: Int { file.count }

    /// Maps a file that `write` made.
    /// - Throws: `DataFileError` for a missing file, `NGramError.badFile` for one that is something else or cut short.
    public init(path: String) throws {
        file = try MappedFile(path: path)
        layout = try NGramLayout(file)
        levels = .allocate(capacity: layout.levels.count)
        levels.initialize(from: layout.levels, count: layout.levels.count)
        bytes = file.bytes.baseAddress!
    }

    deinit { levels.deallocate() }

    /// The longest context that is known: the place of its n-gram on its level; level −1 is the empty one.
    struct Context: Sendable, Equatable {
        var level: Int
        var place: Int
    }

    var startState: Context {
        order > 1 ? Context(level: 0, place: vocabularySize) : Context(level: -1, place: 0)
    }

    func logits(of state: Context) -> [Float] { logProbabilities(after: state).map { Float($0) } }

    /// ln p of every token after a context; they sum to one within the precision of the file.
    func logProbabilities(after state: Context) -> [Double] {
        var chain: [Context] = []
        var context = state
        while context.level >= 0 {
            chain.append(context)
            context = shorter(context)
        }
        let unigrams = levels[0]
        var result = (0..<vocabularySize).map { logarithm(unigrams, $0) }
        for context in chain.reversed() {
            let level = levels[context.level + 1]
            let backOff = self.backOff(context)
            for token in result.indices { result[token] += backOff }
            for place in children(of: context) {
                result[min(level.token(bytes, place), vocabularySize - 1)] = logarithm(level, place)
            }
        }
        return result
    }

    /// ln p of a token after a context, and the context after it.
    func step(_ state: Context, _ token: Int32) -> (logProbability: Double, next: Context) {
        var context = state
        var total = 0.0
        while context.level >= 0 {
            if let place = child(of: context, Int(token)) {
                let level = levels[context.level + 1]
                let found = Context(level: context.level + 1, place: place)
                return (total + logarithm(level, place), found.level == order - 1 ? shorter(found) : found)
            }
            total += backOff(context)
            context = shorter(context)
        }
        let place = Int(token)
        return (
            total + logarithm(levels[0], place),
            order > 1 ? Context(level: 0, place: place) : Context(level: -1, place: 0)
        )
    }

    /// ln p of a document of tokens of the vocabulary, from its beginning.
    public func logLikelihood(_ tokens: [Int32]) -> Double {
        var context = startState
        var total = 0.0
        for token in tokens {
            let step = step(context, token)
            total += step.logProbability
            context = step.next
        }
        return total
    }

    private func logarithm(_ level: NGramLayout.Level, _ place: Int) -> Double {
        layout.probabilities.value(level.probability(bytes, place))
    }

    private func backOff(_ context: Context) -> Double {
        layout.backOffs.value(levels[context.level].backOff(bytes, context.place))
    }

    /// The children of a context; damage to a file can make them wrong, but never leave the file.
    func children(of context: Context) -> Range<Int> {
        let level = levels[context.level]
        let count = levels[context.level + 1].count
        let low = min(level.firstChild(bytes, context.place), count)
        return low..<max(low, min(level.firstChild(bytes, context.place + 1), count))
    }

    private func child(of context: Context, _ token: Int) -> Int? {
        let range = children(of: context)
        let level = levels[context.level + 1]
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) >> 1
            let found = level.token(bytes, middle)
            if found == token { return middle }
            if found < token { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The longest context that is known of an n-gram without its first token.
    func shorter(_ context: Context) -> Context {
        guard context.level > 0 else { return Context(level: -1, place: 0) }
        var rest = levels[context.level].suffix(bytes, context.place)
        for level in 0..<context.level {
            if rest < levels[level].count { return Context(level: level, place: rest) }
            rest -= levels[level].count
        }
        return Context(level: -1, place: 0)
    }
}

extension MappedNGramModel {
    /// The same model in memory, which other forms can be made of.
    public func expanded() throws -> NGramModel {
        var trie = NGramTrie(vocabularySize: vocabularySize, order: order)
        var weights = [0.0]
        var backOffs = [0.0]
        for place in 0...vocabularySize {
            weights.append(place < vocabularySize ? exp(logarithm(levels[0], place)) : 0)
            backOffs.append(order > 1 ? exp(backOff(Context(level: 0, place: place))) : 1)
        }
        for length in stride(from: 1, to: order, by: 1) {
            var (contexts, tokens, suffixes): ([Int32], [Int32], [Int32]) = ([], [], [])
            let first = trie.levelStarts[length]
            for place in 0..<levels[length - 1].count {
                for child in children(of: Context(level: length - 1, place: place)) {
                    let token = Int32(levels[length].token(bytes, child))
                    guard token < vocabularySize, contexts.last != Int32(first + place) || tokens.last! < token else {
                        throw NGramError.badFile(
                            name: file.path,
                            place: "\(length + 1)-gram \(child)",
                            found: "the token \(token)",
                            expected: "ascending tokens below \(vocabularySize)"
                        )
                    }
                    contexts.append(Int32(first + place))
                    tokens.append(token)
                    suffixes.append(trie.suffix(of: Int32(first + place), token))
                    let lower = NGramModel.probability(
                        of: token,
                        after: trie.suffixes[first + place],
                        trie,
                        weights,
                        backOffs
                    )
                    weights.append(exp(logarithm(levels[length], child)) - backOffs[first + place] * lower)
                    backOffs.append(
                        length < order - 1 ? exp(backOff(Context(level: length, place: child))) : 1
                    )
                }
            }
            trie.appendLevel(contexts: contexts, tokens: tokens, suffixes: suffixes)
        }
        return NGramModel(trie: trie, weights: weights, backOffs: backOffs, endToken: endToken)
    }
}
