extension MixerRegistry {
    /// Long convolutions: each step goes through the streaming form of `ConvolutionCache`, or a recurrence of a few modes.
    static let convolution: [MixerKind] = [
        MixerKind(
            "long-conv",
            "long convolution with a learnt kernel (Fu et al. 2023)",
            LongConvolutionLayer.Configuration()
        ) {
            settings,
            place,
            initialiser in
            LongConvolutionLayer(
                settings,
                width: place.width,
                context: place.context,
                direction: place.direction,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind("hyena", "gated long convolutions with implicit filters (Poli et al. 2023)", Hyena.Configuration()) {
            settings,
            place,
            initialiser in
            Hyena(
                settings,
                width: place.width,
                context: place.context,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind(
            "multihyena",
            "outer products of heads through few long filters (Massaroli et al. 2023)",
            MultiHyena.Configuration()
        ) { settings, place, initialiser in
            MultiHyena(
                settings,
                width: place.width,
                context: place.context,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind("h3", "shift and diagonal state-space models between gates (Fu et al. 2023)", H3.Configuration()) {
            settings,
            place,
            initialiser in
            H3(
                settings,
                width: place.width,
                context: place.context,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind(
            "tnn",
            "gated Toeplitz operator of relative positions (Qin et al. 2023)",
            ToeplitzLayer.Configuration()
        ) {
            settings,
            place,
            initialiser in
            ToeplitzLayer(
                settings,
                width: place.width,
                context: place.context,
                direction: place.direction,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind("multires", "tree of dilated wavelet-like filters (Shi et al. 2023)", MultiresLayer.Configuration()) {
            settings,
            place,
            initialiser in
            MultiresLayer(
                settings,
                width: place.width,
                context: place.context,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind(
            "dilated-conv",
            "gated convolution of dilated taps, as in WaveNet (van den Oord et al. 2016)",
            DilatedConvolution.Configuration(),
            takesFeedForward: false
        ) {
            settings,
            place,
            initialiser in
            DilatedConvolution(
                settings,
                width: place.width,
                layer: place.layer,
                deviation: place.deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
        },
        MixerKind(
            "stu",
            "fixed spectral filters and learnt matrices (Agarwal et al. 2023)",
            SpectralStateSpace.Configuration()
        ) {
            settings,
            place,
            initialiser in
            SpectralStateSpace(settings, width: place.width, context: place.context, &initialiser)
        },
    ]
}

extension LongConvolutionLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard (squash ?? 0) >= 0 else { return MixerSettingFault("squash", expected: "0 or a number above it") }
        guard ExplicitFilter.Initialisation(rawValue: initialisation) != nil else {
            return MixerSettingFault("initialisation", expected: oneOf(ExplicitFilter.Initialisation.self))
        }
        guard LongConvolutionLayer.Butterfly(rawValue: butterfly) != nil else {
            return MixerSettingFault("butterfly", expected: oneOf(LongConvolutionLayer.Butterfly.self))
        }
        for (key, value) in [("time_smoothing", timeSmoothing), ("frequency_smoothing", frequencySmoothing)]
        where value < 1 || value % 2 == 0 {
            return MixerSettingFault(key, expected: "an odd number")
        }
        for (key, value) in [("kernel_dropout", kernelDropout), ("dropout", dropout)] where !(0..<1).contains(value) {
            return MixerSettingFault(key, expected: "a number from 0 to below 1")
        }
        return positive("coefficients", coefficients) ?? positive("modes", modes)
    }
}

extension Hyena.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        positive("order", order)
            ?? implicitFault(filterFeatures, filterWidth, filterDepth, fastDecay, slowDecay, convolutionWidth, modes)
    }
}

extension MultiHyena.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard heads > 0, width % heads == 0 else {
            return MixerSettingFault("heads", expected: "a divisor of the width \(width)")
        }
        return implicitFault(filterFeatures, filterWidth, filterDepth, fastDecay, slowDecay, convolutionWidth, modes)
    }
}

extension H3.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard headWidth > 0, width % headWidth == 0 else {
            return MixerSettingFault("head_width", expected: "a divisor of the width \(width)")
        }
        guard (1...16).contains(shiftSize) else {
            return MixerSettingFault("shift_size", expected: "a number from 1 to 16")
        }
        guard smallestStep > 0, smallestStep <= greatestStep else {
            return MixerSettingFault("smallest_step", expected: "a number above 0 and at most greatest_step")
        }
        return positive("modes", modes)
    }
}

extension ToeplitzLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard decay > 0, decay <= 1 else { return MixerSettingFault("decay", expected: "a number above 0, at most 1") }
        return positive("channels", channels) ?? positive("position_width", positionWidth)
            ?? positive("position_depth", positionDepth)
    }
}

extension MultiresLayer.Configuration: MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? {
        guard (2...16).contains(kernelSize) else {
            return MixerSettingFault("kernel_size", expected: "a number from 2 to 16")
        }
        guard MultiresLayer.Selection(rawValue: select) != nil else {
            return MixerSettingFault("select", expected: oneOf(MultiresLayer.Selection.self))
        }
        guard waveletInit == "random" || Wavelet(waveletInit)?.low.count == kernelSize else {
            return MixerSettingFault("wavelet_init", expected: "random, haar (kernel_size 2) or db2 (kernel_size 4)")
        }
        guard (0..<1).contains(dropout) else {
            return MixerSettingFault("dropout", expected: "a number from 0 to below 1")
        }
        return positive("depth", depth) ?? positive("memory", memory)
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
        guard SpectralStateSpace.Feedback(rawValue: feedback) != nil else {
            return MixerSettingFault("feedback", expected: oneOf(SpectralStateSpace.Feedback.self))
        }
        guard ky >= 0 else { return MixerSettingFault("ky", expected: "0 or a number above it") }
        return positive("filters", filters) ?? positive("ku", ku) ?? positive("coefficients", coefficients)
    }
}

/// What filters of Hyena's kind ask of their settings.
private func implicitFault(
    _ features: Int,
    _ width: Int,
    _ depth: Int,
    _ fastDecay: Double,
    _ slowDecay: Double,
    _ convolutionWidth: Int,
    _ modes: Int?
) -> MixerSettingFault? {
    guard features > 0, features % 2 == 1 else {
        return MixerSettingFault("filter_features", expected: "an odd number")
    }
    guard fastDecay > 0, fastDecay <= slowDecay else {
        return MixerSettingFault("fast_decay", expected: "a number above 0 and at most slow_decay")
    }
    guard (1...16).contains(convolutionWidth) else {
        return MixerSettingFault("convolution_width", expected: "a number from 1 to 16")
    }
    return positive("filter_width", width) ?? positive("filter_depth", depth) ?? positive("modes", modes)
}

private func positive(_ key: String, _ value: Int?) -> MixerSettingFault? {
    value.map { $0 > 0 } ?? true ? nil : MixerSettingFault(key, expected: "a number above 0")
}

private func oneOf<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> String {
    "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
}
