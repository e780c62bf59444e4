import Foundation

/// How the shorter contexts of a pattern with k kept tokens, each made by leaving out one more of them, share what the discounts took.
public enum SkipWeights: Sendable, Equatable {
    /// Evenly (Pickhardt et al. 2014).
    case uniform
    /// All to the one without the farthest token: modified Kneser–Ney.
    case first
    /// As held-out text has it.
    case learned(LearnedSkipWeights)

    /// Which of the three, by name.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        case uniform, first, learned
    }

    public var kind: Kind {
        switch self {
        case .uniform: .uniform
        case .first: .first
        case .learned: .learned
        }
    }

    /// The share of child `index` (in the order of the distances that are left out) of `count`.
    func share(_ index: Int, of count: Int, mask: Int, bucket: Int) -> Double {
        switch self {
        case .uniform: 1 / Double(count)
        case .first: index == count - 1 ? 1 : 0
        case .learned(let weights): weights[mask, bucket, index]
        }
    }
}

/// Shares tied by the pattern and by how often each of the shorter contexts was seen: never, less than three times, more often.
public struct LearnedSkipWeights: Sendable, Equatable {
    /// Classes of a context's frequency.
    static let classes = 3

    let order: Int
    /// For each mask where its shares begin.
    private let starts: [Int]
    /// Shares of each mask, bucket and child.
    private(set) var values: [Double]

    /// Even shares.
    init(order: Int) {
        self.order = order
        var starts: [Int] = []
        var values: [Double] = []
        for mask in 0..<(1 << (order - 1)) {
            starts.append(values.count)
            let children = mask.nonzeroBitCount
            values += [Double](
                repeating: 1 / Double(max(children, 1)),
                count: Self.bucketCount(children) * children
            )
        }
        self.starts = starts
        self.values = values
    }

    /// The shares that a file holds; nil where their number or a sum is wrong.
    init?(order: Int, values: [Double]) {
        self.init(order: order)
        guard values.count == self.values.count, values.allSatisfy({ $0 >= 0 }) else { return nil }
        self.values = values
        for mask in 1..<max(1, 1 << (order - 1)) {
            let children = mask.nonzeroBitCount
            for bucket in 0..<Self.bucketCount(children) {
                let sum = (0..<children).reduce(0) { $0 + self[mask, bucket, $1] }
                guard abs(sum - 1) < 1e-9 else { return nil }
            }
        }
    }

    subscript(mask: Int, bucket: Int, child: Int) -> Double {
        values[starts[mask] + bucket * mask.nonzeroBitCount + child]
    }

    static func bucketCount(_ children: Int) -> Int { (0..<children).reduce(1) { count, _ in count * classes } }

    /// The class of a context by the sum of its counts.
    static func frequencyClass(_ total: Double) -> Int { total == 0 ? 0 : total < 3 ? 1 : 2 }

    /// Replaces all shares by those in proportion to expected uses, each with a little of an even share.
    mutating func set(fromUses uses: [Double], prior: Double = 0.5) {
        for mask in 1..<max(1, 1 << (order - 1)) {
            let children = mask.nonzeroBitCount
            for bucket in 0..<Self.bucketCount(children) {
                let places = (starts[mask] + bucket * children)..<(starts[mask] + (bucket + 1) * children)
                let sum = uses[places].reduce(0, +) + prior
                for place in places { values[place] = (uses[place] + prior / Double(children)) / sum }
            }
        }
    }

    /// Where the uses of a child are added up.
    func place(_ mask: Int, _ bucket: Int, _ child: Int) -> Int {
        starts[mask] + bucket * mask.nonzeroBitCount + child
    }
}
