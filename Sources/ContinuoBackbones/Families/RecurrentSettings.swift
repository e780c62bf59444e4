import ContinuoFormats
import ContinuoTensor

/// The settings that networks of stacked recurrent cells share: LayerNorm before each cell, a residual connection around it,
/// no feed-forward part. There is no limit of length.
public struct RecurrentSettings: Sendable {
    public var vocabularySize: Int
    public var width: Int
    public var layers: Int
    /// Size of a cell's state.
    public var hiddenSize: Int
    public var epsilon: Double
    /// Standard deviation of the initial embeddings.
    public var deviation: Double
    /// Dropout of layers' outputs.
    public var dropout: Double
    public var tied: Bool

    static let defaults: JSONObject = ["num_hidden_layers": 4, "embedding_size": 256]

    static let commonKeys: [CommonSetting: String] = [
        .width: "embedding_size", .layers: "num_hidden_layers", .dropout: "dropout",
    ]

    init(_ values: ConfigurationValues) throws {
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("embedding_size")
        layers = try values.integer("num_hidden_layers")
        hiddenSize = try values.optionalInteger("hidden_size") ?? width
        epsilon = try values.number("layer_norm_epsilon", default: 1e-5)
        deviation = try values.number("initializer_range", default: 0.02)
        dropout = try values.number("dropout", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: true)
    }

    var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "embedding_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "hidden_size": .integer(hiddenSize),
            "layer_norm_epsilon": .number(epsilon),
            "initializer_range": .number(deviation),
            "dropout": .number(dropout),
            "tie_word_embeddings": .bool(tied),
        ]
    }

    /// The network of cells that `cell` makes.
    func backbone(_ initialiser: inout Initialiser, cell: (inout Initialiser) -> any SequenceLayer) -> StackedBackbone {
        StackedBackbone(
            vocabularySize: vocabularySize,
            width: width,
            layers: layers,
            normalisation: .init(.layer, epsilon: epsilon),
            tied: tied,
            deviation: deviation,
            dropout: dropout,
            &initialiser,
            mixer: cell
        )
    }
}
