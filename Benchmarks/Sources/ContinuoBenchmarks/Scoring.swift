import ArgumentParser
import Continuo
import Foundation

/// What a checkpoint says of given ids, for `quality/compare.py`: the log-probability of each next id and the id that is most
/// probable, in windows that know nothing of each other.
struct Scoring: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Write what a checkpoint predicts after each id of given windows."
    )

    @Option(help: "The GGUF file.") var model: String
    @Option(help: "Windows of ids, each behind their number, as 32-bit integers.") var ids: String
    @Option(help: "How weights are held: stored or f32.") var weights = LoadOptions.Weights.stored
    @Option(help: "How keys and values are cached: f32, f16 or q8_0.") var cacheType = KeyValueFormat.float16
    @Option(help: "Ids that are read at once.") var step = 128
    @Option(
        help: "Where 32-bit floats go: for each id but a window's first, its log-probability and the most probable id."
    )
    var output: String
    @Option(help: "Where the logits after each id go, as 32-bit floats.") var logits: String?

    func run() throws {
        let model = try SequenceModel.load(gguf: model, LoadOptions(weights: weights, cache: cacheType))
        var scores: [Float] = []
        var all: FileHandle?
        if let logits {
            _ = FileManager.default.createFile(atPath: logits, contents: nil)
            all = try FileHandle(forWritingTo: URL(fileURLWithPath: logits))
        }
        for window in try windows() {
            let session = BackboneSession(model.backbone, rows: 1, start: nil)
            for first in stride(from: 0, to: window.count, by: step) {
                let part = Array(window[first..<min(first + step, window.count)])
                let values = try session.extendWithAllLogits([part])
                try all?.write(contentsOf: values.withUnsafeBytes { Data($0) })
                for place in part.indices where first + place + 1 < window.count {
                    let row = values[(place * model.backbone.vocabularySize)...].prefix(model.backbone.vocabularySize)
                    scores += row.withUnsafeBufferPointer { Self.score($0, next: Int(window[first + place + 1])) }
                }
            }
        }
        try scores.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: output))
    }

    /// The log-probability of `next`, and the most probable id.
    private static func score(_ logits: UnsafeBufferPointer<Float>, next: Int) -> [Float] {
        var best = 0
        for id in logits.indices where logits[id] > logits[best] { best = id }
        let most = logits[best]
        var sum = 0.0
        for logit in logits { sum += Double(exp(logit - most)) }
        return [logits[next] - most - Float(log(sum)), Float(best)]
    }

    private func windows() throws -> [[Int32]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: ids))
        let values = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
            }
        }
        var windows: [[Int32]] = []
        var place = 0
        while place < values.count {
            let end = place + 1 + Int(values[place])
            guard values[place] > 0, end <= values.count else {
                throw ValidationError("\(ids): a window of \(values[place]) ids at number \(place) is cut off")
            }
            windows.append(Array(values[place + 1..<end]))
            place = end
        }
        return windows
    }
}

extension LoadOptions.Weights: ExpressibleByArgument {}
extension KeyValueFormat: ExpressibleByArgument {}
