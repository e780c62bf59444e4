import ContinuoFormats
import ContinuoTensor

/// Settings of a mixer: a `Codable` struct whose properties all have defaults. Files write `headWidth` as `head_width`.
public protocol MixerSettings: Codable, Sendable {
    /// The settings that nobody chose otherwise.
    init()
    /// What is wrong with these settings for layers of a width; nil where nothing is.
    func fault(width: Int) -> MixerSettingFault?
}

extension MixerSettings {
    public func fault(width: Int) -> MixerSettingFault? { nil }
}

/// Settings of mixers that have none.
public struct NoMixerSettings: MixerSettings {
    public init() {}
}

/// A setting that does not fit.
public struct MixerSettingFault: Sendable {
    /// The property, as in files: `head_width`.
    public let key: String
    /// What it should be: `a divisor of the width 256`.
    public let expected: String

    public init(_ key: String, expected: String) {
        self.key = key
        self.expected = expected
    }

}

/// Where a mixer stands in its network, and for what.
public struct MixerPlace: Sendable {
    public let width: Int
    /// Number of the layer, from 0.
    public let layer: Int
    public let layers: Int
    /// Positions of the sequences that the network is made for: what filters as long as the sequence have to cover.
    public let context: Int
    public let direction: SequenceContext.Direction
    /// Standard deviation of initial matrices.
    public let deviation: Double
    /// Parameters that several layers have in common.
    public let shared: SharedParameters

    public init(
        width: Int,
        layer: Int = 0,
        layers: Int = 1,
        context: Int = 256,
        direction: SequenceContext.Direction = .causal,
        deviation: Double = 0.02,
        shared: SharedParameters = SharedParameters()
    ) {
        self.width = width
        self.layer = layer
        self.layers = layers
        self.context = context
        self.direction = direction
        self.deviation = deviation
        self.shared = shared
    }

    /// Factor of initial output matrices in a residual network: 1/√layers.
    public var outputScale: Double { 1 / Double(layers).squareRoot() }

    /// Standard deviation of initial output matrices: smaller by √(2 · layers).
    public var outputDeviation: Double { deviation / (2 * Double(layers)).squareRoot() }
}

/// Parameters that several layers of one network have in common, while the network is made. Each is one tensor, listed once,
/// under its name in the first layer that holds it.
public final class SharedParameters: @unchecked Sendable {
    private var tensors: [String: Tensor] = [:]

    public init() {}

    /// The parameter of a name; `make` gives its initial values when the first layer asks.
    public func tensor(_ name: String, make: () -> Tensor) -> Tensor {
        if let found = tensors[name] { return found }
        let new = make().tracked()
        tensors[name] = new
        return new
    }
}

/// A kind of layer that networks are built from by its name: one point of the backbone axis.
public struct MixerKind: Sendable {
    public let name: String
    /// What it is and where it comes from, for lists.
    public let summary: String
    /// The settings that nobody chose otherwise.
    public let defaults: JSONObject
    /// Whether blocks have a feed-forward part behind this mixer unless it is asked for otherwise.
    public let takesFeedForward: Bool
    /// Whether sequences may not be longer than the context that the layer was made for.
    public let isLimitedByContext: Bool
    private let complete: @Sendable (JSONObject, _ width: Int, _ file: String) throws -> JSONObject
    private let construct: @Sendable (JSONObject, MixerPlace, inout Initialiser) throws -> any SequenceLayer

    /// A kind of layer that is made from its settings and its place.
    public init<Layer: Mixer>(
        _ name: String,
        _ summary: String,
        _: Layer.Type,
        takesFeedForward: Bool = true,
        isLimitedByContext: Bool = false
    ) {
        self.init(
            name,
            summary,
            Layer.Configuration(),
            takesFeedForward: takesFeedForward,
            isLimitedByContext: isLimitedByContext
        ) { Layer($0, $1, &$2) }
    }

    public init<Settings: MixerSettings>(
        _ name: String,
        _ summary: String,
        _ defaults: Settings,
        takesFeedForward: Bool = true,
        isLimitedByContext: Bool = false,
        make: @escaping @Sendable (Settings, MixerPlace, inout Initialiser) -> any SequenceLayer
    ) {
        let decoder = SettingsDecoder(defaults, keys: .snakeCase)
        self.name = name
        self.summary = summary
        self.takesFeedForward = takesFeedForward
        self.isLimitedByContext = isLimitedByContext
        self.defaults = (try? decoder.json(of: defaults)) ?? JSONObject()
        let optional = Mirror(reflecting: defaults).children.compactMap { $0.label.map(MixerKind.snakeCase) }
        @Sendable func decode(_ given: JSONObject, _ file: String) throws -> Settings {
            try SettingsDecoder(defaults, keys: .snakeCase).decode(
                optional: optional,
                given: given,
                path: [name],
                file: file,
                place: { "\"\($0.joined(separator: "."))\"" }
            )
        }
        complete = { given, width, file in
            let settings = try decode(given, file)
            if let fault = settings.fault(width: width) {
                throw DataFileError(
                    .malformed,
                    file: file,
                    place: "\"\(name).\(fault.key)\"",
                    expected: fault.expected,
                    found: given[fault.key].map { JSONWriter.text($0) } ?? "the default"
                )
            }
            return try SettingsDecoder(defaults, keys: .snakeCase).json(of: settings)
        }
        construct = { given, place, initialiser in try make(decode(given, name), place, &initialiser) }
    }

    /// All settings, with `given` over the defaults.
    /// - Parameter file: stands in errors.
    /// - Throws: `DataFileError` for an unknown key or a value that does not fit.
    public func settings(_ given: JSONObject, width: Int, file: String) throws -> JSONObject {
        try complete(given, width, file)
    }

    /// A layer with its initial weights.
    /// - Parameter settings: what differs from the defaults; checked before by `settings`.
    public func layer(
        _ settings: JSONObject = JSONObject(),
        _ place: MixerPlace,
        _ initialiser: inout Initialiser
    ) throws -> any SequenceLayer {
        try construct(settings, place, &initialiser)
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { text, letter in text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}
