import ContinuoDecoding
import ContinuoFormats
import Foundation

/// Models of several kinds on the same data under one budget each, and what can be said of their order.
public struct ModelComparison {
    /// One model's line.
    public struct Entry {
        public let name: String
        public let fitted: FittedContender
        public let scores: PredictionScores
        public let trainingSeconds: Double
        /// Bits of a token, the middle 95 % of bootstrap resamples.
        public let interval: ClosedRange<Double>
    }

    /// Why a model has no line.
    public struct Failure: Sendable {
        public let name: String
        public let reason: String
    }

    public let data: ComparisonData
    public let windows: [ScoringWindow]
    /// The best first.
    public private(set) var entries: [Entry] = []
    public private(set) var failures: [Failure] = []

    /// - Parameter limit: tokens that are scored at most.
    public init(_ data: ComparisonData, context: Int, limit: Int) {
        self.data = data
        windows = ScoringWindow.windows(data.test, length: context, limit: limit)
    }

    /// Fits and scores a model; one that cannot is noted with its reason.
    public mutating func add(_ contender: any Contender, _ budget: ComparisonBudget) {
        let began = Date()
        do {
            let fitted = try contender.fit(data, budget)
            let seconds = Date().timeIntervalSince(began)
            let scores = try fitted.scores(windows)
            let entry = Entry(
                name: contender.name,
                fitted: fitted,
                scores: scores,
                trainingSeconds: seconds,
                interval: scores.excess(over: nil).interval
            )
            entries.append(entry)
            entries.sort { $0.scores.bits < $1.scores.bits }
        } catch {
            failures.append(Failure(name: contender.name, reason: "\(error)"))
        }
    }

    /// Writes a model into a new folder; one of classes of values with what these mean, so that it can forecast.
    public func save(_ entry: Entry, to path: String) throws {
        try entry.fitted.save(path)
        guard let values = data.values, entry.fitted.readsTokens else { return }
        let file = FileSystem.join(path, ClassForecaster.fileName)
        try AtomicFile.write(JSONWriter.bytes(values.classes.json) + [10], to: file)
    }

    /// How much more bits a token an entry needs than the best, on the same stretches.
    public func loss(_ entry: Entry) -> PairedBootstrap? {
        guard let best = entries.first, best.name != entry.name else { return nil }
        return entry.scores.excess(over: best.scores)
    }

    /// One sentence: which model predicts best, and whether its lead over the next is real.
    public var verdict: String? {
        guard let best = entries.first else { return nil }
        func figure(_ value: Double) -> String { String(format: "%.3f", value) }
        let bound = best.scores.kind == .bound ? "at most " : ""
        let first = "\(best.name) predicts best, with \(bound)\(figure(best.scores.bits)) bits \(data.oneUnit)"
        guard entries.count > 1, let lead = loss(entries[1]) else { return first + "." }
        let interval = "95 % interval \(figure(lead.interval.lowerBound)) to \(figure(lead.interval.upperBound))"
        guard lead.interval.lowerBound > 0 else {
            return "\(best.name) and \(entries[1].name) cannot be told apart here: \(figure(best.scores.bits)) and "
                + "\(figure(entries[1].scores.bits)) bits \(data.oneUnit), \(interval) of the difference."
        }
        return first + ", \(figure(lead.difference)) less than \(entries[1].name): a real difference (\(interval))."
    }
}
