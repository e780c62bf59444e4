import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// Directories that transformers wrote (`Tests/Fixtures/make_family_fixtures.py`).
let familyFixtures = [
    "gpt2-tied", "gpt2-untied", "llama-grouped", "llama-tied-bias", "llama-half-sharded", "llama-rope-linear",
    "llama-rope-dynamic", "llama-rope-llama3", "llama-rope-yarn", "mistral-window", "qwen2-window", "qwen3-heads",
    "gemma3-text", "phi3-partial", "phi3-longrope", "mamba-tied", "mamba-untied-bias", "mamba2-grouped",
    "mamba2-tied-limits",
]

@Suite struct FamilyTests {
    @Test(arguments: familyFixtures) func givesTheReferenceLogits(_ name: String) throws {
        let folder = Fixtures.path("Families/\(name)")
        try expectReferenceLogits(readFamily(folder), folder)
    }

    /// State-space models in the form of llama.cpp's converter, which llama.cpp itself reads so
    /// (`Tests/Fixtures/make_state_space_gguf_fixtures.py`).
    @Test(arguments: ["mamba-tied", "mamba2-grouped"]) func readsWhatLlamaCppReads(_ name: String) throws {
        let file = try GGUFModel(path: Fixtures.path("GGUF/\(name).gguf"))
        let family = try FamilyRegistry.read(gguf: file)
        let layout = try #require(type(of: family).gguf)
        var initialiser = Initialiser(unspecified: .float32)
        let backbone = try family.backbone(.causal, &initialiser)
        try layout.tensorNames(of: family).read(backbone, from: file, configuration: "the metadata")
        try expectReferenceLogits(backbone, Fixtures.path("Families/\(name)"))
    }

