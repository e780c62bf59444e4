import Continuo

/// A system of the catalogue and how far it has come.
struct SystemStatus {
    static let names = ["works", "partial", "missing"]

    let entry: CatalogueEntry
    /// `works`, `partial` or `missing`.
    let status: String
    /// How a user reaches it; nil where it cannot be reached.
    let command: String?
    /// Path of the last full report; nil where there is none.
    let evidence: String?

    init(_ entry: CatalogueEntry) {
        self.entry = entry
        status = "missing"
        command = nil
        evidence = nil
    }

    var json: JSONValue {
        [
            "id": .string(entry.id), "title": .string(entry.title), "family": .string(entry.family.rawValue),
            "axis": .string(entry.axis.rawValue), "status": .string(status),
            "command": command.map { .string($0) } ?? .null, "evidence": evidence.map { .string($0) } ?? .null,
        ]
    }
}
