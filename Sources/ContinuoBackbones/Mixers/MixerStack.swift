import ContinuoFormats
import ContinuoTensor

/// A pre-norm residual network of any mixers by name, with a feed-forward part behind each:
///
///     embedding → [norm → mixer → residual; norm → feed-forward → residual] × layers → norm → logits
///
/// `mixer` is a name or a list of names that repeats over the layers; a mixer's settings stand under its name:
///
///     {"mixer": ["gla", "gla", "attention"], "gla": {"heads": 8}, "num_hidden_layers": 6, …}
public struct MixerStack: ModelFamily {
    public static let name = "stack"

    /// What follows a mixer in its block.
    public enum FeedForwardKind: String, CaseIterable, Sendable {
        /// A gated linear unit.
        case gated
        /// Two linear maps with an activation between.
        case plain
        /// A sparse mixture of gated linear units, with settings under `experts`.
        case experts
        case none
    }

    public var vocabularySize: Int
    public var width: Int
    public var layers: Int
    /// The mixers of the first layers; the list repeats.
    public var pattern: [String]
    /// All settings of each mixer of the pattern.
    public var mixerSettings: [String: JSONObject]
    /// nil: as the mixers take it.
    public var feedForward: FeedForwardKind?
    public var experts: MixtureOfExperts.Configuration
    /// Inner width of feed-forward parts, or of each expert.
    public var hiddenSize: Int
    public var activation: Activation
    public var normalisation: Normalisation.Configuration
    public var context: Int
    public var deviation: Double
    public var dropout: Double
    public var tied: Bool

    public static let defaults: JSONObject = [
        "mixer": "attention", "num_hidden_layers": 4, "hidden_size": 256, "max_position_embeddings": 256,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .context: "max_position_embeddings", .dropout: "dropout",
    ]

    public init(_ values: ConfigurationValues) throws {
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        pattern = try Self.pattern(values)
        mixerSettings = [:]
        for name in Set(pattern) {
            let given = try values.section(name)?.object ?? JSONObject()
            mixerSettings[name] = try MixerRegistry.kind(named: name)?.settings(given, width: width, file: values.file)
        }
        feedForward = try values.value("feed_forward") == nil ? nil : Self.feedForward(values)
        experts = try MixtureOfExperts.Configuration(values, "experts", width: width)
        hiddenSize = try values.optionalInteger("intermediate_size") ?? Self.hiddenSize(width)
        activation = try values.activation("hidden_act", default: "silu")
        let epsilon = try values.number("norm_epsilon", default: 1e-5)
        switch try values.text("norm", default: "rms") {
        case "rms": normalisation = .init(.rootMeanSquare, epsilon: epsilon)
        case "layer": normalisation = .init(.layer, epsilon: epsilon)
        default: throw values.error("norm", expected: "rms or layer")
        }
        context = try values.optionalInteger("max_position_embeddings") ?? 256
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("dropout", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: true)
    }

    /// 8/3 of the width, in steps of 16: a gated part then has about the parameters of a plain one of four widths.
    private static func hiddenSize(_ width: Int) -> Int { max(1, (8 * width / 3 + 15) / 16) * 16 }

    private static func pattern(_ values: ConfigurationValues) throws -> [String] {
        let expected = "a mixer or a list of them: \(MixerRegistry.all.map(\.name).joined(separator: ", "))"
        let names: [String]
        switch values.value("mixer") {
        case .string(let name)?: names = [name]
        case .array(let list)?:
            names =
                list.compactMap(\.stringValue).count == list.count
                ? list.compactMap(\.stringValue) : []
        default: names = []
        }
        guard !names.isEmpty, names.allSatisfy({ MixerRegistry.kind(named: $0) != nil }) else {
            throw values.error("mixer", expected: expected)
        }
        return names
    }

    private static func feedForward(_ values: ConfigurationValues) throws -> FeedForwardKind {
        guard let kind = FeedForwardKind(rawValue: try values.text("feed_forward")) else {
            let known = FeedForwardKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw values.error("feed_forward", expected: "one of \(known)")
        }
        return kind
    }

    public var configuration: JSONObject {
        var object: JSONObject = [
            "vocab_size": .integer(vocabularySize),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "mixer": pattern.count == 1 ? .string(pattern[0]) : .array(pattern.map { .string($0) }),
            "feed_forward": feedForward.map { .string($0.rawValue) } ?? .null,
            "intermediate_size": .integer(hiddenSize),
            "hidden_act": .string(activation.configurationName),
            "norm": normalisation.kind == .layer ? "layer" : "rms",
            "norm_epsilon": .number(normalisation.epsilon),
            "max_position_embeddings": .integer(context),
            "initializer_range": .number(deviation),
            "dropout": .number(dropout),
            "tie_word_embeddings": .bool(tied),
        ]
        if feedForward == .experts { object["experts"] = .object(experts.json) }
        for (name, settings) in mixerSettings.sorted(by: { $0.key < $1.key }) { object[name] = .object(settings) }
        return object
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        let shared = SharedParameters()
        var isLimited = false
        let blocks = try (0..<layers).map { layer in
            let name = pattern[layer % pattern.count]
            guard let kind = MixerRegistry.kind(named: name) else { preconditionFailure("\(name) is no mixer") }
            isLimited = isLimited || kind.isLimitedByContext
            let place = MixerPlace(
                width: width,
                layer: layer,
                layers: layers,
                context: context,
                direction: direction,
                deviation: deviation,
                shared: shared
            )
            let mixer = try kind.layer(mixerSettings[name] ?? JSONObject(), place, &initialiser)
            return Block(
                mixer: mixer,
                feedForward: feedForward(behind: kind, place, &initialiser),
                normalisation: normalisation,
                dropout: dropout,
                &initialiser
            )
        }
        return StackedBackbone(
            vocabularySize: vocabularySize,
            width: width,
            blocks: blocks,
            normalisation: normalisation,
            maximumLength: isLimited ? context : nil,
            tied: tied,
            embeddingDeviation: deviation,
            &initialiser
        )
    }

    private func feedForward(
        behind kind: MixerKind,
        _ place: MixerPlace,
        _ initialiser: inout Initialiser
    ) -> (any PositionwiseLayer)? {
        let chosen = feedForward ?? (kind.takesFeedForward ? .gated : .none)
        guard chosen != .none else { return nil }
        let settings = FeedForward.Configuration(
            hiddenSize: hiddenSize,
            activation: activation,
            gated: chosen != .plain,
            bias: false
        )
        guard chosen == .experts else {
            return FeedForward(
                settings,
                width: width,
                deviation: deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        }
        return MixtureOfExperts(
            experts,
            expert: settings,
            width: width,
            deviation: deviation,
            outputDeviation: place.outputDeviation,
            &initialiser
        )
    }
}
