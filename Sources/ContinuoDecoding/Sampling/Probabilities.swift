import Foundation

/// ln Σ exp of the values, in Float64; −∞ for none.
public func logSumExp(_ values: some Collection<Float>) -> Double {
    let greatest = Double(values.max() ?? -.infinity)
    guard greatest > -.infinity else { return -.infinity }
    var total = 0.0
    for value in values { total += exp(Double(value) - greatest) }
    return greatest + log(total)
}

/// The distribution that one row of logits stands for, in Float64.
public func softmax(_ logits: some Collection<Float>) -> [Double] {
    let greatest = Double(logits.max() ?? 0)
    var probabilities = logits.map { exp(Double($0) - greatest) }
    let scale = 1 / probabilities.reduce(0, +)
    for index in probabilities.indices { probabilities[index] *= scale }
    return probabilities
}

/// ln of `softmax`.
public func logSoftmax(_ logits: some Collection<Float>) -> [Double] {
    let total = logSumExp(logits)
    return logits.map { Double($0) - total }
}

/// A token drawn from a distribution; a token of probability 0 is never drawn.
/// - Parameter probabilities: not negative; the sum may differ from 1 and is divided out.
public func draw(from probabilities: [Double], using generator: inout some RandomNumberGenerator) -> Int32 {
    var remaining = generator.unitUniform() * probabilities.reduce(0, +)
    var last = 0
    for (index, probability) in probabilities.enumerated() where probability > 0 {
        if remaining < probability { return Int32(index) }
        remaining -= probability
        last = index
    }
    return Int32(last)
}

extension RandomNumberGenerator {
    /// A number in [0, 1) with 53 random bits.
    mutating func unitUniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Row `row` of row-major `[rows, width]` values.
func rowSlice(_ values: [Float], _ row: Int, width: Int) -> [Float] {
    Array(values[(row * width)..<((row + 1) * width)])
}
