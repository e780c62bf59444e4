extension MixerRegistry {
    /// State of a vector for each channel.
    static let recurrent: [MixerKind] = [
        MixerKind("gru", "gated recurrent unit (Cho et al. 2014)", CellSettings()) { settings, place, initialiser in
            GRU(width: place.width, hiddenSize: settings.hiddenSize, &initialiser)
        },
        MixerKind("lstm", "long short-term memory (Hochreiter and Schmidhuber 1997)", CellSettings()) {
            settings,
            place,
            initialiser in
            LSTM(width: place.width, hiddenSize: settings.hiddenSize, &initialiser)
        },
    ]
}

/// Settings of a recurrent cell.
struct CellSettings: MixerSettings, Equatable {
    /// Size of the cell's state; the width when nil.
    var hiddenSize: Int?

    func fault(width: Int) -> MixerSettingFault? {
        hiddenSize.map { $0 > 0 } ?? true ? nil : MixerSettingFault("hidden_size", expected: "a number above 0")
    }
}
