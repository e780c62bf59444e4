import ContinuoTensor
import ContinuoTestSupport
import Synchronization
import Testing

@testable import ContinuoBackbones

@Suite struct DeerTests {
    /// h' = tanh(gain · W h + x): chaotic for a great gain.
    struct TanhCell: RecurrentCell {
        let stateSize: Int
        @Parameter("weight") var weight: Tensor

        init(size: Int, gain: Double, _ initialiser: inout Initialiser) {
            stateSize = size
            weight = initialiser.normal([size, size], deviation: gain / Double(size).squareRoot())
        }

        func projected(_ input: Tensor) -> Tensor { input }
        func next(_ state: Tensor, _ projected: Tensor) -> Tensor { tanh(linear(state, weight: weight) + projected) }
    }

    private static func draw(_ shape: [Int], _ seed: UInt64 = 1) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    private static func exact(_ jacobian: DeerOptions.Jacobian = .full) -> DeerOptions {
        var options = DeerOptions()
        (options.absoluteTolerance, options.relativeTolerance, options.jacobian) = (1e-11, 0, jacobian)
        return options
    }

    /// A GRU of 16 numbers over 1000 positions: Newton's method is there in a handful of iterations.
    @Test func convergesInAFewIterations() {
        var initialiser = Initialiser(seed: 11, .float64)
        let cell = GRU(width: 16, &initialiser)
        let projected = cell.projected(Self.draw([1, 1000, 16]))
        let initial = Self.draw([1, 16], 2)
        let expected = gruSequence(
            projected: projected,
            weight: cell.recurrent.weight,
            bias: cell.recurrent.bias,
            initial: initial
        ).outputs
        func error(after iterations: Int) -> Double {
            var options = Self.exact()
            (options.maximumIterations, options.absoluteTolerance) = (iterations, 1e30)
            let trajectory = Trajectory(
                cell: cell,
                projected: projected.detached,
                initial: initial,
                options: options
            )
            var states = Tensor.zeros([1, 1000, 16], .float64)
            for _ in 0..<iterations { states = trajectory.newton(guess: states).states }
            return abs(states - expected).reshaped([-1]).max(axis: 0).item
        }
        #expect(error(after: 6) < 1e-12)
        #expect(error(after: 1) > 1e-6)
        let solution = parallelStates(of: cell, projected, from: initial, Self.exact())
        #expect(solution.converged && solution.iterations <= 6)
    }

    @Test(arguments: [DeerOptions.Jacobian.full, .diagonal], ScanExecution.allCases)
    func gradientsAreThoseOfBackPropagation(jacobian: DeerOptions.Jacobian, execution: ScanExecution) {
        var initialiser = Initialiser(seed: 11, .float64)
        let gru = GRU(width: 4, &initialiser)
        let lstm = LSTM(width: 4, hiddenSize: 3, &initialiser)
        let unit = MinimalGatedUnit(width: 4, stateSize: 4, &initialiser)
        let memory = LongExpressiveMemory(width: 4, hiddenSize: 3, &initialiser)
        var options = Self.exact(jacobian)
        options.execution = execution
        func check(_ cell: some RecurrentCell) {
            func run(_ parallel: Bool) -> (states: Tensor, gradients: [Tensor]) {
                let (x, h) = (Self.draw([2, 33, 4]).tracked(), Self.draw([2, cell.stateSize], 2).tracked())
                let projected = cell.projected(x)
                let states: Tensor
                if parallel {
                    let solution = parallelStates(of: cell, projected, from: h, options)
                    #expect(solution.converged && solution.depth == solution.iterations * execution.depth(33))
                    states = solution.states
                } else {
                    states = cell.sequentialStates(projected, from: h)
                }
                let total = (states * Self.draw(states.shape, 3)).sum()
                return (states, gradients(of: total, withRespectTo: [x, h] + cell.parameters.map(\.tensor)))
            }
            let (found, expected) = (run(true), run(false))
            expectClose(found.states, expected.states, tolerance: 1e-9)
            for (gradient, reference) in zip(found.gradients, expected.gradients) {
                expectClose(gradient, reference, tolerance: 1e-6)
            }
        }
        check(gru)
        check(lstm)
        check(unit)
        check(memory)
    }

