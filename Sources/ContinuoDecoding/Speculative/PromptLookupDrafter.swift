/// Drafts what followed the last occurrence of the text's end: the longest run of at most `longestMatch` tokens that
/// occurred before. It costs no network call and pays where the output repeats the prompt (Saxena 2023).
public final class PromptLookupDrafter: Drafter {
    private let longestMatch: Int
    private let shortestMatch: Int

    public init(longestMatch: Int = 3, shortestMatch: Int = 1) {
        self.longestMatch = longestMatch
        self.shortestMatch = max(1, shortestMatch)
    }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        let tokens = context.prompt + context.generated
        var best: (length: Int, next: Int) = (shortestMatch - 1, 0)
        for end in stride(from: tokens.count - 1, to: 0, by: -1) {
            var length = 0
            while length < longestMatch, length < end, tokens[end - 1 - length] == tokens[tokens.count - 1 - length] {
                length += 1
            }
            if length > best.length { best = (length, end) }
            if length == longestMatch { break }
        }
        guard best.length >= shortestMatch else { return Draft() }
        return Draft(tokens: Array(tokens[best.next...].prefix(count)))
    }
}
