import ContinuoBackbones
import ContinuoTensor

extension TerminationHead {
    /// The bias that takes the end token out of the softmax.
    func biasWithoutEnd(_ backbone: any Backbone) -> Tensor {
        var values = [Float](repeating: 0, count: backbone.vocabularySize)
        values[Int(end)] = -1e9
        let exclusion = Tensor(values).cast(to: backbone.elementType)
        return backbone.outputBias.map { $0 + exclusion } ?? exclusion
    }

    /// z of each position: `[rows…]` of vectors as the output matrix takes them, `[rows…, width]`.
    func endLogits(_ hidden: Tensor, _ backbone: any Backbone) -> Tensor {
        let row = Int(end)..<(Int(end) + 1)
        let weight = backbone.outputWeight.sliced(row)
        guard backbone.logitSoftCap > 0 else {
            return linear(hidden, weight: weight, bias: backbone.outputBias?.sliced(row)).squeezed(-1)
        }
        let bounded = tanh(linear(hidden, weight: weight) / backbone.logitSoftCap) * backbone.logitSoftCap
        return (backbone.outputBias.map { bounded + $0.sliced(row) } ?? bounded).squeezed(-1)
    }

    /// Negative log-likelihood of targets `[rows, length]` after inputs of the same shape, summed with the weights.
    /// - Parameter hidden: as the output matrix takes it.
    func loss(
        _ hidden: Tensor,
        inputs: Tensor,
        targets: Tensor,
        weights: Tensor?,
        _ backbone: any Backbone,
        smoothing: Double,
        prior: Tensor?
    ) -> Tensor {
        let type = backbone.elementType
        let ids = targets.array(of: Int32.self)
        let others = Tensor(ids.map { $0 == end ? -1 : $0 }, shape: targets.shape)
        let target = CrossEntropyTarget(
            others,
            weights: weights,
            smoothing: smoothing,
            prior: smoothing > 0 ? priorWithoutEnd(prior, backbone) : nil
        )
        let tokens = linearCrossEntropy(
            hidden,
            weight: backbone.outputWeight,
            bias: biasWithoutEnd(backbone),
            softCap: backbone.logitSoftCap,
            target
        )
        let (ending, goingOn) = logProbabilities(endLogits(hidden, backbone), inputs: inputs)
        let isEnd = Tensor(ids.map { $0 == end ? Float(1) : 0 }, shape: targets.shape).cast(to: type)
        let chosen = ending * isEnd + goingOn * (1 - isEnd)
        return tokens.sum - (weights.map { chosen * $0 } ?? chosen).sum()
    }

    /// ln p(end) and ln p(no end) after each of the inputs `[rows, length]`, of logits of that shape.
    private func logProbabilities(_ z: Tensor, inputs: Tensor) -> (ending: Tensor, goingOn: Tensor) {
        let (rows, length) = (inputs.shape[0], inputs.shape[1])
        let type = z.elementType
        let clocks = clocks(inputs)
        func constant(_ value: (Int) -> Double) -> Tensor {
            Tensor(clocks.map(value), shape: [rows, length]).cast(to: type)
        }
        let stay = logSigmoid(-z)
        switch kind {
        case .nonMonotonic:
            let bounded = constant { logLowerBound(clock: $0) } + stay
            let ending = Tensor.stacked([bounded, logSigmoid(z)], axis: 2).logSumExp()
            return (ending, constant { Double($0) * decay } + stay)
        case .selfTerminating:
            // A text's first position takes nothing over from the text before it.
            let carries = constant { $0 == 1 ? 0 : 1 }.reshaped([rows, length, 1])
            let survival = linearScan((stay + decay).reshaped([rows, length, 1]), decay: carries).states
            let goingOn = survival.reshaped([rows, length])
            return (log(-expm1(goingOn)), goingOn)
        }
    }

    /// t after each input, row by row.
    private func clocks(_ inputs: Tensor) -> [Int] {
        let length = inputs.shape[1]
        var clock = 0
        return inputs.array(of: Int32.self).enumerated().map { index, token in
            clock = index % length == 0 || token == end ? 1 : clock + 1
            return clock
        }
    }

    /// The prior of label smoothing among the other tokens.
    private func priorWithoutEnd(_ prior: Tensor?, _ backbone: any Backbone) -> Tensor {
        var values = prior?.doubles ?? [Double](repeating: 1, count: backbone.vocabularySize)
        values[Int(end)] = 0
        let sum = values.reduce(0, +)
        return Tensor(values.map { $0 / sum }).cast(to: backbone.elementType)
    }
}
