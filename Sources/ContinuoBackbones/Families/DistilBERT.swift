import ContinuoFormats
import ContinuoTensor

/// DistilBERT (Sanh et al. 2019): BERT's blocks and transform without segments.
public struct DistilBERT: ModelFamily {
    public static let name = "distilbert"
    public static let defaultProcess = "masked-language-model"

    public var vocabularySize: Int
    public var context: Int
    public var width: Int
    public var layers: Int
    public var heads: Int
    public var hiddenSize: Int
    public var activation: Activation
    public var deviation: Double
    public var dropout: Double
    /// With the transform before the output matrix.
    public var hasHead: Bool

    /// Not a setting of the reference.
    private static let epsilon = 1e-12

    public static let defaults: JSONObject = [
        "n_layers": 4, "dim": 256, "n_heads": 4, "max_position_embeddings": 256,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "dim", .layers: "n_layers", .heads: "n_heads", .context: "max_position_embeddings",
        .dropout: "dropout",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding.tokens", "distilbert.embeddings.word_embeddings"),
            .init("embedding.positions", "distilbert.embeddings.position_embeddings"),
            .init("embedding_norm", "distilbert.embeddings.LayerNorm"),
            .init("blocks.*.mixer.q_proj", "distilbert.transformer.layer.*.attention.q_lin"),
            .init("blocks.*.mixer.k_proj", "distilbert.transformer.layer.*.attention.k_lin"),
            .init("blocks.*.mixer.v_proj", "distilbert.transformer.layer.*.attention.v_lin"),
            .init("blocks.*.mixer.output", "distilbert.transformer.layer.*.attention.out_lin"),
            .init("blocks.*.mixer_norm", "distilbert.transformer.layer.*.sa_layer_norm"),
            .init("blocks.*.feed_forward.up", "distilbert.transformer.layer.*.ffn.lin1"),
            .init("blocks.*.feed_forward.down", "distilbert.transformer.layer.*.ffn.lin2"),
            .init("blocks.*.feed_forward_norm", "distilbert.transformer.layer.*.output_layer_norm"),
            .init("transform", "vocab_transform"),
            .init("transform_norm", "vocab_layer_norm"),
            .init("output_bias", "vocab_projector.bias"),
        ],
        optionalPrefix: "distilbert.",
        ignoredSuffixes: ["embeddings.position_ids", "vocab_projector.weight"]
    )

    public static func architecture(forProcess name: String) -> String? {
        name == defaultProcess ? "DistilBertForMaskedLM" : nil
    }

    public init(_ values: ConfigurationValues) throws {
        // The reference's default would be written by it; sinusoidal tables are stored like learnt ones.
        try values.require(["tie_word_embeddings": true])
        vocabularySize = try values.integer("vocab_size")
        context = try values.integer("max_position_embeddings")
        width = try values.integer("dim")
        layers = try values.integer("n_layers")
        heads = try values.integer("n_heads")
        hiddenSize = try values.optionalInteger("hidden_dim") ?? 4 * width
        activation = try values.activation("activation", default: "gelu")
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("dropout", default: 0, in: 0...1)
        hasHead = !values.isBareModel("DistilBertModel")
        guard width % heads == 0 else {
            throw values.error("dim", expected: "a multiple of n_heads (\(heads))")
        }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "max_position_embeddings": .integer(context),
            "dim": .integer(width),
            "n_layers": .integer(layers),
            "n_heads": .integer(heads),
            "hidden_dim": .integer(hiddenSize),
            "activation": .string(activation.configurationName),
            "initializer_range": .number(deviation),
            "dropout": .number(dropout),
            "attention_dropout": 0.0,
            "tie_word_embeddings": true,
        ]
    }

    public var bareArchitecture: String? { hasHead ? nil : "DistilBertModel" }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        PostNormBackbone.transformer(
            vocabularySize: vocabularySize,
            width: width,
            layers: layers,
            heads: heads,
            feedForward: FeedForward.Configuration(
                hiddenSize: hiddenSize,
                activation: activation,
                gated: false,
                bias: true
            ),
            epsilon: DistilBERT.epsilon,
            positions: context,
            segments: 0,
            hasHead: hasHead,
            deviation: deviation,
            dropout: dropout,
            &initialiser
        )
    }
}
