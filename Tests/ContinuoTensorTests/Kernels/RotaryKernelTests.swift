import CKernels
import Foundation
import Testing

extension KernelTests {
    @Suite struct RotaryKernelTests {
        static let table = 50

        /// cos and sin of position · 10000^(−2i/R), `[table, rotary / 2]`.
        func tables(_ rotary: Int) -> (cosines: [Double], sines: [Double]) {
            let angles = (0..<Self.table).flatMap { position in
                (0..<rotary / 2).map { Double(position) * pow(10000, -2 * Double($0) / Double(rotary)) }
            }
            return (angles.map { Double(Float(cos($0))) }, angles.map { Double(Float(sin($0))) })
        }

        struct Problem {
            var pairing: ck_rotary_pairing
            var width: Int
            var rotary: Int
            var length = 7
            var heads = 3
            var positions: [Int32]?
            var start = 4
            var inverse = false
            /// Two heads that do not turn lie behind the turned ones in each row of the buffer.
            var rowWidth: Int { (heads + 2) * width }
            var batch: Int { 2 }

            func shape(_ positions: UnsafePointer<Int32>?) -> ck_rotary {
                let strides = ck_attention_strides(batch: length * rowWidth, position: rowWidth, head: width)
                return ck_rotary(
                    batch: batch,
                    length: length,
                    heads: heads,
                    head_dimension: width,
                    rotary_dimension: rotary,
                    x: strides,
                    y: strides,
                    positions: positions,
                    positions_stride: length,
                    start: start,
                    pairing: pairing,
                    inverse: inverse
                )
            }
        }

        static let problems: [Problem] = [CK_ROTARY_HALVES, CK_ROTARY_ADJACENT].flatMap { pairing in
            [(8, 8), (64, 64), (80, 32), (6, 2), (5, 0)].flatMap { width, rotary in
                [
                    Problem(pairing: pairing, width: width, rotary: rotary),
                    Problem(
                        pairing: pairing,
                        width: width,
                        rotary: rotary,
                        length: 5,
                        positions: [3, 0, 49, 2, 2, 9, 8, 7, 6, 5],
                        inverse: true
                    ),
                ]
            }
        }

        func turned(_ problem: Problem, _ x: [Double]) -> [Double] {
            let (cosines, sines) = tables(problem.rotary), half = problem.rotary / 2
            var y = x
            for row in 0..<problem.batch * problem.length {
                let position = problem.positions.map { Int($0[row]) } ?? problem.start + row % problem.length
                for head in 0..<problem.heads {
                    for i in 0..<half {
                        let base = row * problem.rowWidth + head * problem.width
                        let halves = problem.pairing == CK_ROTARY_HALVES
                        let first = base + (halves ? i : 2 * i), second = base + (halves ? i + half : 2 * i + 1)
                        let cosine = cosines[position * half + i]
                        let sine = sines[position * half + i] * (problem.inverse ? -1 : 1)
                        y[first] = x[first] * cosine - x[second] * sine
                        y[second] = x[second] * cosine + x[first] * sine
                    }
                }
            }
            return y
        }

        func run<Element: BinaryFloatingPoint>(
            _ problem: Problem,
            _ x: [Double],
            inPlace: Bool,
            _ kernel: (
                UnsafePointer<ck_rotary>, UnsafePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>,
                UnsafeMutablePointer<Element>
            ) -> Void
        ) -> [Double] {
            let (cosines, sines) = tables(problem.rotary)
            let input = KernelBuffer<Element>(x), cosine = KernelBuffer<Element>(cosines)
            let sine = KernelBuffer<Element>(sines), result = inPlace ? input : KernelBuffer<Element>(x.count)
            (problem.positions ?? []).withUnsafeBufferPointer { positions in
                var shape = problem.shape(problem.positions == nil ? nil : positions.baseAddress)
                kernel(&shape, cosine.pointer, sine.pointer, input.pointer, result.pointer)
            }
            return result.values
        }

        @Test func equalsItsDefinition() {
            for problem in Self.problems {
                let x = uniform(problem.batch * problem.length * problem.rowWidth, -1...1, seed: 3)
                    .map { Double(Float($0)) }
                let expected = turned(problem, x)
                for level in KernelTests.levels {
                    KernelTests.at(level) {
                        #expect(relativeError(run(problem, x, inPlace: true, ck_rotary_f32), expected) < 1e-6)
                        #expect(relativeError(run(problem, x, inPlace: true, ck_rotary_f64), expected) < 1e-14)
                        let apart = run(problem, x, inPlace: false, ck_rotary_f32)
                        for (index, value) in apart.enumerated() {
                            if index % problem.rowWidth < problem.heads * problem.width {
                                #expect(abs(value - expected[index]) < 1e-6)
                            } else {
                                #expect(value.isNaN)
                            }
                        }
                    }
                }
            }
        }

        /// ⟨R x, y⟩ = ⟨x, R⁻¹ y⟩: the inverse rotation is the adjoint.
        @Test func inverseIsTheAdjoint() {
            for var problem in Self.problems {
                problem.heads = 5
                problem.inverse = false
                var back = problem
                back.inverse = true
                let count = problem.batch * problem.length * problem.rowWidth
                let x = uniform(count, -1...1, seed: 3), y = uniform(count, -1...1, seed: 4)
                let left = dot(run(problem, x, inPlace: true, ck_rotary_f64), y)
                let right = dot(x, run(back, y, inPlace: true, ck_rotary_f64))
                #expect(abs(left - right) < 1e-10)
            }
        }
    }
}
