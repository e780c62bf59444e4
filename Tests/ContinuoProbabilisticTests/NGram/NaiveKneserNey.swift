/// Modified Kneser–Ney as its definition reads: counts by looking through the whole text, no data structure.
struct NaiveKneserNey {
    let order: Int
    let vocabularySize: Int
    let begin: Int32
    /// Counts of n-grams (adjusted) by length.
    var counts: [[[Int32]: Int]]
    var discounts: [[Double]]

    init(documents: [[Int32]], order: Int, vocabularySize: Int) {
        self.order = order
        self.vocabularySize = vocabularySize
        begin = Int32(vocabularySize)
        var raw = [[[Int32]: Int]](repeating: [:], count: order + 2)
        for document in documents {
            let text = [Int32(vocabularySize)] + document
            for end in text.indices.dropFirst() {
                for length in 1...(order + 1) where end - length + 1 >= 0 {
                    raw[length][Array(text[(end - length + 1)...end]), default: 0] += 1
                }
            }
        }
        counts = [[:]]
        discounts = [[]]
        for length in 1...order {
            var adjusted: [[Int32]: Int] = [:]
            for (gram, count) in raw[length] {
                if length == order || gram[0] == begin {
                    adjusted[gram] = count
                } else {
                    adjusted[gram] = raw[length + 1].keys.filter { Array($0.dropFirst()) == gram }.count
                }
            }
            counts.append(adjusted)
            func number(_ n: Int) -> Double { Double(adjusted.values.filter { $0 == n }.count) }
            let y = number(1) / (number(1) + 2 * number(2))
            let estimate = (1...3).map { Double($0) - Double($0 + 1) * y * number($0 + 1) / number($0) }
            let usable = (1...3).allSatisfy { number($0) > 0 && (0...Double($0)).contains(estimate[$0 - 1]) }
            discounts.append(usable ? [0] + estimate : [0, 0.5, 1, 1.5])
        }
    }

    func probability(_ token: Int32, after history: [Int32]) -> Double {
        probability(token, Array(([begin] + history).suffix(order - 1)))
    }

    private func probability(_ token: Int32, _ context: [Int32]) -> Double {
        let following = counts[context.count + 1].filter { Array($0.key.dropLast()) == context }
        let lower =
            context.isEmpty ? 1 / Double(vocabularySize) : probability(token, Array(context.dropFirst()))
        let total = Double(following.values.reduce(0, +))
        guard total > 0 else { return lower }
        let discount = discounts[context.count + 1]
        let count = following[context + [token]] ?? 0
        let taken = following.values.reduce(0.0) { $0 + discount[min($1, 3)] }
        return (Double(count) - discount[min(count, 3)]) / total + taken / total * lower
    }
}
