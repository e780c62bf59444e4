import ContinuoTensor

/// Sequences of numbers with resets: at each position the sum of the numbers since the last reset is asked for. A memory that
/// fades at a fixed rate cannot forget on demand.
///
/// - Source: after Katsch 2023, "GateLoop: Fully Data-Controlled Linear Recurrence for Sequence Modeling".
public struct MemoryHorizon: Sendable, Equatable {
    /// Numbers are 0 ..< `numbers`, their own ids; the id behind them is the reset.
    public let numbers: Int
    /// Probability of a reset at a position.
    public let resetProbability: Double

    public init(numbers: Int = 10, resetProbability: Double = 0.05) {
        precondition(numbers > 1 && resetProbability >= 0 && resetProbability <= 1, "\(numbers) numbers with resets")
        (self.numbers, self.resetProbability) = (numbers, resetProbability)
    }

    /// Number of token ids.
    public var vocabularySize: Int { numbers + 1 }

    /// Id of the reset.
    public var reset: Int32 { Int32(numbers) }

    /// `length` tokens, and for each the sum of the numbers since the last reset, the present one included; 0 at a reset.
    public func example(length: Int, using random: inout RandomStream) -> (tokens: [Int32], sums: [Int]) {
        var (tokens, sums, sum) = ([Int32](), [Int](), 0)
        for _ in 0..<length {
            let isReset = random.uniform() < resetProbability
            let token = isReset ? reset : Int32(random.integer(below: numbers))
            sum = isReset ? 0 : sum + Int(token)
            tokens.append(token)
            sums.append(sum)
        }
        return (tokens, sums)
    }
}
