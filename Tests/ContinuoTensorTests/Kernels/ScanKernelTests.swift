import CKernels
import Testing

extension KernelTests {
    @Suite struct LinearScan {
        static let shapes = [0, 1, 2, 63, 64, 65, 130].flatMap { length in
            [(2, length, 1), (1, length, 19), (3, length, 300)]
        }
        static let layouts = [CK_DECAY_PER_STEP, CK_DECAY_PER_CHANNEL]

        private func problems(_ shape: (Int, Int, Int)) -> [LinearProblem] {
            Self.layouts.flatMap { layout in
                [false, true].map { complex in
                    LinearProblem(
                        batch: shape.0,
                        length: shape.1,
                        width: shape.2,
                        complex: complex,
                        layout: layout
                    )
                }
            }
        }

        @Test(arguments: shapes)
        func everyLevelFollowsTheFormula(batch: Int, length: Int, width: Int) {
            for problem in problems((batch, length, width)) {
                let (states, final) = problem.reference()
                for level in KernelTests.levels {
                    KernelTests.at(level) {
                        let single = problem.run(Float.self), double = problem.run(Double.self)
                        #expect(relativeError(double.states, states) < 1e-13)
                        #expect(relativeError(double.final, final) < 1e-13)
                        #expect(relativeError(single.states, states) < 1e-5)
                        #expect(relativeError(single.final, final) < 1e-5)
                        #expect(relativeError(single.decay, double.decay) < 1e-4)
                        #expect(relativeError(single.input, double.input) < 1e-5)
                        #expect(relativeError(single.initial, double.initial) < 1e-5)
                    }
                }
            }
        }

        @Test func gradientsAreCentralDifferences() {
            for problem in problems((2, 7, 5)) {
                let outcome = problem.run(Double.self)
                func check(_ path: WritableKeyPath<LinearProblem, [Double]>, _ gradient: [Double]) {
                    let direction = uniform(gradient.count, -1...1, seed: 77)
                    let numeric = directionalDerivative(at: problem[keyPath: path], along: direction) { point in
                        var moved = problem
                        moved[keyPath: path] = point
                        return moved.loss()
                    }
                    #expect(abs(dot(gradient, direction) - numeric) < 1e-7 * max(1, abs(numeric)))
                }
                check(\.decay, outcome.decay)
                check(\.input, outcome.input)
                check(\.initial, outcome.initial)
            }
        }

        @Test func threadCountDoesNotChangeBits() {
            for problem in problems((3, 65, 600)) {
                let outcomes = KernelTests.atThreadCounts { problem.run(Float.self) }
                #expect(outcomes[1] == outcomes[0] && outcomes[2] == outcomes[0])
            }
        }
    }

    @Suite struct SelectiveScan {
        static let shapes =
            [0, 1, 2, 63, 64, 65, 130].map { (1, $0, 19, 16) } + [
                (2, 33, 16, 1), (2, 33, 37, 8), (3, 32, 32, 24), (1, 40, 300, 5), (2, 31, 1, 16), (0, 5, 3, 2),
            ]

