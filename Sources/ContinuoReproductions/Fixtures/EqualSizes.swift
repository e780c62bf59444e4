import ContinuoBackbones

/// Sizes at which networks of different kinds can be compared.
enum EqualSizes {
    /// The inner width of feed-forward parts, a multiple of `step`, at which a network has about as many parameters as asked.
    /// - Parameter parameters: of the network of an inner width; they rise evenly with it.
    static func innerWidth(forParameters target: Int, step: Int = 4, _ parameters: (Int) throws -> Int) rethrows -> Int
    {
        let (one, two) = (try parameters(step), try parameters(2 * step))
        return step * max(1, 1 + Int((Double(target - one) / Double(two - one)).rounded()))
    }

    /// Parameters that each position makes use of, where it makes use of `chosen` of `count` parts alone.
    /// - Parameter part: the name of their list in its layer, such as `memories`; parts from `count` on are used by all.
    static func activated(_ network: any Backbone, _ part: String, count: Int, chosen: Int) -> Int {
        let routed = network.parameters.filter { parameter in
            (0..<count).contains { parameter.name.contains(".\(part).\($0).") }
        }
        let size = routed.reduce(0) { $0 + $1.tensor.count }
        return network.parameterCount - size * (count - chosen) / count
    }
}
