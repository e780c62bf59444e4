import ArgumentParser
import Continuo

/// Options of scoring that adapts.
struct DynamicOptions: ParsableArguments {
    @Option(help: "Adapt while scoring: sgd(RATE), rms(RATE,DECAY) or sparse(UNITS).") var dynamic: String?
    @Option(help: "Text like the training data, from which rms takes the scale of its steps.") var dynamicData: String?
    @Option(help: "Tokens that are scored before each update.") var segment = 20

    /// What scores, or nil where no adaptation is asked for.
    func scorer(for loaded: LoadedModel) throws -> DynamicScorer? {
        guard let dynamic else {
            guard dynamicData == nil else { throw CommandError.usage("--dynamic-data needs --dynamic.") }
            return nil
        }
        guard let rule = DynamicRule(dynamic, segment: segment) else {
            throw CommandError.usage(
                "--dynamic \(dynamic): expected sgd, rms or sparse(UNITS) with a --segment of 1 or more tokens."
            )
        }
        guard let model = loaded.model as? SequenceModel, let process = model.process as? Autoregressive else {
            throw CommandError.usage(
                "--dynamic adapts a network that is read from left to right; this is another model."
            )
        }
        var mean: GradientMeanSquare?
        if rule.kind == .rms {
            guard let dynamicData else {
                throw CommandError.usage("--dynamic rms needs --dynamic-data: a file of text like the training data.")
            }
            let bytes = try TextInput.read(dynamicData)
            let tokens = model.tokeniser.encode(bytes)
            mean = try GradientMeanSquare(
                of: model.backbone.parameters,
                model.backbone,
                process,
                TokenStore(
                    name: dynamicData,
                    tokens: tokens,
                    vocabularySize: model.vocabularySize,
                    textBytes: bytes.count
                ),
                batches: 100,
                length: segment
            )
        }
        return try DynamicScorer(model.backbone, process, rule, meanSquare: mean)
    }
}
