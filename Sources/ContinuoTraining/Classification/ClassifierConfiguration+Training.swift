extension ClassifierConfiguration {
    /// The settings of a recipe's training, for a classifier.
    /// - Throws: `TrainingError.badSetting` for a setting that only the training of language models has.
    public init(_ training: TrainingConfiguration) throws {
        func refuse(_ isGiven: Bool, _ field: String, _ expected: String) throws {
            if isGiven { throw TrainingError.badSetting(field: field, expected: "\(expected) for classifiers") }
        }
        try refuse(training.accumulation != 1, "accumulation", "1")
        try refuse(training.averageDecay != nil, "average_decay", "none")
        try refuse(training.patience != nil, "patience", "none")
        try refuse(training.checkpointBlocks, "checkpoint_blocks", "false")
        try refuse(training.smoothingUntil != nil, "smoothing_until", "none")
        optimiser = training.optimiser
        schedule = training.schedule.fitting(steps: training.steps)
        clip = training.clip
        smoothing = LabelSmoothing(theta: training.labelSmoothing, target: training.smoothingTarget)
        batchSize = training.batchSize
        (epochs, steps, minutes) = (nil, training.steps, training.minutes)
        seed = training.seed
        try validate()
    }
}
