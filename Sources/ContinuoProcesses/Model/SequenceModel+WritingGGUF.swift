import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

extension SequenceModel {
    /// What a GGUF file says of a model besides its tensors' bytes.
    struct GGUFDescription {
        var metadata: GGUFMetadata
        /// Small tensors that are no parameters.
        var vectors: [GGUFLayout.Vector]
        /// What the file does not say, one sentence each.
        var losses: [String]
    }

    /// Writes the model as one GGUF file, which llama.cpp runs; it appears whole or not at all.
    /// - Parameters:
    ///   - scheme: which tensor is stored how.
    ///   - name: of the model, for people.
    /// - Returns: what the file does not say, one sentence each; empty where it is the same model.
    /// - Throws: `DataFileError` for models that llama.cpp cannot run and when the system refuses, `TokeniserError` for
    ///   tokenisers that it does not have.
    @discardableResult
    public func save(gguf path: String, _ scheme: GGUFScheme, name: String? = nil) throws -> [String] {
        let tensors = try namesInGGUF().tensors(of: backbone)
        return try write(gguf: path, scheme, tensors, name: name) { _, _, _ in }
    }

    /// Writes a file with tensors from anywhere.
    func write(
        gguf path: String,
        _ scheme: GGUFScheme,
        _ tensors: [StoredTensor],
        name: String?,
        progress: @escaping (_ tensor: String, _ number: Int, _ count: Int) throws -> Void
    ) throws -> [String] {
        var description = try ggufDescription(name: name ?? FileSystem.name(of: path))
        GGUFModel.describe(scheme, in: &description.metadata)
        let formats = scheme.formats(of: tensors.map { ($0.name, $0.shape) })
        var sources = description.vectors.map { vector in
            let values = vector.elements.map { Float($0) }
            return GGUFWriter.Source(name: vector.name, shape: [values.count], format: .float32, values: values)
        }
        for (index, (tensor, format)) in zip(tensors, formats).enumerated() {
            var source = tensor.source(gguf: format)
            let supply = source.supply
            source.supply = { write in
                try progress(tensor.name, index, tensors.count)
                try supply(write)
            }
            sources.append(source)
        }
        try GGUFWriter.write(to: path, metadata: description.metadata, tensors: sources)
        return description.losses
    }

    func ggufDescription(name: String) throws -> GGUFDescription {
        _ = try namesInGGUF()
        guard let layout = type(of: family).gguf, let leftToRight = process as? Autoregressive,
            leftToRight.termination == nil
        else {
            throw DataFileError(
                .unsupported,
                file: "GGUF",
                expected: "an autoregressive model with one distribution of the next token, as llama.cpp runs",
                found: "the process \"\(type(of: process).name)\""
            )
        }
        var metadata = GGUFMetadata()
        let settings = try layout.metadata(of: family)
        func set(_ key: String, _ value: JSONValue?) throws {
            guard let value, !value.isNull else { return }
            metadata[key] = try Self.ggufValue(value, key)
        }
        try set("general.architecture", settings["general.architecture"])
        metadata["general.type"] = .string(Array("model".utf8))
        metadata["general.name"] = .string(Array(name.utf8))
        for (key, value) in settings { try set(key, value) }
        let written = try GGUFTokeniser.written(tokeniser, vocabularySize: vocabularySize, start: leftToRight.start)
        for (key, value) in written.metadata.entries { metadata[key] = value }
        if let chatTemplate { metadata[Self.chatTemplateKey] = .string(Array(chatTemplate.utf8)) }
        return GGUFDescription(metadata: metadata, vectors: try layout.vectors(of: family), losses: written.losses)
    }

    /// Integers with 32 bits, other numbers as floats of 32: what llama.cpp reads.
    private static func ggufValue(_ value: JSONValue, _ key: String) throws(DataFileError) -> GGUFValue {
        if let flag = value.boolValue { return .bool(flag) }
        if case .integer(let number) = value, let small = UInt32(exactly: number) { return .uint32(small) }
        if let number = value.doubleValue { return .float32(Float(number)) }
        if let text = value.stringValue { return .string(Array(text.utf8)) }
        throw DataFileError(
            .unsupported,
            file: "GGUF",
            place: "\"\(key)\"",
            expected: "a number, a text or a truth value",
            found: value.kindDescription
        )
    }
}
