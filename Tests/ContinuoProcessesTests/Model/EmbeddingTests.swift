import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct EmbeddingTests {
    private static let texts = ["a", "a longer text", "another", "a"]

    private func model(_ family: String) throws -> SequenceModel {
        let tokeniser = ByteTokeniser(special: [.mask, .pad, .endOfText])
        let network = try FamilyRegistry.recipe(
            family,
            vocabularySize: tokeniser.vocabularySize,
            overrides: family == "mamba" ? ["layers": 2, "width": 16] : ["layers": 2, "width": 16, "heads": 2]
        )
        let process: any SequenceProcess =
            switch family {
            case "bert": MaskedLanguageModel(mask: tokeniser.mask!)
            case "t5": SequenceToSequence(end: tokeniser.endOfText)
            default: Autoregressive()
            }
        return try SequenceModel(family: network, tokeniser: tokeniser, process: process, seed: 1)
    }

    /// A text's vector does not depend on what is read beside it.
    @Test(arguments: ["bert", "t5", "llama", "mamba"]) func vectorsBelongToTheirTexts(_ family: String) throws {
        let model = try model(family)
        let sequences = Self.texts.map { model.tokeniser.encode($0) }
        for pooling in Pooling.allCases {
            let together = try model.embeddings(of: sequences, pooling: pooling)
            #expect(together.shape == [4, 16])
            let apart = try model.embeddings(of: sequences, pooling: pooling, batchTokens: 1)
            expectClose(together, apart, tolerance: 1e-4)
            expectClose(together.selected(0), together.selected(3), tolerance: 1e-5)
        }
    }

    @Test func poolingIsWhatItsNameSays() throws {
        let model = try model("bert")
        let tokens = model.tokeniser.encode("a text")
        let hidden = model.hiddenStates(SequenceBatch(ragged: [tokens]))
        let vectors = try Pooling.allCases.map { try model.embeddings(of: [tokens], pooling: $0).selected(0) }
        for (pooling, vector) in zip(Pooling.allCases, vectors) {
            switch pooling {
            case .mean: expectClose(vector, hidden.mean(axis: 1).selected(0), tolerance: 1e-5)
            case .first: expectClose(vector, hidden.selected(0, axis: 1).selected(0), tolerance: 1e-6)
            case .last: expectClose(vector, hidden.selected(5, axis: 1).selected(0), tolerance: 1e-6)
            }
        }
        let unit = try model.embeddings(of: [tokens], normalised: true)
        #expect(abs(unit.sumOfSquares - 1) < 1e-5)
    }

    @Test func refusesWhatHasNoVector() throws {
        let model = try model("bert")
        #expect(throws: ProcessError.self) { try model.embeddings(of: [[]]) }
        #expect(throws: ProcessError.self) { try model.embeddings(of: [[9999]]) }
        #expect(throws: ProcessError.self) { try model.embeddings(of: [[Int32](repeating: 3, count: 300)]) }
        #expect(try model.embeddings(of: []).shape == [0, 16])
    }
}
