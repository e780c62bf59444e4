extension ChatTemplate {
    private static let settingsName = "tokenizer_config.json"
    /// The name of the file with a model's template.
    public static let templateFileName = "chat_template.jinja"
    private static let furtherTemplatesName = "additional_chat_templates"
    private static let templateSuffix = ".jinja"
    private static let tokenNames = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// The template of a model in the Hugging Face layout: `chat_template.jinja`, else `chat_template.json`, else the key
    /// `chat_template` of `tokenizer_config.json` (text, or a list of named templates); named ones also from
    /// `additional_chat_templates/`. The special tokens come from `tokenizer_config.json` and `special_tokens_map.json`.
    /// - Returns: nil when the model has no template.
    /// - Throws: `DataFileError` when a file cannot be read, and when a template cannot be parsed, with the line.
    public static func load(directory: String) throws(DataFileError) -> ChatTemplate? {
        let sources = try sources(directory: directory)
        guard !sources.isEmpty else { return nil }
        for (text, file) in sources.values { try check(text, file) }
        let tokens = try object(FileSystem.join(directory, "special_tokens_map.json"))
        let settings = try object(FileSystem.join(directory, settingsName))
        do {
            return try ChatTemplate(sources.mapValues(\.text), specialTokens: specialTokens(tokens, settings))
        } catch {
            throw failure(error, directory)
        }
    }

    /// The texts of a model's templates by name, and the files that they stand in; not parsed.
    /// - Throws: `DataFileError` when a file cannot be read.
    public static func sources(directory: String) throws(DataFileError) -> [String: (text: String, file: String)] {
        let settingsPath = FileSystem.join(directory, settingsName)
        let settings = try object(settingsPath)
        var sources: [String: (text: String, file: String)] = [:]
        for (name, text) in try named(settings["chat_template"], settingsPath) { sources[name] = (text, settingsPath) }
        let jsonPath = FileSystem.join(directory, "chat_template.json")
        for (name, text) in try named(try object(jsonPath)["chat_template"], jsonPath) {
            sources[name] = (text, jsonPath)
        }
        let path = FileSystem.join(directory, templateFileName)
        if FileSystem.exists(path) { sources[defaultName] = (try FileSystem.readText(path), path) }
        let folder = FileSystem.join(directory, furtherTemplatesName)
        if FileSystem.isDirectory(folder) {
            for file in try FileSystem.names(in: folder) where file.hasSuffix(templateSuffix) {
                let path = FileSystem.join(folder, file)
                sources[String(file.dropLast(templateSuffix.count))] = (try FileSystem.readText(path), path)
            }
        }
        return sources
    }

    private static func check(_ text: String, _ file: String) throws(DataFileError) {
        do { _ = try JinjaTemplate(text) } catch { throw failure(error, file) }
    }

    private static func failure(_ error: JinjaError, _ file: String) -> DataFileError {
        DataFileError(
            error.kind == .unsupported ? .unsupported : .malformed,
            file: file,
            place: "chat template, line \(error.line)",
            found: error.message
        )
    }

    /// The object in a file; empty when there is no file.
    private static func object(_ path: String) throws(DataFileError) -> JSONObject {
        guard FileSystem.exists(path) else { return [:] }
        var options = JSONParser.Options()
        options.acceptsNonFiniteNumbers = true
        let value = try JSONParser.parse(file: path, options: options)
        guard let object = value.objectValue else {
            throw DataFileError(.malformed, file: path, expected: "an object", found: value.kindDescription)
        }
        return object
    }

    /// Templates as `tokenizer_config.json` has them.
    private static func named(_ value: JSONValue?, _ path: String) throws(DataFileError) -> [String: String] {
        func failure(_ found: JSONValue) -> DataFileError {
            DataFileError(
                .malformed,
                file: path,
                place: "chat_template",
                expected: "text, or a list of objects with \"name\" and \"template\"",
                found: found.kindDescription
            )
        }
        switch value ?? .null {
        case .null: return [:]
        case .string(let text): return [defaultName: text]
        case .array(let entries):
            var result: [String: String] = [:]
            for entry in entries {
                guard let name = entry["name"]?.stringValue, let text = entry["template"]?.stringValue else {
                    throw failure(entry)
                }
                result[name] = text
            }
            return result
        case let other: throw failure(other)
        }
    }

    /// The special tokens by name; later objects win. A token is text, or an object with its text as `content`.
    static func specialTokens(_ objects: JSONObject...) -> JSONObject {
        var tokens: JSONObject = [:]
        for object in objects {
            for name in tokenNames {
                if let text = object[name]?.stringValue ?? object[name]?["content"]?.stringValue {
                    tokens[name] = .string(text)
                }
            }
        }
        return tokens
    }
}
