import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct SpectralStateSpaceTests {
    /// Z v = σ v, vectors of length 1 and orthogonal, the greatest values first.
    @Test func eigenpairsAreThoseOfTheHankelMatrix() {
        let (length, count) = (64, 10)
        let pairs = HankelFilter.eigenpairs(length: length, count: count)
        let vectors = pairs.vectors.doubles
        var trace = 0.0
        for k in 0..<count {
            for i in 0..<length {
                let product = (0..<length).reduce(0.0) { sum, j in
                    let s = Double(i + j + 2)
                    return sum + 2 / (s * s * s - s) * vectors[k * length + j]
                }
                #expect(Swift.abs(product - pairs.values.doubles[k] * vectors[k * length + i]) < 1e-14)
            }
            for other in 0...k {
                let product = (0..<length).reduce(0) { $0 + vectors[k * length + $1] * vectors[other * length + $1] }
                #expect(Swift.abs(product - (other == k ? 1 : 0)) < 1e-10)
            }
            trace += pairs.values.doubles[k]
            if k > 0 { #expect(pairs.values.doubles[k] <= pairs.values.doubles[k - 1]) }
        }
        // The ten greatest are all but four billionths of the trace: none of them is from the other end.
        var whole = 0.0
        for i in 1...length {
            let sum = Double(2 * i)
            whole += 2 / (sum * sum * sum - sum)
        }
        #expect(Swift.abs(whole - trace) < 1e-8 * whole)
    }

    /// The span of 24 filters holds the sequences (α − 1) α^t of the theory.
    @Test(arguments: [0.5, 0.9, 0.99, 0.999]) func filtersRepresentDecays(_ alpha: Double) {
        let length = 256
        let vectors = HankelFilter.eigenpairs(length: length, count: 24).vectors.doubles
        var power = 1.0
        let sequence = (0..<length).map { _ in
            defer { power *= alpha }
            return (alpha - 1) * power
        }
        var rest = sequence
        for k in 0..<24 {
            let weight = (0..<length).reduce(0) { $0 + vectors[k * length + $1] * sequence[$1] }
            for t in 0..<length { rest[t] -= weight * vectors[k * length + t] }
        }
        func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        // Eigenvectors of eigenvalues near 0 are known to a rounding of the greatest one only.
        #expect(norm(rest) <= (alpha > 0.99 ? 1e-5 : 1e-6) * norm(sequence), "\(norm(rest) / norm(sequence))")
    }

    /// The whole layer as loops: features by direct sums, the shift by two, σ^{¼}, feedback.
    @Test(arguments: ["learned", "fixed", "none"], [false, true]) func layerIsItsFormula(
        _ feedback: String,
        negative: Bool
    ) {
        let (length, width, filters) = (20, 3, 4)
        var initialiser = Initialiser(seed: 1, .float64)
        var configuration = SpectralStateSpace.Configuration()
        (configuration.filters, configuration.feedback, configuration.negative) = (filters, feedback, negative)
        let layer = SpectralStateSpace(configuration, width: width, context: length, &initialiser)
        var random = RandomStream(seed: 2)
        for parameter in layer.parameters {
            parameter.tensor.assign(Tensor.normal(parameter.tensor.shape, deviation: 0.2, .float64, using: &random))
        }
        let x = Tensor.normal([1, length, width], .float64, using: &random)
        let u = (0..<length).map { t in (0..<width).map { x.doubles[t * width + $0] } }
        let pairs = HankelFilter.eigenpairs(length: length, count: filters)
        let (values, vectors) = (pairs.values.doubles, pairs.vectors.doubles)
        let bank = negative ? 2 * filters : filters
        let (spectral, inputs) = (layer.spectral.weight.doubles, layer.inputs.weight.doubles)
        var outputs: [[Double]] = []
        for t in 0..<length {
            var y = [Double](repeating: 0, count: width)
            for o in 0..<width {
                for i in 0..<3 where t >= i {
                    for c in 0..<width { y[o] += inputs[o * 3 * width + i * width + c] * u[t - i][c] }
                }
                for k in 0..<bank where t >= 2 {
                    let root = values[k % filters].squareRoot().squareRoot()
                    for c in 0..<width {
                        let feature = (0...(t - 2)).reduce(0.0) { sum, i in
                            let sign = k >= filters && i % 2 == 1 ? -1.0 : 1
                            return sum + sign * vectors[(k % filters) * length + i] * u[t - 2 - i][c]
                        }
                        y[o] += spectral[o * width * bank + c * bank + k] * root * feature
                    }
                }
                if feedback == "fixed", t >= 2 { y[o] += outputs[t - 2][o] }
                if feedback == "learned", let matrices = layer.matrices?.doubles {
                    for j in 1...2 where t >= j {
                        for c in 0..<width { y[o] += matrices[((j - 1) * width + o) * width + c] * outputs[t - j][c] }
                    }
                }
            }
            outputs.append(y)
        }
        expectClose(layer.forward(x, .causal).doubles, outputs.flatMap { $0 }, tolerance: 1e-9)
    }

    /// With feedback from parameters that are not 0, the laws of layers hold too.
    @Test(arguments: ["learned", "fixed"]) func feedbackKeepsTheLaws(_ feedback: String) throws {
        try checkLayer(
            LayerCase("stu, \(feedback) feedback") { initialiser in
                var configuration = SpectralStateSpace.Configuration()
                (configuration.filters, configuration.feedback, configuration.negative) = (3, feedback, true)
                let layer = SpectralStateSpace(configuration, width: 4, context: 64, &initialiser)
                for parameter in layer.parameters where parameter.name != "inputs.weight" {
                    parameter.tensor.assign(initialiser.normal(parameter.tensor.shape, deviation: 0.1))
                }
                return layer
            }
        )
    }

    @Test func autoregressionGradients() {
        var random = RandomStream(seed: 2)
        let inputs = [[2, 5, 3], [2, 3, 3], [2, 2, 3]].map {
            Tensor.normal($0, deviation: 0.5, .float64, using: &random)
        }
        checkGradients(inputs) { vectorAutoregression($0[0], matrices: $0[1], past: $0[2]) }
        checkGradients(Array(inputs.prefix(2))) { vectorAutoregression($0[0], matrices: $0[1]) }
    }
}
