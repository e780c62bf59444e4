extension MixerRegistry {
    static let attention: [MixerKind] = [
        MixerKind(
            "attention",
            "softmax attention with rotary positions (Vaswani et al. 2017)",
            AttentionMixerSettings(),
            isLimitedByContext: true
        ) { settings, place, initialiser in settings.layer(place, &initialiser) }
    ]
}

/// Softmax attention as one mixer among others.
struct AttentionMixerSettings: MixerSettings, Equatable {
    var heads = 4
    /// Heads of keys and values; as many as heads when nil.
    var keyHeads: Int?
    /// θ of the rotary positions; 0 for none.
    var rotaryBase = 10_000.0
    /// Keys further back than this are not seen; 0 for no limit.
    var window = 0

    func fault(width: Int) -> MixerSettingFault? {
        guard heads > 0, width % heads == 0, rotaryBase == 0 || (width / heads) % 2 == 0 else {
            return MixerSettingFault(
                "heads",
                expected: "a divisor of the width \(width) that leaves heads of even width"
            )
        }
        guard keyHeads.map({ $0 > 0 && heads % $0 == 0 }) ?? true else {
            return MixerSettingFault("key_heads", expected: "a divisor of the \(heads) heads")
        }
        guard window >= 0 else { return MixerSettingFault("window", expected: "0 or a number of positions") }
        return rotaryBase >= 0 ? nil : MixerSettingFault("rotary_base", expected: "0 or a number above it")
    }

    func layer(_ place: MixerPlace, _ initialiser: inout Initialiser) -> SelfAttention {
        SelfAttention(
            SelfAttention.Configuration(
                heads: heads,
                keyHeads: keyHeads,
                bias: false,
                rotaryBase: rotaryBase > 0 ? rotaryBase : nil,
                maximumLength: place.context,
                window: window
            ),
            width: place.width,
            deviation: place.deviation,
            outputDeviation: place.outputDeviation,
            &initialiser
        )
    }
}
