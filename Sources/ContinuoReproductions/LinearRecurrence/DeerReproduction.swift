import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining
import Foundation

/// DEER (Lim et al. 2024): nonlinear recurrences and differential equations at all positions at once.
struct DeerReproduction: Reproduction {
    let id = "deer"
    let claim = """
        A GRU of 16 numbers over 1000 positions is within 1e-12 of its sequential states after 6 Newton iterations, with the \
        gradients of back-propagation to 1e-6; a chaotic cell falls back and says so. The steps that must follow one another \
        are at most 2 ⌈log₂ T⌉ for each iteration. A GRU classifier trains along the same losses within 1 % over 200 steps; \
        a pendulum agrees with a Runge–Kutta solution to 1e-4 and is fitted to the same loss.
        """
    let command = "continuo train FILE --recipe mgu --set model.mgu.evaluation=deer"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        convergence(&evidence)
        chaos(&evidence)
        try training(bench, &evidence)
        pendulum(&evidence)
        try timing(bench, &evidence)
        return evidence
    }

    private static func draw(_ shape: [Int], _ seed: UInt64, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, type, using: &random)
    }

    private static func worst(_ found: Tensor, _ expected: Tensor) -> Double {
        zip(found.doubles, expected.doubles).map { Swift.abs($0 - $1) / Swift.max(1, Swift.abs($1)) }.max() ?? 0
    }

    private func convergence(_ evidence: inout Evidence) {
        var initialiser = Initialiser(seed: 11, .float64)
        let cell = GRU(width: 16, &initialiser)
        var options = DeerOptions()
        (options.absoluteTolerance, options.relativeTolerance, options.execution) = (1e-11, 0, .associative)
        func run(_ parallel: Bool) -> (states: Tensor, gradients: [Tensor], solution: DeerSolution?) {
            let x = Self.draw([1, 1000, 16], 1).tracked()
            let initial = Self.draw([1, 16], 2)
            let projected = cell.projected(x)
            let solution = parallel ? parallelStates(of: cell, projected, from: initial, options) : nil
            let states = solution?.states ?? cell.sequentialStates(projected, from: initial)
            let total = (states * Self.draw(states.shape, 3)).sum()
            let all = [x] + cell.parameters.map(\.tensor)
            return (states, gradients(of: total, withRespectTo: all), solution)
        }
        let (found, expected) = (run(true), run(false))
        guard let solution = found.solution else { return }
        let gradientError = zip(found.gradients, expected.gradients).map { Self.worst($0, $1) }.max() ?? .infinity
        // The last iteration only finds that nothing moves any more.
        evidence.rows += [
            .init(
                "GRU, 1000 positions: iterations until nothing moves by 1e-11",
                ours: Double(solution.iterations),
                target: .atMost(6)
            ),
            .init("… error of its states", ours: Self.worst(found.states, expected.states), target: .atMost(1e-12)),
            .init("… error of its gradients", ours: gradientError, target: .atMost(1e-6)),
            .init(
                "… steps that follow one another, of 1000",
                ours: Double(solution.depth),
                target: .atMost(Double(solution.iterations) * 20)
            ),
        ]
    }

    /// h' = tanh(W h + x) with great weights.
    private struct ChaoticCell: RecurrentCell {
        let stateSize = 8
        @Parameter("weight") var weight: Tensor

        init(_ initialiser: inout Initialiser) { weight = initialiser.normal([8, 8], deviation: 2) }
        func projected(_ input: Tensor) -> Tensor { input }
        func next(_ state: Tensor, _ projected: Tensor) -> Tensor { tanh(linear(state, weight: weight) + projected) }
    }

    private func chaos(_ evidence: inout Evidence) {
        var initialiser = Initialiser(seed: 5, .float64)
        let cell = ChaoticCell(&initialiser)
        var options = DeerOptions()
        options.maximumIterations = 10
        let (x, initial) = (Self.draw([1, 500, 8], 1), Tensor.zeros([1, 8], .float64))
        let solution = parallelStates(of: cell, x, from: initial, options)
        let same = solution.states.doubles == cell.sequentialStates(x, from: initial).doubles
        evidence.rows.append(
            .init(
                "a chaotic cell: falls back, says so, and gives the sequential states (1: yes)",
                ours: !solution.converged && same ? 1 : 0,
                target: .atLeast(1)
            )
        )
    }

    /// Which of two noisy waves a sequence is: the losses of a GRU classifier trained both ways from the same weights.
    private func training(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let steps = bench.budget.choose(quick: 40, full: 200)
        func losses(_ evaluation: CellEvaluation) throws -> [Double] {
            var initialiser = Initialiser(seed: 3)
            var layer = GRU(width: 8, &initialiser)
            layer.evaluation = evaluation
            let read = Linear(inputs: 1, outputs: 8, bias: true, &initialiser)
            let head = Linear(inputs: 8, outputs: 2, bias: true, &initialiser)
            let parameters = read.parameters + layer.parameters + head.parameters
            var configuration = TrainingConfiguration()
            configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
            configuration.steps = steps
            return try fit(parameters, configuration) { _, random in
                var random = random.split("batch")
                let labels = (0..<16).map { _ in Int32(random.integer(below: 2)) }
                let values = labels.flatMap { label -> [Float] in
                    let phase = 6.28 * random.uniform()
                    return (0..<64).map { t in
                        Float(sin((label == 0 ? 0.2 : 0.3) * Double(t) + phase) + 0.3 * random.normal())
                    }
                }
                let states = layer.forward(read(Tensor(values, shape: [16, 64, 1])), .causal)
                let sum = linearCrossEntropy(
                    states.selected(63, axis: 1),
                    weight: head.weight,
                    bias: head.bias,
                    CrossEntropyTarget(Tensor(labels))
                ).sum
                return ProcessLoss(sum: sum, count: 16)
            }
        }
        bench.progress("classifier, one position after another")
        let sequential = try losses(.sequential)
        bench.progress("classifier, in parallel")
        var options = DeerOptions()
        (options.absoluteTolerance, options.relativeTolerance) = (1e-5, 1e-5)
        let monitor = DeerMonitor()
        let parallel = try losses(.deer(options, monitor))
        let difference = zip(parallel, sequential).map { Swift.abs($0 / $1 - 1) }.max() ?? .infinity
        evidence.rows.append(
            .init(
                "classifier: greatest relative difference of the loss over \(steps) steps",
                ours: difference,
                target: .atMost(0.01)
            )
        )
        evidence.notes.append(
            "The classifier's loss went from \(Figure.text(sequential[0])) to \(Figure.text(sequential.last ?? 0)); "
                + "\(monitor.fallbacks) of \(steps) parallel evaluations fell back."
        )
    }

    /// q' = p, p' = −k sin q.
    private struct Pendulum: VectorField {
        let stateSize = 2
        @Parameter("stiffness", .vector) var stiffness: Tensor

        init(_ value: Double) { stiffness = Tensor([value]) }

        func derivative(_ state: Tensor, _ time: Tensor) -> Tensor {
            let parts = state.split([1, 1])
            return Tensor.concatenated([parts[1], -(sin(parts[0]) * stiffness)], axis: 1)
        }

        /// The classical Runge–Kutta method of fourth order, recorded: `[1, times.count − 1, 2]`.
        func rungeKutta(_ start: Tensor, _ times: [Double]) -> Tensor {
            var y = start
            let clock = Tensor([0.0])
            let states = zip(times.dropFirst(), times).map { end, begin in
                let h = end - begin
                let k1 = derivative(y, clock)
                let k2 = derivative(y + k1 * (h / 2), clock)
                let k3 = derivative(y + k2 * (h / 2), clock)
                let k4 = derivative(y + k3 * h, clock)
                y = y + (k1 + (k2 + k3) * 2 + k4) * (h / 6)
                return y
            }
            return Tensor.stacked(states, axis: 1)
        }
    }

    private func pendulum(_ evidence: inout Evidence) {
        let times = (0...800).map { Double($0) * 6 / 800 }
        let start = Tensor([1.2, 0.3], shape: [1, 2])
        let exact = withoutGradients { Pendulum(1.3).rungeKutta(start, times) }
        let solution = parallelTrajectory(of: Pendulum(1.3), from: start, times: times)
        evidence.rows.append(
            .init(
                "pendulum: error against Runge–Kutta",
                ours: Self.worst(solution.states, exact),
                target: .atMost(1e-4)
            )
        )
        /// The mean squared error after steps down its gradient by the stiffness, from 1.
        func fitted(_ states: (Pendulum) -> Tensor) -> Double {
            var (stiffness, loss) = (1.0, Double.infinity)
            for _ in 0..<40 {
                let field = Pendulum(stiffness)
                let error = (states(field) - exact).squared().mean()
                loss = error.item
                stiffness -= 0.3 * gradients(of: error, withRespectTo: [field.stiffness])[0].item
            }
            return loss
        }
        let reference = fitted { $0.rungeKutta(start, times) }
        let parallel = fitted { parallelTrajectory(of: $0, from: start, times: times).states }
        evidence.rows.append(
            .init(
                "pendulum: loss after fitting its stiffness, less that with Runge–Kutta",
                ours: Swift.abs(parallel - reference),
                target: .atMost(1e-6)
            )
        )
        evidence.notes.append(
            "Fitting the pendulum from stiffness 1 to 1.3: loss \(Figure.text(parallel)), with Runge–Kutta "
                + "\(Figure.text(reference)); \(solution.iterations) iterations for \(times.count - 1) steps of time."
        )
    }

    /// One number over a long time. On two cores no speed-up is claimed: what was measured is noted.
    private func timing(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let length = bench.budget.choose(quick: 20_000, full: 100_000)
        var initialiser = Initialiser(seed: 11)
        let cell = GRU(width: 1, &initialiser)
        let x = Self.draw([1, length, 1], 1, .float32)
        let initial = Tensor.zeros([1, 1])
        try withoutGradients {
            let projected = cell.projected(x)
            var iterations = 0
            let turns = try Turns(
                rounds: 5,
                [
                    { _ = cell.forward(x, .causal) },
                    { iterations = parallelStates(of: cell, projected, from: initial).iterations },
                ]
            )
            evidence.notes.append(
                "One number, \(length) positions: \(Figure.text(1e3 * turns.median(0))) ms by the fused sequence, "
                    + "\(Figure.text(1e3 * turns.median(1))) ms in parallel with \(iterations) iterations, a ratio of "
                    + "\(Figure.text(turns.ratio(0, to: 1)))."
            )
        }
    }
}
