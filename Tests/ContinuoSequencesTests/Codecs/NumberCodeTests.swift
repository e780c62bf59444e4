import ContinuoTensor
import Testing

@testable import ContinuoSequences

@Suite struct NumberCodeTests {
    static let codes: [NumberCode] = [
        NumberCode(.digits(base: 2, count: 8), range: -3...5), NumberCode(.digits(base: 10, count: 3)),
        NumberCode(.digits(base: 7, count: 2), range: 1e6...1e6 + 1, repeats: 3),
        NumberCode(.float(exponentDigits: 1, mantissaDigits: 2)),
        NumberCode(.float(exponentDigits: 2, mantissaDigits: 6), repeats: 2),
        NumberCode(.hamming(bits: 5), range: -1...1),
    ]

    /// Half of a bin, or half a unit of the last digit of the mantissa; the ends and hostile numbers too.
    @Test(arguments: codes) func numbersComeBack(_ code: NumberCode) {
        var random = RandomStream(seed: 4)
        let (low, high) = (code.range.lowerBound, code.range.upperBound)
        var numbers = (0..<500).map { _ in low + (high - low) * random.uniform() } + [low, high]
        if code.bins == nil { numbers += [0, -0.0, 0.0999999, 9.9999e7, -1.5e-7, 1e-40, 123_456.7] }
        for number in numbers {
            let tokens = code.encode(number)
            #expect(tokens.count == code.length)
            for (place, token) in tokens.enumerated() { #expect(token >= 0 && token < code.choices(at: place)) }
            let error = abs(code.decode(tokens) - number)
            #expect(
                error <= code.width(of: tokens) / 2 * (1 + 1e-9) + 1e-12 * abs(number),
                "\(number) became \(tokens)"
            )
        }
    }

    @Test(arguments: codes) func everySequenceOfAllowedTokensIsANumber(_ code: NumberCode) {
        var random = RandomStream(seed: 5)
        for _ in 0..<500 {
            let tokens = (0..<code.length).map { Int32(random.integer(below: code.choices(at: $0))) }
            let number = code.decode(tokens)
            #expect(number.isFinite && (code.bins == nil || code.range.contains(number)))
        }
    }

    @Test func theEndsOfTheRangeAndWhatLiesBeyondAreInTheOuterBins() {
        let code = NumberCode(.digits(base: 10, count: 2), range: 0...2)
        #expect(code.encode(2) == [9, 9] && code.encode(7) == [9, 9] && code.encode(-1) == [0, 0])
        #expect(code.encode(0.5) == [2, 5])
    }

    @Test func floatsAreSignExponentAndMantissa() {
        let code = NumberCode(.float(exponentDigits: 1, mantissaDigits: 3))
        #expect(code.encode(-12.34) == [1, 0, 2, 1, 2, 3])
        #expect(code.encode(0.00456) == [0, 1, 2, 4, 5, 6])
        // Rounded up past the last digit of its exponent, and past the greatest number.
        #expect(code.decode(code.encode(9.999)) == 10)
        #expect(code.decode(code.encode(1e30)) == 0.999e9)
    }

    @Test func theMajorityOfRepetitionsCounts() {
        let code = NumberCode(.digits(base: 10, count: 2), repeats: 3)
        var tokens = code.encode(0.42)
        tokens[0] = 9
        tokens[3] = 7
        #expect(code.decode(tokens) == code.decode(code.encode(0.42)))
    }

    @Test func neighboursByOnesInHammingOrder() {
        let code = NumberCode(.hamming(bits: 3), range: 0...8)
        let ones = (0..<8).map { code.encode(Double($0) + 0.5).reduce(0, +) }
        #expect(ones == [0, 1, 1, 1, 2, 2, 2, 3])
    }

    /// The law of each next token is a fixed function of the beginning; all leaves are also found one by one.
    @Test(arguments: [2, 3]) func theExpectationIsTheSumOverAllLeaves(base: Int) {
        let code = NumberCode(.digits(base: base, count: 4), range: -2...3)
        func law(_ beginning: [Int32]) -> [Double] {
            let weights = (0..<base).map { token -> Double in
                let hash = beginning.reduce(token) { $0 * 5 + Int($1) + 1 }
                return Double(1 + hash % 7)
            }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
        let leaves = code.leaves { $0.map(law) }
        #expect(leaves.count == code.bins && abs(leaves.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        var sum = 0.0
        for leaf in leaves {
            let p = leaf.tokens.indices.reduce(1) { $0 * law(Array(leaf.tokens[..<$1]))[Int(leaf.tokens[$1])] }
            #expect(abs(p - leaf.probability) < 1e-15)
            sum += p * code.decode(leaf.tokens)
        }
        #expect(abs(code.expectation { $0.map(law) } - sum) < 1e-12)
    }

    /// Against the closed form of a linear density: bias² = slope² / (12 bins²).
    @Test func theHistogramsRiskHasItsClosedForm() {
        for bins in [4, 32] {
            let risk = HistogramRisk(bins: bins, samples: 500) { 0.5 + $0 }
            #expect(abs(risk.squaredBias * 12 * Double(bins * bins) - 1) < 1e-3)
            let shares = (0..<bins).map { (0.5 + (Double($0) + 0.5) / Double(bins)) / Double(bins) }
            let variance = shares.reduce(0) { $0 + $1 * (1 - $1) } * Double(bins) / 500
            #expect(abs(risk.variance - variance) < 1e-12)
        }
    }
}
