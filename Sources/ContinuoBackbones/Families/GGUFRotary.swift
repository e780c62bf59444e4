import ContinuoFormats

/// Stretched rotary positions in GGUF: `rope.scaling.*`, and tensors of divisors.
struct GGUFRotary {
    /// Divisors of Llama 3's frequencies, which hold for every length.
    private static let divisors = "rope_freqs.weight"
    /// Divisors up to the original length and beyond it.
    private static let shortDivisors = "rope_factors_short.weight"
    private static let longDivisors = "rope_factors_long.weight"

    /// The tensors that are no parameters.
    static let tensors = [divisors, shortDivisors, longDivisors]

    /// The keys of `rope_parameters`; empty for plain rotary positions.
    let parameters: JSONObject

    init(_ file: any GGUFContents, _ architecture: String) throws {
        let prefix = architecture + ".rope.scaling."
        func number(_ key: String) throws -> Double? {
            guard let value = file.value(prefix + key) else { return nil }
            guard let found = value.doubleValue else { throw GGUFLayout.error(prefix + key, file, found: value) }
            return found
        }
        let original = file.value(prefix + "original_context_length") ?? file.value(architecture + ".context_length")
        if let elements = try file.vector(Self.divisors) {
            let list = JSONValue.array(elements.map { .number($0) })
            parameters = [
                "rope_type": "longrope", "short_factor": list, "long_factor": list, "attention_factor": 1.0,
                "original_max_position_embeddings": file.value(architecture + ".context_length") ?? .null,
            ]
            return
        }
        if let short = try file.vector(Self.shortDivisors), let long = try file.vector(Self.longDivisors) {
            parameters = [
                "rope_type": "longrope", "short_factor": .array(short.map { .number($0) }),
                "long_factor": .array(long.map { .number($0) }), "original_max_position_embeddings": original ?? .null,
                "attention_factor": .number(try number("attn_factor") ?? 1),
            ]
            return
        }
        switch file.value(prefix + "type")?.stringValue ?? "none" {
        case "none": parameters = JSONObject()
        case "linear": parameters = ["rope_type": "linear", "factor": .number(try number("factor") ?? 1)]
        case "yarn":
            let factor = try number("factor") ?? 1
            var json: JSONObject = [
                "rope_type": "yarn", "factor": .number(factor), "original_max_position_embeddings": original ?? .null,
            ]
            if let magnitude = try number("attn_factor") {
                json["attention_factor"] = .number(magnitude * YarnScaling.magnitude(factor: factor))
            }
            json["beta_fast"] = try number("yarn_beta_fast").map { .number($0) }
            json["beta_slow"] = try number("yarn_beta_slow").map { .number($0) }
            parameters = json
        case let other:
            throw DataFileError(
                .unsupported,
                file: file.path,
                place: "\"\(prefix)type\"",
                expected: "none, linear, yarn, or tensors of divisors",
                found: "\"\(other)\""
            )
        }
    }

    /// Adds what states `rotary`.
    static func write(
        _ rotary: RotarySettings,
        _ headWidth: Int,
        _ architecture: String,
        _ configuration: ConfigurationValues,
        _ metadata: inout JSONObject,
        _ vectors: inout [GGUFLayout.Vector]
    ) throws {
        let prefix = architecture + ".rope.scaling."
        switch rotary.scaling {
        case .none, .dynamic: break
        case .linear(let factor):
            metadata[prefix + "type"] = "linear"
            metadata[prefix + "factor"] = .number(factor)
        case .yarn(let yarn):
            metadata[prefix + "type"] = "yarn"
            metadata[prefix + "factor"] = .number(yarn.factor)
            metadata[prefix + "original_context_length"] = .integer(yarn.originalLength)
            metadata[prefix + "attn_factor"] = .number(yarn.magnitude / YarnScaling.magnitude(factor: yarn.factor))
            metadata[prefix + "yarn_beta_fast"] = .number(yarn.fastTurns)
            metadata[prefix + "yarn_beta_slow"] = .number(yarn.slowTurns)
        case .llama3:
            let plain = RotarySettings(base: rotary.base, fraction: rotary.fraction)
            let pairs = zip(plain.frequencies(headWidth: headWidth), rotary.frequencies(headWidth: headWidth))
            vectors.append((divisors, pairs.map { $0 / $1 }))
        case .long(let long) where long.short == long.long && long.magnitude == 1:
            vectors.append((divisors, long.short))
        case .long(let long):
            guard architecture == Phi3.name else {
                throw configuration.unsupported("rope_parameters", expected: "divisors that hold for every length")
            }
            metadata[prefix + "original_context_length"] = .integer(long.originalLength)
            metadata[prefix + "attn_factor"] = .number(long.magnitude)
            vectors.append((shortDivisors, long.short))
            vectors.append((longDivisors, long.long))
        }
    }
}
