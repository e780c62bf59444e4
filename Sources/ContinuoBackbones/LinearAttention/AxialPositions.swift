import ContinuoTensor
import Foundation

/// Positions on the axes of a grid of which a sequence is the row-major order.
struct GridPositions {
    /// Sizes of the axes, slowest first; empty for a sequence of any length.
    let shape: [Int]

    var axes: Int { max(shape.count, 1) }

    /// Position on an axis.
    func coordinate(_ position: Int, axis: Int) -> Int {
        guard shape.count > 1 else { return position }
        return position / shape[(axis + 1)...].reduce(1, *) % shape[axis]
    }
}

/// Multi-dimensional linearised relative positions (MD-LRPE): x becomes [x cos Θ, x sin Θ] with angles Θ that grow along the axes,
/// so that the product of a query and a key depends on the difference of their positions. The elements of a head are divided
/// among the axes; speeds are learnt.
///
/// - Source: Qin et al. 2024 (LightNet), Qin et al. 2023 (LRPE).
struct AxialPhases: Module {
    let grid: GridPositions
    @Parameter("theta", .vector) var speeds: Tensor

    init(heads: Int, width: Int, shape: [Int], _ initialiser: inout Initialiser) {
        grid = GridPositions(shape: shape)
        let share = Double(width) / Double(grid.axes)
        // As rotary positions begin, within the elements of each axis.
        let initial = (0..<heads * width).map { index in
            let place = Double(index % width).truncatingRemainder(dividingBy: share)
            return pow(10_000, -place / share)
        }
        speeds = Tensor(initial, shape: [heads, width]).cast(to: initialiser.elementType)
    }

    /// Θ `[1, positions, heads, width]`.
    func angles(_ positions: Range<Int>) -> Tensor {
        let width = speeds.shape[1]
        let coordinates = positions.flatMap { position in
            (0..<width).map { element in
                Double(grid.coordinate(position, axis: element * grid.axes / width))
            }
        }
        let table = Tensor(coordinates, shape: [1, positions.count, 1, width]).cast(to: speeds.elementType)
        return table * speeds
    }

    /// Vectors turned by angles in the same order of axes, of which the last becomes twice as long.
    func turned(_ x: Tensor, _ angles: Tensor) -> Tensor {
        Tensor.concatenated([x * cos(angles), x * sin(angles)], axis: -1)
    }
}

/// Multi-dimensional Toeplitz positions by expansion (MD-TPE): along each axis a sum of exponentially decayed pasts with learnt
/// weights,
///
///     y_t = Σ_{s ≤ t} Σ_n q_n k_n λ_n^{t−s} x_s
///
/// for each head, from the first position of the axis to the last; normalised, mapped and summed over the axes.
///
/// - Source: Qin et al. 2024 (LightNet).
struct AxialDecays: Module {
    /// Exponentials of each head and axis.
    static let exponentials = 8

    let heads: Int
    let width: Int
    let grid: GridPositions
    @Parameter("queries", .vector) var queries: Tensor
    @Parameter("keys", .vector) var keys: Tensor
    @Parameter("decays", .vector) var decays: Tensor
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("output") var output: Linear

    init(width: Int, heads: Int, shape: [Int], _ initialiser: inout Initialiser) {
        (self.width, self.heads) = (width, heads)
        grid = GridPositions(shape: shape)
        let size = [grid.axes, heads, Self.exponentials]
        let deviation = 1 / Double(Self.exponentials).squareRoot()
        queries = initialiser.normal(size, deviation: deviation)
        keys = initialiser.normal(size, deviation: deviation)
        // Decays from about 1/2 to about 0.99.
        decays = initialiser.zeros(size) + Tensor.range(Self.exponentials, initialiser.elementType) * 0.65
        normalisation = Normalisation(.init(.rootMeanSquare), width: width, &initialiser)
        output = Linear(
            inputs: width,
            outputs: width,
            bias: false,
            deviation: 0.1 / Double(width).squareRoot(),
            &initialiser
        )
    }

    /// Of a sequence's memory, without the batch axis.
    var memoryShape: [Int] { [heads, Self.exponentials, width / heads] }

    /// - Parameter memory: of a sequence with one axis, before the first position.
    func callAsFunction(_ x: Tensor, _ memory: Tensor?) -> (output: Tensor, memory: Tensor) {
        guard grid.shape.count > 1 else {
            let (sum, state) = decayed(x, memory)
            return (output(normalisation(sum)), state)
        }
        let (batch, length) = (x.shape[0], x.shape[1])
        precondition(length == grid.shape.reduce(1, *), "\(length) positions do not fill a grid of \(grid.shape)")
        let sums = (0..<grid.axes).map { normalisation(gridSums(x, axis: $0)) }
        let total = sums.dropFirst().reduce(sums[0], +)
        return (output(total), Tensor.zeros([batch] + memoryShape, x.elementType))
    }

    /// The sums along one axis of a grid, as products with the weights of all pairs of its positions: an axis is short, and a
    /// scan of its lines would take longer.
    /// - Complexity: O(size of the axis) for each number of `x`.
    func gridSums(_ x: Tensor, axis: Int) -> Tensor {
        let (size, inner) = (grid.shape[axis], grid.shape[(axis + 1)...].reduce(1, *))
        let outer = x.shape[0] * x.shape[1] / (size * inner)
        let lines = x.reshaped([outer, size, inner, heads, width / heads]).permuted([3, 1, 0, 2, 4])
        let sums = pairWeights(axis: axis).matmul(lines.reshaped([heads, size, outer * inner * width / heads]))
        return sums.reshaped(lines.shape).permuted([2, 1, 3, 0, 4]).reshaped(x.shape)
    }

    /// Σ_n q_n k_n λ_n^{t−s} where s ≤ t, and 0 elsewhere: `[heads, t, s]`.
    private func pairWeights(axis: Int) -> Tensor {
        let size = grid.shape[axis]
        let distances = Tensor.range(size, decays.elementType)
        let powers = exp(logSigmoid(decays.selected(axis)).expanded(at: 2) * distances)
        let byDistance = (queries.selected(axis) * keys.selected(axis)).expanded(at: 1).matmul(powers)
        let table = Tensor.concatenated(
            [byDistance.reshaped([heads, size]).transposed(), Tensor.zeros([1, heads], decays.elementType)],
            axis: 0
        )
        let distance = (0..<size).flatMap { t in (0..<size).map { s in Int32(s <= t ? t - s : size) } }
        return table.rows(at: Tensor(distance)).transposed().reshaped([heads, size, size])
    }

    private func decayed(_ x: Tensor, _ memory: Tensor?) -> (output: Tensor, memory: Tensor) {
        let shape = [x.shape[0], x.shape[1], heads, Self.exponentials]
        func repeated(_ parameter: Tensor) -> Tensor { parameter.selected(0).broadcast(to: shape) }
        let (read, state) = linearAttention(
            queries: repeated(queries),
            keys: repeated(keys),
            values: x.inHeads(heads),
            decay: .keys(repeated(logSigmoid(decays))),
            initial: memory
        )
        return (read.joinedHeads, state)
    }
}
