import ContinuoFormats
import ContinuoTensor

/// T5 (Raffel et al. 2020) and its kin T5 1.1, mT5, ByT5 (Xue et al. 2021, 2022): an encoder–decoder of pre-norm blocks with
/// RMSNorm, without biases; relative positions in buckets as a bias that all layers of a stack share; scores without a
/// scale, which the initial weights make up for.
///
/// `feed_forward_proj` is `relu` (T5) or `gated-gelu` (1.1). Where the embedding is the output matrix, vectors are scaled by
/// width^−½ before it.
public struct T5: ModelFamily {
    public static let name = "t5"
    public static let otherNames = ["mt5"]
    public static let defaultProcess = "sequence-to-sequence"

    public var vocabularySize: Int
    public var width: Int
    /// Blocks of the encoder.
    public var layers: Int
    public var decoderLayers: Int
    public var heads: Int
    public var headWidth: Int
    public var hiddenSize: Int
    public var activation: Activation
    public var isGated: Bool
    public var buckets: Int
    public var maximumDistance: Int
    public var epsilon: Double
    /// Factor of the initial weights.
    public var initialFactor: Double
    public var dropout: Double
    /// Whether the embedding is the output matrix.
    public var tied: Bool
    /// Whether vectors are scaled by width^−½ before the output matrix.
    public var scalesOutput: Bool
    public var decoderStart: Int

