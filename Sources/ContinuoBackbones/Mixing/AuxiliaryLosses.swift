import ContinuoTensor
import Synchronization

/// The way from a layer to the trainer for losses of its own, such as the balance of a router's load.
///
/// A trainer runs a forward pass inside of `collecting`; layers add what they want to be minimised besides the objective. At
/// all other times nobody collects, and layers compute nothing of the kind.
public enum AuxiliaryLosses {
    /// Holds the losses of one forward pass.
    final class Collector: Sendable {
        let losses = Mutex<[Tensor]>([])
    }

    @TaskLocal static var collector: Collector?

    /// Whether losses are collected.
    static var areWanted: Bool { collector != nil }

    /// Adds a scalar, in nats for each token: it is added to the mean of the objective.
    public static func add(_ loss: @autoclosure () -> Tensor) {
        guard let collector else { return }
        let value = loss()
        collector.losses.withLock { $0.append(value) }
    }

    /// Runs a part of a forward pass whose losses count with a weight.
    static func weighted(_ weight: Double, _ forward: () -> Tensor) -> Tensor {
        guard areWanted else { return forward() }
        let (result, total) = collecting(forward)
        if let total { add(total * weight) }
        return result
    }

    /// Runs a forward pass.
    /// - Returns: its result, and the sum of the losses that layers added; nil where there are none.
    public static func collecting<Result>(_ forward: () throws -> Result) rethrows -> (result: Result, total: Tensor?) {
        let collector = Collector()
        let result = try $collector.withValue(collector, operation: forward)
        let losses = collector.losses.withLock { $0 }
        return (result, losses.dropFirst().reduce(losses.first) { sum, loss in sum.map { $0 + loss } })
    }
}
