import Continuo

/// Finds out what a path holds, without reading more than it must.
enum Inspection {
    /// Facts by name, in the order in which they are told; `kind` is always there.
    static func facts(of path: String, listsTensors: Bool) throws -> JSONObject {
        switch FileSystem.entry(at: path) {
        case nil:
            throw DataFileError(.missing, file: path, expected: "a file or a folder", found: "nothing")
        case .directory:
            return try isNGramFolder(path) ? ngramFolder(path) : folder(path, listsTensors: listsTensors)
        default:
            return try file(path, listsTensors: listsTensors)
        }
    }

    /// Whether a folder holds an n-gram model, with gaps or without, and its tokeniser.
    static func isNGramFolder(_ path: String) -> Bool {
        NGramFolder.holds(path) || FileSystem.exists(FileSystem.join(path, SkipNGramFolder.fileName))
    }

    /// Whether a file begins as the binary form of n-gram models does.
    static func isBinaryNGram(_ path: String) -> Bool {
        guard case .file = FileSystem.entry(at: path), let file = try? MappedFile(path: path) else { return false }
        return file.bytes.starts(with: NGramModel.magic) || file.bytes.starts(with: MappedNGramModel.magic)
    }

    private static func file(_ path: String, listsTensors: Bool) throws -> JSONObject {
        if path.hasSuffix(".safetensors") {
            return try weights(path, "safetensors weights", listsTensors: listsTensors)
        }
        if isGGUF(path) { return try gguf(path, listsTensors: listsTensors) }
        if isBinaryNGram(path) {
            return ngram(try NGramArgument.load(path).model, path)
        }
        if path.hasSuffix(".arpa") { return ngram(try NGramModel.readARPA(from: path).model, path) }
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return try recipe(path) }
        if path.hasSuffix(".json") { return try json(path, listsTensors: listsTensors) }
        throw DataFileError(
            .unsupported,
            file: path,
            expected: "a model's folder, .safetensors, .gguf, .json, .yaml, .arpa or an n-gram model",
            found: FileSystem.entry(at: path) == .file(length: 0) ? "an empty file" : "a file of another kind",
            advice: "Text and data are for `continuo train` and `continuo tokenise`"
        )
    }

    private static func json(_ path: String, listsTensors: Bool) throws -> JSONObject {
        let json = try JSONParser.parse(file: path)
        if json["weight_map"] != nil {
            return try weights(path, "index of safetensors weights", listsTensors: listsTensors)
        }
        if json["model_type"] != nil { return try configuration(path) }
        if json["model"]?["type"] != nil || json["model"]?["vocab"] != nil {
            return tokeniser(try TokeniserFiles.load(path))
        }
        let keys = json.objectValue?.keys.prefix(8).joined(separator: ", ") ?? json.kindDescription
        throw DataFileError(
            .unsupported,
            file: path,
            expected: "config.json, tokenizer.json or an index of weights",
            found: "JSON with \(keys)"
        )
    }

    private static func configuration(_ path: String) throws -> JSONObject {
        let values = try ConfigurationValues(file: path)
        let family = try FamilyRegistry.read(values)
        var facts: JSONObject = ["kind": "model configuration", "family": .string(type(of: family).name)]
        facts["settings"] = .object(family.configuration)
        return facts
    }

    private static func recipe(_ path: String) throws -> JSONObject {
        var facts: JSONObject = ["kind": "recipe"]
        for (key, value) in try Recipe.named(path).json().objectValue ?? JSONObject() { facts[key] = value }
        return facts
    }

    static func tokeniser(_ tokeniser: any Tokeniser) -> JSONObject {
        let kind =
            switch tokeniser {
            case is ByteTokeniser: "bytes"
            case is CharacterTokeniser: "characters"
            case let tokeniser as SubwordTokeniser: tokeniser.kindName
            default: "\(type(of: tokeniser))"
            }
        return [
            "kind": "tokeniser", "tokeniser": .string(kind), "vocabulary": .integer(tokeniser.vocabularySize),
            "special": .array(tokeniser.specialTokens.tokens.map { .string($0.text) }),
        ]
    }

    private static func ngram(_ model: NGramModel, _ path: String) -> JSONObject {
        var facts: JSONObject = ["kind": "n-gram model", "order": .integer(model.order)]
        facts["vocabulary"] = .integer(model.vocabularySize)
        for length in 1...model.order { facts["\(length)-grams"] = .integer(model.trie.level(length).count) }
        facts["bytes"] = .integer(size(path))
        return facts
    }

    private static func ngramFolder(_ path: String) throws -> JSONObject {
        var facts: JSONObject
        let tokeniser: any Tokeniser
        if NGramFolder.holds(path) {
            let (model, own) = try NGramFolder.load(path)
            (facts, tokeniser) = (ngram(model, NGramFolder.modelFile(path)), own)
        } else {
            let (model, own) = try SkipNGramFolder.load(path)
            facts = ["kind": "skip n-gram model", "order": .integer(model.order)]
            facts["vocabulary"] = .integer(model.vocabularySize)
            facts["weights"] = .string(model.weights.kind.rawValue)
            facts["patterns"] = .integer(model.patterns.tables.count)
            facts["entries"] = .integer(model.patterns.tables.reduce(0) { $0 + $1.entryCount })
            facts["bytes"] = .integer(size(FileSystem.join(path, SkipNGramFolder.fileName)))
            tokeniser = own
        }
        facts["tokeniser"] = self.tokeniser(tokeniser)["tokeniser"]
        return facts
    }

    private static func weights(_ path: String, _ kind: String, listsTensors: Bool) throws -> JSONObject {
        var facts: JSONObject = ["kind": .string(kind)]
        add(try SafeTensorsModel(path: path), to: &facts, listsTensors: listsTensors)
        return facts
    }

    private static func add(_ model: SafeTensorsModel, to facts: inout JSONObject, listsTensors: Bool) {
        facts["parameters"] = .integer(model.entries.reduce(0) { $0 + $1.elementCount })
        facts["tensor_count"] = .integer(model.entries.count)
        facts["types"] = .array(Set(model.entries.map(\.type)).sorted().map { .string($0.rawValue) })
        facts["files"] = .integer(model.files.count)
        facts["bytes"] = .integer(model.files.reduce(0) { $0 + size($1.path) })
        guard listsTensors else { return }
        facts["tensors"] = .array(
            model.entries.map { entry in
                [
                    "name": .string(entry.name), "type": .string(entry.type.rawValue),
                    "shape": .array(entry.shape.map { .integer($0) }),
                ]
            }
        )
    }

    private static func folder(_ path: String, listsTensors: Bool) throws -> JSONObject {
        let names = Set(try FileSystem.names(in: path))
        let hasWeights = names.contains(SafeTensorsModel.fileName) || names.contains(SafeTensorsModel.indexName)
        let known = [SequenceModel.FileName.configuration, TokenizerJSON.fileName, "training"]
        guard hasWeights || !names.isDisjoint(with: known) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a model's folder (config.json, model.safetensors, tokenizer.json)",
                found: names.isEmpty ? "an empty folder" : "a folder with other files"
            )
        }
        var facts: JSONObject = ["kind": "model"]
        var missing = known.prefix(2).filter { !names.contains($0) }
        if !hasWeights { missing.append(SafeTensorsModel.fileName) }
        if names.contains(SequenceModel.FileName.configuration) {
            let values = try ConfigurationValues(file: FileSystem.join(path, SequenceModel.FileName.configuration))
            let family = try FamilyRegistry.read(values)
            let own = try values.section("continuo")
            facts["family"] = .string(type(of: family).name)
            if let unit = try own.flatMap({ try LabellingModel.unit($0) }) {
                facts["kind"] = .string("model that labels \(unit.plural)")
                facts["task"] = .string(unit.rawValue)
                facts["direction"] = own?.value("direction")
                facts["labels"] = .array(try LabellingModel.labels(values).map { .string($0) })
            } else {
                facts["process"] = .string(try own?.section("process")?.text("name") ?? Autoregressive.name)
            }
            facts["settings"] = .object(family.configuration)
            if let training = try own?.section("training")?.object { facts["training"] = .object(training) }
        }
        if names.contains(TokenizerJSON.fileName) {
            let found = tokeniser(try TokeniserFiles.load(path))
            facts["tokeniser"] = found["tokeniser"]
            facts["vocabulary"] = found["vocabulary"]
        }
        if hasWeights { add(try SafeTensorsModel(path: path), to: &facts, listsTensors: listsTensors) }
        let checkpoint = FileSystem.join(path, "training/checkpoint/state.json")
        if let json = try? JSONParser.parse(file: checkpoint), let step = json["step"] {
            facts["resumable_from_step"] = step
        }
        facts["missing"] = .array(missing.map { .string($0) })
        return facts
    }

    static func size(_ path: String) -> Int {
        if case .file(let length) = FileSystem.entry(at: path) { length } else { 0 }
    }

    /// A value as people read it.
    static func text(_ value: JSONValue, _ key: String) -> String {
        switch value {
        case .string(let text): text
        case .integer(let count) where key == "bytes": Figures.bytes(count)
        case .object(let object) where key == "formats":
            object.map { "\($0.0) \(Figures.bytes($0.1.intValue ?? 0))" }.joined(separator: ", ")
        case .integer(let count) where count >= 10_000: "\(count) (\(Figures.short(Double(count))))"
        case .array(let values): values.isEmpty ? "nothing" : values.map { text($0, "") }.joined(separator: ", ")
        case .object(let object):
            object.filter { !$0.1.isNull }.map { "\($0.0) \(text($0.1, ""))" }.joined(separator: ", ")
        default: "\(value)"
        }
    }
}
