/// Drafts, token by token, what followed most often after the last tokens of the text so far: an n-gram table of the text
/// that is being written. Of equals the later one is taken; where the longest context has not been seen, a shorter one serves.
///
/// - Complexity: O(order) for each token that is read or drafted.
public final class NGramDrafter: Drafter {
    private let order: Int
    private var tokens: [Int32] = []
    /// How often each n-gram occurred, by hash.
    private var counts: [UInt64: Int32] = [:]
    /// What followed a context most often, by hash.
    private var best: [UInt64: (token: Int32, count: Int32)] = [:]
    private var text = TextFollower()

    public var isFree: Bool { true }

    /// - Parameter order: length of the longest n-grams, at least 2.
    public init(order: Int = 4) { self.order = max(2, order) }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        if let new = text.advance(to: context) {
            for token in new { read(token) }
        } else {
            (tokens, counts, best) = ([], [:], [:])
            for token in context.prompt { read(token) }
            for token in context.generated { read(token) }
        }
        var end = Array(tokens.suffix(order - 1))
        var draft = Draft()
        while draft.tokens.count < count, let (token, size) = successor(of: end) {
            if draft.tokens.isEmpty { draft.evidence = size }
            draft.tokens.append(token)
            end = Array((end + [token]).suffix(order - 1))
        }
        return draft
    }

    private func read(_ token: Int32) {
        for size in 1..<order where size <= tokens.count {
            let context = tokens.suffix(size)
            let count = (counts[NGramHash.of(context + [token])] ?? 0) + 1
            counts[NGramHash.of(context + [token])] = count
            let key = NGramHash.of(context)
            if count >= best[key]?.count ?? 0 { best[key] = (token, count) }
        }
        tokens.append(token)
    }

    /// The most frequent token after a text, and the length of the context that tells it.
    private func successor(of end: [Int32]) -> (token: Int32, size: Int)? {
        for size in stride(from: end.count, through: 1, by: -1) {
            if let found = best[NGramHash.of(end.suffix(size))] { return (found.token, size) }
        }
        return nil
    }
}
