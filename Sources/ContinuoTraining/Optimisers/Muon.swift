import ContinuoBackbones
import ContinuoTensor

/// Momentum orthogonalised by Newton–Schulz iteration, for matrices; everything else by AdamW (Jordan et al. 2024).
///
/// The update of a matrix `[m, n]` is scaled by 0.2·√max(m, n), so that its root mean square is that of AdamW's and one
/// learning rate serves both (Liu et al. 2025). Parts of a fused matrix are orthogonalised one by one.
public final class Muon: Optimiser {
    private let parameters: [NamedParameter]
    private let configuration: OptimiserConfiguration
    private let matrices: [Int]
    private let momentum: [Tensor]
    private let others: [Int]
    private let adamw: AdamW

    public init(_ parameters: [NamedParameter], _ configuration: OptimiserConfiguration) {
        self.parameters = parameters
        self.configuration = configuration
        let isMatrix = parameters.map { $0.group == .matrix && $0.tensor.rank == 2 }
        let matrices = parameters.indices.filter { isMatrix[$0] }
        let others = parameters.indices.filter { !isMatrix[$0] }
        self.matrices = matrices
        self.others = others
        momentum = zeroState(matrices.map { parameters[$0] })
        adamw = AdamW(others.map { parameters[$0] }, configuration)
    }

    public var state: [(name: String, tensor: Tensor)] {
        namedState(matrices.map { parameters[$0] }, "momentum", momentum) + adamw.state
    }

    public func update(gradients: [Tensor], scales: [Float], rate: Double, step: Int) {
        adamw.update(
            gradients: others.map { gradients[$0] },
            scales: others.map { scales[$0] },
            rate: rate,
            step: step
        )
        withoutGradients {
            for (place, index) in matrices.enumerated() {
                update(parameters[index], momentum[place], gradients[index] * Double(scales[index]), rate)
            }
        }
    }

    private func update(_ parameter: NamedParameter, _ momentum: Tensor, _ gradient: Tensor, _ rate: Double) {
        let beta = configuration.momentum
        momentum.assign(momentum * beta + gradient * (1 - beta))
        let direction = configuration.nesterov ? momentum * beta + gradient * (1 - beta) : momentum
        for (_, rows) in parameter.components {
            let target = parameter.tensor.detached.sliced(rows)
            let orthogonal = Muon.orthogonalised(direction.sliced(rows))
            let scale = 0.2 * Double(Swift.max(target.shape[0], target.shape[1])).squareRoot()
            target.assign(target * (1 - rate * configuration.weightDecay) - orthogonal * (rate * scale))
        }
    }

    /// Five steps of a quintic Newton–Schulz iteration: singular values move to about 1, singular vectors stay.
    static func orthogonalised(_ matrix: Tensor) -> Tensor {
        let (a, b, c) = (3.4445, -4.7750, 2.0315)
        let isTall = matrix.shape[0] > matrix.shape[1]
        var x = isTall ? matrix.transposed() : matrix
        x = x / (x.sumOfSquares.squareRoot() + 1e-7)
        for _ in 0..<5 {
            let gram = x.matmul(x, transposeOther: true)
            x = x * a + (gram * b + gram.matmul(gram) * c).matmul(x)
        }
        return isTall ? x.transposed() : x
    }
}
