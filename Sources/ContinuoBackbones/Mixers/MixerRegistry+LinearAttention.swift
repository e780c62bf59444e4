extension MixerRegistry {
    /// State of a matrix for each head.
    static let linearAttention: [MixerKind] = [
        MixerKind(
            "linear-attention",
            "linear attention with a feature map (Katharopoulos et al. 2020)",
            LinearAttentionMixer.Configuration()
        ) { settings, place, initialiser in
            LinearAttentionMixer(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("retnet", "retention, a constant decay for each head (Sun et al. 2023)", Retention.Configuration()) {
            settings,
            place,
            initialiser in
            Retention(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind(
            "lightning",
            "lightning attention, decays weaker with depth (Qin et al. 2024)",
            LightningAttention.Configuration()
        ) { settings, place, initialiser in
            LightningAttention(
                settings,
                width: place.width,
                layer: place.layer,
                layers: place.layers,
                outputScale: place.outputScale,
                &initialiser
            )
        },
        MixerKind("gla", "gated linear attention (Yang et al. 2024)", GatedLinearAttention.Configuration()) {
            settings,
            place,
            initialiser in
            GatedLinearAttention(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("hgrn2", "gated recurrence expanded by outer products (Qin et al. 2024)", HGRN2.Configuration()) {
            settings,
            place,
            initialiser in
            let bounds = place.shared.tensor("hgrn2.lower_bounds") {
                initialiser.zeros([place.width, place.layers])
            }
            return HGRN2(
                settings,
                width: place.width,
                layer: place.layer,
                lowerBounds: bounds,
                outputScale: place.outputScale,
                &initialiser
            )
        },
        MixerKind("deltanet", "the delta rule (Schlag et al. 2021, Yang et al. 2024)", DeltaNet.Configuration()) {
            settings,
            place,
            initialiser in
            DeltaNet(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind(
            "gated-deltanet",
            "the delta rule on a fading memory (Yang et al. 2025)",
            GatedDeltaNet.Configuration()
        ) { settings, place, initialiser in
            GatedDeltaNet(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("gsa", "gated slot attention (Zhang et al. 2024)", GatedSlotAttention.Configuration()) {
            settings,
            place,
            initialiser in
            GatedSlotAttention(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("based", "second-order expansion of softmax (Arora et al. 2024)", Based.Configuration()) {
            settings,
            place,
            initialiser in
            Based(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind(
            "rebased",
            "squared scores of normalised queries and keys (Aksenov et al. 2024)",
            Rebased.Configuration()
        ) { settings, place, initialiser in
            Rebased(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("rwkv6", "time mixing of RWKV-6, Finch (Peng et al. 2024)", RWKV6.Configuration()) {
            settings,
            place,
            initialiser in
            RWKV6(
                settings,
                width: place.width,
                layer: place.layer,
                layers: place.layers,
                outputScale: place.outputScale,
                &initialiser
            )
        },
        MixerKind("rwkv7", "time mixing of RWKV-7, Goose (Peng et al. 2025)", RWKV7.Configuration()) {
            settings,
            place,
            initialiser in
            RWKV7(
                settings,
                width: place.width,
                layer: place.layer,
                layers: place.layers,
                outputScale: place.outputScale,
                &initialiser
            )
        },
        MixerKind("lightnet", "additive recurrence, softmax over time (Qin et al. 2024)", LightNet.Configuration()) {
            settings,
            place,
            initialiser in
            LightNet(
                settings,
                width: place.width,
                layer: place.layer,
                outputScale: place.outputScale,
                &initialiser
            )
        },
        MixerKind("mom", "mixture of memories (Du et al. 2025)", MixtureOfMemories.Configuration()) {
            settings,
            place,
            initialiser in
            MixtureOfMemories(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
    ]
}

/// What is wrong with a number of heads.
private func headFault(_ heads: Int, width: Int, isEven: Bool = false) -> MixerSettingFault? {
    guard heads > 0, width % heads == 0, !isEven || width / heads % 2 == 0 else {
        return MixerSettingFault(
            "heads",
            expected: "a divisor of the width \(width)\(isEven ? " that leaves heads of even width" : "")"
        )
    }
    return nil
}

/// What is wrong with a number that has to be above 0.
private func positive<Number: Comparable & Numeric>(_ key: String, _ value: Number) -> MixerSettingFault? {
    value > 0 ? nil : MixerSettingFault(key, expected: "a number above 0")
}

private func convolutionFault(_ width: Int) -> MixerSettingFault? {
    (1...16).contains(width) ? nil : MixerSettingFault("convolution_width", expected: "a number from 1 to 16")
}

extension LinearAttentionMixer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width)
    }
}

extension LightningAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width)
    }
}

extension HGRN2.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width)
    }
}

extension Retention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width, isEven: true) ?? positive("value_expansion", valueExpansion)
    }
}

extension GatedLinearAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = headFault(heads, width: width) ?? positive("gate_rank", gateRank) { return found }
        let keys = Int(Double(width) * keyExpansion)
        guard keyExpansion > 0, keyExpansion <= 16, keys > 0, keys % heads == 0 else {
            return MixerSettingFault("key_expansion", expected: "a factor of the width that \(heads) heads divide")
        }
        guard [1, 2, 4].contains(scans) else { return MixerSettingFault("scans", expected: "1, 2 or 4") }
        guard scans < 4 || shape.count == 2 && shape.allSatisfy({ (1..<1 << 15).contains($0) }) else {
            return MixerSettingFault("shape", expected: "rows and columns of a grid, for four scans")
        }
        return positive("gate_temperature", gateTemperature)
    }
}

extension DeltaNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? convolutionFault(convolutionWidth)
    }
}

extension GatedDeltaNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? convolutionFault(convolutionWidth)
            ?? positive("value_expansion", valueExpansion)
    }
}

extension GatedSlotAttention.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? positive("slots", slots)
            ?? positive("gate_temperature", gateTemperature)
    }
}

extension PolynomialSettings: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? positive("feature_width", featureWidth)
    }
}

extension RWKV6.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? positive("mix_rank", mixRank)
            ?? positive("decay_rank", decayRank)
    }
}

extension RWKV7.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        headFault(heads, width: width) ?? positive("decay_rank", decayRank)
            ?? positive("gate_rank", gateRank) ?? (valueRank >= 0 ? nil : .init("value_rank", expected: "0 or above"))
    }
}

extension LightNet.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = headFault(heads, width: width) { return found }
        return shape.allSatisfy { $0 > 0 } && shape.reduce(1, *) < 1 << 30
            ? nil : MixerSettingFault("shape", expected: "sizes of a grid's axes")
    }
}

extension MixtureOfMemories.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        if let found = headFault(heads, width: width) ?? convolutionFault(convolutionWidth) { return found }
        guard base != .gla || width % (2 * heads) == 0 else {
            return MixerSettingFault("heads", expected: "a divisor of half the width \(width)")
        }
        if let found = positive("memories", memories) { return found }
        guard (1...memories).contains(chosen) else {
            return MixerSettingFault("chosen", expected: "a number from 1 to the \(memories) memories")
        }
        if let found = capacity.flatMap({ positive("capacity", $0) }) { return found }
        return balanceWeight >= 0 ? nil : MixerSettingFault("balance_weight", expected: "0 or a number above it")
    }
}
