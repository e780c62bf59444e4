import Foundation

/// Lays given settings over defaults and decodes the result, so that a file states only what differs. A key that the
/// settings do not have is refused with the place where it stands.
public struct SettingsDecoder<Settings: Codable> {
    /// How keys are written.
    public enum Keys: Sendable {
        /// As the type's coding keys say.
        case asDeclared
        /// `headWidth` is written `head_width`.
        case snakeCase
    }

    let defaults: Settings
    let keys: Keys

    public init(_ defaults: Settings, keys: Keys = .asDeclared) {
        self.defaults = defaults
        self.keys = keys
    }

    /// Settings as JSON; what is nil is left out.
    public func json(of settings: Settings) throws -> JSONObject {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        if keys == .snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        return try JSONParser.parse(Array(encoder.encode(settings))).objectValue ?? JSONObject()
    }

    /// - Parameters:
    ///   - given: what the user wrote.
    ///   - optional: keys that the settings have though they are nil by default.
    ///   - path: where `given` stands in its file.
    ///   - place: says where a path stands, for errors.
    /// - Throws: `DataFileError` for an unknown key or a value of another kind.
    public func decode(
        optional: [String] = [],
        given: JSONObject,
        path: [String],
        file: String,
        place: ([String]) -> String
    ) throws -> Settings {
        func unknown(_ path: [String], _ known: [String]) -> DataFileError {
            DataFileError(
                .malformed,
                file: file,
                place: place(path),
                expected: "one of \(known.sorted().joined(separator: ", "))",
                found: "the unknown key \"\(path.last ?? "")\""
            )
        }
        var merged = try json(of: defaults)
        let known = Set(merged.keys + optional).sorted()
        for (key, value) in given {
            guard known.contains(key) else { throw unknown(path + [key], known) }
            if let inner = value.objectValue, let base = merged[key]?.objectValue {
                var object = base
                for (innerKey, innerValue) in inner {
                    guard object.contains(innerKey) else { throw unknown(path + [key, innerKey], object.keys) }
                    object[innerKey] = innerValue
                }
                merged[key] = .object(object)
            } else {
                merged[key] = value
            }
        }
        let decoder = JSONDecoder()
        if keys == .snakeCase { decoder.keyDecodingStrategy = .convertFromSnakeCase }
        do {
            return try decoder.decode(Settings.self, from: Data(JSONWriter.bytes(.object(merged))))
        } catch let error as DecodingError {
            let (keys, reason) = Self.describe(error)
            throw DataFileError(
                .malformed,
                file: file,
                place: place(path + keys),
                expected: "a setting of the right kind",
                found: reason
            )
        }
    }

    private static func describe(_ error: DecodingError) -> (path: [String], reason: String) {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            return (context.codingPath.map(\.stringValue), context.debugDescription)
        @unknown default: return ([], "\(error)")
        }
    }
}
