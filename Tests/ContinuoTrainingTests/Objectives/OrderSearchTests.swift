import ContinuoTensor
import Testing

@testable import ContinuoTraining

@Suite struct OrderSearchTests {
    /// A score of orders that no element decides alone.
    private func score(_ order: [Int]) -> Double {
        var sum = 0
        for (place, element) in order.enumerated() { sum += (place * 7 + element * 5 + order[0] * 3) % 11 }
        return Double(sum)
    }

    @Test func fourElementsAreSearchedThroughWhole() {
        var best = (order: [Int](), score: -Double.infinity)
        for a in 0..<4 {
            for b in 0..<4 {
                for c in 0..<4 {
                    for d in 0..<4 where Set([a, b, c, d]).count == 4 && score([a, b, c, d]) > best.score {
                        best = ([a, b, c, d], score([a, b, c, d]))
                    }
                }
            }
        }
        var random = RandomStream(seed: 1)
        var search = OrderSearch(.search)
        search.exploration = 0
        let found = search.order(of: 4, step: 0, using: &random, logProbabilities: { $0.map(score) }, next: { _ in [] })
        #expect(found == best.order && OrderSearch.orders(of: 4).count == 24)
    }

    @Test func longTargetsAreOrderedByTheModelsOwnProbabilities() {
        var random = RandomStream(seed: 1)
        var search = OrderSearch(.search)
        search.exploration = 0
        var first = [Double](repeating: 0, count: 8)
        for _ in 0..<4000 {
            let order = search.order(
                of: 8,
                step: 5,
                using: &random,
                logProbabilities: { _ in [] },
                next: { _ in (0..<8).map { Double($0 + 1) } }
            )
            #expect(Set(order).count == 8)
            first[order[0]] += 1.0 / 4000
        }
        for element in 0..<8 { #expect(abs(first[element] - Double(element + 1) / 36) < 0.03) }
    }

    @Test func explorationAndRandomOrdersAreEven() {
        var random = RandomStream(seed: 1)
        for rule in [OrderSearch.Rule.random, .search] {
            var counts: [[Int]: Int] = [:]
            for _ in 0..<1200 {
                let order = OrderSearch(rule).order(
                    of: 3,
                    step: 0,
                    using: &random,
                    logProbabilities: { _ in [] },
                    next: { _ in [] }
                )
                counts[order, default: 0] += 1
            }
            #expect(counts.count == 6 && counts.values.allSatisfy { (130...270).contains($0) })
        }
    }
}
