import ContinuoBackbones
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences
import ContinuoTestSupport
import ContinuoTraining
import Testing

@Suite struct ModelLoaderTests {
    private let tokeniser = ByteTokeniser(special: [.endOfText])

    /// Every kind of model on disk scores as the model in memory.
    @Test func everyKindIsReadUnchanged() throws {
        let text = tokeniser.encode("abracadabra")
        let nGram = try NGramModel.train([text, text.reversed()], order: 3, vocabularySize: 257, endToken: 256)
        let family = try FamilyRegistry.recipe(
            "llama",
            vocabularySize: 257,
            overrides: ["layers": 1, "width": 8, "heads": 2, "context": 16]
        )
        let network = try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(), seed: 1)
        try withTemporaryFolder { folder in
            func path(_ name: String) -> String { FileSystem.join(folder, name) }
            try NGramFolder.save(nGram, tokeniser, to: path("ngram"))
            try nGram.write(to: path("model.bin"))
            try nGram.writeARPA(to: path("model.arpa"))
            try network.save(to: path("network"))
            let query = tokeniser.encode("cabbage")
            for name in ["ngram", "model.bin", "model.arpa"] {
                let loaded = try ModelLoader.load(path(name))
                #expect(loaded.kind == "n-gram" && loaded.tokeniser.encode("cabbage") == query)
                expectClose(
                    try loaded.model.score(query).logProbabilities,
                    try nGram.score(query).logProbabilities,
                    tolerance: 1e-5
                )
            }
            let loaded = try ModelLoader.load(path("network"))
            #expect(try loaded.model.score(query).logProbabilities == network.score(query).logProbabilities)
            try AtomicFile.write("something else", to: path("text"))
            for name in ["text", "nothing"] {
                let error = #expect(throws: DataFileError.self) { try ModelLoader.load(path(name)) }
                #expect(error?.file == path(name))
            }
        }
    }
}
