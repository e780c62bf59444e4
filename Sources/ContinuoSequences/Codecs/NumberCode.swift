import Foundation

/// A code of numbers as tokens, all of one length, such that every sequence of allowed tokens is a number.
///
/// At each place the ids 0 ..< `choices(at:)` are allowed, whatever stands before: a decoder holds itself to the code by
/// leaving out the others.
///
/// - Source: Song and Bahri 2025, "Decoding-based Regression".
public struct NumberCode: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Numbers of a range as digits of a base, the most significant first: `base` to the power `digits` bins of equal width.
        case digits(base: Int, count: Int)
        /// Sign, sign of the exponent, exponent and mantissa 0.d₁d₂… in base 10: any number, to so many digits.
        case float(exponentDigits: Int, mantissaDigits: Int)
        /// Bins of a range by strings of bits in the order of their number of ones: a wrong bit late in the order costs little.
        case hamming(bits: Int)
    }

    public let kind: Kind
    /// What `digits` and `hamming` divide; numbers outside are taken to its ends.
    public let range: ClosedRange<Double>
    /// How often the whole code is written; reading takes the majority at each place.
    public let repeats: Int

    /// Bit strings in the order of `hamming`, and the place of each.
    private let order: [Int]
    private let places: [Int]

    /// - Parameter range: must have a width, except for `float`, which does not look at it.
    public init(_ kind: Kind, range: ClosedRange<Double> = 0...1, repeats: Int = 1) {
        precondition(repeats >= 1, "a code is written at least once, not \(repeats) times")
        (self.kind, self.range, self.repeats) = (kind, range, repeats)
        var order: [Int] = []
        switch kind {
        case .digits(let base, let count):
            precondition(
                base >= 2 && count >= 1 && Double(count) * log2(Double(base)) <= 52,
                "\(count) digits of base \(base) are no code of numbers"
            )
        case .float(let exponentDigits, let mantissaDigits):
            precondition(
                (1...3).contains(exponentDigits) && (1...15).contains(mantissaDigits),
                "\(exponentDigits) digits of the exponent and \(mantissaDigits) of the mantissa"
            )
        case .hamming(let bits):
            precondition((1...20).contains(bits), "\(bits) bits are no code of numbers")
            order = (0..<(1 << bits)).sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
        }
        if case .float = kind {
        } else {
            precondition(range.upperBound > range.lowerBound, "the range \(range) has no width")
        }
        self.order = order
        var places = order
        for (place, bits) in order.enumerated() { places[bits] = place }
        self.places = places
    }

    /// Tokens of one writing.
    private var unit: Int {
        switch kind {
        case .digits(_, let count): count
        case .float(let exponentDigits, let mantissaDigits): 2 + exponentDigits + mantissaDigits
        case .hamming(let bits): bits
        }
    }

    /// Tokens of a number.
    public var length: Int { repeats * unit }

    /// Ids at a place: 0 ..< this many.
    public func choices(at place: Int) -> Int {
        switch kind {
        case .digits(let base, _): base
        case .float: place % unit < 2 ? 2 : 10
        case .hamming: 2
        }
    }

    /// Number of token ids.
    public var vocabularySize: Int { (0..<unit).reduce(0) { max($0, choices(at: $1)) } }

    /// Number of bins; nil for `float`, whose codes are not bins of one width.
    public var bins: Int? {
        switch kind {
        case .digits(let base, let count): (0..<count).reduce(1) { product, _ in product * base }
        case .float: nil
        case .hamming(let bits): 1 << bits
        }
    }

    /// The tokens of a number.
    /// - Precondition: it is finite.
    public func encode(_ value: Double) -> [Int32] {
        precondition(value.isFinite, "\(value) has no code")
        let once: [Int32]
        switch kind {
        case .digits(let base, let count): once = Self.digits(bin(of: value), base: base, count: count)
        case .float(let exponentDigits, let mantissaDigits):
            once = Self.float(value, exponentDigits: exponentDigits, mantissaDigits: mantissaDigits)
        case .hamming(let bits): once = Self.digits(order[bin(of: value)], base: 2, count: bits)
        }
        return (0..<repeats).flatMap { _ in once }
    }

    /// The number of a sequence of allowed tokens: the middle of its bin, or the written one.
    /// - Precondition: there are `length` tokens, each within its choices.
    public func decode(_ tokens: [Int32]) -> Double {
        let once = majority(tokens)
        switch kind {
        case .digits(let base, _): return middle(ofBin: Self.number(once[...], base: base))
        case .float(let exponentDigits, let mantissaDigits):
            let exponent = Self.number(once[2..<(2 + exponentDigits)], base: 10) * (once[1] == 0 ? 1 : -1)
            let mantissa = Double(Self.number(once[(2 + exponentDigits)...], base: 10))
            let size = mantissa * pow(10, Double(exponent - mantissaDigits))
            return once[0] == 0 ? size : -size
        case .hamming: return middle(ofBin: places[Self.number(once[...], base: 2)])
        }
    }

    /// How wide the numbers are that have this code: a probability divided by it is a density.
    public func width(of tokens: [Int32]) -> Double {
        guard case .float(let exponentDigits, let mantissaDigits) = kind else {
            return (range.upperBound - range.lowerBound) / Double(bins ?? 1)
        }
        let once = majority(tokens)
        let exponent = Self.number(once[2..<(2 + exponentDigits)], base: 10) * (once[1] == 0 ? 1 : -1)
        return pow(10, Double(exponent - mantissaDigits))
    }

    // MARK: Parts

    private func bin(of value: Double) -> Int {
        let count = bins ?? 1
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        // The upper end belongs to the last bin.
        return min(max(Int((min(max(share, 0), 1) * Double(count)).rounded(.down)), 0), count - 1)
    }

    private func middle(ofBin bin: Int) -> Double {
        range.lowerBound + (Double(bin) + 0.5) / Double(bins ?? 1) * (range.upperBound - range.lowerBound)
    }

    private func majority(_ tokens: [Int32]) -> [Int32] {
        precondition(tokens.count == length, "\(tokens.count) tokens for a code of \(length)")
        for (place, token) in tokens.enumerated() {
            precondition(
                token >= 0 && token < choices(at: place),
                "token \(token) at place \(place) is no part of the code"
            )
        }
        return (0..<unit).map { place in
            var votes = [Int](repeating: 0, count: choices(at: place))
            for copy in 0..<repeats { votes[Int(tokens[copy * unit + place])] += 1 }
            return Int32(votes.indices.reduce(0) { votes[$1] > votes[$0] ? $1 : $0 })
        }
    }

    private static func digits(_ number: Int, base: Int, count: Int) -> [Int32] {
        var rest = number
        var digits = [Int32](repeating: 0, count: count)
        for place in digits.indices.reversed() {
            digits[place] = Int32(rest % base)
            rest /= base
        }
        return digits
    }

    private static func number(_ digits: ArraySlice<Int32>, base: Int) -> Int {
        digits.reduce(0) { $0 * base + Int($1) }
    }

    private static func float(_ value: Double, exponentDigits: Int, mantissaDigits: Int) -> [Int32] {
        let scale = pow(10, Double(mantissaDigits))
        let greatest = Int(pow(10, Double(exponentDigits))) - 1
        var (exponent, mantissa) = (0, 0)
        if value != 0 {
            exponent = max(Int(log10(abs(value)).rounded(.down)) + 1, -greatest)
            var scaled = (abs(value) / pow(10, Double(exponent)) * scale).rounded()
            if scaled >= scale {
                exponent += 1
                scaled = (scaled / 10).rounded()
            }
            // What is too great for the exponent becomes the greatest number.
            (exponent, mantissa) = exponent > greatest ? (greatest, Int(scale) - 1) : (exponent, Int(scaled))
        }
        return [value < 0 ? 1 : 0, exponent < 0 ? 1 : 0]
            + digits(abs(exponent), base: 10, count: exponentDigits)
            + digits(mantissa, base: 10, count: mantissaDigits)
    }
}
