extension MixerRegistry {
    static let stateSpace: [MixerKind] = [
        MixerKind(
            "mamba",
            "selective state-space model, Mamba-1 (Gu and Dao 2023)",
            Mamba.self,
            takesFeedForward: false
        ),
        MixerKind(
            "mamba2",
            "state-space duality, Mamba-2 (Dao and Gu 2024)",
            Mamba2.self,
            takesFeedForward: false
        ),
        MixerKind(
            "mamba-zero",
            "Mamba reduced to convolution and recurrence (Bondaschi et al. 2025)",
            MambaZero.self,
            takesFeedForward: false
        ),
        MixerKind("hippo-rnn", "gated cell with a HiPPO memory (Gu et al. 2020)", HiPPORecurrence.self),
        MixerKind("lssl", "linear state-space layer (Gu et al. 2021)", LinearStateSpace.self),
        MixerKind("s4", "structured state spaces: S4, S4D, DSS (Gu et al. 2022)", S4.self),
        MixerKind(
            "gss",
            "gated state spaces (Mehta et al. 2022)",
            GatedStateSpace.self,
            takesFeedForward: false
        ),
        MixerKind(
            "gss-hybrid",
            "gated state spaces, every so often attention in blocks (Mehta et al. 2022)",
            HybridStateSpaceSettings(),
            takesFeedForward: false
        ) { settings, place, initialiser in settings.layer(place, &initialiser) },
    ]
}

extension Mamba.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .positive("state_size", stateSize) ?? .shortConvolution(convolutionWidth) ?? .positive("channels", channels)
            ?? .positive("step_rank", stepRank) ?? .steps(smallestStep, greatestStep)
            ?? .positive("step_floor", stepFloor)
    }
}

extension Mamba2.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        let (channels, headWidth) = (channels ?? 2 * width, headWidth ?? 1)
        guard channels > 0 else { return MixerSettingFault("channels", expected: "a number above 0") }
        guard headWidth > 0, channels % headWidth == 0 else {
            return MixerSettingFault("head_width", expected: "a divisor of the \(channels) channels")
        }
        let heads = channels / sizes(width: width).headWidth
        if let found = MixerSettingFault.positive("state_size", stateSize) { return found }
        guard groups > 0, heads % groups == 0 else {
            return MixerSettingFault("groups", expected: "a divisor of the \(heads) heads")
        }
        if let found = MixerSettingFault.shortConvolution(convolutionWidth) ?? .steps(smallestStep, greatestStep) {
            return found
        }
        guard smallestStepLimit <= greatestStepLimit ?? .infinity else {
            return MixerSettingFault("smallest_step_limit", expected: "at most greatest_step_limit")
        }
        return .positive("step_floor", stepFloor)
    }
}

extension MambaZero.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .positive("state_size", stateSize) ?? .positive("channels", channels) ?? .shortConvolution(convolutionWidth)
    }
}
