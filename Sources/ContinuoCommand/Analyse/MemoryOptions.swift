import ArgumentParser
import Continuo

/// The model and the windows that analyses of memory look at.
struct MemoryOptions: ParsableArguments {
    @Option(help: "A model's folder.") var model: String
    @Option(help: "Tokens of a window.") var context = 128
    @Option(help: "Windows that figures are means over.") var windows = 16
    @Option(help: "Seed of the choice of windows and of random numbers.") var seed: UInt64 = 1
    @OptionGroup var data: DataOptions

    func validate() throws {
        if context < 2 { throw ValidationError("--context \(context): expected at least 2.") }
        if windows < 1 { throw ValidationError("--windows \(windows): expected at least 1.") }
    }

    /// The network, and windows of `context` tokens and the one behind them.
    /// - Throws: `CommandError` for a model that is no stack of layers read forwards, and for a context that it cannot read.
    func open(_ printing: OutputOptions) throws -> (network: StackedBackbone, windows: [[Int32]]) {
        guard let location = try data.location() else {
            throw CommandError.usage("Name the data: a path or --data @kjv.")
        }
        guard let loaded = try ModelLoader.load(model).model as? SequenceModel,
            let network = loaded.backbone as? StackedBackbone, network.capabilities.contains(.causal)
        else { throw CommandError.usage("\(model) is no stack of layers that is read forwards.") }
        if let longest = network.maximumLength, context > longest {
            throw CommandError.usage("--context \(context): the model reads at most \(longest) tokens.")
        }
        let corpus = try data.request(location).open { printing.note($0) }
        let store = try TokenisedCorpus(corpus, tokeniser: loaded.tokeniser).train
        let batch = try WindowSampler(store, length: context, batchSize: windows, order: .random, seed: seed).batch(
            at: 0
        )
        return (network, (0..<batch.batch).map { Array(batch.row($0)) })
    }
}