    public static let defaults: JSONObject = [
        "num_layers": 6, "num_decoder_layers": 2, "d_model": 256, "num_heads": 4, "feed_forward_proj": "gated-gelu",
        "tie_word_embeddings": false,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "d_model", .layers: "num_layers", .heads: "num_heads", .dropout: "dropout_rate",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding.tokens", "shared"),
            .init("encoder.*.mixer.q_proj", "encoder.block.*.layer.0.SelfAttention.q"),
            .init("encoder.*.mixer.k_proj", "encoder.block.*.layer.0.SelfAttention.k"),
            .init("encoder.*.mixer.v_proj", "encoder.block.*.layer.0.SelfAttention.v"),
            .init("encoder.*.mixer.output", "encoder.block.*.layer.0.SelfAttention.o"),
            .init("encoder.*.mixer.relative_bias", "encoder.block.*.layer.0.SelfAttention.relative_attention_bias"),
            .init("encoder.*.mixer_norm", "encoder.block.*.layer.0.layer_norm"),
            .init("encoder.*.feed_forward.gate_proj", "encoder.block.*.layer.1.DenseReluDense.wi_0"),
            .init("encoder.*.feed_forward.up_proj", "encoder.block.*.layer.1.DenseReluDense.wi_1"),
            .init("encoder.*.feed_forward.up", "encoder.block.*.layer.1.DenseReluDense.wi"),
            .init("encoder.*.feed_forward.down", "encoder.block.*.layer.1.DenseReluDense.wo"),
            .init("encoder.*.feed_forward_norm", "encoder.block.*.layer.1.layer_norm"),
            .init("encoder_norm", "encoder.final_layer_norm"),
            .init("decoder.*.mixer.q_proj", "decoder.block.*.layer.0.SelfAttention.q"),
            .init("decoder.*.mixer.k_proj", "decoder.block.*.layer.0.SelfAttention.k"),
            .init("decoder.*.mixer.v_proj", "decoder.block.*.layer.0.SelfAttention.v"),
            .init("decoder.*.mixer.output", "decoder.block.*.layer.0.SelfAttention.o"),
            .init("decoder.*.mixer.relative_bias", "decoder.block.*.layer.0.SelfAttention.relative_attention_bias"),
            .init("decoder.*.mixer_norm", "decoder.block.*.layer.0.layer_norm"),
            .init("decoder.*.cross.query", "decoder.block.*.layer.1.EncDecAttention.q"),
            .init("decoder.*.cross.k_proj", "decoder.block.*.layer.1.EncDecAttention.k"),
            .init("decoder.*.cross.v_proj", "decoder.block.*.layer.1.EncDecAttention.v"),
            .init("decoder.*.cross.output", "decoder.block.*.layer.1.EncDecAttention.o"),
            .init("decoder.*.cross_norm", "decoder.block.*.layer.1.layer_norm"),
            .init("decoder.*.feed_forward.gate_proj", "decoder.block.*.layer.2.DenseReluDense.wi_0"),
            .init("decoder.*.feed_forward.up_proj", "decoder.block.*.layer.2.DenseReluDense.wi_1"),
            .init("decoder.*.feed_forward.up", "decoder.block.*.layer.2.DenseReluDense.wi"),
            .init("decoder.*.feed_forward.down", "decoder.block.*.layer.2.DenseReluDense.wo"),
            .init("decoder.*.feed_forward_norm", "decoder.block.*.layer.2.layer_norm"),
            .init("decoder_norm", "decoder.final_layer_norm"),
            .init("head", "lm_head"),
        ],
        ignoredSuffixes: [
            "encoder.embed_tokens.weight", "decoder.embed_tokens.weight",
            "EncDecAttention.relative_attention_bias.weight",
        ]
    )

    public static func architecture(forProcess name: String) -> String? {
        ["sequence-to-sequence", "span-corruption"].contains(name) ? "T5ForConditionalGeneration" : nil
    }

    public init(_ values: ConfigurationValues) throws {
        try values.require(["is_encoder_decoder": true])
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("d_model")
        layers = try values.integer("num_layers")
        decoderLayers = try values.optionalInteger("num_decoder_layers") ?? layers
        heads = try values.integer("num_heads")
        headWidth = try values.optionalInteger("d_kv") ?? width / heads
        let projection = try values.text("feed_forward_proj", default: "relu")
        isGated = projection.hasPrefix("gated-")
        let name = isGated ? String(projection.dropFirst("gated-".count)) : projection
        // The reference takes `gated-gelu` as the tanh form of GELU.
        guard let activation = Activation(configurationName: isGated && name == "gelu" ? "gelu_new" : name) else {
            throw values.unsupported("feed_forward_proj", expected: "relu, gated-gelu, gated-silu or the like")
        }
        self.activation = activation
        let usual = isGated ? (8 * width / 3 + 31) / 32 * 32 : 4 * width
        hiddenSize = try values.optionalInteger("d_ff") ?? usual
        buckets = try values.optionalInteger("relative_attention_num_buckets", in: 4...Int(Int32.max)) ?? 32
        maximumDistance = try values.optionalInteger("relative_attention_max_distance") ?? 128
        epsilon = try values.number("layer_norm_epsilon", default: 1e-6)
        initialFactor = try values.number("initializer_factor", default: 1)
        dropout = try values.number("dropout_rate", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: true)
        scalesOutput = try values.flag("scale_decoder_outputs", default: tied)
        let padding = try values.optionalInteger("pad_token_id", in: 0...Int(Int32.max)) ?? 0
        decoderStart =
            try values.optionalInteger("decoder_start_token_id", in: 0...Int(Int32.max)) ?? padding
        guard maximumDistance > buckets / 2 else {
            throw values.error("relative_attention_max_distance", expected: "more than half of the buckets")
        }
        guard decoderStart < vocabularySize else {
            throw values.error("decoder_start_token_id", expected: "an id below vocab_size (\(vocabularySize))")
        }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "d_model": .integer(width),
            "num_layers": .integer(layers),
            "num_decoder_layers": .integer(decoderLayers),
            "num_heads": .integer(heads),
            "d_kv": .integer(headWidth),
            "d_ff": .integer(hiddenSize),
            "feed_forward_proj": .string(projectionName),
            "relative_attention_num_buckets": .integer(buckets),
            "relative_attention_max_distance": .integer(maximumDistance),
            "layer_norm_epsilon": .number(epsilon),
            "initializer_factor": .number(initialFactor),
            "dropout_rate": .number(dropout),
            "tie_word_embeddings": .bool(tied),
            "scale_decoder_outputs": .bool(scalesOutput),
            "decoder_start_token_id": .integer(decoderStart),
            "is_encoder_decoder": true,
        ]
    }

    /// transformers 5 writes `tie_word_embeddings` as true whatever the network has.
    public mutating func adapt(to storedNames: [String]) { tied = !storedNames.contains("lm_head.weight") }

    private var projectionName: String {
        guard isGated else { return activation.configurationName }
        return "gated-" + (activation == .gelu ? "gelu" : activation.configurationName)
    }
}
