/// Chooses token ids from rows of logits as its settings say.
public struct Sampler: Sendable {
    public let settings: SamplingSettings
    private let chain: [any LogitTransform]

    /// - Parameters:
    ///   - endTokens: the ids that end generation; `minimumTokens` forbids them for a while.
    ///   - forbidden: ids that are never chosen.
    ///   - extra: further transforms (constraints, guidance), applied before those of the settings.
    public init(
        _ settings: SamplingSettings,
        endTokens: [Int32] = [],
        forbidden: [Int32] = [],
        extra: [any LogitTransform] = []
    ) throws {
        try settings.validate()
        self.settings = settings
        let ban = forbidden.isEmpty ? [] : [LogitBias(bias: forbidden.reduce(into: [:]) { $0[$1] = -.infinity })]
        chain = extra + ban + settings.transforms(endTokens: endTokens)
    }

    /// The logits after every transform.
    /// - Throws: logits that are not numbers; no token left.
    public func transform(_ logits: [Float], after context: TokenContext) throws -> [Float] {
        var logits = logits
        if let bad = logits.firstIndex(where: { $0.isNaN || $0 == .infinity }) {
            throw SamplingError.notANumber(token: bad)
        }
        for transform in chain { transform.apply(to: &logits, after: context) }
        guard logits.contains(where: { $0 > -.infinity }) else { throw SamplingError.nothingLeft }
        return logits
    }

    /// The distribution that a token is drawn from; all on one token at temperature 0.
    public func distribution(of logits: [Float], after context: TokenContext) throws -> [Double] {
        let logits = try transform(logits, after: context)
        guard settings.isGreedy else { return softmax(logits) }
        var point = [Double](repeating: 0, count: logits.count)
        point[greatestIndex(logits)] = 1
        return point
    }

    /// A token. Temperature 0 takes no random numbers.
    public func choose(
        from logits: [Float],
        after context: TokenContext,
        using generator: inout some RandomNumberGenerator
    ) throws -> Int32 {
        let logits = try transform(logits, after: context)
        return settings.isGreedy ? Int32(greatestIndex(logits)) : draw(from: softmax(logits), using: &generator)
    }
}

/// The position of the greatest value, the first among equals; 0 for an empty row.
public func greatestIndex(_ values: some Collection<Float>) -> Int {
    var best = 0
    var greatest = -Float.infinity
    for (index, value) in values.enumerated() where value > greatest {
        greatest = value
        best = index
    }
    return best
}
