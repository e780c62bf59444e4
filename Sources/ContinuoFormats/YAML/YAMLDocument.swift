import Yams

/// A YAML file as a `JSONValue`, with the line of every key, so that who reads a recipe can say where an unknown key stands.
///
/// Scalars have the types of YAML's core schema: `true`, `12`, `1e-4`, `null`; anything in quotes is text. Keys are text.
public struct YAMLDocument: Sendable {
    /// What the file says.
    public let value: JSONValue
    /// The name of the file, for errors.
    public let source: String

    private let lines: [[String]: Int]

    /// Reads a file.
    /// - Throws: `DataFileError` when the file cannot be read, or with the line where it is not YAML.
    public init(path: String) throws(DataFileError) { try self.init(FileSystem.readText(path), source: path) }

    /// Reads text.
    /// - Throws: `DataFileError` with the line where it is not YAML, names a key twice, or has a key that is no text.
    public init(_ text: String, source: String = "YAML") throws(DataFileError) {
        var converter = YAMLConverter(source: source)
        value = try converter.convert(text)
        lines = converter.lines
        self.source = source
    }

    /// The line of a key (or of a list's element, by its position as text), counted from 1; nil when there is no such key.
    public func line(of path: [String]) -> Int? { lines[path] }

    /// Where a key stands, for errors: `line 4, training.steps`.
    public func place(of path: [String]) -> String {
        let name = path.joined(separator: ".")
        return line(of: path).map { "line \($0), \(name)" } ?? name
    }
}
