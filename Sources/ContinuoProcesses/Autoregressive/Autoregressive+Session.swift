import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

extension Autoregressive: NextElementProcess {
    public func makeSession(_ backbone: any Backbone, rows: Int) throws -> any DecodingSession {
        let session = BackboneSession(backbone, rows: rows, start: start)
        return try termination.map { try TerminationSession(session, $0, start: start) } ?? session
    }

    /// Reads the settings of a configuration: `start`, by default the id that begins texts, or else the one that ends them;
    /// `head`, `softmax` (the default) or a kind of termination head, with its `epsilon`.
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        if settings.object.contains("start") {
            let id = try settings.optionalInteger("start", in: 0...max(0, tokeniser.vocabularySize - 1))
            start = id.map { Int32($0) }
        } else {
            start = tokeniser.specialTokens.id(of: .beginningOfText) ?? tokeniser.endOfText
        }
        termination = try Self.readHead(settings, tokeniser)
    }

    private static func readHead(_ settings: ConfigurationValues, _ tokeniser: any Tokeniser) throws -> TerminationHead?
    {
        let name = try settings.text("head", default: "softmax")
        guard name != "softmax" else { return nil }
        guard let kind = TerminationHead.Kind(rawValue: name) else {
            let names = TerminationHead.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw settings.error("head", expected: "softmax, \(names)")
        }
        guard let end = tokeniser.endOfText else {
            throw settings.error("head", expected: "softmax: the tokeniser has no token that ends a text")
        }
        let epsilon = try settings.number("epsilon", default: 1e-4, in: 1e-12...0.5)
        return TerminationHead(kind, epsilon: epsilon, end: end)
    }

    public var settings: JSONObject {
        var settings: JSONObject = ["start": start.map { .integer(Int($0)) } ?? .null]
        if let termination {
            settings["head"] = .string(termination.kind.rawValue)
            settings["epsilon"] = .number(termination.epsilon)
        }
        return settings
    }
}
