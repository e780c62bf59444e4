import ContinuoDecoding
import ContinuoTensor

/// A way to decode, as termination is measured with it.
public enum TerminationDecoder: Sendable, Equatable {
    case greedy
    case sampling
    case topK(Int)
    case nucleus(Double)
    case beam(Int)

    /// `greedy`, `sampling`, `top-2`, `nucleus-0.2`, `beam-2`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1)
        switch (parts.first, parts.count) {
        case ("greedy", 1): self = .greedy
        case ("sampling", 1): self = .sampling
        case ("top", 2):
            guard let count = Int(parts[1]), count > 0 else { return nil }
            self = .topK(count)
        case ("nucleus", 2):
            guard let share = Double(parts[1]), share > 0, share <= 1 else { return nil }
            self = .nucleus(share)
        case ("beam", 2):
            guard let width = Int(parts[1]), width > 0 else { return nil }
            self = .beam(width)
        default: return nil
        }
    }

    public var text: String {
        switch self {
        case .greedy: "greedy"
        case .sampling: "sampling"
        case .topK(let count): "top-\(count)"
        case .nucleus(let share): "nucleus-\(share)"
        case .beam(let width): "beam-\(width)"
        }
    }

    fileprivate var settings: SamplingSettings {
        var settings = self == .greedy ? SamplingSettings.greedy : SamplingSettings()
        if case .topK(let count) = self { settings.topK = count }
        if case .nucleus(let share) = self { settings.topP = share }
        return settings
    }
}

/// Whether continuations come to an end.
public struct Termination: Sendable, Equatable {
    /// Tokens of each continuation, its end token included; nil where it did not end in time.
    public var lengths: [Int?]
    /// The greatest number of tokens that a continuation could have.
    public var maximumLength: Int

    /// r_nt(L): share of the continuations that did not end within L tokens.
    public var nonTerminationRatio: Double { Double(lengths.count { $0 == nil }) / Double(lengths.count) }

    /// Mean number of tokens; what did not end counts as L, so the true mean is at least this.
    public var meanLength: Double {
        Double(lengths.reduce(0) { $0 + ($1 ?? maximumLength) }) / Double(lengths.count)
    }
}

/// Continues prompts until the end token or `maximumLength` tokens, all prompts of a length at once.
/// - Parameters:
///   - makeSession: a session of so many rows that has read nothing.
///   - prompts: at least one token each.
/// - Throws: what the session throws.
public func measureTermination(
    _ makeSession: (_ rows: Int) throws -> any DecodingSession,
    prompts: [[Int32]],
    decoder: TerminationDecoder,
    end: Int32,
    maximumLength: Int,
    seed: UInt64 = 1
) throws -> Termination {
    var lengths = [Int?](repeating: nil, count: prompts.count)
    if case .beam(let width) = decoder {
        var settings = BeamSettings()
        settings.width = width
        settings.maximumTokens = maximumLength
        settings.lengthNormalisation = .none
        for (index, prompt) in prompts.enumerated() {
            let result = try beamSearch(makeSession(1), prompt: prompt, settings: settings, endTokens: [end])
            if let best = result.hypotheses.first, best.isFinished { lengths[index] = best.tokens.count + 1 }
        }
        return Termination(lengths: lengths, maximumLength: maximumLength)
    }
    let sampler = try Sampler(decoder.settings)
    for group in Dictionary(grouping: prompts.indices, by: { prompts[$0].count }).values.sorted(by: { $0[0] < $1[0] }) {
        let session = try makeSession(group.count)
        var open = group
        var randoms = prompts.indices.map { RandomStream(seed: seed).split("termination").split($0) }
        var logits = try session.extend(group.map { prompts[$0] })
        for length in 1...max(1, maximumLength) {
            let width = session.vocabularySize
            let chosen = try open.enumerated().map { row, index in
                try sampler.choose(
                    from: Array(logits[row * width..<(row + 1) * width]),
                    after: TokenContext(prompt: []),
                    using: &randoms[index]
                )
            }
            for (row, index) in open.enumerated() where chosen[row] == end { lengths[index] = length }
            let kept = open.indices.filter { chosen[$0] != end }
            guard !kept.isEmpty, length < maximumLength else { break }
            if kept.count < open.count { try session.select(kept) }
            open = kept.map { open[$0] }
            logits = try session.extend(kept.map { [chosen[$0]] })
        }
    }
    return Termination(lengths: lengths, maximumLength: maximumLength)
}
