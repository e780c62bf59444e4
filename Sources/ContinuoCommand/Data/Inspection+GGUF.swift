import Continuo

extension Inspection {
    /// Whether a file begins as GGUF does.
    static func isGGUF(_ path: String) -> Bool {
        guard case .file = FileSystem.entry(at: path), let file = try? MappedFile(path: path) else { return false }
        return file.bytes.starts(with: "GGUF".utf8)
    }

    /// Whether a path is a GGUF file, or a folder that holds one and no model in the Hugging Face layout.
    static func holdsGGUF(_ path: String) -> Bool {
        guard FileSystem.isDirectory(path) else { return isGGUF(path) }
        return !FileSystem.exists(FileSystem.join(path, SequenceModel.FileName.configuration))
            && ((try? FileSystem.names(in: path)) ?? []).contains { $0.hasSuffix(".gguf") }
    }

    /// Whether a path holds a network, not an n-gram model.
    static func isNetwork(_ path: String) -> Bool {
        holdsGGUF(path) || (FileSystem.isDirectory(path) && !isNGramFolder(path))
    }

    /// What a GGUF file, or a part of a split one, holds.
    static func gguf(_ path: String, listsTensors: Bool) throws -> JSONObject {
        let model = try GGUFModel(path: path)
        var facts: JSONObject = ["kind": "GGUF checkpoint"]
        let text = { (key: String) in model.metadata[key]?.stringValue.map { JSONValue.string($0) } }
        facts["name"] = text("general.name")
        facts["architecture"] = text("general.architecture")
        facts["licence"] = text("general.license")
        var missing: [String] = []
        do {
            let family = try FamilyRegistry.read(gguf: model)
            facts["family"] = .string(type(of: family).name)
            facts["settings"] = .object(family.configuration)
        } catch let error as DataFileError {
            missing.append("a network that is known here: \(error)")
        }
        do {
            let found = tokeniser(try GGUFTokeniser.tokeniser(from: model.metadata))
            facts["tokeniser"] = found["tokeniser"]
            facts["vocabulary"] = found["vocabulary"]
        } catch {
            missing.append("a tokeniser: \(error)")
        }
        facts["chat_template"] = .bool(model.metadata["tokenizer.chat_template"] != nil)
        facts["version"] = .integer(model.files[0].version)
        facts["parameters"] = .integer(model.tensors.reduce(0) { $0 + $1.elementCount })
        facts["tensor_count"] = .integer(model.tensors.count)
        facts["formats"] = .object(formats(model))
        facts["files"] = .integer(model.files.count)
        facts["bytes"] = .integer(model.files.reduce(0) { $0 + size($1.path) })
        facts["missing"] = .array(missing.map { .string($0) })
        if listsTensors {
            facts["tensors"] = .array(
                model.tensors.map { tensor in
                    [
                        "name": .string(tensor.name), "type": .string(tensor.format.name),
                        "shape": .array(tensor.shape.map { .integer($0) }),
                    ]
                }
            )
        }
        return facts
    }

    /// Bytes that tensors of each format take.
    private static func formats(_ model: GGUFModel) -> JSONObject {
        var bytes = JSONObject()
        for tensor in model.tensors {
            bytes[tensor.format.name] = .integer((bytes[tensor.format.name]?.intValue ?? 0) + tensor.range.count)
        }
        return bytes
    }
}
