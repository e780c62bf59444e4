import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences

extension MaskedDiffusion {
    /// Reads the settings of a configuration: `mask` (the tokeniser's mask, or else the id behind its last), `schedule`
    /// (`linear`) and `draws` (32).
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        let name = try settings.text("schedule", default: LinearSchedule.name)
        guard let schedule = NoiseScheduleRegistry.schedule(named: name) else {
            throw settings.error(
                "schedule",
                expected: "one of \(NoiseScheduleRegistry.names.joined(separator: ", "))"
            )
        }
        self.init(mask: try settings.mask(tokeniser), schedule: schedule)
        draws = try settings.optionalInteger("draws", in: 1...1_000_000) ?? draws
    }

    public var settings: JSONObject {
        [
            "mask": .integer(Int(mask)), "schedule": .string(type(of: schedule).name), "draws": .integer(draws),
        ]
    }
}

extension MaskedLanguageModel {
    /// Reads the settings of a configuration: `mask` (the tokeniser's mask, or else the id behind its last) and `share`
    /// (0.15).
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        self.init(mask: try settings.mask(tokeniser))
        share = try settings.number("share", default: share, in: 0...1)
    }

    public var settings: JSONObject { ["mask": .integer(Int(mask)), "share": .number(share)] }
}

extension ConfigurationValues {
    func mask(_ tokeniser: any Tokeniser) throws -> Int32 {
        let given = try optionalInteger("mask", in: 0...Int(Int32.max))
        return given.map { Int32($0) } ?? tokeniser.mask ?? Int32(tokeniser.vocabularySize)
    }
}
