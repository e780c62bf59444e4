import Foundation

/// Divides the logits.
public struct Temperature: LogitTransform {
    public var temperature: Double

    public init(temperature: Double) { self.temperature = temperature }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let divisor = Float(temperature)
        for index in logits.indices { logits[index] /= divisor }
    }
}

/// Keeps the `count` greatest logits and those equal to the last of them (Fan et al. 2018).
public struct TopK: LogitTransform {
    public var count: Int

    public init(count: Int) { self.count = count }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        guard count < logits.count, let last = topIndices(of: logits, count: count).last else { return }
        let threshold = logits[last]
        for index in logits.indices where logits[index] < threshold { logits[index] = -.infinity }
    }
}

/// Keeps the smallest set of most probable tokens whose probability is at least `mass` (Holtzman et al. 2020).
///
/// The greatest tokens are sorted out in growing numbers until they have the mass: a sharp distribution needs few.
public struct TopP: LogitTransform {
    public var mass: Double

    public init(mass: Double) { self.mass = mass }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        var count = 64
        while true {
            let order = topIndices(of: live.probabilities, count: count)
            var sum = 0.0
            let kept = order.prefix { index in
                defer { sum += live.probabilities[index] }
                return sum < mass
            }
            if kept.count < order.count || order.count == live.ids.count {
                let values = kept.map { logits[live.ids[$0]] }
                for id in live.ids { logits[id] = -.infinity }
                for (index, value) in zip(kept, values) { logits[live.ids[index]] = value }
                return
            }
            count *= 8
        }
    }
}

/// Keeps tokens of at least `share` times the greatest probability (Nguyen et al. 2024).
public struct MinP: LogitTransform {
    public var share: Double

    public init(share: Double) { self.share = share }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        let threshold = share * live.greatest
        live.keep(in: &logits) { live.probabilities[$0] >= threshold }
    }
}

/// Keeps the tokens whose surprise is nearest to the entropy until they have the probability `mass`, and those as near
/// as the last of them (Meister et al. 2023).
public struct Typical: LogitTransform {
    public var mass: Double

    public init(mass: Double) { self.mass = mass }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        let entropy = live.entropy
        let distance = live.probabilities.map { abs(-log($0) - entropy) }
        let order = live.ids.indices.sorted { (distance[$0], $0) < (distance[$1], $1) }
        var sum = 0.0
        var last = order.count - 1
        for (rank, index) in order.enumerated() {
            sum += live.probabilities[index]
            if sum >= mass {
                last = rank
                break
            }
        }
        guard last >= 0 else { return }
        let threshold = distance[order[last]]
        live.keep(in: &logits) { distance[$0] <= threshold }
    }
}

/// Keeps tokens of at least the probability ε, and the most probable one (Hewitt et al. 2022).
public struct EpsilonCutoff: LogitTransform {
    public var epsilon: Double

    public init(epsilon: Double) { self.epsilon = epsilon }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        let threshold = min(epsilon, live.greatest)
        live.keep(in: &logits) { live.probabilities[$0] >= threshold }
    }
}

/// Keeps tokens of at least min(η, √η·e^−entropy), and the most probable one (Hewitt et al. 2022).
public struct EtaCutoff: LogitTransform {
    public var eta: Double

    public init(eta: Double) { self.eta = eta }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        let threshold = min(eta, eta.squareRoot() * exp(-live.entropy), live.greatest)
        live.keep(in: &logits) { live.probabilities[$0] >= threshold }
    }
}

/// The tokens that are not forbidden, with their probabilities.
struct LiveTokens {
    var ids: [Int] = []
    var probabilities: [Double]

    init(_ logits: [Float]) {
        var values: [Float] = []
        for (id, logit) in logits.enumerated() where logit > -.infinity {
            ids.append(id)
            values.append(logit)
        }
        probabilities = softmax(values)
    }

    var greatest: Double { probabilities.max() ?? 0 }

    /// In nats.
    var entropy: Double { probabilities.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }

    /// Forbids the live tokens (given by their place in `ids`) for which `isKept` is false.
    func keep(in logits: inout [Float], _ isKept: (Int) -> Bool) {
        for (index, id) in ids.enumerated() where !isKept(index) { logits[id] = -.infinity }
    }
}
