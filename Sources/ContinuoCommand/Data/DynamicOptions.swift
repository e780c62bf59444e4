import ArgumentParser
import Continuo

/// Options of scoring that adapts.
struct DynamicOptions: ParsableArguments {
    @Option(help: "Adapt while scoring: sgd(RATE), rms(RATE,DECAY), sparse(UNITS), sparse-rms(UNITS).")
    var dynamic: String?
    @Option(help: "Text like the training data, from which rms and sparse-rms take their scale.")
    var dynamicData: String?
    @Option(help: "Tokens that are scored before each update.") var segment = 20

    /// What scores, or nil where no adaptation is asked for.
    func scorer(for loaded: LoadedModel) throws -> DynamicScorer? {
        guard let dynamic else {
            guard dynamicData == nil else { throw CommandError.usage("--dynamic-data needs --dynamic.") }
            return nil
        }
        guard let rule = DynamicRule(dynamic, segment: segment) else {
            throw CommandError.usage(
                "--dynamic \(dynamic): expected sgd, rms, sparse(UNITS) or sparse-rms(UNITS) with a --segment of 1 or more tokens."
            )
        }
        guard let model = loaded.model as? SequenceModel, let process = model.process as? Autoregressive else {
            throw CommandError.usage(
                "--dynamic adapts a network that is read from left to right; this is another model."
            )
        }
        var mean: GradientMeanSquare?
        if rule.needsMeanSquare {
            guard let dynamicData else {
                throw CommandError.usage(
                    "--dynamic \(dynamic) needs --dynamic-data: a file of text like the training data."
                )
            }
            let bytes = try TextInput.read(dynamicData)
            let store = TokenStore(
                name: dynamicData,
                tokens: model.tokeniser.encode(bytes),
                vocabularySize: model.vocabularySize,
                textBytes: bytes.count
            )
            let (backbone, batches) = (model.backbone, 100)
            mean =
                if let units = rule.units {
                    try GradientMeanSquare(sparse: units, backbone, store, batches: batches, length: segment)
                } else {
                    try GradientMeanSquare(
                        of: backbone.parameters,
                        backbone,
                        process,
                        store,
                        batches: batches,
                        length: segment
                    )
                }
        }
        return try DynamicScorer(model.backbone, process, rule, meanSquare: mean)
    }
}
