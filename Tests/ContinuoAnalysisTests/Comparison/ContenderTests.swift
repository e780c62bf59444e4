import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import ContinuoTraining
import Foundation
import Testing

@testable import ContinuoAnalysis

@Suite("Contenders for logs and series")
struct ContenderTests {
    private static func log(_ traces: [[String]]) throws -> ComparisonData {
        try ComparisonReader.traces(traces, name: "log") { index in
            index % 10 == 9 ? .test : index % 10 == 8 ? .validation : .train
        }
    }

    private static func budget(_ seconds: Double = 2) -> ComparisonBudget {
        var budget = ComparisonBudget()
        (budget.seconds, budget.context, budget.parameters, budget.steps) = (seconds, 32, 3000, 5)
        return budget
    }

    private static let traceModels = [
        "markov", "akom", "prefix-tree", "alergia", "mdl-automaton", "directly-follows", "heuristics-miner",
        "inductive-miner", "inductive-miner-infrequent",
    ]

    @Test("Each predicts a process better than frequencies do, and its folder scores the same", arguments: traceModels)
    func process(name: String) throws {
        var random = RandomStream(seed: 1)
        let tree = ProcessTree.sequence([
            .activity(0), .choice([.activity(1), .sequence([.activity(2), .activity(3)])]), .activity(4),
        ])
        let data = try Self.log((0..<300).map { _ in tree.draw(using: &random).map { "a\($0)" } })
        var comparison = ModelComparison(data, context: 32, limit: 2000)
        for name in ["unigram", name] { comparison.add(try ContenderRegistry.contender(named: name), Self.budget()) }
        #expect(comparison.failures.isEmpty)
        let best = try #require(comparison.entries.first)
        // One choice of two in each trace of about five events.
        #expect(best.name == name && best.scores.bits < 0.6)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("contender-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try comparison.save(best, to: path)
        let again = try PredictionScores(try ModelLoader.load(path).model, comparison.windows)
        #expect(abs(again.bits - best.scores.bits) < 1e-6)
        if let graph = best.fitted.graph {
            #expect(graph.graphSize.nodes > 4 && graph.dot { "\($0)" }.hasPrefix("digraph"))
        }
    }

    @Test(
        "Odd logs have a result or one clear reason",
        arguments: [
            Array(repeating: ["a"], count: 30), Array(repeating: ["a", "b", "a"], count: 30),
            (0..<30).map { Array(repeating: "s\($0 % 3)", count: $0 + 1) }, (0..<40).map { ["x\($0)"] },
        ]
    )
    func oddLogs(traces: [[String]]) throws {
        var comparison = ModelComparison(try Self.log(traces), context: 16, limit: 1000)
        for name in Self.traceModels { comparison.add(try ContenderRegistry.contender(named: name), Self.budget(1)) }
        #expect(comparison.entries.count == Self.traceModels.count, "\(comparison.failures)")
        #expect(comparison.entries.allSatisfy { $0.scores.bits.isFinite })
    }

    @Test("Models of traces say that they need traces, forecasters that they need numbers")
    func unsuitable() throws {
        var reader = ComparisonReader()
        reader.kind = .letters
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("letters-\(UUID().uuidString).txt")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try String(repeating: "acgt", count: 200).write(toFile: path, atomically: true, encoding: .utf8)
        var comparison = ModelComparison(try reader.read(path), context: 16, limit: 100)
        for name in ["alergia", "inductive-miner", "ets"] {
            comparison.add(try ContenderRegistry.contender(named: name), Self.budget())
        }
        #expect(
            comparison.failures.map(\.reason).allSatisfy { $0.hasPrefix("it needs ") } && comparison.failures.count == 3
        )
    }

    @Test("Forecasters compete over classes of values: a seasonal one wins on a season, and each can be saved")
    func series() throws {
        var random = RandomStream(seed: 2)
        let values = (0..<400).map { 10 * sin(Double($0) * Double.pi / 6) + 0.5 * random.normal() }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("series-\(UUID().uuidString)").path
        defer { for ending in [".csv", ""] { try? FileManager.default.removeItem(atPath: path + ending) } }
        try ("y\n" + values.map { "\($0)\n" }.joined()).write(toFile: path + ".csv", atomically: true, encoding: .utf8)
        let data = try ComparisonReader().read(path + ".csv")
        var comparison = ModelComparison(data, context: 32, limit: 200)
        for name in ["naive", "seasonal-naive", "ets", "theta", "n-hits", "unigram", "n-gram"] {
            comparison.add(try ContenderRegistry.contender(named: name), Self.budget())
        }
        #expect(comparison.failures.isEmpty, "\(comparison.failures)")
        let bits = Dictionary(uniqueKeysWithValues: comparison.entries.map { ($0.name, $0.scores.bits) })
        #expect(bits["seasonal-naive"]! < bits["naive"]! && bits["ets"]! < bits["unigram"]!)
        // Every model is scored on the same values.
        #expect(Set(comparison.entries.map(\.scores.count)).count == 1)
        let forecaster = try #require(comparison.entries.first { $0.name == "ets" })
        try comparison.save(forecaster, to: path)
        #expect(try ForecasterFolder.load(path).name == "ets" && !ClassForecaster.isHeld(by: path))
        try FileManager.default.removeItem(atPath: path)
        try comparison.save(try #require(comparison.entries.first { $0.name == "n-gram" }), to: path)
        let task = ForecastTask(horizon: 2, season: 12, probabilities: [0.1, 0.9])
        let forecast = try ClassForecaster(path).forecast([TimeSeries(values: values)], task)[0]
        let truth = (400..<402).map { 10 * sin(Double($0) * Double.pi / 6) }
        let error = zip(forecast.point, truth).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
        // Of the mean the error is 6.8.
        #expect(error < 4 && zip(forecast.quantiles[0].values, forecast.quantiles[1].values).allSatisfy { $0 <= $1 })
    }

    @Test("A normal law's quantiles give its share of each class, beyond the outermost ones too")
    func classLaw() throws {
        let classes = try ValueClasses((0..<1000).map { Double($0) / 100 }, count: 8, file: "values")
        let task = [0.01, 0.1, 0.5, 0.9, 0.99]
        let quantiles = task.map { Forecast.Quantile($0, [4 + 2 * NormalLaw.quantile($0)]) }
        let law = classes.law(quantiles)
        let cumulative = [0] + classes.borders.map { NormalLaw.cumulative(($0 - 4) / 2) } + [1]
        for (index, share) in law.enumerated() {
            #expect(abs(share - (cumulative[index + 1] - cumulative[index])) < 1e-9)
        }
        #expect(classes.law([.init(0.5, [3])]).contains(1))
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("classes-\(UUID().uuidString).json")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try JSONWriter.text(classes.json).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try ValueClasses(file: path) == classes)
    }

    @Test("A log in XES is the log that it says, by its ending or by its beginning")
    func xes() throws {
        let traces = (0..<30).map { index in
            XESLog.Trace(
                name: "\(index)",
                events: [
                    .init(name: "a b", transition: "start"), .init(name: "a b", transition: "complete"),
                    .init(name: "c"),
                ]
            )
        }
        for ending in ["xes", "xml"] {
            let path = FileManager.default.temporaryDirectory.appendingPathComponent(
                "log-\(UUID().uuidString).\(ending)"
            ).path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try XESLog(traces: traces).text.write(toFile: path, atomically: true, encoding: .utf8)
            let data = try ComparisonReader().read(path)
            #expect(data.kind == .log && data.training.count == 24 && data.training.allSatisfy { $0.count == 4 })
        }
    }
}
