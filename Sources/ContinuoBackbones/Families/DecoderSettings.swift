import ContinuoFormats
import ContinuoTensor

/// What the families of Llama's kind have in common: pre-norm blocks with RMSNorm, rotary positions, grouped-query
/// attention and a gated feed-forward part.
public struct DecoderSettings: Sendable {
    public var vocabularySize: Int
    /// Greatest number of positions.
    public var context: Int
    public var width: Int
    public var layers: Int
    public var heads: Int
    public var keyHeads: Int
    public var headWidth: Int
    /// Hidden size of the feed-forward part.
    public var hiddenSize: Int
    public var activation: Activation
    public var epsilon: Double
    /// Standard deviation of the initial weights.
    public var deviation: Double
    public var rotary: RotarySettings
    /// Dropout of layers' outputs. Not a setting of transformers, which ignores the key.
    public var dropout: Double
    public var tied: Bool

    static let defaults: JSONObject = [
        "num_hidden_layers": 4, "hidden_size": 256, "num_attention_heads": 4, "max_position_embeddings": 256,
        "tie_word_embeddings": true,
    ]

    static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .heads: "num_attention_heads",
        .context: "max_position_embeddings", .dropout: "resid_pdrop",
    ]

    /// What a family takes where `config.json` leaves out a key that transformers has a value for.
    struct Absent {
        var vocabularySize: Int?
        var context: Int?
        var heads: Int?
        var keyHeads: Int?
        var headWidth: Int?
        var epsilon = 1e-6
        var activationKey = "hidden_act"
        var activation = "silu"
        var tied = false
    }

    init(
        _ values: ConfigurationValues,
        absent: Absent = Absent(),
        rotary: ((ConfigurationValues, _ headWidth: Int, _ context: Int) throws -> RotarySettings)? = nil
    ) throws {
        func integer(_ key: String, _ fallback: Int?) throws -> Int {
            if let found = try values.optionalInteger(key) { return found }
            return try fallback ?? values.integer(key)
        }
        vocabularySize = try integer("vocab_size", absent.vocabularySize)
        context = try integer("max_position_embeddings", absent.context)
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        heads = try integer("num_attention_heads", absent.heads)
        keyHeads = try integer("num_key_value_heads", absent.keyHeads ?? heads)
        headWidth = try integer("head_dim", absent.headWidth ?? width / heads)
        // Two thirds of the usual 4 · width, since there are three matrices; rounded up to whole vectors.
        hiddenSize = try values.optionalInteger("intermediate_size") ?? (8 * width / 3 + 31) / 32 * 32
        activation = try values.activation(absent.activationKey, default: absent.activation)
        epsilon = try values.number("rms_norm_eps", default: absent.epsilon)
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("resid_pdrop", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: absent.tied)
        guard heads % keyHeads == 0 else {
            throw values.error("num_key_value_heads", expected: "a divisor of num_attention_heads (\(heads))")
        }
        guard values.value("head_dim") != nil || absent.headWidth != nil || width % heads == 0 else {
            throw values.error("hidden_size", expected: "a multiple of num_attention_heads (\(heads))")
        }
        guard headWidth % 2 == 0, headWidth <= DecoderSettings.greatestHeadWidth else {
            throw values.error(
                "head_dim",
                expected:
                    "an even number (rotary positions) of at most \(DecoderSettings.greatestHeadWidth), not \(headWidth)"
            )
        }
        self.rotary = try rotary?(values, headWidth, context) ?? values.rotary(headWidth: headWidth, context: context)
    }

    /// What the attention kernels take.
    private static let greatestHeadWidth = 256

    /// The settings by the keys of `config.json`.
    /// - Parameter activationKey: the family's key of the activation.
    func configuration(activationKey: String = "hidden_act") -> JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "max_position_embeddings": .integer(context),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "num_attention_heads": .integer(heads),
            "num_key_value_heads": .integer(keyHeads),
            "head_dim": .integer(headWidth),
            "intermediate_size": .integer(hiddenSize),
            activationKey: .string(activation.configurationName),
            "rms_norm_eps": .number(epsilon),
            "initializer_range": .number(deviation),
            "rope_theta": .number(rotary.base),
            "rope_parameters": .object(rotary.parameters),
            "resid_pdrop": .number(dropout),
            "tie_word_embeddings": .bool(tied),
        ]
    }

    /// Names of the tensors that these families share in checkpoints.
    static let tensorNames: [TensorNameMap.Rule] = [
        .init("embedding", "model.embed_tokens"),
        .init("blocks.*.mixer_norm", "model.layers.*.input_layernorm"),
        .init("blocks.*.mixer.q_proj", "model.layers.*.self_attn.q_proj"),
        .init("blocks.*.mixer.k_proj", "model.layers.*.self_attn.k_proj"),
        .init("blocks.*.mixer.v_proj", "model.layers.*.self_attn.v_proj"),
        .init("blocks.*.mixer.output", "model.layers.*.self_attn.o_proj"),
        .init("blocks.*.mixer.q_norm", "model.layers.*.self_attn.q_norm"),
        .init("blocks.*.mixer.k_norm", "model.layers.*.self_attn.k_norm"),
        .init("blocks.*.feed_forward_norm", "model.layers.*.post_attention_layernorm"),
        .init("blocks.*.feed_forward.gate_proj", "model.layers.*.mlp.gate_proj"),
        .init("blocks.*.feed_forward.up_proj", "model.layers.*.mlp.up_proj"),
        .init("blocks.*.feed_forward.down", "model.layers.*.mlp.down_proj"),
        .init("norm", "model.norm"),
        .init("head", "lm_head"),
    ]
}
