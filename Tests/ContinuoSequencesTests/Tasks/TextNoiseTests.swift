import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct TextNoiseTests {
    private static let text = String(repeating: "In the beginning was é 東 ß. ", count: 200)

    private func noisy(_ kind: TextNoise.Kind, _ rate: Double, _ text: String = text, seed: UInt64 = 3) -> String {
        var random = RandomStream(seed: seed)
        return TextNoise(kind, rate: rate)(text, using: &random)
    }

    @Test(arguments: TextNoise.Kind.allCases) func noRateChangesNothingAndASeedRepeats(_ kind: TextNoise.Kind) {
        #expect(noisy(kind, 0) == Self.text)
        #expect(noisy(kind, 0.3) == noisy(kind, 0.3) && noisy(kind, 0.3) != noisy(kind, 0.3, seed: 4))
        #expect(noisy(kind, 0.3) != Self.text)
        // Stray bytes and an empty text go through.
        var random = RandomStream(seed: 3)
        #expect(TextNoise(kind, rate: 1)([0xFF, 0xC3], using: &random) == [0xFF, 0xC3])
        #expect(noisy(kind, 1, "") == "")
    }

    @Test func eachKindDoesWhatItSays() {
        #expect(noisy(.drop, 1) == "")
        #expect(noisy(.uppercase, 1, "an é ß") == "AN É SS")
        #expect(noisy(.antispeak, 1, "an") == " A  N ")
        #expect(noisy(.swap, 1, "abcde") == "badce")
        let repeated = noisy(.repeat, 1, "ab")
        #expect(repeated.hasPrefix("aa") && repeated.hasSuffix("bb") && (4...8).contains(repeated.count))
        let count = Double(Self.text.unicodeScalars.count)
        #expect(abs(Double(noisy(.drop, 0.1).unicodeScalars.count) / count - 0.9) < 0.02)
        let cased = noisy(.randomCase, 1, String(repeating: "a", count: 4000)).count { $0 == "A" }
        #expect(abs(Double(cased) / 4000 - 0.5) < 0.04)
    }
}
