import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct MemoryTaskTests {
    @Test func sumsBeginAnewAtAReset() {
        let task = MemoryHorizon(numbers: 5, resetProbability: 0.2)
        var random = RandomStream(seed: 1)
        let (tokens, sums) = task.example(length: 2000, using: &random)
        for position in tokens.indices {
            let last = tokens[...position].lastIndex(of: task.reset) ?? -1
            let expected = tokens[(last + 1)..<(position + 1)].reduce(0) { $0 + Int($1) }
            #expect(sums[position] == expected)
        }
        let resets = tokens.filter { $0 == task.reset }.count
        #expect(abs(Double(resets) - 400) < 100)
        var again = RandomStream(seed: 1)
        #expect(task.example(length: 2000, using: &again).tokens == tokens)
    }

    @Test(arguments: [2, 3, 50]) func twoNumbersAreMarked(length: Int) {
        var random = RandomStream(seed: 2)
        for _ in 0..<50 {
            let (numbers, marks, sum) = AddingProblem(length: length).example(using: &random)
            let places = marks.indices.filter { marks[$0] == 1 }
            #expect(places.count == 2 && places[0] < length / 2 && places[1] >= length / 2)
            #expect(marks.filter { $0 != 0 && $0 != 1 }.isEmpty)
            #expect(sum == numbers[places[0]] + numbers[places[1]])
        }
    }
}
