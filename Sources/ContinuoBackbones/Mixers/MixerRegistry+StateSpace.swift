extension MixerRegistry {
    static let stateSpace: [MixerKind] = [
        MixerKind(
            "mamba",
            "selective state-space model, Mamba-1 (Gu and Dao 2023)",
            Mamba.Configuration(),
            takesFeedForward: false
        ) { settings, place, initialiser in
            Mamba(settings, width: place.width, outputScale: place.outputScale, &initialiser)
        }
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
