import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

extension Autoregressive: NextElementProcess {
    public func makeSession(_ backbone: any Backbone, rows: Int) throws -> any DecodingSession {
        BackboneSession(backbone, rows: rows, start: start)
    }

    /// Reads the settings of a configuration: `start`, by default the id that begins texts, or else the one that ends them.
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        if settings.object.contains("start") {
            let id = try settings.optionalInteger("start", in: 0...max(0, tokeniser.vocabularySize - 1))
            start = id.map { Int32($0) }
        } else {
            start = tokeniser.specialTokens.id(of: .beginningOfText) ?? tokeniser.endOfText
        }
    }

    public var settings: JSONObject { ["start": start.map { .integer(Int($0)) } ?? .null] }
}
