import ContinuoTensor
import Foundation

/// Rows of numbers with a number to tell from them, drawn from formulas of the literature.
public enum RegressionTask: String, Sendable, CaseIterable {
    /// Friedman's three functions with normal noise (Friedman 1991, "Multivariate Adaptive Regression Splines").
    case friedman1, friedman2, friedman3
    /// Flow of water through a borehole (Harper and Gupta 1983), with noise of 3 % of its spread.
    case borehole
    /// Distance of the hand of a robot arm with four joints from its shoulder (An and Owen 2001), with little noise.
    case robotArm = "robot-arm"
    /// A sine whose noise grows with x.
    case heteroscedastic
    /// Two branches, either of which may be meant.
    case bimodal

    /// Tables that have one value for a row but for noise: for comparisons of means.
    public static let tables: [RegressionTask] = [.friedman1, .friedman2, .friedman3, .borehole, .robotArm]

    /// Number of inputs.
    public var features: Int {
        switch self {
        case .friedman1: 10
        case .friedman2, .friedman3: 4
        case .borehole, .robotArm: 8
        case .heteroscedastic, .bimodal: 1
        }
    }

    private func between(_ random: inout RandomStream, _ low: Double, _ high: Double) -> Double {
        low + (high - low) * random.uniform()
    }

    /// One row: inputs, and the number to be told.
    public func example(using random: inout RandomStream) -> (x: [Double], y: Double) {
        switch self {
        case .friedman1:
            let x = (0..<10).map { _ in random.uniform() }
            let smooth = 10 * sin(.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5)
            return (x, smooth + 10 * x[3] + 5 * x[4] + random.normal())
        case .friedman2, .friedman3:
            let x = [
                between(&random, 0, 100), between(&random, 40 * .pi, 560 * .pi), between(&random, 0, 1),
                between(&random, 1, 11),
            ]
            let reactance = x[1] * x[2] - 1 / (x[1] * x[3])
            if self == .friedman2 {
                return (x, (x[0] * x[0] + reactance * reactance).squareRoot() + 60 * random.normal())
            }
            return (x, atan(reactance / max(x[0], 1e-9)) + 0.1 * random.normal())
        case .borehole:
            let x = [
                between(&random, 0.05, 0.15), between(&random, 100, 50_000), between(&random, 63_070, 115_600),
                between(&random, 990, 1110),
                between(&random, 63.1, 116), between(&random, 700, 820), between(&random, 1120, 1680),
                between(&random, 9855, 12_045),
            ]
            let ratio = log(x[1] / x[0])
            let flow = 2 * .pi * x[2] * (x[3] - x[5])
            let resistance = ratio * (1 + 2 * x[6] * x[2] / (ratio * x[0] * x[0] * x[7]) + x[2] / x[4])
            return (x, flow / resistance + 1.4 * random.normal())
        case .robotArm:
            let x = (0..<4).map { _ in between(&random, 0, 2 * .pi) } + (0..<4).map { _ in random.uniform() }
            var (u, v, angle) = (0.0, 0.0, 0.0)
            for joint in 0..<4 {
                angle += x[joint]
                u += x[4 + joint] * cos(angle)
                v += x[4 + joint] * sin(angle)
            }
            return (x, (u * u + v * v).squareRoot() + 0.02 * random.normal())
        case .heteroscedastic:
            let x = between(&random, 0, 1)
            return ([x], sin(2 * .pi * x) + (0.05 + 0.5 * x) * random.normal())
        case .bimodal:
            let x = between(&random, 0, 1)
            let branch = random.uniform() < 0.5 ? 1.0 : -1
            return ([x], branch * (0.5 + x) + 0.1 * random.normal())
        }
    }
}