    private func expectReferenceLogits(_ backbone: any Backbone, _ folder: String) throws {
        let expected = try JSONParser.parse(file: folder + "/expected.json")
        let rows = try #require(expected["ids"]?.arrayValue).map { row in
            (row.arrayValue ?? []).map { Int32($0.intValue ?? -1) }
        }
        let logits = try #require(expected["logits"]?.arrayValue).flatMap { page in
            (page.arrayValue ?? []).flatMap { row in (row.arrayValue ?? []).map { $0.doubleValue ?? .nan } }
        }
        let found = withoutGradients { backbone.logits(backbone.hidden(Tensor(rows: rows), .causal)) }
        expectClose(found.doubles, logits, tolerance: 1e-4)
    }

    /// Reading what was written gives the same parameters under the same names and shapes as the reference wrote.
    @Test(arguments: familyFixtures) func writesWhatItRead(_ name: String) throws {
        let folder = Fixtures.path("Families/\(name)")
        let backbone = try readFamily(folder)
        let values = try ConfigurationValues(file: folder + "/config.json")
        let family = try FamilyRegistry.read(values)
        for (key, value) in family.configuration where values.object.contains(key) {
            // What the reference leaves open (null) is written out here; dropout is the trainer's.
            guard !values.object[key]!.isNull, !key.hasSuffix("pdrop"), key != "rope_parameters" else { continue }
            #expect(value.doubleValue == values.object[key]?.doubleValue, "\(key)")
            if value.doubleValue == nil { #expect(value == values.object[key], "\(key)") }
        }
        try withTemporaryFolder { copy in
            let names = type(of: family).tensorNames
            try SafeTensorsModel.write(to: copy, tensors: names.sources(of: backbone))
            let (before, after) = (try SafeTensorsModel(path: folder), try SafeTensorsModel(path: copy))
            #expect(Set(before.names) == Set(after.names))
            for name in before.names { #expect(before.entry(name)?.shape == after.entry(name)?.shape) }
            var initialiser = Initialiser(unspecified: .float32)
            let again = try family.backbone(.causal, &initialiser)
            try names.read(again, from: after, configuration: "config.json")
            for (left, right) in zip(backbone.parameters, again.parameters) {
                #expect(left.name == right.name)
                // A gain g that is stored as g − 1 loses its last bit.
                expectClose(left.tensor.doubles, right.tensor.doubles, tolerance: 1e-6)
            }
        }
    }

    @Test func refusesWeightsOfAnotherModel() throws {
        let folder = Fixtures.path("Families/llama-grouped")
        func failure(_ key: String, _ value: JSONValue) throws -> String {
            var settings = try ConfigurationValues(file: folder + "/config.json").object
            settings[key] = value
            let family = try FamilyRegistry.read(ConfigurationValues(settings, file: "config.json"))
            var initialiser = Initialiser(unspecified: .float32)
            let backbone = try family.backbone(.causal, &initialiser)
            let error = #expect(throws: DataFileError.self) {
                let files = try SafeTensorsModel(path: folder)
                try type(of: family).tensorNames.read(backbone, from: files, configuration: "config.json")
            }
            return error?.description ?? ""
        }
        let shape = try failure("intermediate_size", 24)
        #expect(shape.contains("tensor \"model.layers.0.mlp.gate_proj.weight\""))
        #expect(shape.contains("[24, 16]") && shape.contains("[20, 16]"))
        #expect(try failure("num_hidden_layers", 3).contains("model.layers.2.input_layernorm.weight"))
        #expect(try failure("num_hidden_layers", 1).contains("model.layers.1."))
        #expect(try failure("attention_bias", true).contains("self_attn.q_proj.bias"))
    }

    @Test func namesTheKeyThatIsWrong() throws {
        let folder = Fixtures.path("Families/gpt2-tied")
        func failure(_ key: String, _ value: JSONValue?) throws -> String {
            var settings = try ConfigurationValues(file: folder + "/config.json").object
            settings[key] = value
            let error = #expect(throws: DataFileError.self) {
                try FamilyRegistry.read(ConfigurationValues(settings, file: "config.json"))
            }
            return error?.description ?? ""
        }
        #expect(
            try failure("n_layer", nil)
                == "config.json: \"n_layer\": expected a whole number of at least 1, found no such key"
        )
        #expect(
            try failure("n_layer", "two")
                == "config.json: \"n_layer\": expected a whole number of at least 1, found \"two\""
        )
        #expect(try failure("n_head", 5).contains("n_embd"))
        #expect(try failure("scale_attn_by_inverse_layer_idx", true).contains("not implemented"))
        #expect(try failure("model_type", "unknown").contains("gpt2, llama"))
    }

    @Test(arguments: FamilyRegistry.names) func recipesTakeOverrides(_ name: String) throws {
        let keys = try FamilyRegistry.resolve(name).type.commonKeys
        var overrides: JSONObject = ["layers": 2, "width": 32]
        if keys[.heads] != nil { overrides["heads"] = 2 }
        if keys[.context] != nil { overrides["context"] = 24 }
        var family = try FamilyRegistry.recipe(name, vocabularySize: 11, overrides: overrides)
        family.vocabularySize += 1
        var initialiser = Initialiser(seed: 3)
        let backbone = try family.backbone(.causal, &initialiser)
        #expect(backbone.vocabularySize == 12 && backbone.width == 32)
        let error = #expect(throws: DataFileError.self) {
            try FamilyRegistry.recipe(name, vocabularySize: 11, overrides: ["layer": 2])
        }
        #expect(error?.description.contains("\"layer\"") == true)
        #expect(throws: DataFileError.self) {
            try FamilyRegistry.recipe(name, vocabularySize: 11, overrides: ["width": "wide"])
        }
    }
}

/// The network of a directory.
func readFamily(_ folder: String) throws -> any Backbone {
    let family = try FamilyRegistry.read(ConfigurationValues(file: folder + "/config.json"))
    var initialiser = Initialiser(unspecified: .float32)
    let backbone = try family.backbone(.causal, &initialiser)
    let files = try SafeTensorsModel(path: folder)
    try type(of: family).tensorNames.read(backbone, from: files, configuration: "config.json")
    return backbone
}
