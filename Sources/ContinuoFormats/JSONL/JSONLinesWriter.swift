/// Writes a file with a JSON value on each line; the file appears whole or not at all.
public final class JSONLinesWriter {
    private let file: AtomicFile

    /// Begins a file.
    /// - Throws: `DataFileError` when the system refuses.
    public init(path: String) throws(DataFileError) { file = try AtomicFile(path: path) }

    /// Adds a line.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then.
    public func write(_ value: JSONValue) throws(DataFileError) { try file.write(JSONWriter.bytes(value) + [10]) }

    /// Gives the file its name.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then.
    public func commit() throws(DataFileError) { try file.commit() }
}
