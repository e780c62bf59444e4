import ContinuoBackbones
import ContinuoTensor

/// How gradients are bounded before the optimiser sees them.
public enum GradientClip: Sendable, Equatable {
    case none
    /// The norm over all parameters is at most τ (Pascanu et al. 2013).
    case global(Double)
    /// The norm of each component (each named tensor, with fused maps taken apart) is at most τ, alone (Yang and Ma 2022).
    case component(Double)
    /// The norm over each layer (block) is at most τ.
    case layer(Double)
    /// Each number lies in −τ … τ.
    case value(Double)

    /// What clipping did in one step.
    public struct Report: Sendable {
        /// Norm over all parameters, before clipping.
        public var norm: Double
        /// Names and norms of what is clipped as one, before clipping.
        public var groups: [(name: String, norm: Double, factor: Double)]
        /// Share of the groups that were scaled down.
        public var clippedShare: Double {
            groups.isEmpty ? 0 : Double(groups.filter { $0.factor < 1 }.count) / Double(groups.count)
        }
    }

    /// Clips. Whole tensors are not touched: their factors are returned for the optimiser. Parts of a fused tensor, and
    /// `value`, are changed in place.
    public func apply(_ parameters: [NamedParameter], _ gradients: [Tensor]) -> (scales: [Float], report: Report) {
        let norms = gradients.map { $0.sumOfSquares }
        let total = norms.reduce(0, +).squareRoot()
        var scales = [Float](repeating: 1, count: gradients.count)
        var report = Report(norm: total, groups: [])
        switch self {
        case .none: break
        case .global(let limit):
            let factor = GradientClip.factor(total, limit)
            scales = scales.map { _ in Float(factor) }
            report.groups = [("all", total, factor)]
        case .value(let limit):
            for gradient in gradients { gradient.assign(gradient.clamped(-limit, limit)) }
        case .layer(let limit):
            var sums: [String: Double] = [:]
            let layers = parameters.map { GradientClip.layer(of: $0.name) }
            for (layer, norm) in zip(layers, norms) { sums[layer, default: 0] += norm }
            for (index, layer) in layers.enumerated() {
                scales[index] = Float(GradientClip.factor(sums[layer]!.squareRoot(), limit))
            }
            report.groups = sums.sorted { $0.key < $1.key }.map {
                ($0.key, $0.value.squareRoot(), GradientClip.factor($0.value.squareRoot(), limit))
            }
        case .component(let limit):
            for (index, parameter) in parameters.enumerated() {
                let components = parameter.components
                for (name, rows) in components {
                    let part = components.count == 1 ? gradients[index] : gradients[index].sliced(rows)
                    let norm = components.count == 1 ? norms[index].squareRoot() : part.sumOfSquares.squareRoot()
                    let factor = GradientClip.factor(norm, limit)
                    report.groups.append((name, norm, factor))
                    if components.count == 1 {
                        scales[index] = Float(factor)
                    } else if factor < 1 {
                        part.assign(part * factor)
                    }
                }
            }
        }
        return (scales, report)
    }

    private static func factor(_ norm: Double, _ limit: Double) -> Double { Swift.min(1, limit / (norm + 1e-6)) }

    /// `blocks.3` of `blocks.3.mixer.qkv.weight`, also where the backbone is a part of something; the first name of what lies
    /// outside of blocks.
    static func layer(of name: String) -> String {
        let path = name.split(separator: ".")
        let start = path.first == "backbone" && path.count > 1 ? 1 : 0
        return path.prefix(start + (path[start] == "blocks" ? 2 : 1)).joined(separator: ".")
    }
}

extension GradientClip: Codable {
    /// `none`, `global(1)`, `component(0.05)`, `layer(0.1)`, `value(0.1)`.
    public init?(_ text: String) {
        let parts = text.split(separator: "(", maxSplits: 1)
        guard let kind = parts.first else { return nil }
        if kind == "none" {
            self = .none
            return
        }
        guard parts.count == 2, parts[1].hasSuffix(")"), let limit = Double(parts[1].dropLast()), limit > 0 else {
            return nil
        }
        switch kind {
        case "global": self = .global(limit)
        case "component": self = .component(limit)
        case "layer": self = .layer(limit)
        case "value": self = .value(limit)
        default: return nil
        }
    }

    public var text: String {
        switch self {
        case .none: "none"
        case .global(let limit): "global(\(limit))"
        case .component(let limit): "component(\(limit))"
        case .layer(let limit): "layer(\(limit))"
        case .value(let limit): "value(\(limit))"
        }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let clip = GradientClip(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription:
                        "clip \"\(text)\" is not none, global(τ), component(τ), layer(τ) or value(τ) with τ > 0"
                )
            )
        }
        self = clip
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
