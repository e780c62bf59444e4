import CKernels
import Testing

extension KernelTests {
    /// Laws of packed weights, for each format of the table.
    @Suite struct PackedWeightTests {
        static let counts = [1, 2, 3, 7, 8, 33, 100]
        static let rowCounts = [1, 15, 16, 37]

        private func problem(_ index: Int, rows: Int) -> PackedProblem {
            let format = PackedProblem.formats[index]
            return PackedProblem(format, rows: rows, columns: format.block_elements == 256 ? 512 : 96)
        }

        private func activations(_ problem: PackedProblem, count: Int) -> [Float] {
            uniform(count * problem.columns, -1...1.5, seed: 3).map { Float($0) }
        }

        @Test(arguments: PackedProblem.formats.indices) func rowsAreTheValuesOfTheFormat(index: Int) {
            for rows in Self.rowCounts {
                let problem = problem(index, rows: rows)
                let ids = (0..<rows).map { Int32(($0 * 7) % rows) } + [0]
                var found = [Float](repeating: .nan, count: ids.count * problem.columns)
                withUnsafePointer(to: problem.packed) { ck_packed_rows($0, ids, Int64(ids.count), &found) }
                let expected = ids.flatMap { id in
                    problem.values[Int(id) * problem.columns..<(Int(id) + 1) * problem.columns]
                }
                #expect(
                    found.map(\.bitPattern) == expected.map(\.bitPattern),
                    "\(String(cString: problem.format.name))"
                )
            }
        }

        /// Against a Float64 product with the activations rounded alike (tight) and with the given ones (loose).
        @Test(arguments: PackedProblem.formats.indices) func productsAreThoseOfTheValues(index: Int) {
            for rows in Self.rowCounts {
                let problem = problem(index, rows: rows)
                let count = 7
                let x = activations(problem, count: count)
                let rounded = problem.isQuantised ? PackedProblem.rounded(x) : x
                let bias = uniform(2 * rows, -1...1, seed: 5).map { Float($0) }
                for level in KernelTests.levels {
                    let y = KernelTests.at(level) { problem.product(x, count: count, bias: bias) }
                    for token in 0..<count {
                        for row in 0..<2 * rows {
                            var sums = (exact: Double(bias[row]), given: Double(bias[row]), magnitude: 0.1)
                            for column in 0..<problem.columns {
                                let weight = Double(problem.values[row % rows * problem.columns + column])
                                sums.exact += weight * Double(rounded[token * problem.columns + column])
                                sums.given += weight * Double(x[token * problem.columns + column])
                                sums.magnitude += abs(weight * Double(x[token * problem.columns + column]))
                            }
                            let found = Double(y[token * 2 * rows + row])
                            #expect(abs(found - sums.exact) <= 1e-6 * sums.magnitude)
                            #expect(abs(found - sums.given) <= 1e-2 * sums.magnitude)
                        }
                    }
                }
            }
        }

        @Test(arguments: PackedProblem.formats.indices) func bitsDependNeitherOnThreadsNorOnTheCount(index: Int) {
            let problem = problem(index, rows: 37)
            let most = Self.counts.max() ?? 1
            let x = activations(problem, count: most)
            let bias = uniform(2 * problem.rows, -1...1, seed: 5).map { Float($0) }
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    let whole = problem.product(x, count: most, bias: bias).map(\.bitPattern)
                    for count in Self.counts {
                        let results = KernelTests.atThreadCounts { problem.product(x, count: count, bias: bias) }
                        let expected = Array(whole.prefix(count * 2 * problem.rows))
                        #expect(results.allSatisfy { $0.map(\.bitPattern) == expected })
                    }
                }
            }
        }

        /// A token with an infinity or a NaN says so; the tokens beside it do not change.
        @Test(arguments: PackedProblem.formats.indices) func brokenActivationsShow(index: Int) {
            let problem = problem(index, rows: 16)
            let bias = [Float](repeating: 0, count: 32)
            var x = activations(problem, count: 3)
            let sound = problem.product(x, count: 3, bias: bias)
            for value in [Float.nan, .infinity] {
                x[problem.columns + 5] = value
                for level in KernelTests.levels {
                    let expected = KernelTests.at(level) { problem.product(x, count: 3, bias: bias) }
                    let broken = expected[32..<64], others = expected[..<32] + expected[64...]
                    #expect(!broken.contains { $0.isFinite })
                    #expect(others.allSatisfy { $0.isFinite })
                }
            }
            #expect(sound.allSatisfy { $0.isFinite })
        }

        @Test(arguments: PackedProblem.formats.indices) func zeroActivationsGiveTheBias(index: Int) {
            let problem = problem(index, rows: 17)
            let bias = uniform(34, -1...1, seed: 5).map { Float($0) }
            for level in KernelTests.levels {
                let y = KernelTests.at(level) {
                    problem.product([Float](repeating: 0, count: problem.columns), count: 1, bias: bias)
                }
                #expect(y == bias)
            }
        }

        /// Parts of different formats make one product.
        @Test func partsOfDifferentFormatsAreStacked() {
            let problems = PackedProblem.formats.map { PackedProblem($0, rows: 19, columns: 256) }
            let x = uniform(5 * 256, -1...1, seed: 4).map { Float($0) }
            var together = [Float](repeating: .nan, count: 5 * 19 * problems.count)
            ck_packed_product(problems.map(\.packed), Int32(problems.count), x, 5, nil, &together)
            for (index, problem) in problems.enumerated() {
                var alone = [Float](repeating: .nan, count: 5 * 19)
                ck_packed_product([problem.packed], 1, x, 5, nil, &alone)
                for token in 0..<5 {
                    let start = (token * problems.count + index) * 19
                    #expect(Array(together[start..<start + 19]) == Array(alone[token * 19..<token * 19 + 19]))
                }
            }
        }
    }
}
