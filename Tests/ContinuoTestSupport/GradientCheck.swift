import ContinuoTensor
import Testing

/// Compares gradients with central differences, in Float64.
///
/// `function` maps tensors to a tensor of any shape; what is differentiated is its sum weighted with fixed numbers, so that
/// every output matters. All inputs must be float64.
public func checkGradients(
    _ inputs: [Tensor],
    step: Double = 1e-5,
    tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Tensor]) -> Tensor
) {
    func weights(_ shape: [Int]) -> Tensor {
        var random = RandomStream(seed: 99)
        return Tensor.uniform(shape, low: -1, high: 1, .float64, using: &random)
    }
    func objective(_ values: [Tensor]) -> Double {
        let result = function(values)
        return withoutGradients { (result.detached * weights(result.shape)).sum().item }
    }
    let leaves = inputs.map { $0.copy().tracked() }
    let result = function(leaves)
    let total = (result * weights(result.shape)).sum()
    let found = gradients(of: total, withRespectTo: leaves)
    for (index, input) in inputs.enumerated() {
        let analytic = found[index].doubles
        for position in 0..<input.count {
            var values = inputs.map { $0.copy() }
            values[index].pointer(Double.self)[position] += step
            let above = withoutGradients { objective(values) }
            values[index] = input.copy()
            values[index].pointer(Double.self)[position] -= step
            let below = withoutGradients { objective(values) }
            let numeric = (above - below) / (2 * step)
            let scale = max(1, abs(numeric), abs(analytic[position]))
            if !(abs(numeric - analytic[position]) <= tolerance * scale) {
                Issue.record(
                    "gradient of input \(index) at \(position): \(analytic[position]), differences give \(numeric)",
                    sourceLocation: sourceLocation
                )
                return
            }
        }
    }
}

/// Compares numbers; reports the first and the worst difference and how many there are.
public func expectClose(
    _ found: [Double],
    _ expected: [Double],
    tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count else {
        Issue.record("\(found.count) numbers, expected \(expected.count)", sourceLocation: sourceLocation)
        return
    }
    var first: Int?
    var worst = 0
    var differing = 0
    func difference(_ index: Int) -> Double {
        let value = abs(found[index] - expected[index]) / max(1, abs(expected[index]))
        return value.isNaN ? (found[index] == expected[index] ? 0 : .infinity) : value
    }
    for index in found.indices where difference(index) > tolerance {
        differing += 1
        if first == nil { first = index }
        if difference(index) > difference(worst) { worst = index }
    }
    guard let first else { return }
    Issue.record(
        """
        \(differing) of \(found.count) numbers differ by more than \(tolerance): first at \(first): \(found[first]) \
        instead of \(expected[first]); worst at \(worst): \(found[worst]) instead of \(expected[worst])
        """,
        sourceLocation: sourceLocation
    )
}

/// Compares tensors element by element.
public func expectClose(
    _ found: Tensor,
    _ expected: Tensor,
    tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
    expectClose(found.doubles, expected.doubles, tolerance: tolerance, sourceLocation: sourceLocation)
}
