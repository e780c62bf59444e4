import Foundation

/// The probability that a chi-square variable of so many degrees of freedom is at least `statistic`.
public func chiSquareTail(_ statistic: Double, degrees: Int) -> Double {
    guard degrees > 0, statistic > 0 else { return 1 }
    let (a, x) = (Double(degrees) / 2, statistic / 2)
    let scale = exp(-x + a * log(x) - lgamma(a))
    if x < a + 1 {
        var (term, sum, n) = (1 / a, 1 / a, a)
        while abs(term) > abs(sum) * 1e-15 {
            n += 1
            term *= x / n
            sum += term
        }
        return 1 - sum * scale
    }
    var b = x + 1 - a
    var (c, d) = (1e300, 1 / b)
    var h = d
    for i in 1...10_000 {
        let an = -Double(i) * (Double(i) - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < 1e-15 { break }
    }
    return scale * h
}

/// Pearson's test of counts against probabilities: the chance of a sample at least this far from the law, where the law can
/// be enumerated. Outcomes of fewer than five expected are taken together; an outcome of probability 0 that was seen gives 0.
public func chiSquareTest<Outcome: Hashable>(
    counts: [Outcome: Int],
    probabilities: [Outcome: Double]
) -> Double {
    let total = Double(counts.values.reduce(0, +))
    if counts.keys.contains(where: { (probabilities[$0] ?? 0) <= 0 }) { return 0 }
    var statistic = 0.0
    var groups = 0
    var (rareExpected, rareSeen) = (0.0, 0.0)
    for (outcome, probability) in probabilities where probability > 0 {
        let (expected, seen) = (probability * total, Double(counts[outcome] ?? 0))
        if expected < 5 {
            rareExpected += expected
            rareSeen += seen
        } else {
            statistic += (seen - expected) * (seen - expected) / expected
            groups += 1
        }
    }
    if rareExpected > 0 {
        statistic += (rareSeen - rareExpected) * (rareSeen - rareExpected) / max(rareExpected, 1)
        groups += 1
    }
    return chiSquareTail(statistic, degrees: groups - 1)
}
