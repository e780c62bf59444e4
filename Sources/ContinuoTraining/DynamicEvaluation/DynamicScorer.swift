import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoTensor
import Foundation

/// Scores texts while it adapts to them: segment by segment, first the segment's score by the parameters as they are, which
/// is what is reported, then one update on it. Scores are exact log-likelihoods: no token is scored by parameters that saw it.
///
/// Networks that carry a state go on with it, and gradients end at the segment's beginning. Attention, whose cache would hold
/// keys of older parameters, reads the last part of the text again, up to half of its context.
///
/// The network's parameters are changed in place until `reset`.
public final class DynamicScorer: ScoringModel {
    public let rule: DynamicRule
    private let backbone: any Backbone
    private let start: Int32?
    private let parameters: [NamedParameter]
    private let trained: [Tensor]
    /// √MS + ε, and λ R, for each parameter (of `rms`).
    private let scales: [Tensor]
    private let pulls: [Tensor]
    private var matrix: Tensor?

    /// - Parameters:
    ///   - process: its start token is read first; no termination head.
    ///   - meanSquare: needed by `rms`, collected for the parameters that `adapts` chooses.
    ///   - adapts: the parameters that may change; all by default.
    /// - Throws: `TrainingError.badSetting` for a rule that cannot be followed.
    public init(
        _ backbone: any Backbone,
        _ process: Autoregressive,
        _ rule: DynamicRule,
        meanSquare: GradientMeanSquare? = nil,
        adapts: (NamedParameter) -> Bool = { _ in true }
    ) throws {
        guard process.termination == nil else {
            throw TrainingError.badSetting(field: "dynamic", expected: "a model with a softmax head")
        }
        self.backbone = backbone
        self.rule = rule
        start = process.start
        switch rule.kind {
        case .sparse(let units):
            guard units <= backbone.width else {
                throw TrainingError.badSetting(
                    field: "dynamic",
                    expected: "at most \(backbone.width) units, the width of the network, got \(units)"
                )
            }
            (parameters, trained, scales, pulls) = ([], [], [], [])
        case .sgd:
            parameters = backbone.parameters.filter(adapts)
            (scales, pulls) = ([], [])
            trained = parameters.map { $0.tensor.copy() }
        case .rms:
            parameters = backbone.parameters.filter(adapts)
            trained = parameters.map { $0.tensor.copy() }
            guard let meanSquare, meanSquare.values.map(\.shape) == parameters.map(\.tensor.shape) else {
                throw TrainingError.badSetting(
                    field: "dynamic",
                    expected: "the mean squared gradients of the adapted parameters, collected on training data"
                )
            }
            let roots = withoutGradients { meanSquare.values.map { sqrt($0) } }
            // The mean over tensors of each one's mean, so that a large table does not decide alone.
            let mean = roots.reduce(0) { $0 + $1.mean().item } / Double(max(roots.count, 1))
            let limit = rule.decay > 0 ? 1 / rule.decay : 0
            scales = withoutGradients { roots.map { $0 + rule.epsilon } }
            pulls = withoutGradients {
                roots.map { ($0 / max(mean, .leastNormalMagnitude)).clamped(0, limit) * rule.decay }
            }
        }
    }

    public var vocabularySize: Int { backbone.vocabularySize }

    /// Scores a text and goes on with the parameters as they are then. A first token without a start is scored evenly.
    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        for (position, token) in tokens.enumerated() where token < 0 || Int(token) >= vocabularySize {
            throw ProcessError.tokenOutside(token: token, position: position, vocabulary: vocabularySize)
        }
        let text = (start.map { [$0] } ?? []) + tokens
        var scores = start == nil && !tokens.isEmpty ? [-log(Double(vocabularySize))] : []
        var state = carriesState ? backbone.initialState(batch: 1) : nil
        for first in stride(from: 0, to: max(text.count - 1, 0), by: rule.segment) {
            let last = min(first + rule.segment, text.count - 1)
            scores += step(text, first..<last, &state).map { -$0 }
        }
        return SequenceScore(logProbabilities: scores, kind: .exact)
    }

    /// Goes back to the trained parameters, bit by bit.
    public func reset() {
        for (parameter, original) in zip(parameters, trained) { parameter.tensor.assign(original) }
        matrix = nil
    }

    /// Whether the state of the text before a segment can be carried on, although the parameters have changed since.
    private var carriesState: Bool { !backbone.capabilities.contains(.rewindable) }

    /// Scores the targets that follow the inputs of a range, then adapts to them.
    private func step(_ text: [Int32], _ range: Range<Int>, _ state: inout BackboneState?) -> [Double] {
        let targets = Tensor(rows: [Array(text[(range.lowerBound + 1)...range.upperBound])])
        if case .sparse(let units) = rule.kind {
            let hidden = withoutGradients { read(text, range, &state) }
            let current = matrix ?? Tensor.zeros([units, units], hidden.elementType)
            let leaf = current.tracked()
            let (losses, found) = measure(
                adapted(hidden, leaf),
                targets,
                count: range.count,
                [leaf],
                weight: backbone.outputWeight.detached
            )
            matrix = withoutGradients { (current * (1 - rule.decay)) - found[0] * rule.rate }
            return losses
        }
        let hidden = read(text, range, &state)
        state = state?.detached
        let (losses, found) = measure(
            hidden,
            targets,
            count: range.count,
            parameters.map(\.tensor),
            weight: backbone.outputWeight
        )
        update(found)
        return losses
    }

    /// Output vectors of a range, with what comes before it as context.
    private func read(_ text: [Int32], _ range: Range<Int>, _ state: inout BackboneState?) -> Tensor {
        if var carried = state {
            defer { state = carried }
            return backbone.hidden(Tensor(rows: [Array(text[range])]), state: &carried, .causal)
        }
        let room = backbone.maximumLength.map { max(min($0 / 2, $0 - range.count), 0) } ?? 256
        let first = max(0, range.lowerBound - room)
        let hidden = backbone.hidden(Tensor(rows: [Array(text[first..<range.upperBound])]), .causal)
        return hidden.sliced((range.lowerBound - first)..<(range.upperBound - first), axis: 1)
    }

    /// h + M h on the first units. With M = 0 that is h itself, bit by bit.
    private func adapted(_ hidden: Tensor, _ matrix: Tensor) -> Tensor {
        let units = matrix.shape[0]
        let change = linear(hidden.sliced(0..<units, axis: 2), weight: matrix)
        return hidden + change.padded(0, hidden.size(-1) - units, axis: 2)
    }

    private func measure(_ hidden: Tensor, _ targets: Tensor, count: Int, _ leaves: [Tensor], weight: Tensor)
        -> (losses: [Double], gradients: [Tensor])
    {
        let result = linearCrossEntropy(hidden, weight: weight, bias: backbone.outputBias, CrossEntropyTarget(targets))
        let found = gradients(of: result.sum / Double(count), withRespectTo: leaves)
        return (result.losses.doubles, found)
    }

    private func update(_ found: [Tensor]) {
        withoutGradients {
            for (index, parameter) in parameters.enumerated() {
                let tensor = parameter.tensor.detached
                switch rule.kind {
                case .rms:
                    let moved = tensor - found[index] / scales[index] * rule.rate
                    tensor.assign(moved + (trained[index] - tensor) * pulls[index])
                default:
                    let moved = tensor - found[index] * rule.rate
                    tensor.assign(rule.decay == 0 ? moved : moved + (trained[index] - tensor) * rule.decay)
                }
            }
        }
    }
}
