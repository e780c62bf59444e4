import ContinuoTensor
import Synchronization

/// How evenly routers share out the positions that they see: what a forward pass inside of `collecting` gave to each expert, or
/// to each memory.
public enum RouterLoads {
    /// Holds the loads of one forward pass.
    final class Collector: Sendable {
        let loads = Mutex<[[Double]]>([])
    }

    @TaskLocal private static var collector: Collector?

    /// Runs a forward pass.
    /// - Returns: its result, and for each router, in the order of the layers, the shares of its choices, which add up to one.
    public static func collecting<Result>(_ forward: () throws -> Result) rethrows -> (
        result: Result, loads: [[Double]]
    ) {
        let collector = Collector()
        let result = try $collector.withValue(collector, operation: forward)
        return (result, collector.loads.withLock { $0 })
    }

    /// Notes what a router chose, where anybody wants to know.
    static func add(_ experts: Tensor, of count: Int) {
        guard let collector else { return }
        let found = shares(experts, of: count)
        collector.loads.withLock { $0.append(found) }
    }

    /// Shares of the choices Int32 `[tokens, chosen]` that each of `count` experts has.
    static func shares(_ experts: Tensor, of count: Int) -> [Double] {
        var shares = [Double](repeating: 0, count: count)
        for index in 0..<experts.count { shares[Int(experts.pointer(Int32.self)[index])] += 1 / Double(experts.count) }
        return shares
    }
}
