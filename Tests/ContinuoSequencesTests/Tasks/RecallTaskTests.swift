import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct RecallTaskTests {
    private func examples(_ seed: UInt64, _ make: (inout RandomStream) -> RecallExample) -> [RecallExample] {
        (0..<100).map { index in
            var random = RandomStream(seed: seed).split(index)
            return make(&random)
        }
    }

    /// The value behind a key that comes again is the one of its pair, and every pair is asked for once.
    @Test func keysHaveTheirValues() {
        let task = AssociativeRecall(symbols: 12, pairs: 5, length: 32)
        let found = examples(1) { task.example(using: &$0) }
        for example in found {
            #expect(example.tokens.count == 32 && example.tokens.allSatisfy { $0 >= 0 && $0 < 25 })
            var pairs: [Int32: Int32] = [:]
            for pair in 0..<5 { pairs[example.tokens[2 * pair]] = example.tokens[2 * pair + 1] }
            #expect(pairs.count == 5 && example.answers.count == 5)
            for (place, token) in example.answers {
                #expect(place >= 10 && pairs.removeValue(forKey: example.tokens[place - 1]) == token)
            }
        }
        #expect(found == examples(1) { task.example(using: &$0) })
        #expect(found != examples(2) { task.example(using: &$0) })
    }

    @Test func whatFollowedTheSpecialTokenFollowsAgain() {
        let task = InductionHeads(symbols: 6, length: 20)
        for example in examples(3, { task.example(using: &$0) }) {
            let special = example.tokens.indices.filter { example.tokens[$0] == 6 }
            #expect(special.count == 2 && special[1] == 18 && special[0] < 17)
            #expect(example.answers.map(\.place) == [19])
            #expect(example.tokens[19] == example.tokens[special[0] + 1])
        }
    }

    @Test func symbolsAreCopiedInOrder() {
        let task = SelectiveCopy(symbols: 5, count: 4, context: 30)
        for example in examples(4, { task.example(using: &$0) }) {
            #expect(example.tokens.count == 35 && example.tokens[30] == 6)
            let symbols = example.tokens.prefix(30).filter { $0 != 5 }
            #expect(symbols == example.answers.map(\.token) && symbols.allSatisfy { (0..<5).contains($0) })
        }
    }
}
