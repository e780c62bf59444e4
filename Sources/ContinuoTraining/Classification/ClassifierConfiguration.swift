/// Settings of a classifier's training.
public struct ClassifierConfiguration: Codable, Sendable, Equatable {
    /// Which parameters learn, and when.
    public enum Unfreezing: String, Codable, Sendable, CaseIterable {
        /// All of them, all the time.
        case none
        /// The classifier at first, then in each of equal shares of the run one more block below it, and in the last share
        /// the embeddings (Howard and Ruder 2018).
        case topDown = "top-down"
    }

    public var optimiser = OptimiserConfiguration(.adamw, learningRate: 1e-3)
    public var schedule = LearningRateSchedule(.linear, warmup: 0, floor: 0)
    public var clip = GradientClip.none
    public var smoothing = LabelSmoothing.none
    public var unfreezing = Unfreezing.none
    public var batchSize = 16
    /// Passes over the data; nil: only updates or time end the run. Whatever is reached first ends it.
    public var epochs: Int? = 3
    /// Updates of the whole run.
    public var steps: Int?
    /// Minutes of the whole run.
    public var minutes: Double?
    public var seed: UInt64 = 1

    public init() {}

    /// Refuses settings that make no sense, naming each.
    public func validate() throws {
        func require(_ holds: Bool, _ field: String, _ expected: String) throws {
            guard holds else { throw TrainingError.badSetting(field: field, expected: expected) }
        }
        try require(batchSize >= 1, "batch_size", "at least 1, got \(batchSize)")
        try require(epochs ?? 1 >= 1, "epochs", "at least 1, got \(epochs ?? 0)")
        try require(steps ?? 1 >= 1, "steps", "at least 1, got \(steps ?? 0)")
        try require(minutes ?? 1 > 0, "minutes", "more than 0, got \(minutes ?? 0)")
        try require(
            epochs != nil || steps != nil || minutes != nil,
            "epochs",
            "a number of epochs, of steps or of minutes; the run would never end"
        )
        try require(
            unfreezing == .none || epochs != nil || steps != nil,
            "unfreezing",
            "\"none\" where only time ends the run"
        )
        try require((0..<1).contains(smoothing.theta), "smoothing.theta", "0 ..< 1, got \(smoothing.theta)")
        try require(
            optimiser.learningRate > 0 && optimiser.learningRate.isFinite,
            "learning_rate",
            "a positive number, got \(optimiser.learningRate)"
        )
    }

    enum CodingKeys: String, CodingKey {
        case optimiser, schedule, clip, smoothing, unfreezing, epochs, steps, minutes, seed
        case batchSize = "batch_size"
    }
}
