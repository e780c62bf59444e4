import ContinuoSequences
import ContinuoTestSupport
import Testing

@testable import ContinuoDecoding

struct DraftLengthTests {
    @Test func curvesInterpolate() {
        var curve = CostCurve(slope: 0.5)
        #expect([1, 2, 5].map { curve.seconds(tokens: $0) } == [1, 1.5, 3])
        curve.note(tokens: 2, seconds: 3)
        #expect([1, 2, 4].map { curve.seconds(tokens: $0) } == [2, 3, 5])
        curve.note(tokens: 4, seconds: 7)
        #expect([3, 4, 7].map { curve.seconds(tokens: $0) } == [5, 7, 7 * 4 / 2.5])
        curve.note(tokens: 2, seconds: 5, share: 0.5)
        #expect(curve.measured == [2: 4, 4: 7])
    }

    @Test(arguments: [false, true]) func measuringLeavesTheSession(isRecurrent: Bool) throws {
        let session = try ToyLanguageModel(vocabularySize: 5, isRecurrent: isRecurrent).makeSession(rows: 2)
        _ = try session.extend([[1, 2], [3, 4]])
        let curve = try CostCurve.measure(session, upTo: 3, repeats: 2)
        #expect(Set(curve.measured.keys) == [1, 2, 3] && curve.measured.values.allSatisfy { $0 > 0 })
        #expect(session.length == 2)
    }

    /// A round in a world where each drafted token is accepted at a rate and passes cost what the curve says.
    private func play(_ control: DraftLengthControl, rate: Double, slope: Double, rounds: Int) -> [Int] {
        var generator = TestGenerator(seed: 8)
        return (0..<rounds).map { _ in
            let length = control.length(evidence: 0, isCosted: true)
            let accepted = (0..<length).prefix { _ in Double.random(in: 0..<1, using: &generator) < rate }.count
            let draft = Draft(tokens: [Int32](repeating: 1, count: length))
            let chosen = [Int32](repeating: 1, count: accepted) + [2]
            control.note(
                draft,
                verified: length,
                chosen: chosen,
                draftSeconds: 0,
                passSeconds: 1 + slope * Double(length)
            )
            return length
        }
    }

    /// Lengths come to where E[tokens] / t is greatest.
    @Test(arguments: [(0.9, 0.25, 3...7), (0.95, 0.02, 7...7), (0.6, 0.25, 1...4), (0.1, 0.25, 0...0)])
    func lengthsComeToTheBest(rate: Double, slope: Double, range: ClosedRange<Int>) {
        let control = DraftLengthControl()
        let lengths = play(control, rate: rate, slope: slope, rounds: 400).suffix(200)
        let share = Double(lengths.filter { range.contains($0) }.count) / 200
        #expect(share > 0.85, "\(lengths)")
    }

    /// Where drafting does not pay, it is tried ever more rarely, and taken up again when it does.
    @Test func draftingIsTriedAgain() {
        let control = DraftLengthControl()
        let poor = play(control, rate: 0, slope: 0.25, rounds: 400)
        #expect(poor.suffix(300).filter { $0 > 0 }.count < 12)
        #expect(poor.suffix(300).contains { $0 > 0 })
        let rich = play(control, rate: 1, slope: 0.25, rounds: 3_000)
        #expect(rich.suffix(100).filter { $0 >= 6 }.count > 85)
    }

    /// A drafter that takes as long as the model is not worth it.
    @Test func theDraftersTimeCounts() {
        let control = DraftLengthControl()
        for _ in 0..<20 {
            control.note(Draft(tokens: [1]), verified: 1, chosen: [1, 1], draftSeconds: 2, passSeconds: 1)
        }
        #expect(control.bestLength() == 0 && control.bestLength(isCosted: false) > 4)
    }

    /// Classes of evidence are learnt apart, and tokens that were not read teach as well.
    @Test func evidenceIsToldApart() {
        let control = DraftLengthControl()
        for _ in 0..<30 {
            let draft = Draft(tokens: [1, 2, 3], evidence: 2)
            control.note(draft, verified: 1, chosen: [1, 2], draftSeconds: 0, passSeconds: 1)
            let weak = Draft(tokens: [1], evidence: 0)
            control.note(weak, verified: 0, chosen: [5], draftSeconds: 0, passSeconds: 1)
        }
        #expect(control.acceptance(evidence: 2) > 0.9 && control.acceptance(evidence: 0) < 0.1)
        #expect(control.acceptance(evidence: 1) == 0.6)
    }

    /// Without a clock the lengths follow from the tokens: a seed gives the same text each time.
    @Test func seedsGiveTheSameText() throws {
        let model = ToyLanguageModel(vocabularySize: 4, sharpness: 4)
        var settings = SamplingSettings()
        settings.maximumTokens = 200
        let texts = try (0..<3).map { _ in
            var generator = TestGenerator(seed: 4)
            return try generate(
                try model.makeSession(rows: 1),
                prompt: [1],
                settings: settings,
                tokeniser: ByteTokeniser(),
                speculation: Speculation(
                    drafter: PromptLookupDrafter(),
                    control: DraftLengthControl(learnsCost: false)
                ),
                using: &generator
            ).tokens
        }
        #expect(texts[0] == texts[1] && texts[1] == texts[2])
    }
}
