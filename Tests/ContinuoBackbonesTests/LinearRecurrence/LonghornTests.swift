import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct LonghornTests {
    private static func draw(_ shape: [Int], _ seed: UInt64, _ size: Double = 1) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.uniform(shape, low: -size, high: size, .float64, using: &random)
    }

    private static func update(length: Int = 1) -> LonghornUpdate {
        LonghornUpdate(
            x: draw([1, length, 3], 1),
            rate: sigmoid(draw([1, length, 3], 2, 3)),
            key: draw([1, length, 4], 3, 2),
            query: draw([1, length, 4], 4),
            initial: draw([1, 3, 4], 5)
        )
    }

    @Test(arguments: [false, true]) func layerLaws(exact: Bool) throws {
        try checkLayer(
            LayerCase("Longhorn, exact: \(exact)") {
                var configuration = Longhorn.Configuration()
                (configuration.stateSize, configuration.exact) = (4, exact)
                return Longhorn(configuration, width: 5, &$0)
            }
        )
    }

    /// The exact update is the minimiser of ‖s − s₀‖² + β (s k − x)²: (I + β k kᵀ) s = s₀ + β x k, solved by elimination.
    @Test func theExactUpdateIsTheMinimiser() {
        let update = Self.update()
        let found = update.exact().final.doubles
        let (x, beta, k) = (update.x.doubles, update.rate.doubles, update.key.doubles)
        let start = update.initial!.doubles
        for row in 0..<3 {
            var matrix = (0..<4).map { i in (0..<4).map { j in (i == j ? 1.0 : 0) + beta[row] * k[i] * k[j] } }
            var right = (0..<4).map { start[row * 4 + $0] + beta[row] * x[row] * k[$0] }
            for i in 0..<4 {
                for j in (i + 1)..<4 {
                    let factor = matrix[j][i] / matrix[i][i]
                    for column in i..<4 { matrix[j][column] -= factor * matrix[i][column] }
                    right[j] -= factor * right[i]
                }
            }
            var solution = [Double](repeating: 0, count: 4)
            for i in (0..<4).reversed() {
                let rest = ((i + 1)..<4).reduce(right[i]) { $0 - matrix[i][$1] * solution[$1] }
                solution[i] = rest / matrix[i][i]
            }
            expectClose(Array(found[(row * 4)..<(row * 4 + 4)]), solution, tolerance: 1e-8)
        }
    }

    /// Each update lowers the objective that it minimises, and brings the prediction nearer to the input.
    @Test func theObjectiveFalls() {
        let update = Self.update()
        let after = update.exact().final
        func objective(_ memory: Tensor) -> [Double] {
            let error = memory.matmul(update.key, transposeOther: true).transposed() - update.x
            let moved = (memory - update.initial!).squared().sum(axis: -1)
            return (error.squared().reshaped([3]) * update.rate.reshaped([3]) + moved.reshaped([3])).doubles
        }
        for (new, old) in zip(objective(after), objective(update.initial!)) { #expect(new < old) }
    }

    /// Δ k² never reaches 1, whatever keys and rates are.
    @Test(arguments: [1e-3, 1, 1e3, 1e8]) func decaysStayBetweenZeroAndOne(size: Double) {
        for type in [ElementType.float64, .float32] {
            let key = Self.draw([2, 50, 4], 3, size).cast(to: type)
            let update = LonghornUpdate(
                x: Tensor.zeros([2, 50, 3], type),
                rate: sigmoid(Self.draw([2, 50, 3], 2, 20)).cast(to: type),
                key: key,
                query: key,
                initial: nil
            )
            let decays = 1 - update.steps.expanded(at: -1) * key.squared().expanded(at: 2)
            let all = decays.reshaped([decays.count])
            // In single precision a decay of less than one part in ten million rounds to nothing.
            #expect(all.min(axis: 0).item >= (type == .float64 ? -1e-15 : -1e-6) && all.max(axis: 0).item <= 1)
        }
    }

    /// The diagonal form as written, one number after the other.
    @Test func theDiagonalFormFollowsTheFormula() {
        let update = Self.update(length: 40)
        var scan = SelectiveScan(x: update.x, delta: update.steps, aLog: nil, b: update.key, c: update.query)
        (scan.initial, scan.softplus) = (update.initial, false)
        let (output, final) = scan()
        let (x, k, q) = (update.x.doubles, update.key.doubles, update.query.doubles)
        let delta = update.steps.doubles
        var memory = update.initial!.doubles
        var expected: [Double] = []
        for t in 0..<40 {
            for c in 0..<3 {
                var y = 0.0
                for n in 0..<4 {
                    let (key, step) = (k[t * 4 + n], delta[t * 3 + c])
                    memory[c * 4 + n] = (1 - step * key * key) * memory[c * 4 + n] + step * x[t * 3 + c] * key
                    y += memory[c * 4 + n] * q[t * 4 + n]
                }
                expected.append(y)
            }
        }
        expectClose(output.doubles, expected, tolerance: 1e-10)
        expectClose(final.doubles, memory, tolerance: 1e-10)
    }
}
