import Testing

@testable import ContinuoTraining

@Suite struct EntityScoreTests {
    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    @Test(arguments: [
        ("O B-PER I-PER O", ["PER 1 3"]),
        ("B-PER B-PER I-LOC", ["PER 0 1", "PER 1 2", "LOC 2 3"]),
        ("I-PER I-PER O I-LOC", ["PER 0 2", "LOC 3 4"]),
        ("O O", []),
    ])
    func entitiesAreRunsOfOneKind(_ labels: String, wanted: [String]) {
        let found = EntityScore.entities(words(labels)).map {
            "\($0.kind) \($0.range.lowerBound) \($0.range.upperBound)"
        }
        #expect(Set(found) == Set(wanted))
    }

    /// A span that is one word short is wrong twice: given and not there, there and not given.
    @Test func onlyExactSpansCount() {
        let score = EntityScore(
            found: [words("B-PER O O B-LOC"), words("O B-LOC")],
            wanted: [words("B-PER I-PER O B-LOC"), words("O O")]
        )
        #expect((score.found, score.wanted, score.right) == (3, 2, 1))
        #expect(score.precision == 1 / 3.0 && score.recall == 1 / 2.0 && score.f1 == 2 / 5.0)
        #expect(EntityScore(found: [], wanted: []).f1 == 0)
    }

    @Test func labelsOfAnotherFormAreKnown() {
        #expect(EntityScore.applies(to: ["O", "B-PER", "I-PER"]))
        #expect(!EntityScore.applies(to: ["O", "I-PER"]))
        #expect(!EntityScore.applies(to: ["O", "B-PER", "NOUN"]))
        #expect(!EntityScore.applies(to: ["O", "B-"]))
    }

    /// By hand: class 0 has F1 2·2/(3+2), class 1 has 2·1/(1+2), class 2 does not occur.
    @Test func macroF1IsTheMeanOverClassesThatOccur() {
        #expect(abs(macroF1([0, 0, 0, 1], [0, 0, 1, 1], classes: 3) - (4 / 5.0 + 2 / 3.0) / 2) < 1e-12)
        #expect(macroF1([], [], classes: 3) == 0)
    }
}
