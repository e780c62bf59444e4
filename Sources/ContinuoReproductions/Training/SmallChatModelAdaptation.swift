import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Dynamic evaluation of SmolLM2-135M on a long manual page, its last ten layers adapted.
struct SmallChatModelAdaptation {
    private static let model = "smollm2/smollm2-135m-instruct-q4_1.gguf"
    private static let measure = "SmolLM2 on a long manual page: perplexity, rms on the last 10 layers"
    private static let target = Evidence.Target.atMostTimes(0.92)
    private static let adaptedLayers = 10
    private static let tokens = 4096
    private static let segment = 128
    /// Tokens before a segment that are read again.
    private static let rereads = 896
    private static let rules = ["rms(0.0001,0.001)", "rms(0.0003,0.001)", "rms(0.001,0.001)"]

    /// The row, measured or with the reason why it was not.
    func measure(_ bench: Workbench) throws -> Evidence {
        func notRun(_ reason: String) -> Evidence {
            Evidence(rows: [.notRun(Self.measure, target: Self.target, reason: reason)])
        }
        guard let path = FetchedModels.path(of: Self.model) else {
            return notRun("\(Self.model) was not fetched; Scripts/fetch-models does")
        }
        let loaded: LoadedModel
        do {
            loaded = try ModelLoader.load(path)
        } catch let error as DataFileError where error.kind == .unsupported {
            return notRun("this program does not read it")
        }
        guard let model = loaded.model as? SequenceModel, let process = model.process as? Autoregressive else {
            return notRun("it was not read as an autoregressive network")
        }
        let manuals: ManualPages
        do {
            manuals = try ManualPages()
        } catch let DatasetError.missingPackage(_, package, _) {
            return notRun("the package \(package) is not installed")
        }
        let adapted = Self.lastLayers(of: model.backbone)
        guard !adapted.isEmpty, adapted.allSatisfy({ $0.tensor.elementType == .float32 }) else {
            return notRun("its weights were not read as float32")
        }
        return try measure(model, process, adapted, manuals, bench)
    }

    private func measure(
        _ model: SequenceModel,
        _ process: Autoregressive,
        _ adapted: [NamedParameter],
        _ manuals: ManualPages,
        _ bench: Workbench
    ) throws -> Evidence {
        let pages = manuals.pages.map { ($0.name, model.tokeniser.encode(Array($0.text.utf8))) }
        let long = pages.indices.filter { pages[$0].1.count >= Self.tokens }
        guard long.count >= 2 else {
            let reason = "fewer than two manual pages have \(Self.tokens) tokens"
            return Evidence(rows: [.notRun(Self.measure, target: Self.target, reason: reason)])
        }
        let page = pages[long[0]]
        let test = Array(page.1.prefix(Self.tokens))
        let choosing = Array(pages[long[1]].1.prefix(Self.segment * 8))
        // The scale of the steps comes from pages that are neither scored nor chosen on.
        let others = pages.indices.filter { $0 != long[0] && $0 != long[1] }.flatMap { pages[$0].1 }
        bench.progress("SmolLM2: collecting mean squared gradients")
        let store = TokenStore(
            name: "manual pages",
            tokens: others,
            vocabularySize: model.vocabularySize,
            textBytes: others.count
        )
        let mean = try GradientMeanSquare(
            of: adapted,
            model.backbone,
            process,
            store,
            batches: 20,
            length: Self.segment,
            batchSize: 1
        )
        let names = Set(adapted.map(\.name))
        func perplexity(_ text: String, _ tokens: [Int32]) throws -> Double {
            guard let rule = DynamicRule(text, segment: Self.segment) else {
                throw TrainingError.badSetting(field: "dynamic", expected: "a rule, got \(text)")
            }
            let scorer = try DynamicScorer(
                model.backbone,
                process,
                rule,
                meanSquare: mean,
                rereads: Self.rereads,
                adapts: { names.contains($0.name) }
            )
            defer { scorer.reset() }
            return exp(-(try scorer.score(tokens).total) / Double(tokens.count))
        }
        let scored = try Self.rules.map { rule in
            let found = try perplexity(rule, choosing)
            bench.progress("  choosing: \(rule) \(Figure.text(found))")
            return (rule: rule, perplexity: found)
        }
        let best = scored.min { $0.perplexity < $1.perplexity }!.rule
        let ours = try perplexity(best, test)
        let windowed = try perplexity("rms(0,0)", test)
        let whole = exp(-(try process.score(model.backbone, [test])[0].total) / Double(test.count))
        return Evidence(
            rows: [.init(Self.measure, ours: ours, baseline: min(windowed, whole), target: Self.target)],
            notes: [
                "SmolLM2: the first \(test.count) tokens of \(page.0); \(best), segments of \(Self.segment) after "
                    + "\(Self.rereads) tokens that are read again. Static perplexity \(Figure.text(windowed)) with the same "
                    + "context, \(Figure.text(whole)) with all that comes before; the baseline is the lower one."
            ]
        )
    }

    private static func lastLayers(of backbone: any Backbone) -> [NamedParameter] {
        func layer(_ parameter: NamedParameter) -> Int? {
            let path = parameter.name.split(separator: ".")
            return path.count > 1 && path[0] == "blocks" ? Int(path[1]) : nil
        }
        let count = (backbone.parameters.compactMap(layer).max() ?? -1) + 1
        return backbone.parameters.filter { layer($0).map { $0 >= count - adaptedLayers } ?? false }
    }
}
