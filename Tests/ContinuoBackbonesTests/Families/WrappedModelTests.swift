import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// Language models inside of larger ones.
@Suite struct WrappedModelTests {
    /// The names of transformers 4, then those of transformers 5.
    @Test(arguments: [
        ("language_model.model.", "vision_tower.layer.weight"),
        ("model.language_model.", "model.vision_tower.x.weight"),
    ])
    func theLanguageModelIsRead(_ prefix: String, _ other: String) throws {
        let folder = Fixtures.path("Families/gemma3-text")
        let plain = try readFamily(folder)
        let settings = try ConfigurationValues(file: folder + "/config.json").object
        let wrapped: JSONObject = [
            "model_type": "gemma3", "text_config": .object(settings), "vision_config": ["hidden_size": 3],
        ]
        let values = ConfigurationValues(wrapped, file: "config.json")
        let family = try FamilyRegistry.read(values)
        #expect(type(of: family).modelType == "gemma3_text")
        #expect(try FamilyRegistry.languageModel(values).object["vision_config"] == nil)
        let names = type(of: family).tensorNames
        try withTemporaryFolder { copy in
            var sources = names.sources(of: plain)
            for index in sources.indices {
                sources[index].name = prefix + sources[index].name.dropFirst("model.".count)
            }
            sources.append(
                SafeTensorsWriter.Source(name: other, type: .float32, shape: [1]) { write in
                    try [Float(1)].withUnsafeBytes { try write($0) }
                }
            )
            try SafeTensorsModel.write(to: copy, tensors: sources)
            var initialiser = Initialiser(unspecified: .float32)
            let inner = try family.backbone(.causal, &initialiser)
            try names.read(inner, from: SafeTensorsModel(path: copy), configuration: "config.json")
            for (left, right) in zip(plain.parameters, inner.parameters) {
                expectClose(left.tensor.doubles, right.tensor.doubles, tolerance: 1e-6)
            }
        }
    }

    @Test func namesTheSectionThatIsMissing() {
        let values = ConfigurationValues(["model_type": "gemma3"], file: "config.json")
        let error = #expect(throws: DataFileError.self) { try FamilyRegistry.read(values) }
        #expect(error?.description.hasPrefix("config.json: \"text_config\"") == true)
    }
}
