import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct MixerStackTests {
    static func stack(_ settings: JSONObject, recipe: String = "stack") throws -> any ModelFamily {
        var all: JSONObject = ["hidden_size": 8, "num_hidden_layers": 3, "max_position_embeddings": 24]
        for (key, value) in settings { all[key] = value }
        return try FamilyRegistry.recipe(recipe, vocabularySize: 11, overrides: all)
    }

    @Test(arguments: MixerRegistry.all.map(\.name)) func everyMixerStacks(_ name: String) throws {
        let family = try Self.stack(["mixer": .string(name)])
        var initialiser = Initialiser(seed: 3)
        let backbone = try family.backbone(.causal, &initialiser)
        let tokens = Tensor([Int32](arrayLiteral: 1, 5, 7, 2, 0, 10, 3, 4, 4), shape: [1, 9])
        let whole = backbone.hidden(tokens, .causal)
        var state = backbone.initialState(batch: 1)
        let steps = (0..<9).map { backbone.hidden(tokens.sliced($0..<($0 + 1), axis: 1), state: &state, .causal) }
        expectClose(Tensor.concatenated(steps, axis: 1), whole, tolerance: 1e-4)
        var written = family.configuration
        written["model_type"] = "stack"
        let again = try FamilyRegistry.read(ConfigurationValues(written, file: "config.json"))
        #expect(again.configuration == family.configuration)
    }

    /// A mixer's name is a recipe, unless a family has it.
    @Test(arguments: MixerRegistry.all.map(\.name)) func everyMixerIsARecipe(_ name: String) throws {
        let (type, settings) = try FamilyRegistry.resolve(name)
        #expect(type.name == (FamilyRegistry.names.contains(name) ? name : MixerStack.name))
        #expect(type.name == name || settings == ["mixer": .string(name)])
    }

    @Test func patternsRepeatOverTheLayers() throws {
        let family = try Self.stack(["mixer": ["gru", "attention"], "attention": ["heads": 2], "num_hidden_layers": 5])
        var initialiser = Initialiser(seed: 3)
        let backbone = try #require(family.backbone(.causal, &initialiser) as? StackedBackbone)
        #expect(backbone.blocks.map { $0.mixer is GRU } == [true, false, true, false, true])
        #expect(backbone.maximumLength == 24)
        let recurrent = try Self.stack(["mixer": "gru"]).backbone(.causal, &initialiser)
        #expect(recurrent.maximumLength == nil)
    }

    @Test(
        arguments: [
            (["mixer": "grü"], "mixer"), (["mixer": []], "mixer"), (["mixer": ["gru", 3]], "mixer"),
            (["mixer": "attention", "attention": ["heads": 3]], "attention.heads"),
            (["mixer": "attention", "attention": ["haeds": 2]], "attention.haeds"),
            (["mixer": "attention", "attention": ["heads": "two"]], "attention.heads"),
            (["mixer": "attention", "attention": 4], "attention"),
            (["mixer": "gru", "feed_forward": "wide"], "feed_forward"), (["norm": "batch"], "norm"),
        ] as [(JSONObject, String)]
    )
    func faultsNameTheKey(_ settings: JSONObject, _ key: String) throws {
        do {
            _ = try Self.stack(settings)
            Issue.record("\(settings) was taken")
        } catch let error as DataFileError {
            #expect(error.place.contains(key), "\(error)")
        }
    }
}
