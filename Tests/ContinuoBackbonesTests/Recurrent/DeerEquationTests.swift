import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct DeerEquationTests {
    /// q' = p, p' = −k sin q: the pendulum.
    struct Pendulum: VectorField {
        @Parameter("stiffness", .vector) var stiffness: Tensor
        var stateSize: Int { 2 }

        init() { stiffness = Tensor([1.3]) }

        func derivative(_ state: Tensor, _ time: Tensor) -> Tensor {
            let parts = state.split([1, 1])
            return Tensor.concatenated([parts[1], -(sin(parts[0]) * stiffness)], axis: 1)
        }
    }

    /// y' = −2 y + t, solved by y = e^{−2t} (y₀ + ¼) + t/2 − ¼.
    struct Decay: VectorField {
        var stateSize: Int { 1 }
        func derivative(_ state: Tensor, _ time: Tensor) -> Tensor { state * -2 + time.reshaped([-1, 1]) }
    }

    private static func grid(_ count: Int, to end: Double) -> [Double] {
        (0...count).map { Double($0) * end / Double(count) }
    }

    /// The classical Runge–Kutta method of fourth order with `substeps` for each step.
    private static func rungeKutta(_ start: [Double], _ stiffness: Double, _ times: [Double], substeps: Int) -> [Double]
    {
        func slope(_ y: [Double]) -> [Double] { [y[1], -stiffness * sin(Tensor([y[0]])).item] }
        func moved(_ y: [Double], _ k: [Double], _ h: Double) -> [Double] { zip(y, k).map { $0 + h * $1 } }
        var y = start
        var all: [Double] = []
        for (end, begin) in zip(times.dropFirst(), times) {
            let h = (end - begin) / Double(substeps)
            for _ in 0..<substeps {
                let k1 = slope(y)
                let k2 = slope(moved(y, k1, h / 2))
                let k3 = slope(moved(y, k2, h / 2))
                let k4 = slope(moved(y, k3, h))
                y = y.indices.map { y[$0] + h / 6 * (k1[$0] + 2 * k2[$0] + 2 * k3[$0] + k4[$0]) }
            }
            all += y
        }
        return all
    }

    @Test(arguments: ScanExecution.allCases) func thePendulumSwings(execution: ScanExecution) {
        var options = DeerOptions()
        options.execution = execution
        let times = Self.grid(800, to: 6)
        let solution = parallelTrajectory(
            of: Pendulum(),
            from: Tensor([1.2, 0.3], shape: [1, 2]),
            times: times,
            options
        )
        #expect(solution.converged && solution.iterations < 20)
        expectClose(
            solution.states.doubles,
            Self.rungeKutta([1.2, 0.3], 1.3, times, substeps: 1),
            tolerance: 1e-4
        )
    }

    @Test func linearEquationsTakeOneStep() {
        let times = Self.grid(64, to: 2)
        var options = DeerOptions()
        (options.absoluteTolerance, options.relativeTolerance) = (1e-10, 0)
        let solution = parallelTrajectory(of: Decay(), from: Tensor([0.7], shape: [1, 1]), times: times, options)
        #expect(solution.iterations == 2)
        let exact = times.dropFirst().map { exp(Tensor([-2 * $0])).item * 0.95 + $0 / 2 - 0.25 }
        expectClose(solution.states.doubles, exact, tolerance: 1e-4)
    }

    /// The gradient of the trajectory by its parameter and its beginning, by differences.
    @Test func gradientsAreThoseOfTheSolution() {
        let times = Self.grid(400, to: 2)
        let weights = Tensor((0..<800).map { Double(($0 * 7) % 11) / 400 }, shape: [1, 400, 2])
        func objective(_ stiffness: Double, _ start: [Double]) -> Double {
            let states = Self.rungeKutta(start, stiffness, times, substeps: 1)
            return zip(states, weights.doubles).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let field = Pendulum()
        let start = Tensor([1.2, 0.3], shape: [1, 2]).tracked()
        let states = parallelTrajectory(of: field, from: start, times: times).states
        let found = gradients(of: (states * weights).sum(), withRespectTo: [field.stiffness, start])
        let step = 1e-5
        let slopes = [
            objective(1.3 + step, [1.2, 0.3]) - objective(1.3 - step, [1.2, 0.3]),
            objective(1.3, [1.2 + step, 0.3]) - objective(1.3, [1.2 - step, 0.3]),
            objective(1.3, [1.2, 0.3 + step]) - objective(1.3, [1.2, 0.3 - step]),
        ].map { $0 / (2 * step) }
        expectClose(found[0].doubles + found[1].doubles, slopes, tolerance: 1e-3)
    }
}
