extension HiPPORecurrence.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard order > 0 else { return MixerSettingFault("order", expected: "a number above 0") }
        return theta > 0 ? nil : MixerSettingFault("theta", expected: "a number of positions above 0")
    }
}

extension LinearStateSpace.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard stateSize > 1 else { return MixerSettingFault("state_size", expected: "a number above 1") }
        guard heads > 0 else { return MixerSettingFault("heads", expected: "a number above 0") }
        guard alpha >= 0, alpha <= 1 else { return MixerSettingFault("alpha", expected: "a number from 0 to 1") }
        guard !(learnsMatrix && randomMatrix) else {
            return MixerSettingFault("random_matrix", expected: "false where learns_matrix is true")
        }
        return stepFault(rate, smallestStep, greatestStep)
    }
}

extension S4.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard stateSize > 0, stateSize % 2 == 0 else {
            return MixerSettingFault("state_size", expected: "an even number above 0")
        }
        guard dropout >= 0, dropout < 1 else { return MixerSettingFault("dropout", expected: "a number from 0 to 1") }
        guard kernelLength.map({ $0 > 0 }) ?? true else {
            return MixerSettingFault("kernel_length", expected: "a number of positions above 0")
        }
        return stepFault(rate, smallestStep, greatestStep)
    }
}

extension GatedStateSpace.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard stateSize > 0 else { return MixerSettingFault("state_size", expected: "a number above 0") }
        guard channels.map({ $0 > 0 }) ?? true else {
            return MixerSettingFault("channels", expected: "a number above 0")
        }
        return gateWidth.map { $0 > 0 } ?? true ? nil : MixerSettingFault("gate_width", expected: "a number above 0")
    }
}

private func stepFault(_ rate: Double, _ smallest: Double, _ greatest: Double) -> MixerSettingFault? {
    guard smallest > 0, smallest <= greatest else {
        return MixerSettingFault("smallest_step", expected: "a number above 0 and at most greatest_step")
    }
    return rate > 0 ? nil : MixerSettingFault("rate", expected: "a number above 0")
}

/// Gated state spaces, of which every so many layers one is attention within blocks (GSS-Hybrid).
struct HybridStateSpaceSettings: MixerSettings, Equatable {
    /// N: eigenvalues of the state spaces.
    var stateSize = 512
    /// Positions in a block of attention.
    var window = 512
    /// The last of so many layers is attention.
    var every = 4
    /// Heads of attention.
    var heads = 4

    func fault(width: Int) -> MixerSettingFault? {
        guard stateSize > 0 else { return MixerSettingFault("state_size", expected: "a number above 0") }
        guard window > 0 else { return MixerSettingFault("window", expected: "a number of positions above 0") }
        guard every > 0 else { return MixerSettingFault("every", expected: "a number of layers above 0") }
        let isDivisor = heads > 0 && width % heads == 0 && (width / heads) % 2 == 0
        return isDivisor ? nil : MixerSettingFault("heads", expected: "a divisor of the width that leaves even heads")
    }

    func layer(_ place: MixerPlace, _ initialiser: inout Initialiser) -> any SequenceLayer {
        guard place.layer % every == every - 1 else {
            return GatedStateSpace(.init(stateSize: stateSize), place, &initialiser)
        }
        return BlockAttention(
            block: window,
            heads: heads,
            width: place.width,
            deviation: place.deviation,
            outputDeviation: place.outputDeviation,
            &initialiser
        )
    }
}
