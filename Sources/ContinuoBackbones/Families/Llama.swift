import ContinuoFormats
import ContinuoTensor

/// Llama (Touvron et al. 2023): pre-norm blocks with RMSNorm, rotary positions, grouped-query attention and SwiGLU, without
/// biases. Residual projections start smaller by √(2 · layers).
public struct Llama: ModelFamily {
    public static let name = "llama"
    public static let architecture: String? = "LlamaForCausalLM"

    public var vocabularySize: Int
    public var context: Int
    public var width: Int
    public var layers: Int
    public var heads: Int
    public var keyHeads: Int
    public var headWidth: Int
    public var hiddenSize: Int
    public var activation: Activation
    public var epsilon: Double
    public var deviation: Double
    public var rotaryBase: Double
    public var attentionBias: Bool
    public var feedForwardBias: Bool
    /// Dropout of layers' outputs. Not a setting of transformers, which ignores the key.
    public var dropout: Double
    public var tied: Bool

    public static let defaults: JSONObject = [
        "num_hidden_layers": 4, "hidden_size": 256, "num_attention_heads": 4, "max_position_embeddings": 256,
        "tie_word_embeddings": true,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .heads: "num_attention_heads",
        .context: "max_position_embeddings", .dropout: "resid_pdrop",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding", "model.embed_tokens"),
            .init("blocks.*.mixer_norm", "model.layers.*.input_layernorm"),
            .init("blocks.*.mixer.q_proj", "model.layers.*.self_attn.q_proj"),
            .init("blocks.*.mixer.k_proj", "model.layers.*.self_attn.k_proj"),
            .init("blocks.*.mixer.v_proj", "model.layers.*.self_attn.v_proj"),
            .init("blocks.*.mixer.output", "model.layers.*.self_attn.o_proj"),
            .init("blocks.*.feed_forward_norm", "model.layers.*.post_attention_layernorm"),
            .init("blocks.*.feed_forward.gate_proj", "model.layers.*.mlp.gate_proj"),
            .init("blocks.*.feed_forward.up_proj", "model.layers.*.mlp.up_proj"),
            .init("blocks.*.feed_forward.down", "model.layers.*.mlp.down_proj"),
            .init("norm", "model.norm"),
            .init("head", "lm_head"),
        ],
        optionalPrefix: "model.",
        ignoredSuffixes: [".rotary_emb.inv_freq"]
    )

    public init(_ values: ConfigurationValues) throws {
        try values.require(["pretraining_tp": 1])
        vocabularySize = try values.integer("vocab_size")
        context = try values.integer("max_position_embeddings")
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        heads = try values.integer("num_attention_heads")
        keyHeads = try values.optionalInteger("num_key_value_heads") ?? heads
        headWidth = try values.optionalInteger("head_dim") ?? width / heads
        // Two thirds of the usual 4 · width, since there are three matrices; rounded up to whole vectors.
        hiddenSize = try values.optionalInteger("intermediate_size") ?? (8 * width / 3 + 31) / 32 * 32
        activation = try values.activation("hidden_act", default: "silu")
        epsilon = try values.number("rms_norm_eps", default: 1e-6)
        deviation = try values.number("initializer_range", default: 0.02)
        rotaryBase = try values.rotaryBase()
        attentionBias = try values.flag("attention_bias", default: false)
        feedForwardBias = try values.flag("mlp_bias", default: false)
        dropout = try values.number("resid_pdrop", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: false)
        guard heads % keyHeads == 0 else {
            throw values.error("num_key_value_heads", expected: "a divisor of num_attention_heads (\(heads))")
        }
        guard values.value("head_dim") != nil || width % heads == 0 else {
            throw values.error("hidden_size", expected: "a multiple of num_attention_heads (\(heads))")
        }
        guard headWidth % 2 == 0 else {
            throw values.error("head_dim", expected: "an even number (rotary positions), not \(headWidth)")
        }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "max_position_embeddings": .integer(context),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "num_attention_heads": .integer(heads),
            "num_key_value_heads": .integer(keyHeads),
            "head_dim": .integer(headWidth),
            "intermediate_size": .integer(hiddenSize),
            "hidden_act": .string(activation.configurationName),
            "rms_norm_eps": .number(epsilon),
            "initializer_range": .number(deviation),
            "rope_theta": .number(rotaryBase),
            "rope_parameters": ["rope_type": "default", "rope_theta": .number(rotaryBase)],
            "attention_bias": .bool(attentionBias),
            "mlp_bias": .bool(feedForwardBias),
            "resid_pdrop": .number(dropout),
            "tie_word_embeddings": .bool(tied),
        ]
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        let outputDeviation = deviation / (2 * Double(layers)).squareRoot()
        let normalisation = Normalisation.Configuration(.rootMeanSquare, epsilon: epsilon)
        let attention = SelfAttention.Configuration(
            heads: heads,
            keyHeads: keyHeads,
            headWidth: headWidth,
            bias: attentionBias,
            rotaryBase: rotaryBase,
            maximumLength: context
        )
        let feedForward = FeedForward.Configuration(
            hiddenSize: hiddenSize,
            activation: activation,
            gated: true,
            bias: feedForwardBias
        )
        let rotary = attention.rotaryTables(width: width, initialiser.elementType)
        let blocks = (0..<layers).map { _ in
            Block(
                mixer: SelfAttention(
                    attention,
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    rotary: rotary,
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
            maximumLength: context,
            tied: tied,
            embeddingDeviation: deviation,
            &initialiser
        )
    }
}

extension ConfigurationValues {
    /// θ of plain rotary positions, from `rope_parameters` (transformers 5) or `rope_theta`; scaled ones are refused.
    /// A recipe's own `rope_theta` comes first.
    func rotaryBase() throws(DataFileError) -> Double {
        for key in ["rope_parameters", "rope_scaling"] {
            guard let section = try section(key) else { continue }
            for name in ["rope_type", "type"] where section.value(name) != nil {
                guard try section.text(name) == "default" else {
                    throw section.unsupported(name, expected: "\"default\" (unscaled rotary positions)")
                }
            }
            if section.value("rope_theta") != nil, value("rope_theta") == nil {
                return try section.number("rope_theta", in: 1...1e12)
            }
        }
        return try number("rope_theta", default: 10_000, in: 1...1e12)
    }
}
