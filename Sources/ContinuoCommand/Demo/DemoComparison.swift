import Continuo
import Foundation

/// Bits per byte of the network and of baselines on the same held-out text.
struct DemoComparison {
    private struct Row {
        var name: String
        var bitsPerByte: Double
        var kind: LikelihoodKind
    }

    private var rows: [Row] = []
    /// Length of the text that is measured.
    let bytes: Int

    /// Longest part of the held-out text that is measured.
    private static let limit = 65_536

    init(_ run: TrainingRun, _ subject: DemoSubject) throws {
        let corpus = try DataRequest(subject.data).open()
        var training: [[Int32]] = []
        var heldOut: [UInt8] = []
        let tokeniser = run.model.tokeniser
        try corpus.forEach { part, document in
            switch part {
            case .train: training.append(tokeniser.encode(document.bytes))
            case .test: heldOut += document.bytes
            case .validation: break
            }
        }
        let text = Array(heldOut.prefix(Self.limit))
        bytes = text.count
        let tokens = tokeniser.encode(text)
        func add(_ name: String, _ score: SequenceScore) {
            rows.append(
                Row(name: name, bitsPerByte: -score.total / log(2) / Double(max(text.count, 1)), kind: score.kind)
            )
        }
        let even = -log(256.0)
        add("every byte alike", SequenceScore(logProbabilities: text.map { _ in even }, kind: .exact))
        for order in [1, 3, 6] {
            let model = try NGramModel.train(training, order: order, vocabularySize: tokeniser.vocabularySize)
            add("\(order)-gram (Kneser–Ney)", try model.score(tokens))
        }
        let score = try run.trainer.withEvaluationParameters { try run.model.score(tokens) }
        add("this network, \(Figures.duration(run.trainer.elapsed))", score)
    }

    var text: String {
        var table = Table(right: [2])
        for row in rows {
            let bound = row.kind == .bound ? "≤ " : ""
            table.add("", row.name, bound + Figures.fixed(row.bitsPerByte, 3) + " bits per byte")
        }
        return table.text
    }

    var json: JSONValue {
        .array(
            rows.map {
                [
                    "model": .string($0.name), "bits_per_byte": .number($0.bitsPerByte),
                    "kind": .string($0.kind.rawValue),
                ]
            }
        )
    }
}
