import ArgumentParser
import Continuo

/// `continuo generate`.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Let a model continue a prompt, or fill the gaps of a text.",
        discussion: """
            Example: continuo generate continuo-demo --prompt "In the beginning" --temperature 0.8

            Models that predict the next token sample (or search, with --beams); models that fill, such as masked diffusion, \
            take the filling options. Models that write from a source, such as T5, take the prompt as their source. An \
            option that does not apply to the model is refused.

            With --stream, standard input may go on without end: after each line the model goes on from all the lines so far, \
            and what it writes does not become a part of them. A recurrent network keeps one state, so the memory stays the \
            same; one whose memory grows stops with an error where its context ends. Each line is encoded on its own.
            """
    )

    @Argument(help: "A model's folder, a GGUF file, an n-gram model, or the name of a model that was pulled.")
    var model: String
    @Option(help: "The text to go on from.") var prompt: String?
    @Option(help: "A file with the text to go on from, or - for standard input.") var promptFile: String?
    @Flag(help: "Read standard input line by line and go on after each line, in constant memory where the model can.")
    var stream = false
    @Option(help: "The greatest number of tokens (default: 256).") var maxTokens: Int?
    @Option(help: "Number of results.") var count = 1
    @Option(help: "A file that keeps what the model holds after the prompt; the same beginning is then not read again.")
    var promptCache: String?
    @Flag(help: "Predict bytes, exactly: the prompt may end in the middle of a token.") var byteExact = false
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Form") var form: ConstraintOptions
    @OptionGroup(title: "Beam search") var beams: BeamOptions
    @OptionGroup(title: "Filling") var filling: FillingOptions
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        guard count >= 1 else { throw CommandError.usage("--count \(count): expected 1 or more.") }
        let loaded = try exact(ModelLoader.load(model, loading.options))
        if stream { return try follow(loaded) }
        Interruption.listenWhileStreaming()
        if let network = loaded.model as? SequenceModel, network.canFill {
            if promptCache != nil { try refuse(["--prompt-cache"], "which fills positions") }
            try refuse(form.given, "which fills positions and does not go on token by token")
            try fill(network)
        } else {
            try refuse(filling.given, "which predicts the next token and does not fill positions")
            if beams.given.isEmpty { try sample(loaded) } else { try search(loaded) }
        }
        if Interruption.isRequested { throw CommandError(.interrupted) }
    }

    /// The model of bytes, where that was asked for.
    private func exact(_ loaded: LoadedModel) throws -> LoadedModel {
        guard byteExact else { return loaded }
        if let network = loaded.model as? SequenceModel, network.canFill || network.isConditional {
            throw CommandError.usage("--byte-exact needs a model that goes on from a prompt, which \(model) does not.")
        }
        return loaded.byteExact
    }

    /// The prompt's bytes.
    func promptBytes() throws -> [UInt8] {
        switch (prompt, promptFile) {
        case (let prompt?, nil): return Array(prompt.utf8)
        case (nil, let file?): return try TextInput.read(file)
        case (nil, nil): return []
        default: throw CommandError.usage("The prompt is given twice: --prompt and --prompt-file.")
        }
    }

    /// The prompt's ids. A source may hold sentinels such as `<extra_id_0>`, which are read as such.
    func promptTokens(_ loaded: LoadedModel) throws -> [Int32] {
        let isSource = (loaded.model as? SequenceModel)?.isConditional == true
        return loaded.tokeniser.encode(try promptBytes(), special: isSource ? .token : .text)
    }

    /// A session, and what it reads first: a model that writes from a source takes the prompt as that.
    func start(_ loaded: LoadedModel, _ prompt: [Int32]) throws -> (any DecodingSession, [Int32]) {
        guard let model = loaded.model as? SequenceModel, model.isConditional else {
            return (try loaded.model.makeSession(rows: 1), prompt)
        }
        return (try model.makeSession(source: prompt), [])
    }

    /// Refuses options that do not apply.
    func refuse(_ given: Set<String>, _ reason: String) throws {
        if let option = given.min() { throw CommandError.usage("\(option) does not apply to \(model), \(reason).") }
    }

    /// Prints JSON results: one alone, several as a list.
    func print(_ results: [JSONValue]) {
        printing.print(count == 1 ? results[0] : .array(results))
    }
}
