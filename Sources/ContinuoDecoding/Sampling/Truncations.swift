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
/// A token is kept where all more probable ones together have less than the mass. The tokens are thrown into bins of
/// similar logits, so that only the bin in which the mass is reached has to be sorted.
public struct TopP: LogitTransform {
    public var mass: Double

    public init(mass: Double) { self.mass = mass }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let live = LiveTokens(logits)
        guard let greatest = logits.max(), greatest > -.infinity else { return }
        let last: Float = 511
        let bins = live.ids.map { Int(min(last, (greatest - logits[$0]) * 16)) }
        var masses = [Double](repeating: 0, count: 512)
        for (index, bin) in bins.enumerated() { masses[bin] += live.probabilities[index] }
        var sum = 0.0
        var border = 0
        while border < 511, sum + masses[border] < mass {
            sum += masses[border]
            border += 1
        }
        let contested = bins.indices.filter { bins[$0] == border }.sorted {
            (live.probabilities[$1], $0) < (live.probabilities[$0], $1)
        }
        for index in contested {
            if sum >= mass { logits[live.ids[index]] = -.infinity }
            sum += live.probabilities[index]
        }
        live.keep(in: &logits) { bins[$0] <= border }
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
