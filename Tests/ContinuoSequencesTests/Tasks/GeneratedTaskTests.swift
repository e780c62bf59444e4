import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct GeneratedTaskTests {
    @Test(arguments: [0, 5]) func theFirstSymbolIsTheClass(distractingSymbols: Int) {
        let task = FirstSymbolRecall(symbols: 4, distractors: 50, distractingSymbols: distractingSymbols)
        var random = RandomStream(seed: 1)
        let examples = (0..<200).map { _ in task.example(using: &random) }
        #expect(examples.allSatisfy { $0.tokens[0] == $0.label && $0.tokens.count == 51 })
        #expect(Set(examples.map(\.label)) == [0, 1, 2, 3])
        let others = Set(examples.flatMap { $0.tokens.dropFirst() })
        #expect(others == Set(distractingSymbols == 0 ? 0..<4 : 4..<9))
    }

    /// Values by a stack, as one reads the brackets.
    @Test func expressionsHaveTheirValues() {
        let task = ListOperations()
        var random = RandomStream(seed: 2)
        var classes = Set<Int32>()
        for _ in 0..<300 {
            let (tokens, label) = task.example(using: &random)
            #expect((10...100).contains(tokens.count))
            var open: [(operation: Int32, arguments: [Int])] = []
            var value = -1
            for token in tokens {
                if token < 10 {
                    open[open.count - 1].arguments.append(Int(token))
                } else if token < 14 {
                    open.append((token, []))
                } else {
                    let (operation, arguments) = open.removeLast()
                    let sorted = arguments.sorted()
                    let count = sorted.count
                    switch operation {
                    case 10: value = sorted.first!
                    case 11: value = sorted.last!
                    case 12: value = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
                    default: value = arguments.reduce(0, +) % 10
                    }
                    if !open.isEmpty { open[open.count - 1].arguments.append(value) }
                }
            }
            #expect(open.isEmpty && value == Int(label))
            classes.insert(label)
        }
        #expect(classes.count == 10)
    }

    /// Sequences are the images: the original ones at 8 × 8, as bright at 16 × 16; permuted ones have the same pixels.
    @Test func digitsAreTheirPixels() {
        let (plain, large) = (SequentialDigits(side: 8), SequentialDigits())
        let permuted = SequentialDigits(permutation: 7)
        for index in [0, 5, 1796] {
            let (tokens, label) = plain.example(index)
            #expect(tokens == Digits.image(index).map(Int32.init) && label == Int32(Digits.labels[index]))
            let enlarged = large.example(index).tokens
            #expect(enlarged.count == 256 && enlarged.allSatisfy { (0...16).contains($0) })
            let (mean, other) = (tokens.reduce(0, +) * 4, enlarged.reduce(0, +))
            #expect(abs(mean - other) < mean / 8)
            let mixed = permuted.example(index).tokens
            #expect(mixed != enlarged && mixed.sorted() == enlarged.sorted())
        }
        #expect(SequentialDigits(permutation: 7).order == permuted.order)
    }

    /// A stroke at twice the rate passes through the same cells.
    @Test func strokesDoNotDependOnTheRate() {
        let task = PenStrokes(noise: 0)
        var random = RandomStream(seed: 3)
        var kinds = Set<Int32>()
        for _ in 0..<100 {
            let stroke = task.stroke(using: &random)
            let (slow, fast) = (task.example(stroke, count: 50), task.example(stroke, count: 150))
            kinds.insert(slow.label)
            // Every third sample of the threefold rate lies where a sample of the single rate does.
            #expect(slow.tokens == stride(from: 1, to: 150, by: 3).map { fast.tokens[$0] } && slow.label == fast.label)
        }
        #expect(kinds.count == PenStrokes.classes)
    }
}
