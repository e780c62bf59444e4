import ContinuoFormats
import ContinuoTensor

/// The position-wise part of a block: the same function of each position's vector.
public protocol PositionwiseLayer: Module {
    func callAsFunction(_ x: Tensor) -> Tensor

    /// The same in a pass of training, for layers that then have limits.
    func inTraining(_ x: Tensor) -> Tensor
}

extension PositionwiseLayer {
    public func inTraining(_ x: Tensor) -> Tensor { self(x) }
}

extension FeedForward: PositionwiseLayer {}

/// A sparse mixture of experts: each position is processed by the few experts that a router chooses for it, and their outputs
/// are added with the router's weights.
///
///     p = softmax(x W_r);  y = Σ_{e ∈ top-k(p)} p_e / Σ p · expert_e(x)
///
/// In training, losses keep the experts' loads even and the router's logits small (`AuxiliaryLosses`). With a capacity, an
/// expert then takes no more than its share times the factor, and drops the latest positions beyond; without one, and always
/// when a model is used, every choice is served.
///
/// - Shapes: input and output `[…, width]`.
/// - Source: Shazeer et al. 2017; Fedus, Zoph, Shazeer 2021, "Switch Transformers"; dropless: Gale et al. 2022.
public struct MixtureOfExperts: PositionwiseLayer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// Number of experts.
        public var count = 8
        /// Experts of each position.
        public var chosen = 2
        /// Greatest load of an expert in training as a multiple of an even share; no limit when nil.
        public var capacity: Double?
        /// Weight of the loss of uneven loads.
        public var balanceWeight = 0.01
        /// Weight of the loss of large logits.
        public var logitWeight = 0.001
        public init() {}
    }

    public let configuration: Configuration
    @Parameter("router") var router: Router
    @Parameter("experts") var experts: [FeedForward]

    /// - Parameter expert: settings of each expert.
    public init(
        _ configuration: Configuration,
        expert: FeedForward.Configuration,
        width: Int,
        deviation: Double,
        outputDeviation: Double,
        _ initialiser: inout Initialiser
    ) {
        self.configuration = configuration
        router = Router(
            width: width,
            count: configuration.count,
            chosen: configuration.chosen,
            losses: .init(balance: configuration.balanceWeight, logits: configuration.logitWeight),
            &initialiser
        )
        experts = (0..<configuration.count).map { _ in
            FeedForward(
                expert,
                width: width,
                deviation: deviation,
                outputDeviation: outputDeviation,
                &initialiser
            )
        }
    }

    public func callAsFunction(_ x: Tensor) -> Tensor { output(x, limit: nil) }

    public func inTraining(_ x: Tensor) -> Tensor {
        let choices = Double(x.count / x.size(-1) * configuration.chosen)
        return output(
            x,
            limit: configuration.capacity.map { Int(($0 * choices / Double(configuration.count)).rounded(.up)) }
        )
    }

    /// - Parameter limit: greatest number of choices that an expert serves; nil for no limit.
    private func output(_ x: Tensor, limit: Int?) -> Tensor {
        let width = x.size(-1)
        let tokens = x.reshaped([-1, width])
        let choice = router(tokens)
        let served = assignments(choice.experts, limit: limit ?? .max)
        let counts = served.map(\.count)
        let order = Tensor(served.flatMap { $0 }.map(Int32.init))
        guard order.count > 0 else { return x * 0 }
        // Rows by expert: row `i` of the choices is that of token i / chosen.
        let sources = Tensor(order.array(of: Int32.self).map { $0 / Int32(configuration.chosen) })
        let inputs = tokens.rows(at: sources).split(counts, axis: 0)
        let outputs = zip(experts, inputs).compactMap { $1.shape[0] == 0 ? nil : $0($1) }
        let weights = choice.weights.reshaped([-1, 1]).rows(at: order)
        let weighted = Tensor.concatenated(outputs) * weights.reshaped([order.count, 1])
        return Tensor.zeros(tokens.shape, x.elementType).scatterAdding(weighted, at: sources).reshaped(x.shape)
    }

    /// The choices that each expert serves, by their place among all.
    private func assignments(_ experts: Tensor, limit: Int) -> [[Int]] {
        var served = [[Int]](repeating: [], count: configuration.count)
        for place in 0..<experts.count {
            let expert = Int(experts.pointer(Int32.self)[place])
            if served[expert].count < limit { served[expert].append(place) }
        }
        return served
    }
}

extension MixtureOfExperts.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard count > 0 else { return MixerSettingFault("count", expected: "a number above 0") }
        guard (1...count).contains(chosen) else {
            return MixerSettingFault("chosen", expected: "a number from 1 to the \(count) experts")
        }
        guard capacity.map({ $0 > 0 }) ?? true else {
            return MixerSettingFault("capacity", expected: "a number above 0")
        }
        guard balanceWeight >= 0 else { return MixerSettingFault("balance_weight", expected: "0 or a number above it") }
        return logitWeight >= 0 ? nil : MixerSettingFault("logit_weight", expected: "0 or a number above it")
    }
}

extension MixtureOfExperts.Configuration {
    private static var decoder: SettingsDecoder<Self> { SettingsDecoder(Self(), keys: .snakeCase) }

    /// The settings under a key of a configuration; the defaults where it is absent.
    /// - Throws: `DataFileError` for an unknown key or a value that does not fit.
    init(_ values: ConfigurationValues, _ key: String, width: Int) throws {
        self = try Self.decoder.decode(
            optional: ["capacity"],
            given: values.section(key)?.object ?? JSONObject(),
            path: [key],
            file: values.file,
            place: { "\"\($0.joined(separator: "."))\"" }
        )
        guard let fault = fault(width: width) else { return }
        throw DataFileError(
            .malformed,
            file: values.file,
            place: "\"\(key).\(fault.key)\"",
            expected: fault.expected,
            found: values.value(key)?.objectValue?[fault.key].map { JSONWriter.text($0) } ?? "the default"
        )
    }

    /// The settings as in configurations.
    var json: JSONObject { (try? Self.decoder.json(of: self)) ?? JSONObject() }
}
