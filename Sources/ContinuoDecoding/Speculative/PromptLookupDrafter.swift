/// Drafts what followed an earlier occurrence of the text's end: of the longest run that occurred before, the latest. It
/// costs no network call and pays where the output repeats the prompt or itself (Saxena 2023).
///
/// A long match is trusted for a long draft: at most `tokensPerMatch` tokens for each that matched. Where the earlier
/// occurrence reaches the text's end, the draft repeats itself. An index grows with the text, so that a round costs the same
/// in a long text as in a short one.
public final class PromptLookupDrafter: Drafter {
    private let tokensPerMatch: Int
    private var index: RepetitionIndex
    private var text = TextFollower()

    public var isFree: Bool { true }

    /// - Parameters:
    ///   - longestMatch: runs of this length are looked up first, and followed backwards from there.
    ///   - shortestMatch: runs below this length are no match.
    public init(longestMatch: Int = 3, shortestMatch: Int = 1, tokensPerMatch: Int = 4) {
        let shortest = max(1, shortestMatch)
        index = RepetitionIndex(shortest: shortest, longest: max(shortest, longestMatch))
        self.tokensPerMatch = max(1, tokensPerMatch)
    }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        if let new = text.advance(to: context) {
            for token in new { index.append(token) }
        } else {
            index = RepetitionIndex(shortest: index.shortest, longest: index.longest)
            for token in context.prompt { index.append(token) }
            for token in context.generated { index.append(token) }
        }
        guard count > 0, let match = index.longestMatch() else { return Draft() }
        let period = index.tokens.count - match.next
        let tokens = (0..<min(count, tokensPerMatch * match.length)).map { index.tokens[match.next + $0 % period] }
        // Matches of 1, 2–3, 4–7, … tokens are alike.
        return Draft(tokens: tokens, evidence: Int.bitWidth - 1 - match.length.leadingZeroBitCount)
    }
}
