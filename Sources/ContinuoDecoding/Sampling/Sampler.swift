import ContinuoTensor

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
        let top = greatest(logits)
        guard top < .infinity else {
            throw SamplingError.notANumber(token: logits.firstIndex { $0.isNaN || $0 == .infinity } ?? 0)
        }
        guard !chain.isEmpty else {
            guard top > -.infinity else { throw SamplingError.nothingLeft }
            return logits
        }
        for transform in chain { try transform.apply(to: &logits, after: context) }
        guard greatest(logits) > -.infinity else { throw SamplingError.nothingLeft }
        return logits
    }

    /// The most probable token after every transform, the lowest id among equals.
    public func mostProbable(in logits: [Float], after context: TokenContext) throws -> Int32 {
        Int32(greatestIndex(try transform(logits, after: context)))
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
        guard !settings.isGreedy else { return try mostProbable(in: logits, after: context) }
        return draw(from: softmax(try transform(logits, after: context)), using: &generator)
    }
}

/// The position of the greatest value, the first among equals; 0 for an empty row.
public func greatestIndex(_ values: [Float]) -> Int {
    max(0, values.withUnsafeBufferPointer { greatestElement(of: $0).index })
}

/// The greatest value; −∞ for an empty row, +∞ where a value is not a number.
private func greatest(_ values: [Float]) -> Float { values.withUnsafeBufferPointer { greatestElement(of: $0).value } }
