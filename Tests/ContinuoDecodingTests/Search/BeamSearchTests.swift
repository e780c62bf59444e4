import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

struct BeamSearchTests {
    static func settings(width: Int, tokens: Int, groups: Int = 1, strength: Double = 0.5) -> BeamSettings {
        var settings = BeamSettings()
        settings.width = width
        settings.maximumTokens = tokens
        settings.groups = groups
        settings.diversityStrength = strength
        return settings
    }

    static func run(
        _ model: ToyLanguageModel,
        _ settings: BeamSettings,
        endTokens: [Int32] = [],
        embeddings: TokenEmbeddings? = nil
    ) throws -> BeamResult {
        try beamSearch(
            try model.makeSession(rows: 1),
            prompt: [1, 2],
            settings: settings,
            endTokens: endTokens,
            embeddings: embeddings
        )
    }

    /// All hypotheses of at most `length` tokens with their log-probabilities: those that end, and those cut off.
    static func enumerate(
        _ model: ToyLanguageModel,
        length: Int,
        end: Int32?
    ) -> [(tokens: [Int32], logProbability: Double, isFinished: Bool)] {
        var result: [(tokens: [Int32], logProbability: Double, isFinished: Bool)] = []
        func visit(_ tokens: [Int32], _ total: Double) {
            if tokens.count == length {
                result.append((tokens, total, false))
                return
            }
            let row = logSoftmax(model.logits(after: [1, 2] + tokens))
            for token in 0..<Int32(model.vocabularySize) {
                if token == end {
                    result.append((tokens, total + row[Int(token)], true))
                } else {
                    visit(tokens + [token], total + row[Int(token)])
                }
            }
        }
        visit([], 0)
        return result
    }

    @Test func widthOneIsGreedy() throws {
        let model = ToyLanguageModel(vocabularySize: 6)
        var tokens: [Int32] = [1, 2]
        for _ in 0..<10 { tokens.append(Int32(greatestIndex(model.logits(after: tokens)))) }
        let best = try Self.run(model, Self.settings(width: 1, tokens: 10)).hypotheses
        #expect(best.map(\.tokens) == [Array(tokens.dropFirst(2))])
    }

    @Test(
        arguments: [
            LengthNormalisation.none, .power(1), .power(0.6), .power(-0.5), .power(2), .googleTranslation(0.9),
        ],
        [EarlyStopping.whenCertain, .never]
    )
    func aWideBeamFindsTheBestOfAll(normalisation: LengthNormalisation, stopping: EarlyStopping) throws {
        for seed in 1...6 {
            let model = ToyLanguageModel(vocabularySize: 4, seed: UInt64(seed))
            var settings = Self.settings(width: 250, tokens: 5)
            settings.lengthNormalisation = normalisation
            settings.earlyStopping = stopping
            let found = try #require(try Self.run(model, settings, endTokens: [3]).hypotheses.first)
            let best =
                Self.enumerate(model, length: 5, end: 3).map { hypothesis in
                    let length = Double(hypothesis.tokens.count + (hypothesis.isFinished ? 1 : 0))
                    return switch normalisation {
                    case .none: hypothesis.logProbability
                    case .power(let alpha): hypothesis.logProbability / Self.power(length, alpha)
                    case .googleTranslation(let alpha):
                        hypothesis.logProbability / Self.power((5 + length) / 6, alpha)
                    }
                }.max() ?? 0
            #expect(abs(found.score - best) < 1e-9)
            let total = model.logProbability(of: found.tokens + (found.isFinished ? [3] : []), after: [1, 2])
            #expect(abs(found.logProbability - total) < 1e-9)
        }
    }

    static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

    @Test(arguments: [1, 2, 3, 8]) func equalsTheDefinition(width: Int) throws {
        for seed in 1...5 {
            let model = ToyLanguageModel(vocabularySize: 6, memory: 3, seed: UInt64(seed))
            var settings = Self.settings(width: width, tokens: 7)
            settings.lengthNormalisation = .none
            var beams: [(tokens: [Int32], total: Double)] = [([], 0)]
            for _ in 0..<7 {
                let all = beams.flatMap { beam in
                    logSoftmax(model.logits(after: [1, 2] + beam.tokens)).enumerated().map {
                        (tokens: beam.tokens + [Int32($0)], total: beam.total + $1)
                    }
                }
                beams = Array(all.sorted { $0.total > $1.total }.prefix(width))
            }
            let found = try Self.run(model, settings).hypotheses
            #expect(found.map(\.tokens) == beams.map(\.tokens))
        }
    }

    @Test func stoppingWhenCertainChangesNothing() throws {
        for seed in 1...20 {
            let model = ToyLanguageModel(vocabularySize: 5, seed: UInt64(seed))
            var settings = Self.settings(width: 3, tokens: 12)
            let early = try Self.run(model, settings, endTokens: [4])
            settings.earlyStopping = .never
            let late = try Self.run(model, settings, endTokens: [4])
            #expect(early.hypotheses == late.hypotheses)
            #expect(early.networkCalls <= late.networkCalls)
        }
    }

    @Test func interruptionKeepsWhatWasFound() throws {
        var asked = 0
        let result = try beamSearch(
            try ToyLanguageModel(vocabularySize: 5).makeSession(rows: 1),
            prompt: [1],
            settings: Self.settings(width: 2, tokens: 20),
            isCancelled: {
                asked += 1
                return asked > 3
            }
        )
        #expect(result.hypotheses.map(\.tokens.count) == [4, 4])
    }

    @Test func badSettingsAreRefused() {
        for settings in [
            Self.settings(width: 0, tokens: 1), Self.settings(width: 3, tokens: 1, groups: 2),
            Self.settings(width: 2, tokens: -1), Self.settings(width: 2, tokens: 1, strength: .nan),
        ] {
            #expect(throws: SamplingError.self) { try Self.run(ToyLanguageModel(vocabularySize: 3), settings) }
        }
        var embedding = Self.settings(width: 2, tokens: 1, groups: 2)
        embedding.diversity = .embedding
        #expect(throws: SamplingError.self) { try Self.run(ToyLanguageModel(vocabularySize: 3), embedding) }
    }
}
