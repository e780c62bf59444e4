import ContinuoFormats
import ContinuoTensor

/// BERT (Devlin et al. 2019): post-norm blocks with LayerNorm, learnt positions and segments, GELU, biases everywhere, and a
/// transform before the output matrix, which is the embedding.
///
/// Directories of `BertModel`, sentence encoders among them, have no transform: they give vectors. The pooler and the head of
/// next-sentence prediction, which some checkpoints carry, are passed over.
public struct BERT: ModelFamily {
    public static let name = "bert"
    public static let defaultProcess = "masked-language-model"

    public var vocabularySize: Int
    public var context: Int
    public var width: Int
    public var layers: Int
    public var heads: Int
    public var hiddenSize: Int
    public var segments: Int
    public var activation: Activation
    public var epsilon: Double
    public var deviation: Double
    public var dropout: Double
    /// With the transform before the output matrix.
    public var hasHead: Bool

    public static let defaults: JSONObject = [
        "num_hidden_layers": 4, "hidden_size": 256, "num_attention_heads": 4, "max_position_embeddings": 256,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .heads: "num_attention_heads",
        .context: "max_position_embeddings", .dropout: "hidden_dropout_prob",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding.tokens", "bert.embeddings.word_embeddings"),
            .init("embedding.positions", "bert.embeddings.position_embeddings"),
            .init("segments", "bert.embeddings.token_type_embeddings"),
            .init("embedding_norm", "bert.embeddings.LayerNorm"),
            .init("blocks.*.mixer.q_proj", "bert.encoder.layer.*.attention.self.query"),
            .init("blocks.*.mixer.k_proj", "bert.encoder.layer.*.attention.self.key"),
            .init("blocks.*.mixer.v_proj", "bert.encoder.layer.*.attention.self.value"),
            .init("blocks.*.mixer.output", "bert.encoder.layer.*.attention.output.dense"),
            .init("blocks.*.mixer_norm", "bert.encoder.layer.*.attention.output.LayerNorm"),
            .init("blocks.*.feed_forward.up", "bert.encoder.layer.*.intermediate.dense"),
            .init("blocks.*.feed_forward.down", "bert.encoder.layer.*.output.dense"),
            .init("blocks.*.feed_forward_norm", "bert.encoder.layer.*.output.LayerNorm"),
            .init("transform", "cls.predictions.transform.dense"),
            .init("transform_norm", "cls.predictions.transform.LayerNorm"),
            .init("output_bias", "cls.predictions.bias"),
        ],
        optionalPrefix: "bert.",
        ignoredSuffixes: [
            "embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias", "cls.seq_relationship.weight",
            "cls.seq_relationship.bias", "cls.predictions.decoder.weight", "cls.predictions.decoder.bias",
        ]
    )

    public static func architecture(forProcess name: String) -> String? {
        name == defaultProcess ? "BertForMaskedLM" : name == "autoregressive" ? "BertLMHeadModel" : nil
    }

    public init(_ values: ConfigurationValues) throws {
        try values.require([
            "position_embedding_type": "absolute", "add_cross_attention": false, "tie_word_embeddings": true,
        ])
        vocabularySize = try values.integer("vocab_size")
        context = try values.integer("max_position_embeddings")
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        heads = try values.integer("num_attention_heads")
        hiddenSize = try values.optionalInteger("intermediate_size") ?? 4 * width
        segments = try values.optionalInteger("type_vocab_size", in: 0...Int(Int32.max)) ?? 2
        activation = try values.activation("hidden_act", default: "gelu")
        epsilon = try values.number("layer_norm_eps", default: 1e-12)
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("hidden_dropout_prob", default: 0, in: 0...1)
        hasHead = !values.isBareModel("BertModel")
        guard width % heads == 0 else {
            throw values.error("hidden_size", expected: "a multiple of num_attention_heads (\(heads))")
        }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "max_position_embeddings": .integer(context),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "num_attention_heads": .integer(heads),
            "intermediate_size": .integer(hiddenSize),
            "type_vocab_size": .integer(segments),
            "hidden_act": .string(activation.configurationName),
            "layer_norm_eps": .number(epsilon),
            "initializer_range": .number(deviation),
            "hidden_dropout_prob": .number(dropout),
            "attention_probs_dropout_prob": 0.0,
            "tie_word_embeddings": true,
        ]
    }

    public var bareArchitecture: String? { hasHead ? nil : "BertModel" }

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
            epsilon: epsilon,
            positions: context,
            segments: segments,
            hasHead: hasHead,
            deviation: deviation,
            dropout: dropout,
            &initialiser
        )
    }
}

extension ConfigurationValues {
    /// Whether the directory holds a network without a head.
    func isBareModel(_ architecture: String) -> Bool {
        value("architectures")?.arrayValue?.first?.stringValue == architecture
    }
}

extension PostNormBackbone {
    /// Blocks of attention and feed-forward parts, all biased.
    static func transformer(
        vocabularySize: Int,
        width: Int,
        layers: Int,
        heads: Int,
        feedForward: FeedForward.Configuration,
        epsilon: Double,
        positions: Int,
        segments: Int,
        hasHead: Bool,
        deviation: Double,
        dropout: Double,
        _ initialiser: inout Initialiser
    ) -> PostNormBackbone {
        let normalisation = Normalisation.Configuration(.layer, epsilon: epsilon)
        let attention = SelfAttention.Configuration(heads: heads, bias: true, maximumLength: positions)
        let blocks = (0..<layers).map { _ in
            PostNormBlock(
                mixer: SelfAttention(
                    attention,
                    width: width,
                    deviation: deviation,
                    outputDeviation: deviation,
                    &initialiser
                ),
                feedForward: FeedForward(
                    feedForward,
                    width: width,
                    deviation: deviation,
                    outputDeviation: deviation,
                    &initialiser
                ),
                normalisation: normalisation,
                dropout: dropout,
                &initialiser
            )
        }
        return PostNormBackbone(
            vocabularySize: vocabularySize,
            width: width,
            blocks: blocks,
            normalisation: normalisation,
            positions: positions,
            segments: segments,
            activation: feedForward.activation,
            hasHead: hasHead,
            deviation: deviation,
            dropout: dropout,
            &initialiser
        )
    }
}
