import Foundation

/// Chooses how many tokens to draft: as many as make the expected number of tokens per second greatest,
///
///     E[tokens] / (t(k + 1) + k · d),   E[tokens] = 1 + α + … + α^k
///
/// with the rate α at which drafted tokens were accepted so far, the cost t of a pass and the drafter's seconds d for a token
/// (Leviathan et al. 2023). All three are learnt from the rounds of the generation itself. Where nothing is worth drafting,
/// it is tried again now and then.
public final class DraftLengthControl {
    /// The most drafted tokens of a round.
    public let maximum: Int
    /// Cost of passes.
    public private(set) var cost: CostCurve
    private let learnsCost: Bool
    private var classes: [Int: Class] = [:]
    /// Mean seconds that the drafter takes for a token.
    private var draftCost = 0.0
    private var rounds = 0

    /// Drafts of one class of evidence.
    private struct Class {
        /// Tokens that were accepted, and that were tested; older ones count less.
        var accepted = DraftLengthControl.priorRate * DraftLengthControl.priorWeight
        var tested = DraftLengthControl.priorWeight
        /// Rounds since one was drafted, and how many are let pass.
        var idle = 0
        var patience = DraftLengthControl.shortestPatience

        var rate: Double { min(accepted / tested, 0.99) }
    }

    /// Before anything was seen α is 0.6, as sure as if two tokens had been tested.
    private static let priorRate = 0.6
    private static let priorWeight = 2.0
    /// What earlier rounds keep of their weight.
    private static let memory = 0.95
    /// After so many rounds without a draft one token is tried; after each failure twice as many, up to the longest.
    private static let shortestPatience = 12
    private static let longestPatience = 96
    /// In one round of so many, a neighbouring length is tried, so that its cost stays known.
    private static let explorationPeriod = 16

    /// The most drafted tokens of a round by default: with the token before them they are read in a pass of 8, in which
    /// attention takes the same bits for each token as by itself.
    public static let usualMaximum = 7

    /// - Parameters:
    ///   - cost: where the costs begin.
    ///   - learnsCost: times the rounds. Without, lengths depend on the tokens alone, so that a seed gives the same text
    ///     each time even where tokens are drawn.
    public init(
        maximum: Int = DraftLengthControl.usualMaximum,
        cost: CostCurve = CostCurve(),
        learnsCost: Bool = true
    ) {
        self.maximum = max(0, maximum)
        self.cost = cost
        self.learnsCost = learnsCost
    }

    /// The rate at which tokens of a class of evidence were accepted.
    public func acceptance(evidence: Int = 0) -> Double { (classes[evidence] ?? Class()).rate }

    /// The best length by what is known.
    /// - Parameter isCosted: whether the drafter's own time counts.
    public func bestLength(evidence: Int = 0, isCosted: Bool = true) -> Int {
        let rate = acceptance(evidence: evidence)
        let perToken = isCosted ? draftCost : 0
        var (best, bestSpeed) = (0, 0.0)
        var (expected, power) = (0.0, 1.0)
        for length in 0...maximum {
            expected += power
            power *= rate
            let speed = expected / (cost.seconds(tokens: length + 1) + Double(length) * perToken)
            if speed > bestSpeed { (best, bestSpeed) = (length, speed) }
        }
        return best
    }

    /// The length of the next draft.
    func length(evidence: Int, isCosted: Bool) -> Int {
        rounds += 1
        var state = classes[evidence] ?? Class()
        defer { classes[evidence] = state }
        let best = bestLength(evidence: evidence, isCosted: isCosted)
        guard best == 0 else {
            (state.idle, state.patience) = (0, Self.shortestPatience)
            guard rounds % Self.explorationPeriod == 0 else { return best }
            let isUpwards = rounds / Self.explorationPeriod % 2 == 0
            return min(maximum, max(1, best + (isUpwards ? 1 : -1)))
        }
        state.idle += 1
        guard state.idle >= state.patience, maximum > 0 else { return 0 }
        state.idle = 0
        state.patience = min(2 * state.patience, Self.longestPatience)
        return 1
    }

    /// Learns from a round.
    /// - Parameters:
    ///   - whole: what the drafter said, of which `verified` tokens were read.
    ///   - chosen: the tokens that came out.
    func note(_ whole: Draft, verified: Int, chosen: [Int32], draftSeconds: Double, passSeconds: Double) {
        if learnsCost {
            cost.note(tokens: 1 + verified, seconds: passSeconds)
            if !whole.tokens.isEmpty {
                let perToken = draftSeconds / Double(whole.tokens.count)
                draftCost = draftCost == 0 ? perToken : draftCost + 0.25 * (perToken - draftCost)
            }
        }
        guard !whole.tokens.isEmpty else { return }
        // A token beyond what was read is tested as well by the one that was chosen in its place.
        let accepted = zip(whole.tokens, chosen).prefix { $0 == $1 }.count
        let tested = accepted + (accepted < min(whole.tokens.count, chosen.count) ? 1 : 0)
        var state = classes[whole.evidence] ?? Class()
        state.accepted = state.accepted * Self.memory + Double(accepted)
        state.tested = state.tested * Self.memory + Double(tested)
        classes[whole.evidence] = state
    }
}
