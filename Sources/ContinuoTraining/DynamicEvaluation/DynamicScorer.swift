import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoTensor
import Foundation

/// Scores texts while it adapts to them: segment by segment, first the segment's score by the parameters as they are, which
/// is what is reported, then one update on it. Scores are exact log-likelihoods: no token is scored by parameters that saw it.
///
/// Networks that carry a state go on with it, and gradients end at the segment's beginning. Attention, whose cache would hold
/// keys of older parameters, reads the last part of the text again, up to `rereads` tokens and half of its context.
///
/// The network's parameters are changed in place until `reset`, except by the sparse rules.
public final class DynamicScorer: ScoringModel {
    public let rule: DynamicRule
    private let backbone: any Backbone
    private let start: Int32?
    private let rereads: Int
    /// M, of the sparse rules.
    private let matrix: Tensor?
    /// What is adapted, and what it was trained to.
    private let adapted: [Tensor]
    private let trained: [Tensor]
    /// √MS + ε, and λ R, for each adapted tensor; empty for SGD.
    private let scales: [Tensor]
    private let pulls: [Tensor]

    /// - Parameters:
    ///   - process: its start token is read first; no termination head.
    ///   - meanSquare: needed by the rules with RMS, collected for what is adapted.
    ///   - rereads: greatest number of tokens before a segment that attention reads again.
    ///   - adapts: the parameters that may change; all by default. The sparse rules change none.
    /// - Throws: `TrainingError.badSetting` for a rule that cannot be followed.
    public init(
        _ backbone: any Backbone,
        _ process: Autoregressive,
        _ rule: DynamicRule,
        meanSquare: GradientMeanSquare? = nil,
        rereads: Int = 256,
        adapts: (NamedParameter) -> Bool = { _ in true }
    ) throws {
        guard process.termination == nil else {
            throw TrainingError.badSetting(field: "dynamic", expected: "a model with a softmax head")
        }
        self.backbone = backbone
        self.rule = rule
        self.rereads = rereads
        start = process.start
        matrix = try rule.units.map { try SparseAdaptation.matrix(units: $0, backbone) }
        adapted = matrix.map { [$0] } ?? backbone.parameters.filter(adapts).map(\.tensor)
        trained = adapted.map { $0.copy() }
        guard rule.needsMeanSquare else {
            (scales, pulls) = ([], [])
            return
        }
        guard let meanSquare, meanSquare.values.map(\.shape) == adapted.map(\.shape) else {
            throw TrainingError.badSetting(
                field: "dynamic",
                expected: "the mean squared gradients of what is adapted, collected on training data"
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
        for (tensor, original) in zip(adapted, trained) { tensor.assign(original) }
    }

    /// Whether the state of the text before a segment can be carried on, although the parameters have changed since.
    private var carriesState: Bool { !backbone.capabilities.contains(.rewindable) }

    /// Scores the targets that follow the inputs of a range, then adapts to them.
    private func step(_ text: [Int32], _ range: Range<Int>, _ state: inout BackboneState?) -> [Double] {
        let targets = Tensor(rows: [Array(text[(range.lowerBound + 1)...range.upperBound])])
        let hidden = SparseAdaptation.hidden(backbone, matrix) { read(text, range, &state, $0) }
        state = state?.detached
        let weight = matrix == nil ? backbone.outputWeight : backbone.outputWeight.detached
        let result = linearCrossEntropy(
            hidden,
            weight: weight,
            bias: backbone.outputBias,
            softCap: backbone.logitSoftCap,
            CrossEntropyTarget(targets)
        )
        update(gradients(of: result.sum / Double(range.count), withRespectTo: adapted))
        return result.losses.doubles
    }

    /// Vectors of a range as the output matrix takes them, with what comes before it as context.
    private func read(
        _ text: [Int32],
        _ range: Range<Int>,
        _ state: inout BackboneState?,
        _ context: SequenceContext
    ) -> Tensor {
        if var carried = state {
            defer { state = carried }
            return backbone.outputFeatures(
                backbone.hidden(Tensor(rows: [Array(text[range])]), state: &carried, context)
            )
        }
        let limit = backbone.maximumLength.map { max(min($0 / 2, $0 - range.count), 0) } ?? rereads
        let first = max(0, range.lowerBound - min(rereads, limit))
        let hidden = backbone.hidden(Tensor(rows: [Array(text[first..<range.upperBound])]), context)
        return backbone.outputFeatures(
            hidden.sliced((range.lowerBound - first)..<(range.upperBound - first), axis: 1)
        )
    }

    private func update(_ found: [Tensor]) {
        withoutGradients {
            for (index, leaf) in adapted.enumerated() {
                let tensor = leaf.detached
                let (step, pull): (Tensor, Tensor?) =
                    rule.needsMeanSquare
                    ? (found[index] / scales[index] * rule.rate, (trained[index] - tensor) * pulls[index])
                    : (found[index] * rule.rate, rule.decay == 0 ? nil : (trained[index] - tensor) * rule.decay)
                let moved = tensor - step
                leaf.assign(pull.map { moved + $0 } ?? moved)
            }
        }
    }
}
