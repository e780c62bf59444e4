/// A bound of a number in decimal digits.
struct DecimalBound: Equatable {
    /// Without leading zeros; empty for 0.
    var whole: [Int]
    /// Without trailing zeros.
    var fraction: [Int]
    var isNegative: Bool
    /// Whether the bound itself is left out.
    var isStrict: Bool

    static let zero = DecimalBound(whole: [], fraction: [], isNegative: false, isStrict: false)

    var isZero: Bool { whole.isEmpty && fraction.isEmpty }

    var magnitude: DecimalBound {
        DecimalBound(whole: whole, fraction: fraction, isNegative: false, isStrict: isStrict)
    }

    /// From a number in decimal text.
    init(_ text: String, isStrict: Bool) {
        let parts = text.drop { $0 == "-" }.lowercased().split(separator: "e")
        let digits = parts[0].split(separator: ".").map { $0.compactMap(\.wholeNumberValue) }
        var (whole, fraction) = (digits[0], digits.count > 1 ? digits[1] : [])
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        for _ in 0..<max(0, exponent) { whole.append(fraction.isEmpty ? 0 : fraction.removeFirst()) }
        for _ in 0..<max(0, -exponent) { fraction.insert(whole.popLast() ?? 0, at: 0) }
        self.init(
            whole: Array(whole.drop { $0 == 0 }),
            fraction: Array(fraction.reversed().drop { $0 == 0 }.reversed()),
            isNegative: text.hasPrefix("-"),
            isStrict: isStrict
        )
        if isZero { isNegative = false }
    }

    init(whole: [Int], fraction: [Int], isNegative: Bool, isStrict: Bool) {
        self.whole = whole
        self.fraction = fraction
        self.isNegative = isNegative
        self.isStrict = isStrict
    }
}

/// Numbers between bounds, as grammar nodes.
struct JSONNumber {
    var lower: DecimalBound?
    var upper: DecimalBound?
    var isInteger: Bool
    /// Digits of an unbounded whole part or fraction.
    var digitLimit: Int

    /// The numbers; those without bounds may have an exponent.
    var node: GrammarNode {
        guard lower != nil || upper != nil else { return unbounded }
        var alternatives: [GrammarNode] = []
        if !(upper?.isNegative ?? false), !(upper.map { $0.isZero && $0.isStrict } ?? false) {
            let low = lower.map { $0.isNegative ? .zero : $0 } ?? .zero
            alternatives.append(magnitudes(low, upper))
        }
        if lower?.isNegative ?? true {
            // Zero is written without a sign.
            var least = DecimalBound.zero
            least.isStrict = true
            let low = upper.map { $0.isNegative ? $0.magnitude : least } ?? least
            alternatives.append(.sequence([.text("-"), magnitudes(low, lower?.magnitude)]))
        }
        return .choice(alternatives)
    }

    private var unbounded: GrammarNode {
        let digit = digits(0, 9)
        let whole = GrammarNode.choice([
            .text("0"), .sequence([digits(1, 9), .repetition(digit, minimum: 0, maximum: digitLimit - 1)]),
        ])
        let sign = GrammarNode.optional(.text("-"))
        guard !isInteger else { return .sequence([sign, whole]) }
        let fraction = GrammarNode.sequence([.text("."), .repetition(digit, minimum: 1, maximum: digitLimit)])
        let exponent = GrammarNode.sequence([
            JSONText.scalars("eE"), .optional(JSONText.scalars("+-")), .repetition(digit, minimum: 1, maximum: 2),
        ])
        return .sequence([sign, whole, .optional(fraction), .optional(exponent)])
    }

    private func digits(_ low: Int, _ high: Int) -> GrammarNode {
        low > high ? .nothing : .scalars(ScalarSet([UInt32(0x30 + low)...UInt32(0x30 + high)]))
    }

    /// Numbers without a sign from `low` to `high`, by the number of digits of their whole part.
    private func magnitudes(_ low: DecimalBound, _ high: DecimalBound?) -> GrammarNode {
        let (least, most) = (
            max(1, low.whole.count), high.map { max(1, $0.whole.count) } ?? max(digitLimit, low.whole.count + 1)
        )
        guard least <= most else { return .nothing }
        return .choice(
            (least...most).map { count in
                let isLow = count == max(1, low.whole.count)
                let isHigh = high != nil && count == most
                return whole(
                    count,
                    at: 0,
                    isLow ? low : nil,
                    isHigh ? high : nil
                )
            }
        )
    }

