import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoProcesses

/// Models that leave as GGUF files, and come back.
@Suite struct GGUFWritingTests {
    static let recipes = FamilyRegistry.all.filter { $0.gguf != nil && $0.name != "mistral" }.map { $0.name }

    private func model(_ recipe: String, width: Int = 64) throws -> SequenceModel {
        let tokeniser = ByteTokeniser().ensuring([.endOfText])
        let type = try FamilyRegistry.resolve(recipe).type
        var overrides: JSONObject = ["initializer_range": 0.3]
        let small: [CommonSetting: Int] = [.layers: 2, .width: width, .heads: 2, .context: 48]
        for (setting, value) in small where type.commonKeys[setting] != nil {
            overrides[setting.rawValue] = .integer(value)
        }
        if recipe == "gemma3" {
            overrides["head_dim"] = .integer(width / 2)
            overrides["query_pre_attn_scalar"] = .integer(width / 2)
        }
        let family = try FamilyRegistry.recipe(recipe, vocabularySize: 300, overrides: overrides)
        return try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(start: 256), seed: 5)
    }

    private func scheme(_ name: String) throws -> GGUFScheme { try #require(GGUFScheme.named(name)) }

    private let text = "In the beginning God created the heaven"

    /// Tokens and logits are the same bits after the way through a GGUF file, and after the way on into a folder; nearly so
    /// where llama.cpp wants −e^x of a parameter x.
    @Test(arguments: recipes) func readBackIsTheSame(_ recipe: String) throws {
        var model = try model(recipe)
        model.chatTemplate = "{{ messages }}"
        let tokens = model.tokeniser.encode(Array(text.utf8))
        let expected = try model.score(tokens).logProbabilities
        let tolerance = recipe.hasPrefix("mamba") ? 1e-4 : 0
        func expectSame(_ other: SequenceModel) throws {
            expectClose(try other.score(tokens).logProbabilities, expected, tolerance: tolerance)
        }
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.gguf")
            #expect(try model.save(gguf: path, scheme("f32")).isEmpty)
            let again = try SequenceModel.load(gguf: path)
            #expect(again.tokeniser.encode(Array(text.utf8)) == tokens && again.tokeniser is ByteTokeniser)
            #expect((again.process as? Autoregressive)?.start == 256 && again.chatTemplate == model.chatTemplate)
            try expectSame(again)

            let directory = FileSystem.join(folder, "directory")
            try StoredModel(path: path).write(directory: directory, .float32, largestFileByteCount: 1 << 30)
            let third = try SequenceModel.load(from: directory)
            try expectSame(third)
            #expect(third.tokeniser.encode(Array(text.utf8)) == tokens)
            #expect((third.process as? Autoregressive)?.start == 256)
            #expect(try ChatTemplate.sources(directory: directory)["default"]?.text == "{{ messages }}")

            let other = FileSystem.join(folder, "other.gguf")
            #expect(try StoredModel(path: directory).write(gguf: other, scheme("f32")).isEmpty)
            try expectSame(SequenceModel.load(gguf: other))
            #expect(try FileSystem.names(in: folder).sorted() == ["directory", "model.gguf", "other.gguf"])
        }
    }

    /// Packed weights are saved as the numbers that they stand for.
    @Test(arguments: ["llama", "phi3", "gpt2"]) func packedWeightsAreSaved(_ recipe: String) throws {
        let model = try model(recipe)
        let tokens = model.tokeniser.encode(Array(text.utf8))
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.gguf")
            try model.save(gguf: path, scheme("q8_0"))
            let exact = try SequenceModel.load(gguf: path).score(tokens).logProbabilities
            let packed = try SequenceModel.load(gguf: path, LoadOptions(weights: .stored))
            let directory = FileSystem.join(folder, "directory")
            try packed.save(to: directory)
            #expect(try SequenceModel.load(from: directory).score(tokens).logProbabilities == exact)
            // The numbers are on the grid already: quantising them again changes nothing.
            let again = FileSystem.join(folder, "again.gguf")
            try packed.save(gguf: again, scheme("f32"))
            #expect(try SequenceModel.load(gguf: again).score(tokens).logProbabilities == exact)
            #expect(packed.configurationJSON["dtype"] == "float32")
            expectClose(try packed.score(tokens).logProbabilities, exact, tolerance: 0.2)
        }
    }

    /// What is streamed from files is what is written from memory.
    @Test func streamedFilesAreTheSame() throws {
        let model = try model("llama", width: 256)
        try withTemporaryFolder { folder in
            let directory = FileSystem.join(folder, "model")
            try model.save(to: directory)
            for name in ["f16", "bf16", "q8_0", "q4_0", "q4_k_m", "q6_k"] {
                let (one, other) = (FileSystem.join(folder, "one"), FileSystem.join(folder, "other"))
                try model.save(gguf: one, scheme(name), name: "model")
                _ = try StoredModel(path: directory).write(gguf: other, scheme(name))
                #expect(try FileSystem.read(one) == FileSystem.read(other), "\(name)")
            }
        }
    }

    /// Half-precision folders: each number is the nearest of the type.
    @Test func foldersOfHalfPrecision() throws {
        let model = try model("qwen3")
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.gguf")
            try model.save(gguf: path, scheme("f32"))
            for (format, type) in [(WeightFormat.bfloat16, StoredElementType.bfloat16), (.float16, .float16)] {
                let directory = FileSystem.join(folder, format.name)
                try StoredModel(path: path).write(directory: directory, format, largestFileByteCount: 1 << 16)
                let weights = try SafeTensorsModel(path: directory)
                #expect(weights.files.count > 1 && weights.entries.allSatisfy { $0.type == type })
                let found = try SequenceModel.load(from: directory)
                for (one, other) in zip(found.backbone.parameters, model.backbone.parameters) {
                    let values = other.tensor.doubles.map { Float($0) }
                    #expect(one.tensor.doubles == format.decode(format.encode(values)).map(Double.init), "\(one.name)")
                }
            }
        }
    }

    @Test func refusesWhatLlamaCppCannotRun() throws {
        let gru = try SequenceModel(
            family: FamilyRegistry.recipe("gru", vocabularySize: 256),
            tokeniser: ByteTokeniser(),
            process: Autoregressive(),
            seed: 1
        )
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.gguf")
            let error = #expect(throws: DataFileError.self) { try gru.save(gguf: path, scheme("f32")) }
            #expect(error?.kind == .unsupported && error?.description.contains("found gru") == true)
            let names = try FileSystem.names(in: folder)
            #expect(names.isEmpty)
        }
    }
}