    @Test func chaosFallsBackWithAWarning() {
        var initialiser = Initialiser(seed: 5, .float64)
        let cell = TanhCell(size: 8, gain: 6, &initialiser)
        var options = DeerOptions()
        options.maximumIterations = 8
        let warnings = Mutex<[String]>([])
        let monitor = DeerMonitor { text in warnings.withLock { $0.append(text) } }
        let x = Self.draw([1, 400, 8])
        let initial = Tensor.zeros([1, 8], .float64)
        let found = CellEvaluation.deer(options, monitor).states(of: cell, x, from: initial)
        #expect(found.doubles == cell.sequentialStates(x, from: initial).doubles)
        #expect(monitor.fallbacks == 1 && monitor.solution?.converged == false)
        let count = warnings.withLock { $0.count }
        #expect(count == 1)
        // With as many iterations as positions every trajectory is found: each makes one more position right.
        options.maximumIterations = 500
        let patient = parallelStates(of: cell, x, from: initial, options)
        #expect(patient.converged && patient.iterations > 8)
    }

    @Test func aWarmStartSavesIterations() {
        var initialiser = Initialiser(seed: 11, .float64)
        let cell = GRU(width: 8, &initialiser)
        var options = Self.exact()
        options.warmStart = true
        let monitor = DeerMonitor()
        let x = cell.projected(Self.draw([1, 200, 8]))
        let initial = Tensor.zeros([1, 8], .float64)
        let evaluation = CellEvaluation.deer(options, monitor)
        _ = evaluation.states(of: cell, x, from: initial)
        let first = monitor.solution!.iterations
        _ = evaluation.states(of: cell, x + 1e-4, from: initial)
        #expect(monitor.solution!.iterations < first)
    }

    @Test func dampedStepsArriveToo() {
        var initialiser = Initialiser(seed: 11, .float64)
        let cell = MinimalGatedUnit(width: 4, stateSize: 4, &initialiser)
        var options = Self.exact()
        options.damping = 0.5
        let x = cell.projected(Self.draw([2, 50, 4]))
        let initial = Tensor.zeros([2, 4], .float64)
        let solution = parallelStates(of: cell, x, from: initial, options)
        #expect(solution.converged && solution.iterations > 10)
        expectClose(solution.states, cell.sequentialStates(x, from: initial), tolerance: 1e-9)
    }

    /// As layers: GRU and LSTM give what their fused sequences give, whole and in chunks.
    @Test func layersEvaluateInParallel() {
        var initialiser = Initialiser(seed: 4, .float64)
        let evaluation = CellEvaluation.deer(Self.exact(), DeerMonitor())
        let x = Self.draw([3, 21, 5])
        func check(_ layer: any SequenceLayer, _ reference: any SequenceLayer) {
            let expected = reference.forward(x, .causal)
            expectClose(layer.forward(x, .causal), expected, tolerance: 1e-9)
            var state: any LayerState = layer.initialState(batch: 3)
            let parts = [0..<8, 8..<9, 9..<21].map {
                layer.forward(x.sliced($0, axis: 1), erasedState: &state, .causal)
            }
            expectClose(Tensor.concatenated(parts, axis: 1), expected, tolerance: 1e-9)
        }
        let gru = GRU(width: 5, hiddenSize: 3, &initialiser)
        var parallel = gru
        parallel.evaluation = evaluation
        check(parallel, gru)
        let lstm = LSTM(width: 5, hiddenSize: 3, &initialiser)
        var parallelLSTM = lstm
        parallelLSTM.evaluation = evaluation
        check(parallelLSTM, lstm)
    }
}
