import ContinuoFormats
import Foundation

/// Lays given settings over defaults and decodes the result, so that a recipe states only what differs. A key that the
/// defaults do not know is refused with the place where it stands.
enum SettingsDecoder {
    /// - Parameters:
    ///   - given: what the user wrote.
    ///   - path: where `given` stands in its file.
    ///   - place: says where a path stands, for errors.
    static func decode<Settings: Codable>(
        _ defaults: Settings,
        optional: [String] = [],
        given: JSONObject,
        path: [String],
        file: String,
        place: ([String]) -> String
    ) throws -> Settings {
        let encoded = try JSONParser.parse(Array(JSONEncoder().encode(defaults)))
        var merged = encoded.objectValue ?? JSONObject()
        let known = Set(merged.keys + optional).sorted()
        for (key, value) in given {
            guard known.contains(key) else {
                throw DataFileError(
                    .malformed,
                    file: file,
                    place: place(path + [key]),
                    expected: "one of \(known.joined(separator: ", "))",
                    found: "the unknown key \"\(key)\""
                )
            }
            if let inner = value.objectValue, let base = merged[key]?.objectValue {
                var object = base
                for (innerKey, innerValue) in inner {
                    guard object.contains(innerKey) else {
                        throw DataFileError(
                            .malformed,
                            file: file,
                            place: place(path + [key, innerKey]),
                            expected: "one of \(object.keys.sorted().joined(separator: ", "))",
                            found: "the unknown key \"\(innerKey)\""
                        )
                    }
                    object[innerKey] = innerValue
                }
                merged[key] = .object(object)
            } else {
                merged[key] = value
            }
        }
        do {
            return try JSONDecoder().decode(Settings.self, from: Data(JSONWriter.bytes(.object(merged))))
        } catch let error as DecodingError {
            let (keys, reason) = describe(error)
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
