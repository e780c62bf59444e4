import ContinuoFormats
import ContinuoTensor

/// A stack of long short-term memories (Hochreiter and Schmidhuber 1997), in our own layout of tensors.
public struct LSTMFamily: ModelFamily {
    public static let name = "lstm"

    public var settings: RecurrentSettings

    public static let defaults = RecurrentSettings.defaults
    public static let commonKeys = RecurrentSettings.commonKeys

    public init(_ values: ConfigurationValues) throws { settings = try RecurrentSettings(values) }

    public var configuration: JSONObject { settings.configuration }

    public var vocabularySize: Int {
        get { settings.vocabularySize }
        set { settings.vocabularySize = newValue }
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        settings.backbone(&initialiser) { LSTM(width: settings.width, hiddenSize: settings.hiddenSize, &$0) }
    }
}
