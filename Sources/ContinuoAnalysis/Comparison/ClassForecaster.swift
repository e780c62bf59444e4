import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Forecasts by a model of classes of values: paths are drawn class by class, each value evenly from its class.
public struct ClassForecaster: Forecaster {
    public let name: String
    private let model: any GenerativeModel & Sendable
    private let classes: ValueClasses
    /// Values that the model reads before it draws.
    private let context: Int
    private let paths = 256

    /// Name of the file that says what the classes are.
    public static let fileName = "value_classes.json"

    /// Whether a folder holds a model of classes of values.
    public static func isHeld(by path: String) -> Bool { FileSystem.exists(FileSystem.join(path, fileName)) }

    /// Reads a folder that `ModelComparison.save` wrote.
    /// - Throws: whatever `ModelLoader` does; `DataFileError` where classes and tokens do not fit.
    public init(_ path: String) throws {
        let loaded = try ModelLoader.load(path)
        let file = FileSystem.join(path, Self.fileName)
        classes = try ValueClasses(file: file)
        guard loaded.model.vocabularySize >= classes.names.count else {
            throw DataFileError(
                .malformed,
                file: file,
                expected: "at most \(loaded.model.vocabularySize) classes, one for a token",
                found: "\(classes.names.count)"
            )
        }
        model = SharedModel(loaded.model)
        name = loaded.kind
        context = 128
    }

    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        try panel.enumerated().map { index, series in
            try forecast(series, task, RandomStream(seed: task.seed).split("classes").split(index))
        }
    }

    private func forecast(_ series: TimeSeries, _ task: ForecastTask, _ stream: RandomStream) throws -> Forecast {
        var random = stream
        let session = try model.makeSession(rows: paths)
        let room = (session.maximumLength ?? .max) - task.horizon
        guard room > 0 else {
            throw SessionError.tooLong(length: task.horizon + 1, maximum: session.maximumLength ?? 0)
        }
        let read = series.values.suffix(min(context, room)).map { Int32(classes.index(of: $0)) }
        var logits = try session.extend(Array(repeating: read, count: paths))
        var steps: [[Double]] = []
        for step in 0..<task.horizon {
            var (drawn, values): ([[Int32]], [Double]) = ([], [])
            for row in 0..<paths {
                let start = row * model.vocabularySize
                let own = logits[start..<(start + classes.names.count)]
                let most = own.max() ?? 0
                let index = random.categorical(own.map { exp(Double($0 - most)) })
                let interval = classes.interval(index)
                drawn.append([Int32(index)])
                values.append(interval.lowerBound + random.uniform() * (interval.upperBound - interval.lowerBound))
            }
            steps.append(values.sorted())
            if step < task.horizon - 1 { logits = try session.extend(drawn) }
        }
        let quantiles = task.probabilities.map { probability in
            Forecast.Quantile(probability, steps.map { SeriesScaler.quantile($0, probability) })
        }
        let point = steps.map { $0.reduce(0, +) / Double(paths) }
        return Forecast(point: point, quantiles: quantiles, method: "\(name) of \(classes.names.count) classes")
    }
}

/// A model that is only read from.
private struct SharedModel: GenerativeModel, @unchecked Sendable {
    let model: any GenerativeModel

    init(_ model: any GenerativeModel) { self.model = model }

    var vocabularySize: Int { model.vocabularySize }

    func score(_ tokens: [Int32]) throws -> SequenceScore { try model.score(tokens) }

    func makeSession(rows: Int) throws -> any DecodingSession { try model.makeSession(rows: rows) }
}
