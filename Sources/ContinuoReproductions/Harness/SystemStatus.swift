import ContinuoFormats

/// How far a system of the catalogue is.
public struct SystemStatus: Sendable, Equatable {
    public enum Level: String, Sendable, Codable, CaseIterable {
        /// A reproduction of the whole system exists, its command exists, and its last full run held.
        case works
        /// A reproduction exists; its last full run missed a row, none was kept, or a part of the system is not there yet.
        case partial
        /// No reproduction exists.
        case missing
    }

    public let entry: CatalogueEntry
    public let level: Level

    /// How a user reaches it; nil while it is missing.
    public let command: String?

    /// Path of the last full run's report, as in a checkout; nil where there is none.
    public let evidence: String?

    /// The status of every system, in the catalogue's order.
    /// - Parameters:
    ///   - evidenceFolder: where the reports of full runs are kept; nil where there are none to be had.
    ///   - commandExists: whether the program has a command such as `continuo score MODEL FILE --dynamic rms`.
    /// - Throws: `DataFileError` where a file of the folder is no report.
    public static func all(
        evidenceFolder: String? = EvidenceFolder.ofCheckout(),
        commandExists: (String) -> Bool = { _ in true }
    ) throws -> [SystemStatus] {
        let folder = evidenceFolder.map(EvidenceFolder.init)
        return try Catalogue.all.map { entry in
            guard let reproduction = ReproductionRegistry.reproduction(entry.id) else {
                return SystemStatus(entry: entry, level: .missing, command: nil, evidence: nil)
            }
            let held = try folder?.verdict(of: entry.id)
            let isWhole = reproduction.notCarried.isEmpty
            return SystemStatus(
                entry: entry,
                level: held == true && isWhole && commandExists(reproduction.command) ? .works : .partial,
                command: reproduction.command,
                evidence: held == nil ? nil : FileSystem.join(EvidenceFolder.placeInCheckout, "\(entry.id).json")
            )
        }
    }

    /// The status as machines read it.
    public var json: JSONObject {
        [
            "id": .string(entry.id), "title": .string(entry.title), "family": .string(entry.family.rawValue),
            "axis": .string(entry.axis.rawValue), "status": .string(level.rawValue),
            "command": command.map { .string($0) } ?? .null, "evidence": evidence.map { .string($0) } ?? .null,
        ]
    }
}
