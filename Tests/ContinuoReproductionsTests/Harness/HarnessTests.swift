import ContinuoFormats
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoBackbones
@testable import ContinuoReproductions

@Suite("Reproduction harness")
struct HarnessTests {
    private struct Toy: Reproduction {
        let id = "nmst"
        let claim = "one is one"
        let command = "continuo demo"
        var ours = 1.0
        func run(on bench: Workbench) throws -> Evidence {
            bench.progress("measuring")
            return Evidence(rows: [.init("one", ours: ours, baseline: 1, target: .atLeastTimes(1))], notes: ["a note"])
        }
    }

    private func temporaryFolder() -> String {
        FileSystem.join(NSTemporaryDirectory(), "continuo-harness-\(UUID().uuidString)")
    }

    @Test("Every reproduction names a system of the catalogue, once, with a claim and a command")
    func registry() {
        #expect(Set(ReproductionRegistry.ids).count == ReproductionRegistry.all.count)
        for reproduction in ReproductionRegistry.all {
            #expect(Catalogue.entry(reproduction.id) != nil, "\(reproduction.id)")
            #expect(!reproduction.claim.isEmpty && reproduction.command.hasPrefix("continuo "))
        }
    }

    @Test("A verdict follows from the figures and the target, and NaN meets nothing")
    func targets() {
        typealias Row = Evidence.Row
        #expect(Row("", ours: 1.5, target: .atLeast(1.5)).holds)
        #expect(!Row("", ours: 1.51, target: .atMost(1.5)).holds)
        #expect(Row("", ours: 3, baseline: 2, target: .atLeastTimes(1.5)).holds)
        #expect(!Row("", ours: 2.9, baseline: 2, target: .atLeastTimes(1.5)).holds)
        #expect(Row("", ours: 1, baseline: 2, target: .atMostTimes(0.5)).holds)
        #expect(Row("", ours: 0.9, baseline: 1, target: .atLeastBaseline(plus: -0.1)).holds)
        #expect(!Row("", ours: 1.2, baseline: 1, target: .atMostBaseline(plus: 0.1)).holds)
        #expect(!Row("", ours: 1, baseline: 1, target: .belowBaseline).holds)
        #expect(!Row("", ours: .nan, baseline: 1, target: .belowBaseline).holds)
        #expect(!Row("", ours: 1, target: .atLeastTimes(0)).holds)
        #expect(!Row.notRun("big model", target: .atLeast(0), reason: "no reader").holds)
        #expect(!Evidence(rows: []).holds)
    }

    @Test("A report has the keys that machines read")
    func report() throws {
        let report = try ReproductionRunner.measure(Toy(), on: Workbench(budget: .quick))
        for key in ["id", "claim", "rows", "seconds", "holds"] { #expect(report.json.contains(key), "\(key)") }
        let row = report.json["rows"]?[0]
        for key in ["measure", "ours", "baseline", "target", "holds"] { #expect(row?[key] != nil, "\(key)") }
        #expect(report.holds && report.text.contains("1 of 1 rows hold"))
        #expect(try !ReproductionRunner.measure(Toy(ours: 0.5), on: Workbench(budget: .quick)).holds)
    }

    @Test("Kept evidence decides the status; a foreign file is refused by name")
    func evidence() throws {
        let folder = temporaryFolder()
        defer { try? FileSystem.remove(folder) }
        let store = EvidenceFolder(path: folder)
        #expect(try store.verdict(of: "nmst") == nil)
        for ours in [1.0, 0.5] {
            try store.write(ReproductionRunner.measure(Toy(ours: ours), on: Workbench(budget: .full)))
            #expect(try store.verdict(of: "nmst") == (ours == 1))
        }
        let kept = try JSONParser.parse(file: store.file(of: "nmst"))
        for key in ["date", "commit", "machine"] { #expect(kept[key] != nil, "\(key)") }
        try AtomicFile.write("{}", to: store.file(of: "nmst"))
        #expect(throws: DataFileError.self) { try store.verdict(of: "nmst") }
    }

    @Test("Status: missing without a reproduction, partial without evidence, works with both and a command")
    func status() throws {
        let folder = temporaryFolder()
        defer { try? FileSystem.remove(folder) }
        let without = try SystemStatus.all(evidenceFolder: nil)
        #expect(without.count == Catalogue.all.count)
        for status in without {
            let isRegistered = ReproductionRegistry.ids.contains(status.entry.id)
            #expect(status.level == (isRegistered ? .partial : .missing), "\(status.entry.id)")
            #expect((status.command != nil) == isRegistered && status.evidence == nil)
        }
        let row = Evidence.Row("x", ours: 1, target: .atLeast(1))
        for reproduction in ReproductionRegistry.all {
            try EvidenceFolder(path: folder).write(
                Report(
                    id: reproduction.id,
                    title: reproduction.title,
                    claim: reproduction.claim,
                    command: reproduction.command,
                    budget: .full,
                    evidence: Evidence(rows: [row]),
                    seconds: 1
                )
            )
        }
        func level(_ id: String, _ exists: Bool) throws -> SystemStatus.Level? {
            try SystemStatus.all(evidenceFolder: folder) { _ in exists }.first { $0.entry.id == id }?.level
        }
        for reproduction in ReproductionRegistry.all {
            // A part that is missing keeps a system from working, whatever was measured of the rest.
            let whole = reproduction.notCarried.isEmpty
            #expect(try level(reproduction.id, true) == (whole ? .works : .partial), "\(reproduction.id)")
            #expect(try level(reproduction.id, false) == .partial)
        }
        #expect(ReproductionRegistry.all.contains { !$0.notCarried.isEmpty })
    }

    @Test("Unknown and unreproduced systems are refused with a hint")
    func refusals() {
        #expect(throws: ReproductionError.self) { try ReproductionRunner.run("no-such-system", budget: .quick) }
        let missing = Catalogue.all.first { !ReproductionRegistry.ids.contains($0.id) }
        if let missing {
            #expect(throws: ReproductionError.notYetReproduced(id: missing.id, title: missing.title)) {
                try ReproductionRunner.run(missing.id, budget: .quick)
            }
        }
    }

    @Test("A fixture is trained once; another recipe is trained again")
    func fixtures() throws {
        let folder = temporaryFolder()
        defer { try? FileSystem.remove(folder) }
        let cache = FixtureCache(folder: folder)
        var trained = 0
        func prepared(_ recipe: String, seed: UInt64) throws -> [Float] {
            var initialiser = Initialiser(seed: seed)
            let module = Linear(inputs: 3, outputs: 2, bias: true, &initialiser)
            try cache.prepare(module, name: "toy", recipe: recipe) {
                trained += 1
                module.weight.assign(module.weight * 2)
            }
            return module.weight.array()
        }
        let first = try prepared("a", seed: 1)
        #expect(try prepared("a", seed: 2) == first)
        #expect(trained == 1)
        #expect(try prepared("b", seed: 2) != first)
        #expect(trained == 2)
    }
}
