import ContinuoTensor

/// The adding problem: a sequence of numbers of which two are marked, one in each half; their sum is asked for at the end.
///
/// - Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory".
public struct AddingProblem: Sendable, Equatable {
    /// Positions, at least 2.
    public let length: Int

    public init(length: Int) {
        precondition(length >= 2, "two numbers cannot be marked among \(length)")
        self.length = length
    }

    /// Numbers in 0 ..< 1 and marks (1 at two places, else 0), one of each for a position, and the sum of the marked numbers.
    public func example(using random: inout RandomStream) -> (numbers: [Float], marks: [Float], sum: Float) {
        let numbers = (0..<length).map { _ in Float(random.uniform()) }
        let half = length / 2
        let places = [random.integer(below: half), half + random.integer(below: length - half)]
        var marks = [Float](repeating: 0, count: length)
        for place in places { marks[place] = 1 }
        return (numbers, marks, numbers[places[0]] + numbers[places[1]])
    }
}
