import ContinuoFormats

/// Settings of an N-HiTS network.
public struct NHiTSConfiguration: Codable, Sendable, Equatable {
    /// Blocks that look at one scale of time.
    public struct Stack: Codable, Sendable, Equatable {
        /// Values that are pooled into one before the block reads them.
        public var pool: Int
        /// Values of the horizon for each coefficient: the inverse of the paper's expressiveness ratio.
        public var downsample: Int
        public var blocks: Int
        public var basis: ForecastBasis
        /// Highest power of a trend, or number of harmonics of a seasonality.
        public var order: Int

        public init(
            pool: Int = 1,
            downsample: Int = 1,
            blocks: Int = 1,
            basis: ForecastBasis = .knots,
            order: Int = 2
        ) {
            self.pool = pool
            self.downsample = downsample
            self.blocks = blocks
            self.basis = basis
            self.order = order
        }
    }

    /// How a block says what it has explained of its input.
    public enum Backcast: String, Codable, Sendable, CaseIterable {
        /// By the forecast's own basis (the paper).
        case interpolated
        /// Value by value (the released code).
        case full
    }

    /// What stands for values that are pooled.
    public enum Pooling: String, Codable, Sendable, CaseIterable {
        case maximum, mean
    }

    /// Values that are predicted, and that are read.
    public var horizon: Int
    public var input: Int
    public var stacks = [Stack(pool: 2, downsample: 4), Stack(pool: 2, downsample: 2), Stack()]
    /// Widths of a block's hidden layers.
    public var hidden = [512, 512]
    public var interpolation = KnotInterpolation.linear
    public var backcast = Backcast.full
    public var pooling = Pooling.maximum
    /// Numbers for each step ahead: one, or one for each quantile.
    public var outputs = 1
    /// Further quantities that are known up to the origin, up to the horizon's end, and once for a series.
    public var historyFeatures = 0
    public var futureFeatures = 0
    public var staticFeatures = 0
    public var dropout = 0.0
    /// Whether the last value is the level that the blocks correct.
    public var level = true

    public init(horizon: Int, input: Int) {
        self.horizon = horizon
        self.input = input
    }

    /// N-BEATS with the generic basis (Oreshkin et al. 2020): nothing is pooled, nothing is interpolated.
    public static func nBEATS(horizon: Int, input: Int, stacks: Int = 3) -> NHiTSConfiguration {
        var configuration = NHiTSConfiguration(horizon: horizon, input: input)
        configuration.stacks = Array(repeating: Stack(), count: stacks)
        return configuration
    }

    /// N-BEATS with a trend and a seasonality (the same).
    public static func interpretable(horizon: Int, input: Int) -> NHiTSConfiguration {
        var configuration = NHiTSConfiguration(horizon: horizon, input: input)
        configuration.stacks = [
            Stack(blocks: 3, basis: .trend, order: 2),
            Stack(blocks: 3, basis: .seasonality, order: Swift.max(horizon / 2, 1)),
        ]
        configuration.backcast = .interpolated
        configuration.level = false
        return configuration
    }

    /// Refuses settings that make no sense.
    /// - Throws: `DataFileError` that names the setting.
    public func validate() throws(DataFileError) {
        func require(_ holds: Bool, _ key: String, _ expected: String, _ found: Any) throws(DataFileError) {
            if holds { return }
            throw DataFileError(.malformed, file: "n-hits", place: key, expected: expected, found: "\(found)")
        }
        try require(horizon >= 1, "horizon", "at least 1", horizon)
        try require(input >= 1, "input", "at least 1", input)
        try require(!stacks.isEmpty, "stacks", "at least one", "none")
        for (index, stack) in stacks.enumerated() {
            try require(stack.pool >= 1, "stacks.\(index).pool", "at least 1", stack.pool)
            try require(stack.downsample >= 1, "stacks.\(index).downsample", "at least 1", stack.downsample)
            try require(stack.blocks >= 1, "stacks.\(index).blocks", "at least 1", stack.blocks)
            try require(
                stack.order >= (stack.basis == .seasonality ? 1 : 0),
                "stacks.\(index).order",
                stack.basis == .seasonality ? "at least 1" : "at least 0",
                stack.order
            )
        }
        try require(!hidden.isEmpty && hidden.allSatisfy { $0 >= 1 }, "hidden", "widths of at least 1", hidden)
        try require(outputs >= 1, "outputs", "at least 1", outputs)
        try require((0..<1).contains(dropout), "dropout", "at least 0 and less than 1", dropout)
        for (key, count) in [
            ("history_features", historyFeatures), ("future_features", futureFeatures),
            ("static_features", staticFeatures),
        ] { try require(count >= 0, key, "at least 0", count) }
    }

    enum CodingKeys: String, CodingKey {
        case horizon, input, stacks, hidden, interpolation, backcast, pooling, outputs, dropout, level
        case historyFeatures = "history_features"
        case futureFeatures = "future_features"
        case staticFeatures = "static_features"
    }
}
