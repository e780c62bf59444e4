import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

/// The mixers against their formulas, written as loops.
@Suite struct ConvolutionFormulaTests {
    private let length = 21
    private let width = 8

    private func input() -> Tensor {
        var random = RandomStream(seed: 5)
        return Tensor.normal([1, length, width], .float64, using: &random)
    }

    /// Rows `[t][c]` of a tensor `[1, length, channels]`.
    private func rows(_ x: Tensor) -> [[Double]] {
        let (channels, numbers) = (x.shape[2], x.doubles)
        return (0..<x.shape[1]).map { t in (0..<channels).map { numbers[t * channels + $0] } }
    }

    private func map(_ x: [[Double]], _ linear: Linear) -> [[Double]] {
        let (weight, inputs, outputs) = (linear.weight.doubles, linear.weight.shape[1], linear.weight.shape[0])
        let bias = linear.bias?.doubles ?? Array(repeating: 0, count: outputs)
        return x.map { row in
            var result = bias
            for o in 0..<outputs {
                for i in 0..<inputs { result[o] += weight[o * inputs + i] * row[i] }
            }
            return result
        }
    }

    /// y[t][c] = Σ_s k[c][s] x[t − s][c]
    private func convolve(_ x: [[Double]], _ kernel: [[Double]]) -> [[Double]] {
        var outputs = x.map { $0.map { _ in 0.0 } }
        for t in x.indices {
            for c in x[t].indices {
                for s in 0...t where s < kernel[c].count { outputs[t][c] += kernel[c][s] * x[t - s][c] }
            }
        }
        return outputs
    }

    private func short(_ x: [[Double]], _ filter: ShortFilter) -> [[Double]] {
        let (weight, size) = (filter.weight.doubles, filter.weight.shape[1])
        let kernel = (0..<filter.weight.shape[0]).map { c in (0..<size).map { weight[c * size + size - 1 - $0] } }
        let sums = convolve(x, kernel)
        return sums.map { row in row.indices.map { row[$0] + (filter.bias?.doubles[$0] ?? 0) } }
    }

    private func columns(_ x: Tensor) -> [[Double]] {
        (0..<x.shape[0]).map { x.selected($0).doubles }
    }

    private func make<Layer: SequenceLayer>(_ name: String, _ settings: JSONObject = JSONObject()) throws -> Layer {
        try #require(ConvolutionMixerTests.layer(name, settings) as? Layer)
    }

    private func sigmoid(_ x: Double) -> Double { ContinuoTensor.sigmoid(Tensor(scalar: x, .float64)).item }

    /// The filter of one channel by its formula: a network of sines of the position, times the window.
    @Test func implicitFilters() {
        var initialiser = Initialiser(seed: 3, .float64)
        let settings = ImplicitFilter.Settings(features: 5, width: 6, depth: 2)
        let filter = ImplicitFilter(channels: 4, coefficients: 30, settings, &initialiser)
        let kernel = columns(filter.kernel(nil, nil))
        for t in 0..<30 {
            let (time, turn) = (Double(t) / 29, 2 * Double.pi * Double(t) / 30)
            let bands = [1e-4, 1.0]
            var hidden = [time] + bands.map { value(turn * $0, cos) } + bands.map { -value(turn * $0, sin) }
            for layer in filter.layers { hidden = map([hidden], layer)[0].map { value($0 * 10, sin) } }
            let outputs = map([hidden], filter.output)[0]
            for c in 0..<4 {
                let slow = -4.605170185988091 / 1.5
                let rate = slow + Double(c) / 3 * (-4.605170185988091 / 0.3 - slow)
                #expect(Swift.abs(kernel[c][t] - outputs[c] * value(rate * time, exp)) < 1e-9)
            }
        }
    }

    private func value(_ x: Double, _ function: (Tensor) -> Tensor) -> Double {
        function(Tensor(scalar: x, .float64)).item
    }

    @Test func hyenaIsItsRecurrence() throws {
        let layer: Hyena = try make("hyena", ["order": 2])
        let projected = short(map(rows(input()), layer.projection), layer.short)
        var z = projected.map { Array($0[0..<8]) }
        for i in 0..<2 {
            let mixed = convolve(z, columns(layer.filters[i].kernel(nil, nil)))
            let bias = layer.bias.selected(i).doubles
            z = z.indices.map { t in
                (0..<8).map { c in projected[t][8 * (i + 1) + c] * (mixed[t][c] + bias[c] * z[t][c]) }
            }
        }
        expectClose(layer.forward(input(), .causal).doubles, map(z, layer.output).flatMap { $0 }, tolerance: 1e-9)
    }

    /// Every entry of every head's outer product, one after another.
    private func outerProducts(
        _ q: [[Double]],
        _ k: [[Double]],
        _ v: [[Double]],
        _ kernels: [[Double]],
        _ bias: [Double]
    ) -> [[Double]] {
        let side = width / kernels.count
        var outputs = q.map { $0.map { _ in 0.0 } }
        for (head, kernel) in kernels.enumerated() {
            for i in 0..<side {
                for j in 0..<side {
                    let series = q.indices.map { [k[$0][head * side + i] * v[$0][head * side + j]] }
                    let mixed = convolve(series, [kernel])
                    for t in q.indices {
                        let entry = mixed[t][0] + bias[head] * series[t][0]
                        outputs[t][head * side + j] += q[t][head * side + i] * entry
                    }
                }
            }
        }
        return outputs
    }

