import ContinuoSequences
import Testing

@Suite("Toy translation")
struct ToyTranslationTests {
    private let pairs = (0..<400).map { ToyTranslation().pair($0) }

    @Test("Sentences of 5 to 20 words, translated word for word into ids of their own")
    func shape() {
        for pair in pairs {
            #expect((5...20).contains(pair.source.count))
            #expect(pair.target.count == pair.source.count && pair.otherStyle.count == pair.source.count)
            #expect((pair.source + pair.target).allSatisfy { (3..<Int32(ToyTranslation.vocabularySize)).contains($0) })
            #expect(Set(pair.source).isDisjoint(with: pair.target))
        }
    }

    @Test("A sentence keeps one style; about three words in ten differ between the styles")
    func styles() {
        let words = pairs.reduce(0) { $0 + $1.target.count }
        var differing = 0
        for pair in pairs {
            let steps = Set(zip(pair.target, pair.otherStyle).map { $1 - $0 }).subtracting([0])
            #expect(steps.count <= 1 && steps.isSubset(of: [-1, 1]))
            differing += zip(pair.target, pair.otherStyle).count { $0 != $1 }
        }
        #expect((0.25...0.35).contains(Double(differing) / Double(words)))
    }

    @Test("A pair is a function of its number and the seed")
    func reproducible() {
        #expect(ToyTranslation().pair(7) == pairs[7])
        #expect(ToyTranslation(seed: 2).pair(7) != pairs[7])
        #expect(Set(pairs.map(\.source)).count > 390)
    }
}
