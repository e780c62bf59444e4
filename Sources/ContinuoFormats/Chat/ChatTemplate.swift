/// Turns a conversation into the prompt that a model was trained on, by the template that comes with the model.
///
///     let template = try ChatTemplate.load(directory: "model") ?? ChatTemplate(ChatTemplate.chatMLSource)
///     let prompt = try template.prompt([ChatMessage("user", "Hello")])
///
/// The prompt contains the model's special tokens as text (often the beginning token too): encode it without adding any.
///
/// Source: `apply_chat_template` of the `transformers` package.
public struct ChatTemplate: Sendable {
    /// The name of the template that is used when no other fits.
    public static let defaultName = "default"
    /// The name of the template that is used when tools are given.
    public static let toolUseName = "tool_use"

    /// The model's templates by name.
    public let templates: [String: JinjaTemplate]
    /// Special tokens as templates name them: `bos_token`, `eos_token`, `unk_token`, `pad_token`…
    public var specialTokens: JSONObject

    /// The template's plainest form, which many models know: `<|im_start|>role`, the text, `<|im_end|>`.
    public static let chatMLSource =
        "{% for message in messages %}{{ '<|im_start|>' ~ message.role ~ '\n' ~ message.content ~ '<|im_end|>\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

    /// A template given as text, such as a GGUF file's `tokenizer.chat_template`.
    /// - Throws: `JinjaError` when the text is no template.
    public init(_ source: String, specialTokens: JSONObject = [:]) throws(JinjaError) {
        try self.init([Self.defaultName: source], specialTokens: specialTokens)
    }

    /// Several templates by name.
    /// - Throws: `JinjaError` when a text is no template.
    public init(_ sources: [String: String], specialTokens: JSONObject = [:]) throws(JinjaError) {
        var templates: [String: JinjaTemplate] = [:]
        for (name, source) in sources { templates[name] = try JinjaTemplate(source) }
        self.templates = templates
        self.specialTokens = specialTokens
    }

    /// What a prompt is made with.
    public struct Options: Sendable {
        /// Descriptions of the tools that the model may call, as JSON schemas.
        public var tools: [JSONValue] = []
        /// Documents for templates that show them.
        public var documents: [JSONValue] = []
        /// Whether the prompt ends with the beginning of the assistant's answer.
        public var addsGenerationPrompt = true
        /// Whether the prompt ends within the last message, so that the model goes on with it.
        public var continuesFinalMessage = false
        /// Which of the templates is used; nil chooses by whether there are tools.
        public var templateName: String?
        /// Further variables of the template, such as `enable_thinking`.
        public var variables: JSONObject = [:]
        /// What `strftime_now` shows; nil is now.
        public var date: CalendarDate?

        /// A prompt for the assistant's next answer, without tools.
        public init() {}
    }

    /// The prompt of a conversation.
    /// - Throws: `JinjaError`; of kind `raised` when the template refuses the conversation (roles that do not alternate, say), of
    ///   kind `value` when the options do not fit.
    public func prompt(_ messages: [ChatMessage], _ options: Options = Options()) throws(JinjaError) -> String {
        let template = try template(options)
        var views = messages.map(\.templateView)
        if options.continuesFinalMessage { try mark(&views) }
        var variables = specialTokens
        variables["messages"] = .array(views.map(JSONValue.object))
        variables["tools"] = options.tools.isEmpty ? .null : .array(options.tools)
        variables["documents"] = options.documents.isEmpty ? .null : .array(options.documents)
        variables["add_generation_prompt"] = .bool(options.addsGenerationPrompt && !options.continuesFinalMessage)
        for (name, value) in options.variables { variables[name] = value }
        let text = try template.render(variables, date: options.date ?? .now)
        return options.continuesFinalMessage ? try cut(text) : text
    }

    private func template(_ options: Options) throws(JinjaError) -> JinjaTemplate {
        var names = options.tools.isEmpty ? [] : [Self.toolUseName]
        names.append(Self.defaultName)
        if let name = options.templateName { names = [name] }
        for name in names { if let template = templates[name] { return template } }
        throw JinjaError(
            .value,
            line: 0,
            "expected one of the templates \(templates.keys.sorted().joined(separator: ", ")), found \"\(names[0])\""
        )
    }

    // MARK: Going on with the last message

    /// Stands at the end of the last message while it is rendered; not a text that anyone writes.
    private static let mark = "\u{2063}CONTINUE\u{2063}HERE\u{2063}"

    private func mark(_ views: inout [JSONObject]) throws(JinjaError) {
        let last = views.indices.last
        if let last, let text = views[last]["content"]?.stringValue {
            views[last]["content"] = .string(text + Self.mark)
        } else if let last, var parts = views[last]["content"]?.arrayValue,
            let place = parts.lastIndex(where: { $0["text"]?.stringValue != nil })
        {
            parts[place]["text"] = .string((parts[place]["text"]?.stringValue ?? "") + Self.mark)
            views[last]["content"] = .array(parts)
        } else {
            throw JinjaError(.value, line: 0, "there is no last message with text to go on with")
        }
    }

    private func cut(_ text: String) throws(JinjaError) -> String {
        let (bytes, mark) = (Array(text.utf8), Array(Self.mark.utf8))
        guard let place = PythonText.findLast(mark, in: bytes, before: bytes.count) else {
            throw JinjaError(.value, line: 0, "the template does not show the last message, so it cannot be continued")
        }
        return PythonText.string(bytes[..<place])
    }
}
