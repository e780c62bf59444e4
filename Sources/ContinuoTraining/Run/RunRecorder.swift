import ContinuoFormats
import Foundation

/// Keeps the history of a run: `history.jsonl`, TensorBoard events, and a picture of the loss as SVG and PNG.
final class RunRecorder {
    private let folder: String
    private let title: String
    private let events: TensorBoardWriter
    private var history: [JSONObject]
    private var training: [ChartSeries.Point] = []
    private var validation: [ChartSeries.Point] = []
    private var validationIsBound = false
    /// Loss of the steps since the last point of the history.
    private var pending: (sum: Double, count: Int) = (0, 0)

    static let historyName = "history.jsonl"

    /// - Parameter resumedAt: the step that an earlier session reached; its later history, if any, is dropped.
    init(folder: String, resumedAt: Int?, title: String) throws {
        self.folder = folder
        self.title = title
        history = try resumedAt.map { try RunRecorder.earlier(folder, until: $0) } ?? []
        events = try TensorBoardWriter(folder: folder)
        history.forEach(note)
    }

    private static func earlier(_ folder: String, until step: Int) throws -> [JSONObject] {
        let path = FileSystem.join(folder, historyName)
        guard FileSystem.exists(path) else { return [] }
        let reader = try JSONLinesReader(path: path)
        var entries: [JSONObject] = []
        while let value = try reader.next() {
            guard let object = value.objectValue, let at = object["step"]?.intValue, at <= step else { continue }
            entries.append(object)
        }
        return entries
    }

    private func note(_ entry: JSONObject) {
        guard let step = entry["step"]?.intValue else { return }
        if let bits = entry["bits_per_byte"]?.doubleValue { training.append(.init(Double(step), bits)) }
        if let bits = entry["validation_bits_per_byte"]?.doubleValue {
            validation.append(.init(Double(step), bits))
            validationIsBound = entry["kind"]?.stringValue == "bound"
        }
    }

    private func append(_ entry: JSONObject) {
        history.append(entry)
        note(entry)
    }

    func record(_ report: StepReport, elapsed: Double, bytesPerToken: Double) throws {
        pending.sum += report.loss
        pending.count += 1
        // Every step at the beginning, then about every hundredth of what is done: at most some hundred points.
        guard report.step <= 20 || report.step % max(1, report.step / 100) == 0 else { return }
        let loss = pending.sum / Double(pending.count)
        pending = (0, 0)
        let bits = loss / log(2) / bytesPerToken
        try events.add(
            [
                "loss/train": loss, "bits_per_byte/train": bits, "learning_rate": report.learningRate,
                "gradient_norm": report.clipping.norm,
            ],
            step: report.step
        )
        append([
            "step": .integer(report.step), "seconds": .number(elapsed), "loss": .number(loss),
            "bits_per_byte": .number(bits),
            "learning_rate": .number(report.learningRate), "gradient_norm": .number(report.clipping.norm),
            "clipped_share": .number(report.clipping.clippedShare),
        ])
    }

    func record(_ report: ValidationReport, elapsed: Double) throws {
        try events.add(
            ["loss/validation": report.loss, "bits_per_byte/validation": report.bitsPerByte],
            step: report.step
        )
        append([
            "step": .integer(report.step), "seconds": .number(elapsed), "validation_loss": .number(report.loss),
            "validation_bits_per_byte": .number(report.bitsPerByte), "kind": .string(report.kind),
        ])
    }

    /// Writes history and picture.
    func flush() throws {
        try events.flush()
        let lines: [UInt8] = history.flatMap { JSONWriter.bytes(.object($0)) + [10] }
        try AtomicFile.write(lines, to: FileSystem.join(folder, RunRecorder.historyName))
        guard !training.isEmpty else { return }
        var series = [ChartSeries("training", points: training)]
        if !validation.isEmpty {
            series.append(
                ChartSeries(validationIsBound ? "validation (upper bound)" : "validation", points: validation)
            )
        }
        let chart = Chart(title: title, xAxis: "updates", yAxis: "bits per byte", series: series)
        try chart.write(to: FileSystem.join(folder, "loss.svg"))
        try chart.write(to: FileSystem.join(folder, "loss.png"))
    }
}
