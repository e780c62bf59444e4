import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct MatrixScanTests {
    private static func draw(_ shape: [Int], _ seed: UInt64, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.uniform(shape, low: -0.5, high: 0.5, type, using: &random)
    }

    @Test(arguments: [1, 2, 3, 63, 64, 65], [1, 3, 19]) func followsTheFormula(length: Int, size: Int) {
        let input = Self.draw([2, length, size], 1)
        let matrices = Self.draw([2, length, size, size], 2) / Double(size).squareRoot()
        let initial = Self.draw([2, size], 3)
        var expected: [Double] = []
        for row in 0..<2 {
            var h = initial.selected(row).doubles
            for t in 0..<length {
                let a = matrices.selected(row).selected(t).doubles, x = input.selected(row).selected(t).doubles
                h = (0..<size).map { i in (0..<size).reduce(x[i]) { $0 + a[i * size + $1] * h[$1] } }
                expected += h
            }
        }
        for execution in ScanExecution.allCases {
            let found = matrixLinearScan(input, matrices: matrices, initial: initial, execution)
            expectClose(found.doubles, expected, tolerance: 1e-10)
            let single = matrixLinearScan(
                input.cast(to: .float32),
                matrices: matrices.cast(to: .float32),
                initial: initial.cast(to: .float32),
                execution
            )
            expectClose(single.doubles, expected, tolerance: 1e-4)
        }
    }

    @Test(arguments: ScanExecution.allCases, [1, 6]) func hasItsGradients(execution: ScanExecution, length: Int) {
        let inputs = [Self.draw([2, length, 3], 1), Self.draw([2, length, 3, 3], 2), Self.draw([2, 3], 3)]
        checkGradients(inputs) { matrixLinearScan($0[0], matrices: $0[1], initial: $0[2], execution) }
        checkGradients(Array(inputs[..<2])) { matrixLinearScan($0[0], matrices: $0[1], execution) }
    }

    @Test func nothingToScan() {
        let empty = matrixLinearScan(Self.draw([2, 0, 3], 1), matrices: Self.draw([2, 0, 3, 3], 2))
        #expect(empty.shape == [2, 0, 3])
    }

    @Test func halvesTakeLogarithmicDepth() {
        #expect([1, 2, 3, 64, 65, 1000].map { ScanExecution.associative.depth($0) } == [0, 2, 4, 12, 14, 20])
        #expect(ScanExecution.sequential.depth(1000) == 1000)
    }
}
