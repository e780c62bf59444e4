import ContinuoSequences

/// Settings of the training of a network that forecasts from windows.
public struct WindowTrainingConfiguration: Codable, Sendable, Equatable {
    /// Which numbers a network sees.
    public enum Scaling: String, Codable, Sendable, CaseIterable {
        /// The values as they are.
        case none
        /// Each series less its mean, by its standard deviation, both of the part that is learnt from.
        case series
        /// The same of each window's input.
        case window
    }

    public enum Loss: String, Codable, Sendable, CaseIterable {
        case square, absolute, quantiles
    }

    /// Updates at most.
    public var steps = 1000
    /// Windows of an update.
    public var batchSize = 256
    public var learningRate = 1e-3
    /// How often the learning rate is halved, at equal distances over the run and the last time at its end, as the released
    /// code of N-HiTS does.
    public var halvings = 3
    public var weightDecay = 0.0
    /// Bound of the gradient's norm; 0 for none.
    public var clip = 0.0
    public var loss = Loss.absolute
    public var scaling = Scaling.series
    public var scaler = SeriesScaler.Kind.standard
    /// Values at each series' end that are not learnt from but validated on, as a multiple of the horizon; 0 for none.
    public var validationHorizons = 2.0
    /// Updates between validations.
    public var validateEvery = 50
    /// Stops after this many validations without improvement, and goes back to the best parameters.
    public var patience = 5
    /// Windows of a validation at most.
    public var validationWindows = 1024
    public var seed: UInt64 = 1

    public init() {}

    /// Refuses settings that make no sense, naming each.
    public func validate() throws {
        func require(_ holds: Bool, _ field: String, _ expected: String) throws {
            guard holds else { throw TrainingError.badSetting(field: field, expected: expected) }
        }
        try require(steps >= 0, "steps", "at least 0, got \(steps)")
        try require(batchSize >= 1, "batch_size", "at least 1, got \(batchSize)")
        try require(
            learningRate > 0 && learningRate.isFinite,
            "learning_rate",
            "a positive number, got \(learningRate)"
        )
        try require(halvings >= 0, "halvings", "at least 0, got \(halvings)")
        try require(weightDecay >= 0 && weightDecay.isFinite, "weight_decay", "at least 0, got \(weightDecay)")
        try require(clip >= 0 && clip.isFinite, "clip", "at least 0, got \(clip)")
        try require(validationHorizons >= 0, "validation_horizons", "at least 0, got \(validationHorizons)")
        try require(validateEvery >= 1, "validate_every", "at least 1, got \(validateEvery)")
        try require(patience >= 1, "patience", "at least 1, got \(patience)")
    }

    enum CodingKeys: String, CodingKey {
        case steps, halvings, clip, loss, scaling, scaler, patience, seed
        case batchSize = "batch_size"
        case learningRate = "learning_rate"
        case weightDecay = "weight_decay"
        case validationHorizons = "validation_horizons"
        case validateEvery = "validate_every"
        case validationWindows = "validation_windows"
    }
}