    @Test func multiHyenaMixesOuterProducts() throws {
        let layer: MultiHyena = try make("multihyena", ["heads": 2])
        let parts = short(map(rows(input()), layer.projection), layer.short)
        let (q, k, v) = (
            parts.map { Array($0[0..<8]) }, parts.map { Array($0[8..<16]) }, parts.map { Array($0[16..<24]) }
        )
        let mixed = outerProducts(q, k, v, columns(layer.filters[0].kernel(nil, nil)), layer.bias.doubles)
        expectClose(layer.forward(input(), .causal).doubles, map(mixed, layer.output).flatMap { $0 }, tolerance: 1e-9)
    }

    @Test(arguments: [1, 2]) func h3IsShiftAndDiagonal(headWidth: Int) throws {
        let layer: H3 = try make("h3", ["head_width": .integer(headWidth)])
        let parts = map(rows(input()), layer.projection)
        let k = short(parts.map { Array($0[8..<16]) }, layer.shift)
        let (q, v) = (parts.map { Array($0[0..<8]) }, parts.map { Array($0[16..<24]) })
        let mixed = outerProducts(q, k, v, columns(layer.diagonal.kernel(21)), layer.skip.doubles)
        expectClose(layer.forward(input(), .causal).doubles, map(mixed, layer.output).flatMap { $0 }, tolerance: 1e-9)
    }

    @Test func toeplitzCoefficientsDecayWithDistance() throws {
        let layer: ToeplitzLayer = try make("tnn", ["decay": 0.8, "position_width": 6])
        var kernel = columns(layer.filter.kernel(nil, nil))
        for t in 0..<30 {
            var hidden = map([[Double(t)]], layer.filter.position)[0]
            for linear in layer.filter.layers {
                let mean = hidden.reduce(0, +) / Double(hidden.count)
                let variance = hidden.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(hidden.count)
                hidden = map([hidden.map { max(0, ($0 - mean) / (variance + 1e-5).squareRoot()) }], linear)[0]
            }
            let size = (0..<t).reduce(1.0) { product, _ in product * 0.8 }
            for c in 0..<8 { #expect(Swift.abs(kernel[c][t] - size * hidden[c]) < 1e-9) }
        }
        func silu(_ x: [[Double]]) -> [[Double]] { x.map { $0.map { $0 * sigmoid($0) } } }
        kernel = kernel.map { Array($0[0..<21]) }
        let values = convolve(silu(map(rows(input()), layer.value)), kernel)
        let gates = silu(map(rows(input()), layer.gate))
        let mixed = zip(gates, values).map { zip($0, $1).map { $0 * $1 } }
        expectClose(layer.forward(input(), .causal).doubles, map(mixed, layer.output).flatMap { $0 }, tolerance: 1e-9)
    }

    /// A two-sided operator multiplies by T_ij for every pair of positions.
    @Test func toeplitzSeesBothSides() {
        var initialiser = Initialiser(seed: 6, .float64)
        let layer = ToeplitzLayer(width: 8, context: 21, direction: .bidirectional, &initialiser)
        let kernel = columns(layer.filter.kernel(nil, nil))
        let values = rows(silu(layer.value(input())))
        var mixed = values.map { $0.map { _ in 0.0 } }
        for i in 0..<21 {
            for j in 0..<21 {
                for c in 0..<8 { mixed[i][c] += kernel[c][i - j + 20] * values[j][c] }
            }
        }
        let gated = zip(rows(silu(layer.gate(input()))), mixed).map { zip($0, $1).map { $0 * $1 } }
        expectClose(
            layer.forward(input(), .bidirectional).doubles,
            map(gated, layer.output).flatMap { $0 },
            tolerance: 1e-9
        )
    }

    /// The filters of a modal form are impulse responses of its recurrence.
    @Test func modesAreImpulseResponses() {
        var initialiser = Initialiser(seed: 3, .float64)
        let filter = ModalFilter(channels: 3, modes: 4, coefficients: 40, &initialiser)
        let (poles, residues) = (filter.poles.doubles, filter.residue.doubles)
        let kernel = columns(filter.kernel(40))
        for c in 0..<3 {
            #expect(kernel[c][0] == filter.direct.doubles[c])
            var powers = (0..<4).map { (residues[(c * 4 + $0) * 2], residues[(c * 4 + $0) * 2 + 1]) }
            for t in 1..<40 {
                #expect(Swift.abs(kernel[c][t] - powers.reduce(0) { $0 + $1.0 }) < 1e-12)
                powers = powers.enumerated().map { n, p in
                    let (a, b) = (poles[(c * 4 + n) * 2], poles[(c * 4 + n) * 2 + 1])
                    return (p.0 * a - p.1 * b, p.0 * b + p.1 * a)
                }
            }
            for n in 0..<4 {
                let (a, b) = (poles[(c * 4 + n) * 2], poles[(c * 4 + n) * 2 + 1])
                #expect(a * a + b * b < 1)
            }
        }
    }
}
