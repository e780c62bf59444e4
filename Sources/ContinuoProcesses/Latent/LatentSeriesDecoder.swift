import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// Turns a latent vector into a signal that can be asked at given times.
public protocol LatentSeriesDecoder: Module {
    /// - Parameters:
    ///   - latent: `[batch, width]`.
    ///   - condition: attributes `[batch, classes]`, or nil.
    ///   - times: `[batch, count]`, rising in each row.
    /// - Returns: means `[batch, count, channels]`, and log variances of the noise where they are modelled, `[batch, 1,
    ///   channels]`.
    func decode(_ latent: Tensor, condition: Tensor?, times: Tensor) -> (mean: Tensor, logVariance: Tensor?)
}

extension FourierHead: LatentSeriesDecoder {
    public func decode(_ latent: Tensor, condition: Tensor?, times: Tensor) -> (mean: Tensor, logVariance: Tensor?) {
        let spectrum = self(latent, condition: condition)
        return (spectrum(times).transposed(), spectrum.logVariance?.expanded(at: 1))
    }
}

/// A recurrent decoder: a GRU reads the latent vector and the time at every position (the decoder of a VRNN-like
/// autoencoder).
public struct RecurrentSeriesDecoder: LatentSeriesDecoder {
    let basePeriod: Double
    @Parameter("input") var input: Perceptron
    @Parameter("recurrence") var recurrence: GRU
    @Parameter("output") var output: Linear

    public init(
        width: Int,
        hidden: Int,
        channels: Int,
        classes: Int = 0,
        basePeriod: Double,
        _ initialiser: inout Initialiser
    ) {
        self.basePeriod = basePeriod
        input = Perceptron(inputs: width + classes + 2, hidden: [], outputs: hidden, &initialiser)
        recurrence = GRU(width: hidden, &initialiser)
        output = Linear(inputs: hidden, outputs: channels, bias: true, &initialiser)
    }

    public func decode(_ latent: Tensor, condition: Tensor?, times: Tensor) -> (mean: Tensor, logVariance: Tensor?) {
        let count = times.shape[1]
        let known = condition.map { Tensor.concatenated([latent, $0], axis: 1) } ?? latent
        let repeated = known.expanded(at: 1) + Tensor.zeros([1, count, 1], latent.elementType)
        let before = Tensor.concatenated(
            [times.sliced(0..<1, axis: 1), times.sliced(0..<(count - 1), axis: 1)],
            axis: 1
        )
        let clock = Tensor.stacked([times / basePeriod, (times - before) / basePeriod], axis: 2)
        let read = input(Tensor.concatenated([repeated, clock], axis: 2))
        return (output(recurrence.forward(read, .causal)), nil)
    }
}

/// A latent ordinary differential equation (Chen et al. 2018; Rubanova et al. 2019): dz/dt = g(z), solved by the classical
/// Runge–Kutta method between the times that are asked, then read out.
///
/// All rows are solved on the grid of the first row's times.
public struct LatentODEDecoder: LatentSeriesDecoder {
    let basePeriod: Double
    @Parameter("start") var start: Perceptron
    @Parameter("dynamics") var dynamics: Perceptron
    @Parameter("output") var output: Perceptron

    public init(
        width: Int,
        hidden: Int,
        channels: Int,
        classes: Int = 0,
        basePeriod: Double,
        _ initialiser: inout Initialiser
    ) {
        self.basePeriod = basePeriod
        start = Perceptron(inputs: width + classes, hidden: [], outputs: width, &initialiser)
        dynamics = Perceptron(inputs: width, hidden: [hidden], outputs: width, &initialiser)
        output = Perceptron(inputs: width, hidden: [hidden], outputs: channels, &initialiser)
    }

    public func decode(_ latent: Tensor, condition: Tensor?, times: Tensor) -> (mean: Tensor, logVariance: Tensor?) {
        let grid = times.sliced(0..<1).doubles
        var state = start(condition.map { Tensor.concatenated([latent, $0], axis: 1) } ?? latent)
        var states = [state]
        for (now, before) in zip(grid.dropFirst(), grid) {
            // A rate of change for each base period keeps the network's numbers at size one.
            let step = 4 * (now - before) / basePeriod
            let first = dynamics(state)
            let second = dynamics(state + first * (step / 2))
            let third = dynamics(state + second * (step / 2))
            let fourth = dynamics(state + third * step)
            state = state + (first + (second + third) * 2 + fourth) * (step / 6)
            states.append(state)
        }
        return (output(Tensor.stacked(states, axis: 1)), nil)
    }
}
