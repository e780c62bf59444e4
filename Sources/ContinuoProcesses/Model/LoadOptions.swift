import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// How a model is held in memory.
public struct LoadOptions: Sendable, Equatable {
    /// What becomes of the weights of linear maps and embeddings.
    public enum Weights: String, Sendable, CaseIterable {
        /// As the file has them: block-quantised ones stay so, and products round their vectors to 15 bits.
        case stored
        /// Every weight in float32: exact products, gradients, several times the memory.
        case float32 = "f32"
    }

    public var weights: Weights
    /// How caches of keys and values are stored.
    public var cache: KeyValueFormat
    /// The greatest number of positions, below the model's own; nil for the model's own.
    public var context: Int?

    /// How long convolutions go on position by position.
    public var convolutions = ConvolutionScheme.continuous

    public init(weights: Weights = .float32, cache: KeyValueFormat = .float32, context: Int? = nil) {
        self.weights = weights
        self.cache = cache
        self.context = context
    }
}

extension SequenceModel {
    /// Refuses a model whose heads cannot be cached in the wanted format.
    func checkCacheFormat(_ path: String) throws {
        do {
            try backbone.checkCacheFormat()
        } catch {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "heads whose width is a multiple of \(error.format.blockElements)",
                found: "\(error)",
                advice: "Cache keys and values as \(KeyValueFormat.float16.rawValue)"
            )
        }
    }
}
