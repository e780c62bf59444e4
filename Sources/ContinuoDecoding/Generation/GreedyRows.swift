/// The most probable tokens of many sequences at once, each until its end: what an evaluation over a test set wants.
///
/// Rows that have ended leave the session, so that no work is done for them.
/// - Parameters:
///   - session: its rows have read nothing, or all of `prompt`.
///   - logits: after what the rows have read; the session's initial ones when nil.
///   - endTokens: ids that end a row; they are not part of the result.
///   - isCancelled: asked before every network call; what was found until then is returned.
/// - Returns: the tokens of each row.
/// - Throws: what the session throws; `SamplingError.emptyPrompt` where there is no first distribution.
public func decodeGreedily(
    _ session: any DecodingSession,
    after logits: [Float]? = nil,
    endTokens: Set<Int32>,
    maximumTokens: Int,
    isCancelled: () -> Bool = { Task.isCancelled }
) throws -> [[Int32]] {
    let width = session.vocabularySize
    var results = [[Int32]](repeating: [], count: session.rows)
    guard var current = try logits ?? session.initialLogits() else { throw SamplingError.emptyPrompt }
    var live = Array(results.indices)
    let room = session.maximumLength.map { $0 - session.length } ?? .max
    while !live.isEmpty {
        var kept: [(row: Int, token: Int32)] = []
        for (row, index) in live.enumerated() {
            let start = row * width
            var best = start
            for place in (start + 1)..<(start + width) where current[place] > current[best] { best = place }
            let token = Int32(best - start)
            guard !endTokens.contains(token), results[index].count < maximumTokens else { continue }
            results[index].append(token)
            if results[index].count < min(maximumTokens, room) { kept.append((row, token)) }
        }
        guard !kept.isEmpty, !isCancelled() else { break }
        if kept.count < live.count { try session.select(kept.map(\.row)) }
        live = kept.map { live[$0.row] }
        current = try session.extend(kept.map { [$0.token] })
    }
    return results
}
