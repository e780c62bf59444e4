import ContinuoBackbones

/// How a model is held in memory.
public struct LoadOptions: Sendable, Equatable {
    /// What becomes of the weights of linear maps and embeddings.
    public enum Weights: String, Sendable, CaseIterable {
        /// As the file has them: block-quantised ones stay so, and products round their vectors to 8 bits.
        case stored
        /// Every weight in float32: exact products, gradients, several times the memory.
        case float32 = "f32"
    }

    public var weights: Weights
    /// How caches of keys and values are stored.
    public var cache: KeyValueFormat
    /// The greatest number of positions, below the model's own; nil for the model's own.
    public var context: Int?

    public init(weights: Weights = .float32, cache: KeyValueFormat = .float32, context: Int? = nil) {
        self.weights = weights
        self.cache = cache
        self.context = context
    }
}
