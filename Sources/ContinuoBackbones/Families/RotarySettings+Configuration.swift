import ContinuoFormats

extension RotarySettings {
    /// The settings by the keys of `rope_parameters` (transformers 5).
    var parameters: JSONObject {
        var json: JSONObject = ["rope_type": "default", "rope_theta": .number(base)]
        if fraction != 1 { json["partial_rotary_factor"] = .number(fraction) }
        switch scaling {
        case .none: break
        case .linear(let factor):
            json["rope_type"] = "linear"
            json["factor"] = .number(factor)
        case .dynamic(let factor):
            json["rope_type"] = "dynamic"
            json["factor"] = .number(factor)
        case .llama3(let llama):
            json["rope_type"] = "llama3"
            json["factor"] = .number(llama.factor)
            json["low_freq_factor"] = .number(llama.lowTurns)
            json["high_freq_factor"] = .number(llama.highTurns)
            json["original_max_position_embeddings"] = .integer(llama.originalLength)
        case .yarn(let yarn):
            json["rope_type"] = "yarn"
            json["factor"] = .number(yarn.factor)
            json["original_max_position_embeddings"] = .integer(yarn.originalLength)
            json["attention_factor"] = .number(yarn.magnitude)
            json["beta_fast"] = .number(yarn.fastTurns)
            json["beta_slow"] = .number(yarn.slowTurns)
            json["truncate"] = .bool(yarn.truncates)
        case .long(let long):
            json["rope_type"] = "longrope"
            json["short_factor"] = .array(long.short.map { .number($0) })
            json["long_factor"] = .array(long.long.map { .number($0) })
            json["original_max_position_embeddings"] = .integer(long.originalLength)
            json["attention_factor"] = .number(long.magnitude)
        }
        return json
    }
}

extension ConfigurationValues {
    /// Rotary positions, from `rope_parameters` (transformers 5) or `rope_theta` and `rope_scaling`. A recipe's own
    /// `rope_theta` comes first.
    /// - Parameter headWidth: width of the heads, of which a part may be turned.
    func rotary(headWidth: Int, context: Int) throws(DataFileError) -> RotarySettings {
        var section = try section("rope_parameters")
        if section == nil { section = try self.section("rope_scaling") }
        var base = try number("rope_theta", default: 10_000, in: 1...1e12)
        if value("rope_theta") == nil, let section {
            base = try section.number("rope_theta", default: base, in: 1...1e12)
        }
        return try rotary(section, base: base, headWidth: headWidth, context: context)
    }

    /// Rotary positions whose scaling `section` states.
    func rotary(
        _ section: ConfigurationValues?,
        base: Double,
        headWidth: Int,
        context: Int
    ) throws(DataFileError) -> RotarySettings {
        var fraction = try number("partial_rotary_factor", default: 1, in: 0...1)
        if let section { fraction = try section.number("partial_rotary_factor", default: fraction, in: 0...1) }
        var settings = RotarySettings(base: base, fraction: fraction)
        let width = settings.width(ofHead: headWidth)
        guard width > 0, width % 2 == 0 else {
            throw error(
                "partial_rotary_factor",
                expected:
                    "a part of the heads' width \(headWidth) that is an even number (rotary positions), not \(width)"
            )
        }
        guard let section else { return settings }
        var original = try optionalInteger("original_max_position_embeddings")
        if original == nil { original = try section.optionalInteger("original_max_position_embeddings") }
        settings.scaling = try section.rotaryScaling(pairs: width / 2, original: original ?? context, context: context)
        return settings
    }

    private func rotaryScaling(pairs: Int, original: Int, context: Int) throws(DataFileError) -> RotaryScaling {
        let key = value("rope_type") == nil ? "type" : "rope_type"
        switch try text(key, default: "default") {
        case "default": return .none
        case "linear": return .linear(factor: try scalingFactor())
        case "dynamic": return .dynamic(factor: try scalingFactor())
        case "llama3":
            let scaling = Llama3Scaling(
                factor: try scalingFactor(),
                lowTurns: try number("low_freq_factor"),
                highTurns: try number("high_freq_factor"),
                originalLength: original
            )
            guard scaling.lowTurns < scaling.highTurns else {
                throw error("high_freq_factor", expected: "more than low_freq_factor (\(scaling.lowTurns))")
            }
            return .llama3(scaling)
        case "yarn":
            let factor = try scalingFactor(default: Double(context) / Double(original))
            let slopes = (try number("mscale", default: 0), try number("mscale_all_dim", default: 0))
            let magnitude =
                slopes.0 > 0 && slopes.1 > 0
                ? YarnScaling.magnitude(factor: factor, slope: slopes.0)
                    / YarnScaling.magnitude(factor: factor, slope: slopes.1)
                : YarnScaling.magnitude(factor: factor)
            return .yarn(
                YarnScaling(
                    factor: factor,
                    originalLength: original,
                    fastTurns: try number("beta_fast", default: 32),
                    slowTurns: try number("beta_slow", default: 1),
                    truncates: try flag("truncate", default: true),
                    magnitude: try number("attention_factor", default: magnitude)
                )
            )
        case "longrope", "su":
            let factor = try scalingFactor(default: Double(context) / Double(original))
            return .long(
                LongScaling(
                    short: try divisors("short_factor", count: pairs),
                    long: try divisors("long_factor", count: pairs),
                    originalLength: original,
                    magnitude: try number(
                        "attention_factor",
                        default: LongScaling.magnitude(factor: factor, originalLength: original)
                    )
                )
            )
        default: throw unsupported(key, expected: "default, linear, dynamic, llama3, yarn or longrope")
        }
    }

    private func scalingFactor(default fallback: Double? = nil) throws(DataFileError) -> Double {
        try number("factor", default: fallback, in: 1e-3...1e6)
    }

    private func divisors(_ key: String, count: Int) throws(DataFileError) -> [Double] {
        let found = value(key)?.arrayValue?.compactMap(\.doubleValue) ?? []
        guard found.count == count, found.count == value(key)?.arrayValue?.count, found.allSatisfy({ $0 > 0 }) else {
            throw error(key, expected: "a list of \(count) numbers above 0, one for each pair of turned elements")
        }
        return found
    }
}
