extension MixerRegistry {
    /// State of a matrix for each head.
    static let linearAttention: [MixerKind] = [
        MixerKind(
            "linear-attention",
            "linear attention with a feature map (Katharopoulos et al. 2020)",
            LinearAttentionMixer.self
        ),
        MixerKind("retnet", "retention, a constant decay for each head (Sun et al. 2023)", Retention.self),
        MixerKind(
            "lightning",
            "lightning attention, decays weaker with depth (Qin et al. 2024)",
            LightningAttention.self
        ),
        MixerKind("gla", "gated linear attention (Yang et al. 2024)", GatedLinearAttention.self),
        MixerKind("hgrn2", "gated recurrence expanded by outer products (Qin et al. 2024)", HGRN2.self),
        MixerKind("deltanet", "the delta rule (Schlag et al. 2021, Yang et al. 2024)", DeltaNet.self),
        MixerKind("gated-deltanet", "the delta rule on a fading memory (Yang et al. 2025)", GatedDeltaNet.self),
        MixerKind("gsa", "gated slot attention (Zhang et al. 2024)", GatedSlotAttention.self),
        MixerKind("based", "second-order expansion of softmax (Arora et al. 2024)", Based.self),
        MixerKind("rebased", "squared scores of normalised queries and keys (Aksenov et al. 2024)", Rebased.self),
        MixerKind("rwkv6", "time mixing of RWKV-6, Finch (Peng et al. 2024)", RWKV6.self),
        MixerKind("rwkv7", "time mixing of RWKV-7, Goose (Peng et al. 2025)", RWKV7.self),
        MixerKind("lightnet", "additive recurrence, softmax over time (Qin et al. 2024)", LightNet.self),
        MixerKind("mom", "mixture of memories (Du et al. 2025)", MixtureOfMemories.self),
    ]
}

extension LinearAttentionMixer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width)
    }
}

extension LightningAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width)
    }
}

extension HGRN2.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width)
    }
}

extension Retention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width, isEven: true) ?? .positive("value_expansion", valueExpansion)
    }
}

extension GatedLinearAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = MixerSettingFault.heads(heads, width: width) ?? .positive("gate_rank", gateRank) { return found }
        let keys = Int(Double(width) * keyExpansion)
        guard keyExpansion > 0, keyExpansion <= 16, keys > 0, keys % heads == 0 else {
            return MixerSettingFault("key_expansion", expected: "a factor of the width that \(heads) heads divide")
        }
        guard [1, 2, 4].contains(scans) else { return MixerSettingFault("scans", expected: "1, 2 or 4") }
        guard scans < 4 || shape.count == 2 && shape.allSatisfy({ (1..<1 << 15).contains($0) }) else {
            return MixerSettingFault("shape", expected: "rows and columns of a grid, for four scans")
        }
        return .positive("gate_temperature", gateTemperature)
    }
}

extension DeltaNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .shortConvolution(convolutionWidth)
    }
}

extension GatedDeltaNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .shortConvolution(convolutionWidth)
            ?? .positive("value_expansion", valueExpansion)
    }
}

extension GatedSlotAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .positive("slots", slots)
            ?? .positive("gate_temperature", gateTemperature)
    }
}

extension PolynomialSettings: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .positive("feature_width", featureWidth)
    }
}

extension RWKV6.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .positive("mix_rank", mixRank)
            ?? .positive("decay_rank", decayRank)
    }
}

extension RWKV7.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? .positive("decay_rank", decayRank) ?? .positive("gate_rank", gateRank)
            ?? (valueRank >= 0 ? nil : MixerSettingFault("value_rank", expected: "0 or above"))
    }
}

extension LightNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = MixerSettingFault.heads(heads, width: width) { return found }
        return shape.allSatisfy { $0 > 0 } && shape.reduce(1, *) < 1 << 30
            ? nil : MixerSettingFault("shape", expected: "sizes of a grid's axes")
    }
}

extension MixtureOfMemories.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = MixerSettingFault.heads(heads, width: width) ?? .shortConvolution(convolutionWidth) {
            return found
        }
        guard base != .gla || width % (2 * heads) == 0 else {
            return MixerSettingFault("heads", expected: "a divisor of half the width \(width)")
        }
        if let found = MixerSettingFault.positive("memories", memories) { return found }
        guard (1...memories).contains(chosen) else {
            return MixerSettingFault("chosen", expected: "a number from 1 to the \(memories) memories")
        }
        if let found = MixerSettingFault.positive("capacity", capacity) { return found }
        return balanceWeight >= 0 ? nil : MixerSettingFault("balance_weight", expected: "0 or a number above it")
    }
}
