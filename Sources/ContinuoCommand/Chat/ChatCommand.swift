import ArgumentParser
import Continuo

/// `continuo chat`.
struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk with a model in the terminal.",
        discussion: """
            Example: continuo chat smollm2

            The model is fetched before by continuo pull smollm2; a GGUF file or a model's folder does as well.

            Ctrl-C stops an answer, Ctrl-D ends the conversation; /help tells the commands within it. Where standard input is no \
            terminal, each line is a message.
            """
    )

    @Argument(help: "A GGUF file, a model's folder, or the name of a model that was pulled.") var model: String
    @Option(help: "The system message: how the model should behave.") var system: String?
    @Option(help: "One message to answer, instead of a conversation.") var message: String?
    @Option(help: "A file that keeps what the model has read; the same beginning is then not read again.")
    var promptCache: String?
    @Option(help: "The greatest number of tokens of an answer (default: 512).") var maxTokens: Int?
    @Option(help: "A Jinja template for conversations, in place of the model's own.") var chatTemplateFile: String?
    @Flag(help: "Leave out the oldest exchanges, and say so, when the context is full.") var dropOldest = false
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let path = try ModelLoader.locate(model)
        let loaded = try ModelLoader.load(path, loading.options)
        if let network = loaded.model as? SequenceModel, !network.canContinue {
            throw CommandError.usage(
                "\(model) fills positions and does not go on from a prompt: use continuo generate."
            )
        }
        Interruption.listenWhileStreaming()
        let conversation = Conversation(
            loaded.model,
            tokeniser: loaded.tokeniser,
            template: try template(loaded, path),
            system: system
        )
        conversation.dropsOldest = dropOldest
        let cache = try promptCache.map { try loaded.promptCache($0) }
        if let entry = try cache?.read() {
            conversation.adopt(entry)
            printing.note("\(entry.tokens.count) tokens that were read before come from \(promptCache ?? "").")
        }
        var settings = sampling.settings(maximumTokens: maxTokens ?? 512, defaults: try loaded.answerDefaults())
        settings.stopTokens += Conversation.turnEnds(of: loaded.tokeniser)
        let speculation = try sampling.speculation(settings, loading.options)
        var dialogue = Dialogue(conversation, settings, speculation, printing)
        if let message {
            try dialogue.answer(message)
        } else {
            try dialogue.run(model: model)
        }
        if let cache { try conversation.store(in: cache) }
        if Interruption.isRequested { throw CommandError(.interrupted) }
    }

    private func template(_ loaded: LoadedModel, _ path: String) throws -> ChatTemplate {
        if let chatTemplateFile {
            let source = try FileSystem.readText(chatTemplateFile)
            do {
                return try ChatTemplate(source, specialTokens: loaded.templateTokens)
            } catch {
                throw DataFileError(
                    error.kind == .unsupported ? .unsupported : .malformed,
                    file: chatTemplateFile,
                    place: "line \(error.line)",
                    found: error.message
                )
            }
        }
        guard let template = try loaded.chatTemplate(path: path) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a model with a chat template",
                found: "none: a base model, it seems",
                advice: "Continue a text with continuo generate, or give a template with --chat-template-file"
            )
        }
        return template
    }
}
