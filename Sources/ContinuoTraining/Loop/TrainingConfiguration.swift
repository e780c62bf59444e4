/// Settings of a training run, as recipes state them. Every field has a default.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    public var optimiser = OptimiserConfiguration()
    public var schedule = LearningRateSchedule()
    public var clip = GradientClip.global(1)

    /// Predicted positions of a window.
    public var context = 256
    /// Windows of one pass.
    public var batchSize = 16
    /// Passes whose gradients are averaged for one update.
    public var accumulation = 1

    /// Updates of the whole run; nil: only time ends it.
    public var steps: Int? = 1000
    /// Minutes of the whole run, over all resumptions; nil: only steps end it.
    public var minutes: Double?

    public var seed: UInt64 = 1
    /// Label smoothing θ of the training objective.
    public var labelSmoothing = 0.0
    /// What the smoothing spreads its share over: `uniform` or `unigram`.
    public var smoothingTarget = LabelSmoothing.Target.uniform
    /// Updates after which smoothing ends and plain cross-entropy goes on, with the optimiser and the learning rate as they
    /// are (TSLA); nil for never.
    public var smoothingUntil: Int?
    /// Decay of an exponential moving average of the parameters, which then is what validates and is saved; nil for none.
    public var averageDecay: Double?
    /// Repeats blocks in the backward pass instead of keeping their activations.
    public var checkpointBlocks = false
    /// Documents that share a window see nothing of each other, and their first tokens are not predicted.
    public var separateDocuments = false

    /// Updates between validations; 0 for never.
    public var validateEvery = 250
    /// Windows that one validation reads at most.
    public var validationWindows = 256
    /// Stops after this many validations without improvement, and goes back to the best parameters; nil for never.
    public var patience: Int?
    /// Updates between checkpoints; 0 for only at the end.
    public var checkpointEvery = 500

    public init() {}

    /// Refuses settings that make no sense, naming each.
    public func validate() throws {
        func require(_ holds: Bool, _ field: String, _ expected: String) throws {
            guard holds else { throw TrainingError.badSetting(field: field, expected: expected) }
        }
        try require(context >= 1, "context", "at least 1, got \(context)")
        try require(batchSize >= 1, "batch_size", "at least 1, got \(batchSize)")
        try require(accumulation >= 1, "accumulation", "at least 1, got \(accumulation)")
        try require(steps != nil || minutes != nil, "steps", "a number of steps or of minutes; the run would never end")
        try require((steps ?? 1) >= 1, "steps", "at least 1, got \(steps ?? 0)")
        try require((minutes ?? 1) > 0, "minutes", "more than 0, got \(minutes ?? 0)")
        try require(
            optimiser.learningRate > 0 && optimiser.learningRate.isFinite,
            "learning_rate",
            "a positive number, got \(optimiser.learningRate)"
        )
        try require((0..<1).contains(labelSmoothing), "label_smoothing", "0 ..< 1, got \(labelSmoothing)")
        try require(
            smoothingTarget != .teacher,
            "smoothing_target",
            "uniform or unigram; a teacher is for classifiers"
        )
        try require((smoothingUntil ?? 0) >= 0, "smoothing_until", "0 or more, got \(smoothingUntil ?? 0)")
        if let averageDecay {
            try require((0..<1).contains(averageDecay), "average_decay", "0 ..< 1, got \(averageDecay)")
        }
        try require(validateEvery >= 0, "validate_every", "0 or more, got \(validateEvery)")
        try require(checkpointEvery >= 0, "checkpoint_every", "0 or more, got \(checkpointEvery)")
    }

    /// Label smoothing θ of the update that comes after `step` others.
    public func smoothing(step: Int) -> Double {
        guard let smoothingUntil else { return labelSmoothing }
        return step < smoothingUntil ? labelSmoothing : 0
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case optimiser, schedule, clip, context, accumulation, steps, minutes, seed, patience
        case batchSize = "batch_size"
        case labelSmoothing = "label_smoothing"
        case smoothingTarget = "smoothing_target"
        case smoothingUntil = "smoothing_until"
        case averageDecay = "average_decay"
        case checkpointBlocks = "checkpoint_blocks"
        case separateDocuments = "separate_documents"
        case validateEvery = "validate_every"
        case validationWindows = "validation_windows"
        case checkpointEvery = "checkpoint_every"
    }
}

/// What goes wrong in training.
public enum TrainingError: Error, CustomStringConvertible {
    case badSetting(field: String, expected: String)
    /// The loss, or a gradient, became NaN or infinite.
    case notFinite(what: String, step: Int, lastCheckpoint: Int?)
    case foreignCheckpoint(path: String, reason: String)

    public var description: String {
        switch self {
        case .badSetting(let field, let expected):
            return "training setting \"\(field)\": expected \(expected)"
        case .notFinite(let what, let step, let lastCheckpoint):
            let kept = lastCheckpoint.map { "the checkpoint of step \($0) is kept" } ?? "no checkpoint was written yet"
            return
                "\(what) became NaN or infinite at step \(step); \(kept). A lower learning rate or stronger clipping helps."
        case .foreignCheckpoint(let path, let reason):
            return "\(path): cannot be resumed: \(reason)"
        }
    }
}
