extension MixerRegistry {
    /// Long convolutions: each step goes through the streaming form of `ConvolutionCache`, or a recurrence of a few modes.
    static let convolution: [MixerKind] = [
        MixerKind("long-conv", "long convolution with a learnt kernel (Fu et al. 2023)", LongConvolutionLayer.self),
        MixerKind("hyena", "gated long convolutions with implicit filters (Poli et al. 2023)", Hyena.self),
        MixerKind(
            "multihyena",
            "outer products of heads through few long filters (Massaroli et al. 2023)",
            MultiHyena.self
        ),
        MixerKind("h3", "shift and diagonal state-space models between gates (Fu et al. 2023)", H3.self),
        MixerKind("tnn", "gated Toeplitz operator of relative positions (Qin et al. 2023)", ToeplitzLayer.self),
        MixerKind("multires", "tree of dilated wavelet-like filters (Shi et al. 2023)", MultiresLayer.self),
        MixerKind(
            "dilated-conv",
            "gated convolution of dilated taps, as in WaveNet (van den Oord et al. 2016)",
            DilatedConvolution.self,
            takesFeedForward: false
        ),
        MixerKind("stu", "fixed spectral filters and learnt matrices (Agarwal et al. 2023)", SpectralStateSpace.self),
    ]
}

extension LongConvolutionLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard (squash ?? 0) >= 0 else { return MixerSettingFault("squash", expected: "0 or a number above it") }
        for (key, value) in [("time_smoothing", timeSmoothing), ("frequency_smoothing", frequencySmoothing)]
        where value < 1 || value % 2 == 0 {
            return MixerSettingFault(key, expected: "an odd number")
        }
        return .choice("initialisation", initialisation, ExplicitFilter.Initialisation.self)
            ?? .choice("butterfly", butterfly, LongConvolutionLayer.Butterfly.self)
            ?? .share("kernel_dropout", kernelDropout) ?? .share("dropout", dropout)
            ?? .positive("coefficients", coefficients) ?? .positive("modes", modes)
    }
}

extension Hyena.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .positive("order", order) ?? filterFault
    }
}

extension MultiHyena.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        .heads(heads, width: width) ?? filterFault
    }
}

extension H3.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard headWidth > 0, width % headWidth == 0 else {
            return MixerSettingFault("head_width", expected: "a divisor of the width \(width)")
        }
        return .shortConvolution(shiftSize, key: "shift_size") ?? .steps(smallestStep, greatestStep)
            ?? .positive("modes", modes)
    }
}

extension ToeplitzLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard decay > 0, decay <= 1 else { return MixerSettingFault("decay", expected: "a number above 0, at most 1") }
        return .positive("channels", channels) ?? .positive("position_width", positionWidth)
            ?? .positive("position_depth", positionDepth)
    }
}

extension MultiresLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard (2...16).contains(kernelSize) else {
            return MixerSettingFault("kernel_size", expected: "a number from 2 to 16")
        }
        guard waveletInit == "random" || Wavelet(waveletInit)?.low.count == kernelSize else {
            return MixerSettingFault("wavelet_init", expected: "random, haar (kernel_size 2) or db2 (kernel_size 4)")
        }
        return .choice("select", select, MultiresLayer.Selection.self) ?? .share("dropout", dropout)
            ?? .positive("depth", depth) ?? .positive("memory", memory)
    }
}

extension DilatedConvolution.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard kernelSize > 1 else { return MixerSettingFault("kernel_size", expected: "a number above 1") }
        guard (1...24).contains(cycle) else { return MixerSettingFault("cycle", expected: "a number from 1 to 24") }
        return nil
    }
}

extension SpectralStateSpace.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard ky >= 0 else { return MixerSettingFault("ky", expected: "0 or a number above it") }
        return .choice("feedback", feedback, SpectralStateSpace.Feedback.self) ?? .positive("filters", filters)
            ?? .positive("ku", ku) ?? .positive("coefficients", coefficients)
    }
}

extension ImplicitFilterSettings {
    /// What filters of this kind ask of their settings.
    fileprivate var filterFault: MixerSettingFault? {
        guard filterFeatures > 0, filterFeatures % 2 == 1 else {
            return MixerSettingFault("filter_features", expected: "an odd number")
        }
        guard fastDecay > 0, fastDecay <= slowDecay else {
            return MixerSettingFault("fast_decay", expected: "a number above 0 and at most slow_decay")
        }
        return .shortConvolution(convolutionWidth) ?? .positive("filter_width", filterWidth)
            ?? .positive("filter_depth", filterDepth) ?? .positive("modes", modes)
    }
}
