import ContinuoFormats

/// What a family needs to see of a GGUF file.
public protocol GGUFContents {
    /// Stands in errors.
    var path: String { get }

    /// The value of a metadata key such as `llama.block_count`; nil where it is absent.
    func value(_ key: String) -> JSONValue?

    /// The shape of a tensor, slowest axis first (GGUF itself writes the fastest first); nil where it is absent.
    func shape(of tensor: String) -> [Int]?

    /// The elements of a small tensor; nil where it is absent.
    func vector(_ tensor: String) throws -> [Double]?
}

/// How a family's models are laid out in GGUF files, as llama.cpp reads and writes them.
///
/// A family states the keys that its `config.json` and the metadata have in common, and two functions for what is more
/// than another name.
public struct GGUFLayout: Sendable {
    /// A number that has a key on both sides.
    struct Setting: Sendable {
        let ours: String
        /// Without the architecture in front.
        let theirs: String
        var isReal = false
        var isRequired = true
    }

    /// Small tensors beside the parameters, such as divisors of rotary frequencies.
    public typealias Vector = (name: String, elements: [Double])

    /// Value of `general.architecture`.
    public let architecture: String
    /// Value of `model_type`.
    let modelType: String
    let settings: [Setting]
    /// Adds to `config.json`'s keys what is more than another name.
    let complete: @Sendable (any GGUFContents, inout JSONObject) throws -> Void
    /// Adds to the metadata what is more than another name, and refuses what GGUF cannot say.
    let supplement: @Sendable (ConfigurationValues, inout JSONObject, inout [Vector]) throws -> Void
    let names: @Sendable (JSONObject) -> TensorNameMap

    /// The keys of `config.json` for a model in GGUF.
    /// - Throws: `DataFileError` that names the key which is missing or has another type.
    public func configuration(of file: any GGUFContents) throws -> JSONObject {
        var json: JSONObject = ["model_type": .string(modelType)]
        for setting in settings {
            let key = architecture + "." + setting.theirs
            guard let value = try uniform(file.value(key), key, file) else {
                guard !setting.isRequired else { throw GGUFLayout.error(key, file, found: nil) }
                continue
            }
            if setting.isReal, let number = value.doubleValue {
                // Stored with 32 bits: 1e-5 instead of 9.999999747378752e-06.
                json[setting.ours] = .number(Double("\(Float(number))") ?? number)
            } else if let number = value.intValue, !setting.isReal {
                json[setting.ours] = .integer(number)
            } else {
                throw GGUFLayout.error(key, file, found: value)
            }
        }
        guard let table = file.shape(of: "token_embd.weight"), table.count == 2 else {
            throw DataFileError(
                .missing,
                file: file.path,
                place: "tensor \"token_embd.weight\"",
                expected: "the embeddings of the vocabulary",
                found: file.shape(of: "token_embd.weight").map { "shape \($0)" } ?? "no such tensor"
            )
        }
        json["vocab_size"] = .integer(table[0])
        json["tie_word_embeddings"] = .bool(file.shape(of: "output.weight") == nil)
        try complete(file, &json)
        return json
    }

    /// The metadata of a model, `general.architecture` included. Integers are meant as `UINT32`, other numbers as
    /// `FLOAT32`.
    /// - Throws: `DataFileError` for settings that GGUF files of this architecture cannot state.
    public func metadata(of family: any ModelFamily) throws -> JSONObject { try described(family).metadata }

    /// Tensors beside the parameters that a model needs.
    public func vectors(of family: any ModelFamily) throws -> [Vector] { try described(family).vectors }

    /// Names, and order of the rows, of a model's tensors.
    public func tensorNames(of family: any ModelFamily) -> TensorNameMap { names(family.configuration) }

    private func described(_ family: any ModelFamily) throws -> (metadata: JSONObject, vectors: [Vector]) {
        let configuration = ConfigurationValues(family.configuration, file: "GGUF \(architecture)")
        var json: JSONObject = ["general.architecture": .string(architecture)]
        var vectors: [Vector] = []
        for setting in settings {
            guard let value = configuration.value(setting.ours) else { continue }
            let number: JSONValue? =
                setting.isReal ? value.doubleValue.map { .number($0) } : value.intValue.map { .integer($0) }
            json[architecture + "." + setting.theirs] = number
        }
        json[architecture + ".vocab_size"] = .integer(family.vocabularySize)
        try supplement(configuration, &json, &vectors)
        return (json, vectors)
    }

    /// One value where a file states one for each layer.
    private func uniform(_ value: JSONValue?, _ key: String, _ file: any GGUFContents) throws -> JSONValue? {
        guard let list = value?.arrayValue else { return value }
        guard let first = list.first, list.allSatisfy({ $0 == first }) else {
            throw DataFileError(
                .unsupported,
                file: file.path,
                place: "\"\(key)\"",
                expected: "the same number for every layer",
                found: "\(Set(list.map { JSONWriter.text($0) }).count) different ones"
            )
        }
        return first
    }

    static func error(_ key: String, _ file: any GGUFContents, found: JSONValue?) -> DataFileError {
        DataFileError(
            found == nil ? .missing : .malformed,
            file: file.path,
            place: "\"\(key)\"",
            expected: "a number",
            found: found.map { JSONWriter.text($0) } ?? "no such key"
        )
    }
}

extension ConfigurationValues {
    /// Refuses settings that a GGUF file cannot state.
    /// - Parameter wanted: the only value (besides absence) that it stands for, by key; nil for none.
    func requireForGGUF(_ wanted: KeyValuePairs<String, JSONValue?>) throws(DataFileError) {
        for (key, only) in wanted {
            guard let value = value(key), value != only else { continue }
            var failure = error(
                key,
                expected: only.map { JSONWriter.text($0) } ?? "no such setting",
                advice: "GGUF files of this architecture have no place for another value"
            )
            failure.kind = .unsupported
            throw failure
        }
    }
}

extension FamilyRegistry {
    /// The family that a GGUF file's metadata describe.
    /// - Throws: `DataFileError` for an architecture or setting that is not known here.
    public static func read(gguf file: any GGUFContents) throws -> any ModelFamily {
        let key = "general.architecture"
        let name = file.value(key)?.stringValue
        let known = all.filter { $0.gguf != nil }
        guard let type = known.first(where: { $0.gguf?.architecture == name }), let layout = type.gguf else {
            var names: [String] = []
            for family in known.compactMap({ $0.gguf?.architecture }) where !names.contains(family) {
                names.append(family)
            }
            throw DataFileError(
                name == nil ? .missing : .unsupported,
                file: file.path,
                place: "\"\(key)\"",
                expected: "one of the architectures \(names.joined(separator: ", "))",
                found: name.map { "\"\($0)\"" } ?? "no such key"
            )
        }
        return try type.init(ConfigurationValues(layout.configuration(of: file), file: file.path))
    }
}
