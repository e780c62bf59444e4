import ContinuoTensor

/// Nested operations over lists of digits, and their values: `[MAX 2 9 [MIN 4 7] 0]` is 9.
///
/// - Source: Nangia and Bowman 2018, "ListOps: A Diagnostic Dataset for Latent Tree Learning"; the long form: Tay et al. 2021,
///   "Long Range Arena".
public struct ListOperations: Sendable, Equatable {
    public enum Operator: Int, Sendable, CaseIterable {
        case minimum, maximum, median, sumModulo

        /// The value of the arguments: of an even number of them the median is the mean of the middle two, rounded down.
        func value(_ arguments: [Int]) -> Int {
            let sorted = arguments.sorted()
            let middle = sorted.count / 2
            switch self {
            case .minimum: return sorted[0]
            case .maximum: return sorted[sorted.count - 1]
            case .median: return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
            case .sumModulo: return arguments.reduce(0, +) % 10
            }
        }
    }

    /// Ids: 0–9 the digits, then the opening bracket of each operator, then the closing bracket.
    public static let vocabularySize = 10 + Operator.allCases.count + 1
    static let closing = Int32(vocabularySize - 1)

    /// Greatest depth, arguments of an operation, and tokens.
    public let maximumDepth: Int
    public let maximumArguments: Int
    public let lengths: ClosedRange<Int>

    public init(maximumDepth: Int = 4, maximumArguments: Int = 5, lengths: ClosedRange<Int> = 10...100) {
        precondition(maximumDepth > 0 && maximumArguments > 1, "operations of \(maximumArguments) arguments")
        (self.maximumDepth, self.maximumArguments, self.lengths) = (maximumDepth, maximumArguments, lengths)
    }

    /// An expression whose length lies within the bounds, and its value, 0–9.
    public func example(using random: inout RandomStream) -> (tokens: [Int32], label: Int32) {
        while true {
            let (tokens, value) = expression(depth: 0, using: &random)
            if lengths.contains(tokens.count) { return (tokens, Int32(value)) }
        }
    }

    private func expression(depth: Int, using random: inout RandomStream) -> (tokens: [Int32], value: Int) {
        // A quarter of the arguments are lists, as in the original generator.
        guard depth == 0 || (depth < maximumDepth && random.uniform() < 0.25) else {
            let digit = random.integer(below: 10)
            return ([Int32(digit)], digit)
        }
        let choice = Operator.allCases[random.integer(below: Operator.allCases.count)]
        let count = 2 + random.integer(below: maximumArguments - 1)
        let arguments = (0..<count).map { _ in expression(depth: depth + 1, using: &random) }
        let tokens = [Int32(10 + choice.rawValue)] + arguments.flatMap(\.tokens) + [Self.closing]
        return (tokens, choice.value(arguments.map(\.value)))
    }
}
