extension MixerRegistry {
    static let stateSpace: [MixerKind] = [
        MixerKind(
            "mamba",
            "selective state-space model, Mamba-1 (Gu and Dao 2023)",
            Mamba.Configuration(),
            takesFeedForward: false
        ) { settings, place, initialiser in
            Mamba(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind(
            "mamba2",
            "state-space duality, Mamba-2 (Dao and Gu 2024)",
            Mamba2.Configuration(),
            takesFeedForward: false
        ) { settings, place, initialiser in
            Mamba2(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind(
            "mamba-zero",
            "Mamba reduced to convolution and recurrence (Bondaschi et al. 2025)",
            MambaZero.Configuration(),
            takesFeedForward: false
        ) { settings, place, initialiser in
            MambaZero(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        },
        MixerKind("hippo-rnn", "gated cell with a HiPPO memory (Gu et al. 2020)", HiPPORecurrence.Configuration()) {
            settings,
            place,
            initialiser in
            HiPPORecurrence(settings, width: place.width, &initialiser)
        },
        MixerKind("lssl", "linear state-space layer (Gu et al. 2021)", LinearStateSpace.Configuration()) {
            settings,
            place,
            initialiser in
            LinearStateSpace(settings, width: place.width, &initialiser)
        },
        MixerKind("s4", "structured state spaces: S4, S4D, DSS (Gu et al. 2022)", S4.Configuration()) {
            settings,
            place,
            initialiser in
            S4(settings, width: place.width, context: place.context, &initialiser)
        },
        MixerKind(
            "gss",
            "gated state spaces (Mehta et al. 2022)",
            GatedStateSpace.Configuration(),
            takesFeedForward: false
        ) { settings, place, initialiser in GatedStateSpace(settings, width: place.width, &initialiser) },
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
        guard stateSize > 0 else { return MixerSettingFault("state_size", expected: "a number above 0") }
        guard (1...16).contains(convolutionWidth) else {
            return MixerSettingFault("convolution_width", expected: "a number from 1 to 16")
        }
        guard channels.map({ $0 > 0 }) ?? true else {
            return MixerSettingFault("channels", expected: "a number above 0")
        }
        guard stepRank.map({ $0 > 0 }) ?? true else {
            return MixerSettingFault("step_rank", expected: "a number above 0")
        }
        guard smallestStep > 0, smallestStep <= greatestStep else {
            return MixerSettingFault("smallest_step", expected: "a number above 0 and at most greatest_step")
        }
        return stepFloor > 0 ? nil : MixerSettingFault("step_floor", expected: "a number above 0")
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
        guard stateSize > 0 else { return MixerSettingFault("state_size", expected: "a number above 0") }
        guard groups > 0, heads % groups == 0 else {
            return MixerSettingFault("groups", expected: "a divisor of the \(heads) heads")
        }
        guard (1...16).contains(convolutionWidth) else {
            return MixerSettingFault("convolution_width", expected: "a number from 1 to 16")
        }
        guard smallestStep > 0, smallestStep <= greatestStep else {
            return MixerSettingFault("smallest_step", expected: "a number above 0 and at most greatest_step")
        }
        guard smallestStepLimit <= greatestStepLimit ?? .infinity else {
            return MixerSettingFault("smallest_step_limit", expected: "at most greatest_step_limit")
        }
        return stepFloor > 0 ? nil : MixerSettingFault("step_floor", expected: "a number above 0")
    }
}

extension MambaZero.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .first(
            (stateSize > 0, "state_size", "a number above 0"),
            (channels ?? 1 > 0, "channels", "a number above 0"),
            ((1...16).contains(convolutionWidth), "convolution_width", "a number from 1 to 16")
        )
    }
}
