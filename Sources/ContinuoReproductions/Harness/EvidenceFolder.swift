import ContinuoFormats
import Foundation

/// A folder of reports of full runs, one `ID.json` for each system; written by the program only.
public struct EvidenceFolder: Sendable {
    /// Where a checkout of the project keeps its evidence.
    public static let placeInCheckout = "Documentation/evidence"

    public let path: String

    public init(path: String) { self.path = path }

    /// The folder of the checkout that `directory` lies in; nil outside of one.
    public static func ofCheckout(around directory: String = FileManager.default.currentDirectoryPath) -> String? {
        var folder = directory
        while true {
            let sources = FileSystem.join(folder, "Sources/ContinuoReproductions")
            if FileSystem.isDirectory(sources) { return FileSystem.join(folder, placeInCheckout) }
            let above = FileSystem.directory(of: folder)
            if above == folder || above == "." { return nil }
            folder = above
        }
    }

    func file(of id: String) -> String { FileSystem.join(path, "\(id).json") }

    /// Keeps the report of a full run with its date, the commit of the checkout, and the machine.
    public func write(_ report: Report) throws {
        precondition(report.budget == .full, "only full runs are evidence")
        var json = report.json
        json["date"] = .string(ISO8601DateFormatter().string(from: Date()))
        json["commit"] = Provenance.commit(of: path).map { .string($0) } ?? .null
        json["machine"] = .string(Provenance.machine)
        try FileSystem.createDirectory(path)
        try AtomicFile.write(JSONWriter.bytes(.object(json), .pretty) + [10], to: file(of: report.id))
    }

    /// Whether the last full run of a system held; nil where none was kept.
    /// - Throws: `DataFileError` where the file is no report of that system.
    public func verdict(of id: String) throws -> Bool? {
        let file = file(of: id)
        guard FileSystem.exists(file) else { return nil }
        let report = try JSONParser.parse(file: file)
        guard report["id"]?.stringValue == id, report["budget"]?.stringValue == Budget.full.rawValue,
            let holds = report["holds"]?.boolValue
        else {
            throw DataFileError(
                .malformed,
                file: file,
                expected: "the report of a full run of \(id)",
                found: "something else",
                advice: "Run `continuo reproduce \(id)` again"
            )
        }
        return holds
    }
}
