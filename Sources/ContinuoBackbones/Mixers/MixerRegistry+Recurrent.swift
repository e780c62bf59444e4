extension MixerRegistry {
    /// State of a vector for each channel.
    static let recurrent: [MixerKind] = [
        MixerKind("gru", "gated recurrent unit (Cho et al. 2014)", CellSettings()) { settings, place, initialiser in
            var layer = GRU(width: place.width, hiddenSize: settings.hiddenSize, &initialiser)
            layer.evaluation = settings.cellEvaluation
            return layer
        },
        MixerKind("lstm", "long short-term memory (Hochreiter and Schmidhuber 1997)", CellSettings()) {
            settings,
            place,
            initialiser in
            var layer = LSTM(width: place.width, hiddenSize: settings.hiddenSize, &initialiser)
            layer.evaluation = settings.cellEvaluation
            return layer
        },
        MixerKind("mgu", "minimal gated unit (Zhou et al. 2016)", CellSettings()) { settings, place, initialiser in
            let size = settings.hiddenSize ?? place.width
            let cell = MinimalGatedUnit(width: place.width, stateSize: size, &initialiser)
            return CellLayer(cell, width: place.width, evaluation: settings.cellEvaluation, &initialiser)
        },
        MixerKind("lem", "long expressive memory (Rusch et al. 2022)", CellSettings()) { settings, place, initialiser in
            let size = settings.hiddenSize ?? place.width
            let cell = LongExpressiveMemory(width: place.width, hiddenSize: size, &initialiser)
            return CellLayer(
                cell,
                width: place.width,
                outputSize: size,
                evaluation: settings.cellEvaluation,
                &initialiser
            )
        },
        MixerKind(
            "lru",
            "linear recurrent unit (Orvieto et al. 2023)",
            LRU.self,
            takesFeedForward: false
        ),
        MixerKind(
            "s5",
            "one state space for all channels (Smith et al. 2023)",
            S5.self,
            takesFeedForward: false
        ),
        MixerKind("hgrn", "hierarchically gated recurrence (Qin et al. 2023)", HGRN.self),
        MixerKind("gateloop", "data-controlled linear recurrence (Katsch 2023)", GateLoop.self),
        MixerKind("griffin", "real-gated linear recurrence (De et al. 2024)", GriffinRecurrence.self),
        MixerKind("rwkv4", "time mixing of RWKV-4 (Peng et al. 2023)", RWKV4TimeMix.self),
        MixerKind(
            "rwkv4-channel-mix",
            "channel mixing of RWKV-4 (Peng et al. 2023)",
            RWKV4ChannelMix.self,
            takesFeedForward: false
        ),
        MixerKind("mega", "moving average with gated attention (Ma et al. 2022)", Mega.self),
        MixerKind(
            "longhorn",
            "online regression as a recurrence (Liu et al. 2024)",
            Longhorn.self,
            takesFeedForward: false
        ),
    ]
}

/// Settings of a recurrent cell.
struct CellSettings: MixerSettings, Equatable {
    enum Evaluation: String, Codable, Sendable {
        case sequential
        case deer
    }

    /// Size of the cell's state; the width when nil.
    var hiddenSize: Int?
    /// How whole sequences are computed; what follows is for `deer`.
    var evaluation = Evaluation.sequential
    var jacobian = DeerOptions.Jacobian.full
    /// A trajectory stands when no number moves by more; that of the element type when nil.
    var tolerance: Double?
    var maximumIterations = 100
    var damping = 1.0
    var warmStart = false

    func fault(width: Int) -> MixerSettingFault? {
        .first(
            (hiddenSize ?? 1 > 0, "hidden_size", "a number above 0"),
            (tolerance ?? 1 > 0, "tolerance", "a number above 0"),
            (maximumIterations > 0, "maximum_iterations", "a number above 0"),
            (damping > 0 && damping <= 1, "damping", "a number above 0 and at most 1")
        )
    }

    var cellEvaluation: CellEvaluation {
        guard evaluation == .deer else { return .sequential }
        var options = DeerOptions()
        (options.jacobian, options.absoluteTolerance) = (jacobian, tolerance)
        (options.maximumIterations, options.damping, options.warmStart) = (maximumIterations, damping, warmStart)
        return .deer(options, DeerMonitor())
    }
}
