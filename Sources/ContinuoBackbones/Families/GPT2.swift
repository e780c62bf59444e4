import ContinuoFormats
import ContinuoTensor

/// GPT-2 (Radford et al. 2019): pre-norm blocks with LayerNorm, learnt positions, GELU in its tanh form, biases everywhere,
/// and the embedding as the output matrix. Residual projections start smaller by √(2 · layers).
public struct GPT2: ModelFamily {
    public static let name = "gpt2"
    public static let architecture: String? = "GPT2LMHeadModel"

    public var vocabularySize: Int
    public var context: Int
    public var width: Int
    public var layers: Int
    public var heads: Int
    /// Hidden size of the feed-forward part; 4 · width when nil.
    public var hiddenSize: Int?
    public var activation: Activation
    public var epsilon: Double
    public var deviation: Double
    public var dropout: Double
    public var tied: Bool

    public static let defaults: JSONObject = ["n_layer": 4, "n_embd": 256, "n_head": 4, "n_positions": 256]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "n_embd", .layers: "n_layer", .heads: "n_head", .context: "n_positions", .dropout: "resid_pdrop",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding", "transformer.wte"),
            .init("positions", "transformer.wpe"),
            .init("blocks.*.mixer_norm", "transformer.h.*.ln_1"),
            .init("blocks.*.mixer.qkv", "transformer.h.*.attn.c_attn", .transposed),
            .init("blocks.*.mixer.output", "transformer.h.*.attn.c_proj", .transposed),
            .init("blocks.*.feed_forward_norm", "transformer.h.*.ln_2"),
            .init("blocks.*.feed_forward.up", "transformer.h.*.mlp.c_fc", .transposed),
            .init("blocks.*.feed_forward.down", "transformer.h.*.mlp.c_proj", .transposed),
            .init("norm", "transformer.ln_f"),
            .init("head", "lm_head"),
        ],
        optionalPrefix: "transformer.",
        ignoredSuffixes: [".attn.bias", ".attn.masked_bias"]
    )

    public static let gguf: GGUFLayout? = GGUFLayout(
        architecture: name,
        modelType: modelType,
        settings: [
            .init(ours: "n_positions", theirs: "context_length"),
            .init(ours: "n_embd", theirs: "embedding_length"),
            .init(ours: "n_layer", theirs: "block_count"),
            .init(ours: "n_inner", theirs: "feed_forward_length"),
            .init(ours: "n_head", theirs: "attention.head_count"),
            .init(ours: "layer_norm_epsilon", theirs: "attention.layer_norm_epsilon", isReal: true),
        ]
    ) { _, _ in
    } supplement: { configuration, metadata, _ in
        try configuration.requireForGGUF(["activation_function": "gelu_new"])
        let width = try configuration.integer("n_embd")
        metadata["gpt2.feed_forward_length"] = try .integer(configuration.optionalInteger("n_inner") ?? 4 * width)
    } names: { _ in
        TensorNameMap([
            .init("embedding", "token_embd"),
            .init("positions", "position_embd"),
            .init("blocks.*.mixer_norm", "blk.*.attn_norm"),
            .init("blocks.*.mixer.qkv", "blk.*.attn_qkv"),
            .init("blocks.*.mixer.output", "blk.*.attn_output"),
            .init("blocks.*.feed_forward_norm", "blk.*.ffn_norm"),
            .init("blocks.*.feed_forward.up", "blk.*.ffn_up"),
            .init("blocks.*.feed_forward.down", "blk.*.ffn_down"),
            .init("norm", "output_norm"),
            .init("head", "output"),
        ])
    }

    public init(_ values: ConfigurationValues) throws {
        try values.require([
            "scale_attn_weights": true, "scale_attn_by_inverse_layer_idx": false, "add_cross_attention": false,
        ])
        vocabularySize = try values.integer("vocab_size")
        context = try values.integer("n_positions")
        width = try values.integer("n_embd")
        layers = try values.integer("n_layer")
        heads = try values.integer("n_head")
        hiddenSize = try values.optionalInteger("n_inner")
        activation = try values.activation("activation_function", default: "gelu_new")
        epsilon = try values.number("layer_norm_epsilon", default: 1e-5)
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("resid_pdrop", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: true)
        guard width % heads == 0 else {
            throw values.error("n_embd", expected: "a multiple of n_head (\(heads))")
        }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "n_positions": .integer(context),
            "n_embd": .integer(width),
            "n_layer": .integer(layers),
            "n_head": .integer(heads),
            "n_inner": hiddenSize.map { .integer($0) } ?? .null,
            "activation_function": .string(activation.configurationName),
            "layer_norm_epsilon": .number(epsilon),
            "initializer_range": .number(deviation),
            "resid_pdrop": .number(dropout),
            "embd_pdrop": 0.0,
            "attn_pdrop": 0.0,
            "tie_word_embeddings": .bool(tied),
        ]
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        let outputDeviation = deviation / (2 * Double(layers)).squareRoot()
        let normalisation = Normalisation.Configuration(.layer, epsilon: epsilon)
        let attention = SelfAttention.Configuration(heads: heads, bias: true, maximumLength: context)
        let feedForward = FeedForward.Configuration(
            hiddenSize: hiddenSize ?? 4 * width,
            activation: activation,
            gated: false,
            bias: true
        )
        let blocks = (0..<layers).map { _ in
            Block(
                mixer: SelfAttention(
                    attention,
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
                feedForward: FeedForward(
                    feedForward,
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
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
            positions: context,
            maximumLength: context,
            tied: tied,
            embeddingDeviation: deviation,
            &initialiser
        )
    }
}
