import ContinuoFormats

/// State-space models in GGUF files, as llama.cpp reads and writes them.
enum StateSpaceGGUF {
    private static let settings: [GGUFLayout.Setting] = [
        .init(ours: "hidden_size", theirs: "embedding_length"),
        .init(ours: "num_hidden_layers", theirs: "block_count"),
        .init(ours: "state_size", theirs: "ssm.state_size"),
        .init(ours: "conv_kernel", theirs: "ssm.conv_kernel"),
        .init(ours: "layer_norm_epsilon", theirs: "attention.layer_norm_rms_epsilon", isReal: true),
    ]

    private static let names: [TensorNameMap.Rule] = [
        .init("embedding", "token_embd"),
        .init("blocks.*.mixer_norm", "blk.*.attn_norm"),
        .init("blocks.*.mixer.in_proj", "blk.*.ssm_in"),
        .init("blocks.*.mixer.conv1d", "blk.*.ssm_conv1d"),
        .init("blocks.*.mixer.out_proj", "blk.*.ssm_out"),
        .init("norm", "output_norm"),
        .init("head", "output"),
    ]

    /// The layout of a family.
    /// - Parameters:
    ///   - further: settings that this one has besides.
    ///   - complete: adds keys of `config.json`; is told the number of channels.
    ///   - supplement: adds metadata.
    ///   - rules: names of this one's own tensors.
    static func layout(
        _ architecture: String,
        _ further: [GGUFLayout.Setting],
        complete: @escaping @Sendable (Int, inout JSONObject) -> Void,
        supplement: @escaping @Sendable (ConfigurationValues, inout JSONObject) throws -> Void,
        rules: @escaping @Sendable (JSONObject) -> [TensorNameMap.Rule]
    ) -> GGUFLayout {
        GGUFLayout(
            architecture: architecture,
            modelType: architecture,
            settings: settings + further
        ) { file, json in
            let key = architecture + ".ssm.inner_size"
            let width = json["hidden_size"]?.intValue ?? 0
            guard let channels = file.value(key)?.intValue, width > 0, channels > 0, channels % width == 0 else {
                throw GGUFLayout.error(key, file, found: file.value(key))
            }
            json["expand"] = .integer(channels / width)
            (json["use_bias"], json["use_conv_bias"]) = (false, true)
            complete(channels, &json)
        } supplement: { configuration, metadata, _ in
            try configuration.requireForGGUF(["use_bias": false, "use_conv_bias": true])
            let channels = try configuration.integer("expand") * configuration.integer("hidden_size")
            metadata[architecture + ".ssm.inner_size"] = .integer(channels)
            // There is no limit of length, nor are there heads or feed-forward parts; llama.cpp wants the keys.
            metadata[architecture + ".context_length"] = .integer(1 << 20)
            metadata[architecture + ".feed_forward_length"] = .integer(0)
            metadata[architecture + ".attention.head_count"] = .integer(0)
            try supplement(configuration, &metadata)
        } names: { configuration in
            TensorNameMap(rules(configuration) + names)
        }
    }
}

extension MambaFamily {
    public static let gguf: GGUFLayout? = StateSpaceGGUF.layout(
        name,
        [.init(ours: "time_step_rank", theirs: "ssm.time_step_rank")]
    ) { _, _ in
    } supplement: { _, metadata in
        metadata["mamba.ssm.dt_b_c_rms"] = false
    } rules: { _ in
        [
            .init("blocks.*.mixer.x_proj", "blk.*.ssm_x"),
            .init("blocks.*.mixer.dt_proj", "blk.*.ssm_dt"),
            .init("blocks.*.mixer.A_log", "blk.*.ssm_a", .negatedExponential),
            .init("blocks.*.mixer.D", "blk.*.ssm_d"),
        ]
    }
}

extension Mamba2Family {
    public static let gguf: GGUFLayout? = StateSpaceGGUF.layout(
        name,
        [
            .init(ours: "num_heads", theirs: "ssm.time_step_rank"),
            .init(ours: "n_groups", theirs: "ssm.group_count"),
        ]
    ) { channels, json in
        json["head_dim"] = .integer(channels / max(json["num_heads"]?.intValue ?? 1, 1))
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["time_step_limit": Mamba2.Configuration().stepLimits])
    } rules: { configuration in
        [
            .init("blocks.*.mixer.decay.dt_bias", "blk.*.ssm_dt.bias"),
            .init("blocks.*.mixer.decay.A_log", "blk.*.ssm_a", .negatedExponential),
            .init("blocks.*.mixer.D", "blk.*.ssm_d", .inRows(configuration["num_heads"]?.intValue ?? 1)),
            .init("blocks.*.mixer.norm", "blk.*.ssm_norm", .inRows(configuration["n_groups"]?.intValue ?? 1)),
        ]
    }
}