        @Test(arguments: shapes, [false, true])
        func everyLevelFollowsTheFormula(_ shape: (Int, Int, Int, Int), longhorn: Bool) {
            var problem = SelectiveProblem(batch: shape.0, length: shape.1, width: shape.2, states: shape.3)
            problem.longhorn = longhorn
            let (y, final) = problem.reference()
            let double = problem.run(Double.self)
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    let here = problem.run(Double.self), single = problem.run(Float.self)
                    #expect(relativeError(here.y, y) < 1e-12)
                    #expect(relativeError(here.final, final) < 1e-12)
                    #expect(here.error(against: double) < 1e-12)
                    #expect(relativeError(single.y, y) < 1e-5)
                    #expect(relativeError(single.final, final) < 1e-5)
                    #expect(single.error(against: double) < 5e-5)
                }
            }
        }

        @Test(arguments: 0..<32, [false, true])
        func gradientsAreCentralDifferences(options: Int, longhorn: Bool) {
            var problem = SelectiveProblem(batch: 2, length: options % 2 == 0 ? 9 : 35, width: 5, states: 3)
            problem.longhorn = longhorn
            problem.softplus = options & 1 == 0
            problem.hasBias = options & 2 == 0
            problem.hasSkip = options & 4 == 0
            problem.hasGate = options & 8 == 0
            problem.hasInitial = options & 16 == 0
            if !problem.softplus { problem.delta = problem.delta.map { longhorn ? abs($0) / 2 : abs($0) + 1 } }
            let outcome = problem.run(Double.self)
            func check(_ path: WritableKeyPath<SelectiveProblem, [Double]>, _ gradient: [Double]) {
                let direction = uniform(gradient.count, -1...1, seed: 78)
                let numeric = directionalDerivative(at: problem[keyPath: path], along: direction) { point in
                    var moved = problem
                    moved[keyPath: path] = point
                    return moved.loss()
                }
                #expect(abs(dot(gradient, direction) - numeric) < 2e-7 * max(1, abs(numeric)), "\(path)")
            }
            check(\.x, outcome.x)
            check(\.delta, outcome.delta)
            if !longhorn { check(\.aLog, outcome.aLog) }
            check(\.projection, outcome.projection)
            if problem.hasBias { check(\.deltaBias, outcome.deltaBias) }
            if problem.hasSkip { check(\.d, outcome.d) }
            if problem.hasGate { check(\.gate, outcome.gate) }
            if problem.hasInitial { check(\.initial, outcome.initial) }
        }

        @Test(arguments: [1, 2, 31, 32, 33, 64, 69])
        func chunksWithCarriedStateAreTheWhole(cut: Int) {
            let whole = SelectiveProblem(batch: 1, length: 70, width: 18, states: 6)
            let (y, final) = whole.reference()
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    var first = whole, second = whole
                    first.take(0..<cut)
                    second.take(cut..<70)
                    let head = first.run(Double.self)
                    second.initial = head.final
                    let tail = second.run(Double.self)
                    #expect(relativeError(head.y + tail.y, y) < 1e-12)
                    #expect(relativeError(tail.final, final) < 1e-12)
                }
            }
        }

        @Test(arguments: [1, 8, 16, 24], [false, true])
        func stepsAreTheWhole(states: Int, longhorn: Bool) {
            var whole = SelectiveProblem(batch: 1, length: 21, width: 19, states: states)
            whole.longhorn = longhorn
            let (y, final) = whole.reference()
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    let single = steps(whole, Float.self), double = steps(whole, Double.self)
                    #expect(relativeError(single.y, y) < 1e-5 && relativeError(single.final, final) < 1e-5)
                    #expect(relativeError(double.y, y) < 1e-12 && relativeError(double.final, final) < 1e-12)
                }
            }
        }

        private func steps<Real: ScanReal>(
            _ whole: SelectiveProblem,
            _ type: Real.Type
        ) -> (y: [Double], final: [Double]) {
            let state = KernelBuffer<Real>(whole.initial), y = KernelBuffer<Real>(whole.width)
            var all: [Double] = []
            for t in 0..<whole.length {
                var position = whole
                position.take(t..<t + 1)
                Real.selectiveStep(position, position.buffers(type), state: state, y: y)
                all += y.values
            }
            return (all, state.values)
        }

        @Test func threadCountDoesNotChangeBits() {
            let problem = SelectiveProblem(batch: 3, length: 65, width: 530, states: 4)
            let outcomes = KernelTests.atThreadCounts { problem.run(Float.self) }
            #expect(outcomes[1] == outcomes[0] && outcomes[2] == outcomes[0])
        }

        @Test func hugeStepsForgetAndStayFinite() {
            var problem = SelectiveProblem(batch: 1, length: 3, width: 4, states: 2)
            problem.delta = problem.delta.map { 1e4 * abs($0) }
            let (y, final) = problem.reference()
            for level in KernelTests.levels {
                KernelTests.at(level) {
                    let outcome = problem.run(Float.self)
                    #expect(relativeError(outcome.y, y) < 1e-5 && relativeError(outcome.final, final) < 1e-5)
                    #expect((outcome.delta + outcome.aLog + outcome.initial).allSatisfy { $0.isFinite })
                }
            }
        }
    }
}

extension SelectiveProblem {
    /// Keeps a range of positions (of a single sequence).
    mutating func take(_ range: Range<Int>) {
        func rows(_ values: [Double], _ width: Int) -> [Double] {
            Array(values[range.lowerBound * width..<range.upperBound * width])
        }
        x = rows(x, width)
        delta = rows(delta, width)
        gate = rows(gate, width)
        gradientY = rows(gradientY, width)
        projection = rows(projection, stride)
        length = range.count
    }
}
