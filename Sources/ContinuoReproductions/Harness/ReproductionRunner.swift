import ContinuoFormats

/// Runs reproductions and keeps the reports of full runs.
public enum ReproductionRunner {
    /// Runs the reproduction of a system.
    /// - Parameters:
    ///   - evidenceFolder: where a full run leaves its report as `ID.json`; nothing is written when nil, or by a quick run.
    ///   - progress: told what goes on.
    /// - Throws: `ReproductionError` for an unknown id or a system without a reproduction; what the run itself throws.
    public static func run(
        _ id: String,
        budget: Budget,
        evidenceFolder: String? = nil,
        fixtures: FixtureCache = FixtureCache(),
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Report {
        guard let entry = Catalogue.entry(id) else {
            throw ReproductionError.unknownSystem(id: id, near: nearIds(id))
        }
        guard let reproduction = ReproductionRegistry.reproduction(id) else {
            throw ReproductionError.notYetReproduced(id: id, title: entry.title)
        }
        let report = try measure(
            reproduction,
            on: Workbench(budget: budget, fixtures: fixtures, progress: progress)
        )
        if budget == .full, let evidenceFolder { try EvidenceFolder(path: evidenceFolder).write(report) }
        return report
    }

    static func measure(_ reproduction: any Reproduction, on bench: Workbench) throws -> Report {
        let clock = ContinuousClock()
        let began = clock.now
        var evidence = try reproduction.run(on: bench)
        evidence.notes += reproduction.notCarried.map { "Not carried yet: \($0)." }
        return Report(
            id: reproduction.id,
            title: reproduction.title,
            claim: reproduction.claim,
            command: reproduction.command,
            budget: bench.budget,
            evidence: evidence,
            seconds: began.duration(to: clock.now) / .seconds(1)
        )
    }

    /// Ids that contain what was typed, or begin like it.
    private static func nearIds(_ id: String) -> [String] {
        guard id.count >= 3 else { return [] }
        return Array(Catalogue.all.map(\.id).filter { $0.contains(id) || $0.hasPrefix(String(id.prefix(4))) }.prefix(5))
    }
}
