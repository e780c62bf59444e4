import ContinuoFormats

extension DecoderSettings {
    /// Numbers that these families state in GGUF under another name.
    private static let ggufSettings: [GGUFLayout.Setting] = [
        .init(ours: "max_position_embeddings", theirs: "context_length"),
        .init(ours: "hidden_size", theirs: "embedding_length"),
        .init(ours: "num_hidden_layers", theirs: "block_count"),
        .init(ours: "intermediate_size", theirs: "feed_forward_length"),
        .init(ours: "num_attention_heads", theirs: "attention.head_count"),
        .init(ours: "num_key_value_heads", theirs: "attention.head_count_kv", isRequired: false),
        .init(ours: "head_dim", theirs: "attention.key_length", isRequired: false),
        .init(ours: "rms_norm_eps", theirs: "attention.layer_norm_rms_epsilon", isReal: true),
        .init(ours: "rope_theta", theirs: "rope.freq_base", isReal: true, isRequired: false),
    ]

    private static let ggufNames: [TensorNameMap.Rule] = [
        .init("embedding", "token_embd"),
        .init("blocks.*.mixer_norm", "blk.*.attn_norm"),
        .init("blocks.*.mixer.q_proj", "blk.*.attn_q"),
        .init("blocks.*.mixer.k_proj", "blk.*.attn_k"),
        .init("blocks.*.mixer.v_proj", "blk.*.attn_v"),
        .init("blocks.*.mixer.q_norm", "blk.*.attn_q_norm"),
        .init("blocks.*.mixer.k_norm", "blk.*.attn_k_norm"),
        .init("blocks.*.mixer.output", "blk.*.attn_output"),
        .init("blocks.*.mixer_output_norm", "blk.*.post_attention_norm"),
        .init("blocks.*.feed_forward_norm", "blk.*.ffn_norm"),
        .init("blocks.*.feed_forward_output_norm", "blk.*.post_ffw_norm"),
        .init("blocks.*.feed_forward.gate_proj", "blk.*.ffn_gate"),
        .init("blocks.*.feed_forward.up_proj", "blk.*.ffn_up"),
        .init("blocks.*.feed_forward.down", "blk.*.ffn_down"),
        .init("norm", "output_norm"),
        .init("head", "output"),
    ]

    /// The layout of a family.
    /// - Parameters:
    ///   - interleaved: rows of queries and keys are stored in the order of neighbouring pairs.
    ///   - fused: projections are stored whole.
    ///   - complete: adds keys of `config.json`.
    ///   - supplement: adds metadata.
    static func gguf(
        _ architecture: String,
        modelType: String? = nil,
        interleaved: Bool = false,
        fused: Bool = false,
        complete: @escaping @Sendable (any GGUFContents, inout JSONObject) throws -> Void,
        supplement: @escaping @Sendable (ConfigurationValues, inout JSONObject) throws -> Void
    ) -> GGUFLayout {
        GGUFLayout(
            architecture: architecture,
            modelType: modelType ?? architecture,
            settings: ggufSettings
        ) { file, json in
            let width = json["hidden_size"]?.intValue ?? 0
            let headWidth = json["head_dim"]?.intValue ?? width / max(json["num_attention_heads"]?.intValue ?? 1, 1)
            json["head_dim"] = .integer(headWidth)
            var rotary = try GGUFRotary(file, architecture).parameters
            if let turned = file.value(architecture + ".rope.dimension_count")?.intValue, turned != headWidth {
                rotary["partial_rotary_factor"] = .number(Double(turned) / Double(max(headWidth, 1)))
            }
            if !rotary.isEmpty { json["rope_parameters"] = .object(rotary) }
            try complete(file, &json)
        } supplement: { configuration, metadata, vectors in
            let headWidth = try configuration.integer("head_dim")
            metadata[architecture + ".attention.value_length"] = .integer(headWidth)
            let rotary = try configuration.ggufRotary(headWidth: headWidth)
            let turned = rotary.width(ofHead: headWidth)
            guard !interleaved || turned == headWidth else {
                throw configuration.unsupported("partial_rotary_factor", expected: "1")
            }
            metadata[architecture + ".rope.dimension_count"] = .integer(turned)
            try GGUFRotary.write(rotary, headWidth, architecture, configuration, &metadata, &vectors)
            try supplement(configuration, &metadata)
        } names: { configuration in
            var rules = ggufNames
            if interleaved, let width = configuration["head_dim"]?.intValue {
                rules =
                    [
                        .init("blocks.*.mixer.q_proj", "blk.*.attn_q", .interleavedHeads(width)),
                        .init("blocks.*.mixer.k_proj", "blk.*.attn_k", .interleavedHeads(width)),
                    ] + rules
            }
            if fused {
                rules =
                    [
                        .init("blocks.*.mixer.qkv", "blk.*.attn_qkv"),
                        .init("blocks.*.feed_forward.up", "blk.*.ffn_up"),
                    ] + rules
            }
            return TensorNameMap(rules, ignoredPrefixes: GGUFRotary.tensors)
        }
    }
}

extension ConfigurationValues {
    /// Rotary positions of the layers that see all positions.
    fileprivate func ggufRotary(headWidth: Int) throws -> RotarySettings {
        let parameters = try section("rope_parameters")
        let base = try number("rope_theta", default: 10_000)
        return try rotary(
            parameters?.section("full_attention") ?? parameters,
            base: base,
            headWidth: headWidth,
            context: integer("max_position_embeddings")
        )
    }
}
