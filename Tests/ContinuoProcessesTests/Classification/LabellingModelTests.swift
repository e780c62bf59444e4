import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct LabellingModelTests {
    /// Families of every kind, and mixers in a stack.
    static let recipes = [
        "gpt2", "llama", "bert", "distilbert", "mamba", "mamba2", "gru", "sashimi", "s4", "gla", "linear-moe",
    ]

    static let texts: [[[UInt8]]] = [
        "In the beginning God created", "the", "", "And the earth was without form, and void;",
    ].map { $0.split(separator: " ").map { Array($0.utf8) } }

    static func model(_ recipe: String, _ unit: LabelUnit, context: Int = 24) throws -> LabellingModel {
        let (type, _) = try FamilyRegistry.resolve(recipe)
        var overrides: JSONObject = ["initializer_range": 0.5]
        let small: [CommonSetting: Int] = [.layers: 2, .width: 16, .heads: 2, .context: context]
        for (setting, value) in small where type.commonKeys[setting] != nil {
            overrides[setting.rawValue] = .integer(value)
        }
        let family = try FamilyRegistry.recipe(recipe, vocabularySize: 256, overrides: overrides)
        return try LabellingModel(family, ByteTokeniser(), unit, labels: ["no", "yes", "\"perhaps\""], seed: 3)
    }

    @Test(arguments: recipes, LabelUnit.allCases)
    func savedModelsGiveTheSame(_ recipe: String, unit: LabelUnit) throws {
        var model = try Self.model(recipe, unit)
        model.training = ["steps": 7]
        let wanted = model.predictions(Self.texts)
        #expect(Set(wanted.labels.joined().map(\.probability)).count > 1)
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            for _ in 0..<2 { try model.save(to: path) }
            let same = try LabellingModel.load(from: path)
            let found = same.predictions(Self.texts)
            #expect(found.labels == wanted.labels && found.cut == wanted.cut)
            #expect(same.unit == unit && same.labels == model.labels && same.training["steps"] == 7)
            #expect(same.classifier.direction == model.classifier.direction)
            #expect(same.configurationJSON == model.configurationJSON)
            let names = try SafeTensorsModel(path: path).names
            #expect(names.contains("classifier.weight") && names.contains("classifier.bias"))
            #expect(try FileSystem.names(in: folder) == ["model"])
        }
    }

    /// Networks that can read both directions do, others read from left to right.
    @Test func theDirectionFollowsTheNetwork() throws {
        #expect(try Self.model("gpt2", .text).classifier.direction == .bidirectional)
        #expect(try Self.model("mamba", .text).classifier.direction == .causal)
    }

    /// One label for each text, or for each word, in the order given and whatever is batched together.
    @Test(arguments: ["gpt2", "mamba"], LabelUnit.allCases)
    func batchesDoNotMatter(_ recipe: String, unit: LabelUnit) throws {
        let model = try Self.model(recipe, unit, context: 64)
        let texts = unit == .word ? Self.texts : Self.texts.map { [Array($0.joined())] }
        let (together, cut) = model.predictions(texts)
        #expect(cut == 0 && together.map(\.count) == (unit == .text ? [1, 1, 1, 1] : texts.map(\.count)))
        for (text, labels) in zip(texts, together) {
            let (alone, _) = model.predictions([text], batchTokens: 1)
            #expect(alone[0].map(\.label) == labels.map(\.label))
            expectClose(alone[0].map(\.probability), labels.map(\.probability), tolerance: 1e-5)
        }
    }

    /// Words beyond what the network holds are read in further pieces.
    @Test func longTextsHaveAllTheirLabels() throws {
        let model = try Self.model("gpt2", .word, context: 12)
        let (labels, cut) = model.predictions(Self.texts)
        #expect(labels.map(\.count) == Self.texts.map(\.count) && cut == 2)
    }

    @Test func othersRefuseIt() throws {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            try Self.model("gpt2", .word).save(to: path)
            let failure = #expect(throws: DataFileError.self) { try SequenceModel.load(from: path) }
            #expect(failure?.advice.contains("continuo label") == true)
            #expect(throws: DataFileError.self) { try StoredModel(path: path) }
        }
    }

    @Test func aModelOfTextsIsRefused() throws {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            let family = try FamilyRegistry.recipe("gpt2", vocabularySize: 256, overrides: ["layers": 1, "width": 16])
            try SequenceModel(family: family, tokeniser: ByteTokeniser(), process: Autoregressive(), seed: 1).save(
                to: path
            )
            let failure = #expect(throws: DataFileError.self) { try LabellingModel.load(from: path) }
            #expect(failure?.advice.contains("--task classify") == true)
        }
    }

    /// A configuration whose labels have gaps, or whose task nobody knows, is named.
    @Test(arguments: ["id2label", "task"]) func damagedConfigurationsAreNamed(_ key: String) throws {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            let model = try Self.model("gpt2", .word)
            try model.save(to: path)
            var json = model.configurationJSON
            if key == "task" {
                var own = try #require(json["continuo"]?.objectValue)
                own["task"] = "sing"
                json["continuo"] = .object(own)
            } else {
                json["id2label"] = ["0": "no", "2": "yes", "3": "x"]
            }
            try AtomicFile.write(JSONWriter.bytes(.object(json)), to: FileSystem.join(path, "config.json"))
            let failure = #expect(throws: DataFileError.self) { try LabellingModel.load(from: path) }
            #expect(failure?.place.contains(key) == true)
        }
    }
}
