/// What modified Kneser–Ney smoothing takes from counts of 1, 2, and 3 or more (Chen and Goodman 1999, equation 26).
public struct KneserNeyDiscounts: Sendable, Equatable {
    public var one: Double
    public var two: Double
    public var threeOrMore: Double

    /// Used where the counts do not allow an estimate (the values that KenLM offers).
    public static let fallback = KneserNeyDiscounts(one: 0.5, two: 1, threeOrMore: 1.5)

    public init(one: Double, two: Double, threeOrMore: Double) {
        self.one = one
        self.two = two
        self.threeOrMore = threeOrMore
    }

    /// The estimate from how many n-grams have the counts 1, 2, 3 and 4; nil where one of the first three is missing or
    /// a discount would be outside of 0...count.
    public init?(countsOfCounts n: (one: Int, two: Int, three: Int, four: Int)) {
        guard n.one > 0, n.two > 0, n.three > 0 else { return nil }
        let share = Double(n.one) / Double(n.one + 2 * n.two)
        one = 1 - 2 * share * Double(n.two) / Double(n.one)
        two = 2 - 3 * share * Double(n.three) / Double(n.two)
        threeOrMore = 3 - 4 * share * Double(n.four) / Double(n.three)
        guard (0...1).contains(one), (0...2).contains(two), (0...3).contains(threeOrMore) else { return nil }
    }

    /// The estimate from the counts themselves.
    public init?(counts: some Sequence<UInt32>) {
        var found = [0, 0, 0, 0, 0]
        for count in counts where count >= 1 && count <= 4 { found[Int(count)] += 1 }
        self.init(countsOfCounts: (found[1], found[2], found[3], found[4]))
    }

    /// What the user should know where the fallback is used.
    static func note(_ counted: String) -> String {
        "The counts of \(counted) do not allow an estimate of the Kneser–Ney discounts; "
            + "0.5, 1 and 1.5 are used instead. This is usual for small vocabularies and little data."
    }

    public subscript(count: UInt32) -> Double {
        switch count {
        case 0: 0
        case 1: one
        case 2: two
        default: threeOrMore
        }
    }
}
