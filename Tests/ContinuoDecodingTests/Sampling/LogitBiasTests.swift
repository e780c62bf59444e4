import ContinuoDecoding
import ContinuoSequences
import Testing

struct LogitBiasTests {
    static let tokeniser = ByteTokeniser(special: [.endOfText])

    @Test func idsAndTextsAreRead() throws {
        var settings = SamplingSettings()
        for argument in ["7=1.5", "a=-2", "\"7\"=3", "==4", "<|endoftext|>=-inf"] {
            try settings.addLogitBias(argument, tokeniser: Self.tokeniser)
        }
        #expect(settings.logitBias == [7: 1.5, 0x61: -2, 0x37: 3, 0x3D: 4, 256: -.infinity])
        try settings.validate(vocabularySize: 257)
    }

    @Test(arguments: ["7", "=3", "a=", "a=x", "a=nan", "a=inf", "257=1", "-1=1", "ab=1"])
    func malformedOnesAreRefused(_ argument: String) {
        var settings = SamplingSettings()
        #expect(throws: SamplingError.self) { try settings.addLogitBias(argument, tokeniser: Self.tokeniser) }
        #expect(settings.logitBias.isEmpty)
    }
}
