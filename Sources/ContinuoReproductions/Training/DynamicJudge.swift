import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Scores texts by one model, statically and by rules of dynamic evaluation.
struct DynamicJudge {
    /// A name, and the rules of which the one that does best on other text is taken.
    typealias Grid = (name: String, rules: [String])

    private let backbone: any Backbone
    private let process: Autoregressive
    private let segment: Int
    private let parameters: GradientMeanSquare
    /// By the size of the matrix.
    private let matrices: [Int: GradientMeanSquare]

    /// A text and the number of bytes that its tokens stand for.
    struct Text {
        var tokens: [Int32]
        var bytes: Int

        /// About so many of the bytes.
        func prefix(bytes wanted: Int) -> Text {
            let count = min(tokens.count, tokens.count * wanted / max(bytes, 1))
            return Text(tokens: Array(tokens.prefix(count)), bytes: min(wanted, bytes))
        }
    }

    /// - Parameters:
    ///   - model: autoregressive.
    ///   - units: sizes of the matrices that sparse rules may have.
    ///   - batches: minibatches of training text from which mean squared gradients are taken.
    /// - Throws: `TrainingError.badSetting` for a model that is not autoregressive.
    init(_ model: SequenceModel, _ training: TokenStore, units: [Int], batches: Int, segment: Int) throws {
        guard let process = model.process as? Autoregressive else {
            throw TrainingError.badSetting(field: "dynamic", expected: "an autoregressive model")
        }
        let backbone = model.backbone
        self.backbone = backbone
        self.process = process
        self.segment = segment
        parameters = try GradientMeanSquare(
            of: backbone.parameters,
            backbone,
            process,
            training,
            batches: batches,
            length: segment
        )
        let pairs = try units.map {
            ($0, try GradientMeanSquare(sparse: $0, backbone, training, batches: batches, length: segment))
        }
        matrices = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The rules that are compared.
    /// - Parameters:
    ///   - units: sizes of the sparse rules' matrices.
    ///   - rates: steps of the sparse rule without mean squares.
    static func grids(sparse units: [Int], rates: [Double]) -> [Grid] {
        let sparse = units.flatMap { units in
            rates.map { "sparse(\(units),\($0),0.0003)" }
                + ["0.00003,0.001", "0.0001,0.001", "0.0003,0.001"].map { "sparse-rms(\(units),\($0))" }
        }
        return [
            ("sgd", ["sgd(0.005)", "sgd(0.01)", "sgd(0.02)", "sgd(0.05)", "sgd(0.1)"]),
            (
                "rms",
                // ε bounds the steps of parameters that training data never moved, such as those of unseen bytes.
                [
                    "rms(0.00003,0.001)", "rms(0.0001,0.001)", "rms(0.0001,0.003)", "rms(0.00003,0.0003,0.0002)",
                    "rms(0.0001,0.0003,0.0002)", "rms(0.0001,0.0003,0.001)", "rms(0.0003,0.0003,0.001)",
                ]
            ),
            ("sparse", sparse),
        ]
    }

    /// Bits a byte of one text.
    struct Comparison {
        let still: Double
        var found: [(name: String, rule: String, bits: Double)] = []

        func bits(_ name: String) -> Double { found.first { $0.name == name }?.bits ?? .nan }

        var text: String {
            "Static \(Figure.text(still)); "
                + found.map { "\($0.rule) \(Figure.text($0.bits))" }.joined(separator: ", ") + "."
        }
    }

    func compare(choosing: Text, test: Text, grids: [Grid], progress: (String) -> Void) throws -> Comparison {
        let still = try process.score(backbone, [test.tokens])[0].total
        var comparison = Comparison(still: bits(still, test))
        for (name, rules) in grids {
            var best: (rule: String, bits: Double)?
            for rule in rules {
                let found = try dynamic(rule, choosing)
                progress("  choosing: \(rule) \(Figure.text(found))")
                if best.map({ found < $0.bits }) ?? true { best = (rule, found) }
            }
            guard let best else { continue }
            comparison.found.append((name, best.rule, try dynamic(best.rule, test)))
            progress("  \(best.rule) \(Figure.text(comparison.bits(name))), static \(Figure.text(comparison.still))")
        }
        return comparison
    }

    private func dynamic(_ name: String, _ text: Text) throws -> Double {
        guard let rule = DynamicRule(name, segment: segment) else {
            throw TrainingError.badSetting(field: "dynamic", expected: "a rule, got \(name)")
        }
        let mean = rule.units.map { matrices[$0] } ?? parameters
        let scorer = try DynamicScorer(backbone, process, rule, meanSquare: mean)
        defer { scorer.reset() }
        let total = try scorer.score(text.tokens).total
        return total.isFinite ? bits(total, text) : .infinity
    }

    private func bits(_ total: Double, _ text: Text) -> Double { -total / Double(text.bytes) / log(2) }
}
