import ArgumentParser
import Continuo

/// Options of commands that use a checkpoint without changing it.
struct LoadingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How weights are held: stored (as the file has them) or f32 (exact products, more memory).",
            valueName: "form"
        )
    )
    var weights = LoadOptions.Weights.stored
    @Option(help: ArgumentHelp("How keys and values are cached: f32, f16 or q8_0.", valueName: "form"))
    var cacheType = KeyValueFormat.float16
    @Option(
        help: ArgumentHelp(
            "How long convolutions go on token by token: naive, epoched, epoched:N or continuous.",
            valueName: "scheme"
        )
    )
    var convCache = ConvolutionScheme.continuous
    @Option(help: "The greatest number of tokens that the model holds (default: its own).") var context: Int?

    func validate() throws {
        if let context, context < 2 { throw CommandError.usage("--context \(context): expected 2 or more.") }
    }

    var options: LoadOptions {
        var options = LoadOptions(weights: weights, cache: cacheType, context: context)
        options.convolutions = convCache
        return options
    }
}

extension LoadOptions.Weights: ExpressibleByArgument {}
extension KeyValueFormat: ExpressibleByArgument {}
extension ConvolutionScheme: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
