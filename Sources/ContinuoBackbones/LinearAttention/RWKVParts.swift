import ContinuoTensor
import Foundation

/// A map through a narrow inner width with an activation there: activation(x A) B + b. Close to b at the beginning.
struct LowRank: Module {
    let activation: Activation
    @Parameter("down") var down: Linear
    @Parameter("up") var up: Linear

    init(
        inputs: Int,
        rank: Int,
        outputs: Int,
        bias: Tensor? = nil,
        activation: Activation,
        outputDeviation: Double? = nil,
        _ initialiser: inout Initialiser
    ) {
        self.activation = activation
        down = Linear(inputs: inputs, outputs: rank, bias: false, &initialiser)
        up = Linear(
            inputs: rank,
            outputs: outputs,
            bias: bias != nil,
            deviation: outputDeviation ?? 0.1 / Double(rank).squareRoot(),
            &initialiser
        )
        if let bias { up.bias = bias }
    }

    func callAsFunction(_ x: Tensor, activation outer: Activation = .identity) -> Tensor {
        up(down(x, activation: activation), activation: outer)
    }
}

/// Normalises each head and gives every channel a gain and a bias of its own: PyTorch's GroupNorm with a group for each head.
struct HeadNormalisation: Module {
    let epsilon: Double
    @Parameter("weight", .vector) var gain: Tensor
    @Parameter("bias", .vector) var bias: Tensor

    init(channels: Int, epsilon: Double, _ initialiser: inout Initialiser) {
        self.epsilon = epsilon
        gain = initialiser.ones([channels])
        bias = initialiser.zeros([channels])
    }

    /// `[batch, length, heads, head width]` to `[batch, length, channels]`.
    func callAsFunction(_ x: Tensor) -> Tensor {
        normalise(x, .layer, gain: nil, epsilon: epsilon).joinedHeads * gain + bias
    }
}

/// Initial values along the channels of RWKV's layers, as in the releases.
struct RWKVRamps {
    let width: Int
    let layer: Int
    let layers: Int

    /// 0 in the first layer to 1 in the last.
    private var depth: Double { layers > 1 ? Double(layer) / Double(layers - 1) : 0 }
    /// 1 in the first layer towards 0.
    private var height: Double { 1 - Double(layer) / Double(layers) }
    private var last: Double { Double(max(width - 1, 1)) }

    private func channels(_ value: (Double) -> Double) -> Tensor { Tensor((0..<width).map { value(Double($0)) }) }

    /// Shares of the present in what is mixed of present and past: 1 − (i/width)^(scale · height).
    func past(_ scale: Double) -> Tensor { channels { 1 - pow($0 / Double(width), scale * height) } }

    /// Biases of the decays, from −6 (slow) upwards.
    var decay: Tensor { channels { -6 + 5 * pow($0 / last, 0.7 + 1.3 * depth) } }

    /// Bonus of the present position.
    var bonus: Tensor {
        channels { depth * (1 - $0 / last) + [0, 0.1, -0.1][(Int($0) + 1) % 3] }
    }
}
