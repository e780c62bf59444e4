import CKernels
import Testing

extension KernelTests {
    @Suite struct RecurrentCells {
        static let shapes =
            [0, 1, 2, 63, 64, 65, 130].map { (2, $0, 5) } + [
                (1, 3, 1), (3, 4, 33), (5, 3, 16), (7, 3, 17), (16, 2, 48), (17, 2, 64), (0, 3, 4), (33, 1, 20),
            ]

        @Test(arguments: shapes, RecurrentProblem.Cell.allCases)
        func everyLevelFollowsTheFormula(shape: (Int, Int, Int), cell: RecurrentProblem.Cell) {
            let problem = RecurrentProblem(cell, batch: shape.0, length: shape.1, hidden: shape.2)
            let (outputs, final, finalCell) = problem.reference()
            let double = problem.run(Double.self)
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    let here = problem.run(Double.self), single = problem.run(Float.self)
                    #expect(relativeError(here.outputs, outputs) < 1e-12)
                    #expect(relativeError(here.final, final) < 1e-12)
                    #expect(relativeError(here.finalCell, finalCell) < 1e-12)
                    #expect(here.error(against: double) < 1e-12)
                    #expect(relativeError(single.outputs, outputs) < 2e-5)
                    #expect(single.error(against: double) < 5e-5)
                }
            }
        }

        @Test(arguments: RecurrentProblem.Cell.allCases, 0..<4)
        func gradientsAreCentralDifferences(cell: RecurrentProblem.Cell, options: Int) {
            var problem = RecurrentProblem(cell, batch: 3, length: options == 0 ? 1 : 6, hidden: 5)
            problem.hasBias = options & 1 == 0
            problem.hasInitial = options & 2 == 0
            let outcome = problem.run(Double.self)
            func check(_ path: WritableKeyPath<RecurrentProblem, [Double]>, _ gradient: [Double]) {
                let direction = uniform(gradient.count, -1...1, seed: 79)
                let numeric = directionalDerivative(at: problem[keyPath: path], along: direction) { point in
                    var moved = problem
                    moved[keyPath: path] = point
                    return moved.loss()
                }
                #expect(abs(dot(gradient, direction) - numeric) < 1e-7 * max(1, abs(numeric)), "\(path)")
            }
            check(\.projected, outcome.projected)
            check(\.weight, outcome.weight)
            if problem.hasBias { check(\.bias, outcome.bias) }
            if problem.hasInitial { check(\.initial, outcome.initial) }
            if problem.hasInitial && cell == .lstm { check(\.initialCell, outcome.initialCell) }
        }

        @Test(arguments: RecurrentProblem.Cell.allCases, [1, 2, 8, 15])
        func chunksWithCarriedStateAreTheWhole(cell: RecurrentProblem.Cell, chunk: Int) {
            let whole = RecurrentProblem(cell, batch: 1, length: 16, hidden: 19)
            let (outputs, final, finalCell) = whole.reference()
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    var all: [Double] = [], state = whole.initial, memory = whole.initialCell
                    for start in stride(from: 0, to: whole.length, by: chunk) {
                        var part = whole
                        part.take(start..<min(start + chunk, whole.length))
                        (part.initial, part.initialCell) = (state, memory)
                        let outcome = part.run(Double.self)
                        all += outcome.outputs
                        (state, memory) = (outcome.final, cell == .gru ? memory : outcome.finalCell)
                    }
                    #expect(relativeError(all, outputs) < 1e-12 && relativeError(state, final) < 1e-12)
                    if cell == .lstm { #expect(relativeError(memory, finalCell) < 1e-12) }
                }
            }
        }

        @Test(arguments: RecurrentProblem.Cell.allCases)
        func threadCountDoesNotChangeBits(cell: RecurrentProblem.Cell) {
            let problem = RecurrentProblem(cell, batch: 19, length: 9, hidden: 70)
            let outcomes = KernelTests.atThreadCounts { problem.run(Float.self) }
            #expect(outcomes[1] == outcomes[0] && outcomes[2] == outcomes[0])
        }
    }
}
