import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// Directories in the Hugging Face layout, as `SequenceModel` has them: `config.json` names the labels by `id2label` and
/// `label2id` and the task under `continuo`; the weights are the backbone's, and `classifier.weight` and `classifier.bias`.
extension LabellingModel {
    /// The part of the network that stands beside the backbone in files.
    private struct Head: Module {
        @Parameter("classifier") var classifier: Linear

        init(_ classifier: Linear) { self.classifier = classifier }
    }

    private static let headPrefix = "classifier."

    /// What a directory's `continuo` section says is labelled; nil for models that label nothing.
    /// - Throws: `DataFileError` for another task.
    public static func unit(_ own: ConfigurationValues?) throws -> LabelUnit? {
        guard let own, own.value("task") != nil else { return nil }
        guard let unit = LabelUnit(rawValue: try own.text("task")) else {
            let known = LabelUnit.allCases.map(\.rawValue).joined(separator: " or ")
            throw own.error("task", expected: known)
        }
        return unit
    }

    /// Writes the model as a directory that appears whole or not at all; what stood at `path` is replaced.
    /// - Parameter adding: writes what shall lie in the directory beside the model's files.
    public func save(to path: String, adding: (_ folder: String) throws -> Void = { _ in }) throws {
        try AtomicDirectory.write(path) { folder in
            let names = type(of: family).tensorNames
            let tensors = names.sources(of: classifier.backbone) + TensorNameMap([]).sources(of: Head(classifier.head))
            try SafeTensorsModel.write(to: folder, tensors: tensors)
            try FileSystem.write(
                configurationJSON,
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            try TokeniserFiles.save(tokeniser, to: folder)
            try adding(folder)
        }
    }

    /// The contents of `config.json`.
    public var configurationJSON: JSONObject {
        var json = SequenceModel.configuration(of: family, nil, classifier.backbone.elementType)
        for (key, value) in SequenceModel.specialIds(of: tokeniser) { json[key] = value }
        var (names, ids) = (JSONObject(), JSONObject())
        for (id, label) in labels.enumerated() {
            names["\(id)"] = .string(label)
            ids[label] = .integer(id)
        }
        json["id2label"] = .object(names)
        json["label2id"] = .object(ids)
        var own: JSONObject = [
            "task": .string(unit.rawValue), "direction": .string(classifier.direction.rawValue),
            "pooling": .string(classifier.pooling.rawValue),
            "representation": ["tokeniser": .string(TokenizerJSON.fileName)],
        ]
        if !training.isEmpty { own["training"] = .object(training) }
        json["continuo"] = .object(own)
        return json
    }

    /// Reads what `save` wrote.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file and what was expected there.
    public static func load(from path: String) throws -> LabellingModel {
        guard FileSystem.exists(FileSystem.join(path, SequenceModel.FileName.configuration)) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a folder with config.json, model.safetensors and tokenizer.json",
                found: FileSystem.isDirectory(path) ? "a folder of something else" : "a file"
            )
        }
        let (values, family, weights) = try SequenceModel.opened(path)
        guard let own = try values.section("continuo"), let unit = try unit(own) else {
            throw DataFileError(
                .wrongKind,
                file: path,
                expected: "a model that labels texts or words",
                found: "a language model",
                advice: "Train one: continuo train --task classify DATA -o DIR"
            )
        }
        guard let direction = SequenceContext.Direction(rawValue: try own.text("direction")) else {
            throw own.error("direction", expected: "causal or bidirectional")
        }
        guard let pooling = Pooling(rawValue: try own.text("pooling")) else {
            throw own.error("pooling", expected: Pooling.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var initialiser = Initialiser(unspecified: .float32)
        var model = try SequenceModel.namingTokeniser(of: path) {
            let tokeniser = try TokeniserFiles.load(path)
            let backbone = try family.backbone(direction, &initialiser)
            let labels = try labels(values)
            return try LabellingModel(family, tokeniser, unit, labels, backbone, direction, pooling, &initialiser)
        }
        let backbone = model.classifier.backbone
        let configuration = SequenceModel.FileName.configuration
        try type(of: family).tensorNames.ignoring([headPrefix])
            .read(backbone, from: weights, configuration: configuration)
        // Everything but its own is the backbone's.
        try TensorNameMap([]).ignoring([""])
            .read(Head(model.classifier.head), from: weights, configuration: configuration)
        model.training = try own.section("training")?.object ?? [:]
        return model
    }

    /// The names that a `config.json` has under `id2label`, whose keys count from 0.
    /// - Throws: `DataFileError` where there are none, or numbers are missing.
    public static func labels(_ values: ConfigurationValues) throws -> [String] {
        let names = try values.section("id2label")?.object ?? JSONObject()
        let labels = names.keys.indices.compactMap { names["\($0)"]?.stringValue }
        guard !labels.isEmpty, labels.count == names.keys.count else {
            throw values.error("id2label", expected: "the labels' names by their numbers from 0")
        }
        return labels
    }
}
