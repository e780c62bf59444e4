import ContinuoFormats
import ContinuoTensor

/// SaShiMi (Goel, Gu, Donahue, Ré 2022): S4 at several sampling rates, for audio samples and other long signals. There is no
/// limit of length.
public struct SaShiMiFamily: ModelFamily {
    public static let name = "sashimi"

    public var vocabularySize: Int
    public var width: Int
    public var settings: SaShiMi.Configuration
    /// Standard deviation of the initial embeddings.
    public var deviation: Double

    public static let defaults: JSONObject = ["hidden_size": 64, "num_hidden_layers": 4, "pool": [4, 4]]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .dropout: "dropout",
    ]

    public init(_ values: ConfigurationValues) throws {
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("hidden_size")
        let pools = values.value("pool")?.arrayValue?.compactMap(\.intValue) ?? []
        guard !pools.isEmpty, pools.count == values.value("pool")?.arrayValue?.count, pools.allSatisfy({ $0 > 1 })
        else {
            throw values.error("pool", expected: "a list of numbers above 1, one for each coarser tier")
        }
        settings = SaShiMi.Configuration(pools: pools, blocks: try values.integer("num_hidden_layers"))
        deviation = try values.number("initializer_range", default: 1)
        settings.expansion = try values.optionalInteger("expand") ?? 2
        settings.dropout = try values.number("dropout", default: 0, in: 0...1)
        settings.mixer.stateSize = try values.optionalInteger("state_size") ?? 64
        let variant = try values.text("variant", default: S4.Variant.diagonalPlusLowRank.rawValue)
        guard let variant = S4.Variant(rawValue: variant) else {
            throw values.error("variant", expected: S4.Variant.allCases.map(\.rawValue).joined(separator: ", "))
        }
        settings.mixer.variant = variant
        guard settings.mixer.stateSize % 2 == 0 else { throw values.error("state_size", expected: "an even number") }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(settings.blocks),
            "pool": .array(settings.pools.map { .integer($0) }),
            "expand": .integer(settings.expansion),
            "state_size": .integer(settings.mixer.stateSize),
            "variant": .string(settings.mixer.variant.rawValue),
            "initializer_range": .number(deviation),
            "dropout": .number(settings.dropout),
        ]
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        SaShiMiBackbone(
            settings,
            vocabularySize: vocabularySize,
            width: width,
            embeddingDeviation: deviation,
            &initialiser
        )
    }
}