    /// The digits of the whole part from one place on, where those before equal the bounds that are given.
    private func whole(_ count: Int, at place: Int, _ low: DecimalBound?, _ high: DecimalBound?) -> GrammarNode {
        guard place < count else { return fractionPart(low, high) }
        let first = place == 0 && count > 1 ? 1 : 0
        if low == nil, high == nil {
            let rest = count - place
            let lead = digits(first, 9)
            let others = GrammarNode.repetition(digits(0, 9), minimum: rest - 1, maximum: rest - 1)
            return .sequence([lead, others, fractionPart(nil, nil)])
        }
        let from = max(first, low.map { digit($0.whole, place, count) } ?? first)
        let to = high.map { digit($0.whole, place, count) } ?? 9
        return branches(from, to, low.map { digit($0.whole, place, count) }, high.map { digit($0.whole, place, count) })
        {
            whole(count, at: place + 1, $0 ? low : nil, $1 ? high : nil)
        }
    }

    /// The digit of a whole part at a place of `count`; 0 before its first.
    private func digit(_ whole: [Int], _ place: Int, _ count: Int) -> Int {
        let index = place - (count - whole.count)
        return index >= 0 ? whole[index] : 0
    }

    /// The digits `from ... to`: the ones on a bound go on along it, those between are free.
    private func branches(
        _ from: Int,
        _ to: Int,
        _ low: Int?,
        _ high: Int?,
        _ rest: (_ onLow: Bool, _ onHigh: Bool) -> GrammarNode
    ) -> GrammarNode {
        guard from <= to else { return .nothing }
        var alternatives: [GrammarNode] = []
        var (first, last) = (from, to)
        if let low, low == from {
            alternatives.append(.sequence([digits(low, low), rest(true, high == low)]))
            first += 1
        }
        if let high, high == to, high >= first {
            alternatives.append(.sequence([digits(high, high), rest(false, true)]))
            last -= 1
        }
        if first <= last { alternatives.append(.sequence([digits(first, last), rest(false, false)])) }
        return .choice(alternatives)
    }

    /// A point with digits, or nothing.
    private func fractionPart(_ low: DecimalBound?, _ high: DecimalBound?) -> GrammarNode {
        var alternatives: [GrammarNode] = []
        let isAbove = low.map { $0.fraction.isEmpty && !$0.isStrict } ?? true
        let isBelow = high.map { !($0.fraction.isEmpty && $0.isStrict) } ?? true
        if isAbove, isBelow { alternatives.append(.empty) }
        if !isInteger {
            alternatives.append(.sequence([.text("."), fraction(at: 0, low, high)]))
        }
        return .choice(alternatives)
    }

    /// The digits of a fraction from one place on, where those before equal the bounds that are given.
    private func fraction(at place: Int, _ low: DecimalBound?, _ high: DecimalBound?) -> GrammarNode {
        let left = max(1, digitLimit - place)
        if low == nil, high == nil { return .repetition(digits(0, 9), minimum: place == 0 ? 1 : 0, maximum: left) }
        let lowDigit = low.map { place < $0.fraction.count ? $0.fraction[place] : 0 }
        let highDigit = high.map { place < $0.fraction.count ? $0.fraction[place] : 0 }
        var alternatives: [GrammarNode] = []
        let isAbove = low.map { place >= $0.fraction.count && !$0.isStrict } ?? true
        let isBelow = high.map { place < $0.fraction.count || !$0.isStrict } ?? true
        if place > 0, isAbove, isBelow { alternatives.append(.empty) }
        let end = max(low?.fraction.count ?? 0, high?.fraction.count ?? 0) + digitLimit
        if place < end {
            alternatives.append(
                branches(lowDigit ?? 0, highDigit ?? 9, lowDigit, highDigit) {
                    fraction(at: place + 1, $0 ? low : nil, $1 ? high : nil)
                }
            )
        }
        return .choice(alternatives)
    }
}
