import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct LightNetTests {
    private static func layer(_ change: (inout LightNet.Configuration) -> Void) -> LightNet {
        var configuration = LightNet.Configuration()
        configuration.heads = 2
        change(&configuration)
        var initialiser = Initialiser(seed: 5, .float64)
        return LightNet(configuration, width: 8, &initialiser)
    }

    private static func input(_ length: Int, scale: Double = 1) -> Tensor {
        var random = RandomStream(seed: 12)
        return Tensor.normal([2, length, 8], deviation: scale, .float64, using: &random)
    }

    /// The explicit weights: softmax of the keys over the positions so far (or over all), element by element.
    private static func explicit(_ layer: LightNet, _ x: Tensor, isCausal: Bool) -> Tensor {
        let (length, heads, width) = (x.shape[1], 2, 4)
        let parts = layer.projection(x, parts: [8, 8, 8])
        let (q, k, v) = (silu(parts[0]).doubles, parts[1].doubles, parts[2].doubles)
        func place(_ b: Int, _ t: Int, _ h: Int, _ d: Int) -> Int { ((b * length + t) * heads + h) * width + d }
        var read = [Double](repeating: 0, count: x.count)
        for b in 0..<2 {
            for t in 0..<length {
                for h in 0..<heads {
                    for d in 0..<width {
                        let seen = 0..<(isCausal ? t + 1 : length)
                        let greatest = seen.map { k[place(b, $0, h, d)] }.max() ?? 0
                        let sum = seen.reduce(0) { $0 + exp(k[place(b, $1, h, d)] - greatest) }
                        for s in seen {
                            let weight = exp(k[place(b, s, h, d)] - greatest) / sum * q[place(b, t, h, d)]
                            for e in 0..<width { read[place(b, t, h, e)] += weight * v[place(b, s, h, e)] }
                        }
                    }
                }
            }
        }
        let gate = layer.gateUp(layer.gateDown(x), activation: .sigmoid)
        return layer.output(layer.normalisation(Tensor(read, shape: x.shape)) * gate)
    }

    /// Also with keys in the hundreds, whose exponentials overflow.
    @Test(arguments: [1.0, 300]) func equalsTheExplicitSoftmax(scale: Double) {
        let layer = Self.layer { ($0.phases, $0.decays) = (false, false) }
        let x = Self.input(19, scale: scale)
        expectClose(layer.forward(x, .causal), Self.explicit(layer, x, isCausal: true), tolerance: 1e-10)
        expectClose(layer.forward(x, .bidirectional), Self.explicit(layer, x, isCausal: false), tolerance: 1e-10)
    }

    private static func permuted(_ x: Tensor, _ order: [Int]) -> Tensor {
        Tensor.concatenated(order.map { x.sliced($0..<($0 + 1), axis: 1) }, axis: 1)
    }

    /// Without positions the bidirectional form knows no order; with them, and in scans that decay, there is one.
    @Test func bidirectionalFormHasNoOrder() {
        let (order, x) = ([3, 0, 5, 1, 4, 2], Self.input(6))
        let plain = Self.layer { ($0.phases, $0.decays) = (false, false) }
        expectClose(
            plain.forward(Self.permuted(x, order), .bidirectional),
            Self.permuted(plain.forward(x, .bidirectional), order),
            tolerance: 1e-12
        )
        var initialiser = Initialiser(seed: 5, .float64)
        var scans = GatedLinearAttention.Configuration()
        (scans.heads, scans.gateTemperature, scans.scans) = (2, 1, 2)
        let layers: [any SequenceLayer] = [
            Self.layer { $0.decays = false }, Self.layer { $0.phases = false },
            GatedLinearAttention(scans, width: 8, &initialiser),
        ]
        for layer in layers {
            let one = layer.forward(Self.permuted(x, order), .bidirectional).doubles
            let other = Self.permuted(layer.forward(x, .bidirectional), order).doubles
            #expect(zip(one, other).contains { abs($0 - $1) > 1e-4 })
        }
    }

    /// What lies behind a row's end changes nothing before it.
    @Test func paddingHasNoWeight() {
        let (layer, x) = (Self.layer { _ in }, Self.input(9))
        var context = SequenceContext.bidirectional
        context.lengths = [6, 6]
        expectClose(
            layer.forward(x, context).sliced(0..<6, axis: 1),
            layer.forward(x.sliced(0..<6, axis: 1), .bidirectional),
            tolerance: 1e-12
        )
    }

    /// On a grid of one row, the second axis is a sequence.
    @Test func gridsOfOneRowAreSequences() {
        let x = Self.input(6)
        for shape in [[1, 6], [2, 3]] {
            let grid = Self.layer { $0.shape = shape }
            #expect(grid.capabilities == [.bidirectional, .parallelInTime])
            let leaf = x.tracked()
            let output = grid.forward(leaf, .bidirectional)
            #expect(output.shape == x.shape && output.isFinite)
            checkGradients([x], tolerance: 1e-5) { grid.forward($0[0], .bidirectional) }
        }
        let coordinates = (0..<6).map { place in
            (0..<2).map { GridPositions(shape: [2, 3]).coordinate(place, axis: $0) }
        }
        #expect(coordinates == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    }

    /// The sums along an axis as written, one number after the other; on a grid of one row they are those of a sequence.
    @Test(arguments: [[2, 3], [3, 1, 2], [1, 6]]) func gridSumsFollowTheFormula(shape: [Int]) {
        var initialiser = Initialiser(seed: 5, .float64)
        let layer = AxialDecays(width: 8, heads: 2, shape: shape, &initialiser)
        let (x, rates) = (Self.input(6), sigmoid(layer.decays).doubles)
        let (numbers, products) = (x.doubles, (layer.queries * layer.keys).doubles)
        for axis in shape.indices {
            let inner = shape[(axis + 1)...].reduce(1, *)
            let expected = numbers.indices.map { index -> Double in
                let (position, head) = (index / 8 % 6, index % 8 / 4)
                let first = (axis * 2 + head) * AxialDecays.exponentials
                let weights = first..<(first + AxialDecays.exponentials)
                return (0...layer.grid.coordinate(position, axis: axis)).reduce(0) { sum, distance in
                    let weight = weights.reduce(0) { $0 + products[$1] * pow(rates[$1], Double(distance)) }
                    return sum + weight * numbers[index - distance * inner * 8]
                }
            }
            expectClose(layer.gridSums(x, axis: axis).doubles, expected, tolerance: 1e-12)
        }
        guard shape == [1, 6] else { return }
        var random = Initialiser(seed: 5, .float64)
        let sequence = AxialDecays(width: 8, heads: 2, shape: [], &random)
        for (target, value) in zip(sequence.parameters, layer.parameters) {
            target.tensor.assign(value.tensor.rank == 3 ? value.tensor.sliced(1..<2) : value.tensor)
        }
        let along = layer.output(layer.normalisation(layer.gridSums(x, axis: 1)))
        expectClose(sequence(x, nil).output, along, tolerance: 1e-12)
    }

    @Test func cumulativeSumsHaveTheirGradients() {
        var random = RandomStream(seed: 2)
        let x = Tensor.normal([2, 5, 3], deviation: 2, .float64, using: &random)
        let start = Tensor.normal([2, 3], .float64, using: &random)
        checkGradients([x]) { logCumulativeSum($0[0]) }
        checkGradients([x, start]) { logCumulativeSum($0[0], initial: $0[1]) }
        #expect(logCumulativeSum(x * 500).isFinite && logCumulativeSum(Tensor.zeros([1, 0, 2])).count == 0)
    }
}
