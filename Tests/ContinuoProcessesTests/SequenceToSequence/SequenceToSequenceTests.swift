import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct SequenceToSequenceTests {
    static func family(vocabulary: Int = 12) throws -> any ModelFamily {
        try FamilyRegistry.recipe(
            "t5",
            vocabularySize: vocabulary,
            overrides: [
                "layers": 2, "width": 8, "heads": 2, "num_decoder_layers": 1, "d_ff": 12,
                "relative_attention_num_buckets": 4, "relative_attention_max_distance": 6, "dropout_rate": 0.0,
            ]
        )
    }

    private func network(_ type: ElementType = .float64) throws -> any Backbone {
        var initialiser = Initialiser(seed: 4, type)
        return try Self.family().backbone(.bidirectional, &initialiser)
    }

    static let pairs: [(source: [Int32], target: [Int32])] = [
        ([3, 4, 5, 6, 7, 1], [8, 9, 1]), ([9, 1], [3, 3, 4, 5, 1]), ([5, 5, 5, 5, 5, 5, 5, 5, 1], [2, 1]),
        ([4, 1], [1]), ([4, 1], []),
    ]

    @Test func gradientsEqualCentralDifferences() throws {
        let network = try network()
        let batch = SequenceBatch(pairs: Array(Self.pairs.prefix(3)))
        let worst = try worstGradientError(network) {
            let options = ObjectiveOptions(random: RandomStream(seed: 2), isTraining: true)
            return try SequenceToSequence().loss(network, batch, options).mean
        }
        #expect(worst < 1e-6)
    }

    /// Scores are the loss of each pair alone, and do not depend on what is scored beside.
    @Test func scoresAreLosses() throws {
        let network = try network()
        let process = SequenceToSequence()
        let scores = try process.score(network, pairs: Self.pairs)
        #expect(scores[4].logProbabilities.isEmpty)
        for (pair, score) in zip(Self.pairs, scores) where !pair.target.isEmpty {
            let alone = try process.score(network, pairs: [pair])[0]
            expectClose(score.logProbabilities, alone.logProbabilities, tolerance: 1e-10)
            let options = ObjectiveOptions(random: RandomStream(seed: 2), isTraining: false)
            let loss = try withoutGradients {
                try process.loss(network, SequenceBatch(pairs: [pair]), options)
            }
            #expect(loss.count == Double(pair.target.count))
            #expect(abs(loss.sum.item + score.total) < 1e-9)
        }
    }

    /// The distribution of what a session writes is that of the scores, whether rows share a source or not.
    @Test func sessionsAgreeWithScores() throws {
        let network = try network()
        let process = SequenceToSequence()
        let target: [Int32] = [8, 9, 4]
        let sources: [[Int32]] = [[3, 4, 5, 6, 7, 1], [9, 1]]
        let sessions = [
            try process.makeSession(network, sources: sources, rows: 2),
            try process.makeSession(network, sources: [sources[0]], rows: 1),
        ]
        for session in sessions {
            var logits = try #require(try session.initialLogits())
            if session.rows == 1 { try session.select([0, 0]) }
            var found = [Double](repeating: 0, count: 2)
            for token in target {
                for row in 0..<2 {
                    // One row's logits serve both as long as they share everything.
                    let start = logits.count == 12 ? 0 : row * 12
                    found[row] += logSoftmax(logits[start..<(start + 12)])[Int(token)]
                }
                logits = try session.extend([[token], [token]])
            }
            let origins = session === sessions[0] ? sources : [sources[0], sources[0]]
            let scores = try process.score(network, pairs: origins.map { ($0, target) })
            for row in 0..<2 { #expect(abs(scores[row].total - found[row]) < 1e-4) }
        }
        try checkSessions(SourcedModel(network: network, process: process, source: sources[0]))
    }

    @Test func refusesWhatItCannotRead() throws {
        let network = try network(.float32)
        let process = SequenceToSequence()
        #expect(throws: ProcessError.self) { try process.score(network, pairs: [([], [3])]) }
        #expect(throws: ProcessError.self) { try process.score(network, pairs: [([3], [12])]) }
        #expect(throws: ProcessError.self) { try process.makeSession(network, sources: [[12]], rows: 1) }
        #expect(throws: SessionError.self) { try process.makeSession(network, sources: [[3], [4]], rows: 3) }
        #expect(throws: ProcessError.self) { try Autoregressive().check(network) }
        #expect(throws: ProcessError.self) { try process.check(tinyNetwork(vocabulary: 12)) }
    }

    /// Decoding from transformers' weights writes what transformers writes: greedy and beams, eight tokens without the end.
    @Test(arguments: ["t5-relu-tied", "byt5-gated-untied"]) func writesWhatTheReferenceWrites(_ name: String) throws {
        let folder = Fixtures.path("Encoders/\(name)")
        let files = try SafeTensorsModel(path: folder)
        var family = try FamilyRegistry.read(ConfigurationValues(file: folder + "/config.json"))
        family.adapt(to: files.names)
        var initialiser = Initialiser(unspecified: .float32)
        let network = try family.backbone(.bidirectional, &initialiser)
        try type(of: family).tensorNames.read(network, from: files, configuration: "config.json")
        let expected = try JSONParser.parse(file: folder + "/expected.json")
        func ids(_ value: JSONValue?) -> [Int32] { (value?.arrayValue ?? []).map { Int32($0.intValue ?? -1) } }
        let source = ids(expected["source"]?.arrayValue?.first)
        for (method, width) in [("greedy", 1), ("beam", 3)] {
            var settings = BeamSettings()
            settings.width = width
            settings.maximumTokens = 8
            let result = try beamSearch(
                SequenceToSequence().makeSession(network, sources: [source], rows: 1),
                prompt: [],
                settings: settings,
                transforms: [Forbidding(id: 1)]
            )
            #expect(result.hypotheses[0].tokens == ids(expected[method]), "\(method)")
        }
    }
}

/// Makes an id impossible.
private struct Forbidding: LogitTransform {
    let id: Int
    func apply(to logits: inout [Float], after context: TokenContext) { logits[id] = -.infinity }
}

/// A network with one source as a model of text.
private struct SourcedModel: GenerativeModel {
    let network: any Backbone
    let process: SequenceToSequence
    let source: [Int32]

    var vocabularySize: Int { network.vocabularySize }
    func score(_ tokens: [Int32]) throws -> SequenceScore { try process.score(network, pairs: [(source, tokens)])[0] }
    func makeSession(rows: Int) throws -> any DecodingSession {
        try process.makeSession(network, sources: [source], rows: rows)
    }
}
