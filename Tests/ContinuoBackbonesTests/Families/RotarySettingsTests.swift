import ContinuoFormats
import Testing

@testable import ContinuoBackbones

@Suite struct RotarySettingsTests {
    private func read(_ settings: JSONObject) throws -> RotarySettings {
        try ConfigurationValues(settings, file: "config.json").rotary(headWidth: 8, context: 64)
    }

    /// What is written is read again.
    @Test(arguments: [
        RotaryScaling.none, .linear(factor: 2), .dynamic(factor: 3),
        .llama3(Llama3Scaling(factor: 8, lowTurns: 1, highTurns: 4, originalLength: 32)),
        .yarn(
            YarnScaling(factor: 4, originalLength: 16, fastTurns: 32, slowTurns: 1, truncates: false, magnitude: 1.25)
        ),
        .long(LongScaling(short: [1, 2], long: [3, 4], originalLength: 16, magnitude: 1.5)),
    ])
    func writesWhatItReads(_ scaling: RotaryScaling) throws {
        let settings = RotarySettings(base: 500, fraction: 0.5, scaling: scaling)
        #expect(try read(["rope_parameters": .object(settings.parameters)]) == settings)
    }

    /// Keys of transformers 4.
    @Test func readsOlderKeys() throws {
        let found = try read(["rope_theta": 300, "rope_scaling": ["type": "linear", "factor": 2]])
        #expect(found == RotarySettings(base: 300, scaling: .linear(factor: 2)))
        let long = try read([
            "original_max_position_embeddings": 32, "partial_rotary_factor": 0.5,
            "rope_scaling": ["type": "su", "short_factor": [1, 1], "long_factor": [2, 4]],
        ])
        guard case .long(let scaling) = long.scaling else { throw Unexpected() }
        #expect(scaling.originalLength == 32 && long.fraction == 0.5)
        #expect(abs(scaling.magnitude - (1.0 + 1.0 / 5).squareRoot()) < 1e-12)  // ln 2 / ln 32
    }

    private struct Unexpected: Error {}

    /// Frequencies that turn often stay, those that turn seldom are divided.
    @Test func llamaKeepsHighFrequencies() {
        let scaling = Llama3Scaling(factor: 8, lowTurns: 1, highTurns: 4, originalLength: 100)
        let turn = 2 * Double.pi / 100
        #expect(scaling.scaled(5 * turn) == 5 * turn)
        #expect(scaling.scaled(0.5 * turn) == 0.5 * turn / 8)
        let middle = scaling.scaled(2.5 * turn)
        #expect(abs(middle - 2.5 * turn * (0.5 / 8 + 0.5)) < 1e-12)
    }

    /// A limit holds only where other divisors follow.
    @Test func longTextsEndWhereOtherDivisorsBegin() {
        var scaling = LongScaling(short: [1], long: [2], originalLength: 10, magnitude: 1)
        #expect(RotaryScaling.long(scaling).lengthLimit == 10)
        scaling.long = [1]
        #expect(RotaryScaling.long(scaling).lengthLimit == nil)
    }

    @Test func namesTheKeyThatIsWrong() {
        func failure(_ settings: JSONObject) -> String {
            (#expect(throws: DataFileError.self) { try read(settings) })?.description ?? ""
        }
        let unknown = failure(["rope_parameters": ["rope_type": "axial"]])
        #expect(unknown.contains("rope_parameters.rope_type") && unknown.contains("yarn or longrope"))
        let short = failure([
            "rope_scaling": ["rope_type": "longrope", "short_factor": [1, 1], "long_factor": [1, 1]]
        ])
        #expect(short.contains("rope_scaling.short_factor") && short.contains("4 numbers"))
        #expect(failure(["rope_scaling": ["type": "linear"]]).contains("rope_scaling.factor"))
        #expect(failure(["partial_rotary_factor": 0.4]).contains("partial_rotary_factor"))
        let turned = failure([
            "rope_scaling": ["type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4]
        ])
        #expect(turned.contains("high_freq_factor"))
    }
}
