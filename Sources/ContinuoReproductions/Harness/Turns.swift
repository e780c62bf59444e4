import ContinuoAnalysis
import ContinuoTensor

/// Seconds of work that several things take, measured by turns: whatever else the machine does falls on all of them.
struct Turns {
    /// Seconds of each arm, round by round.
    private let seconds: [[Double]]

    /// Runs the arms in rounds, every other one in the opposite order, so that none always comes behind the same.
    /// - Parameters:
    ///   - warmUp: rounds before those that count: tables are made and memory is taken by first calls.
    ///   - arms: the work of one round each.
    init(rounds: Int, warmUp: Int = 1, _ arms: [() throws -> Void]) throws {
        var seconds = arms.map { _ in [Double]() }
        for round in 0..<(warmUp + rounds) {
            let order = round % 2 == 0 ? Array(arms.indices) : arms.indices.reversed()
            for index in order {
                let found = try WorkClock.seconds { try arms[index]() }
                if round >= warmUp { seconds[index].append(found) }
            }
        }
        self.seconds = seconds
    }

    /// Number of rounds that count.
    var rounds: Int { seconds.first?.count ?? 0 }

    /// Median of an arm's seconds.
    func median(_ arm: Int) -> Double { Sample(seconds[arm]).median }

    /// Median over the rounds of an arm's time as a multiple of another's.
    func ratio(_ arm: Int, to other: Int) -> Double { Sample(zip(seconds[arm], seconds[other]).map { $0 / $1 }).median }

    /// The other arm's median, and with it the arm's time as the ratio of the two says.
    func pair(_ arm: Int, against other: Int) -> (ours: Double, baseline: Double) {
        let baseline = median(other)
        return (ratio(arm, to: other) * baseline, baseline)
    }
}
