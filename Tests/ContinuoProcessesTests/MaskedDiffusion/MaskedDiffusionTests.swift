import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct MaskedDiffusionTests {
    static let tokens = 3
    static let mask: Int32 = 3
    static let sequences = ToyLanguageModel(vocabularySize: tokens).allSequences(length: 3)

    /// ln of the distribution of one hidden cell, the mask left out, computed anew.
    static func conditional(_ network: any Backbone, _ cells: [Int32], at position: Int) -> [Double] {
        let all = network.logits(network.hidden(Tensor(rows: [cells]), .bidirectional)).doubles
        let start = position * network.vocabularySize
        let row = all[start..<(start + tokens)]
        let sum = log(row.reduce(0) { $0 + exp($1) })
        return row.map { $0 - sum }
    }

    /// The probability of a sequence when one cell after another is revealed in random order.
    static func probability(_ network: any Backbone, _ sequence: [Int32], from cells: [Int32]) -> Double {
        let open = cells.indices.filter { cells[$0] == mask }
        guard !open.isEmpty else { return 1 }
        return open.reduce(0) { sum, position in
            var next = cells
            next[position] = sequence[position]
            let chance = exp(conditional(network, cells, at: position)[Int(sequence[position])])
            return sum + chance * probability(network, sequence, from: next) / Double(open.count)
        }
    }

    /// The bound by all sets of hidden cells, and each token's share.
    static func bound(_ network: any Backbone, _ sequence: [Int32]) -> [Double] {
        var shares = [Double](repeating: 0, count: sequence.count)
        let length = sequence.count
        for bits in 1..<(1 << length) {
            let hidden = (0..<length).filter { bits >> $0 & 1 == 1 }
            let cells = sequence.indices.map { hidden.contains($0) ? mask : sequence[$0] }
            let sets = [1, 3, 3, 1][hidden.count]
            for position in hidden {
                let loss = -conditional(network, cells, at: position)[Int(sequence[position])]
                shares[position] += loss / Double(hidden.count * sets)
            }
        }
        return shares
    }

    @Test func boundsAreTheSumOverAllSetsAndHold() throws {
        let network = try tinyNetwork(vocabulary: Self.tokens + 1)
        var process = MaskedDiffusion(mask: Self.mask)
        process.draws = 2000
        var slack = 0.0
        var total = 0.0
        for (sequence, score) in zip(Self.sequences, try process.score(network, Self.sequences)) {
            let shares = Self.bound(network, sequence)
            let exact = log(Self.probability(network, sequence, from: [3, 3, 3]))
            let sum = shares.reduce(0, +)
            let error = try #require(score.standardError)
            #expect(abs(score.total + sum) < 4.5 * error && error < 0.15, "\(sequence): \(score.total) for \(-sum)")
            expectClose(score.logProbabilities, shares.map { -$0 }, tolerance: 0.3)
            #expect(-sum <= exact + 1e-12, "the bound \(-sum) is above \(exact)")
            slack += exact + sum
            total += exp(exact)
        }
        #expect(slack > 0.01, "this network is consistent: the test shows nothing")
        #expect(abs(total - 1) < 1e-9)
    }

    @Test func samplesFollowTheNetwork() throws {
        let network = try tinyNetwork(vocabulary: Self.tokens + 1)
        var settings = FillSettings()
        settings.order = .random
        settings.sampling.seed = 5
        for start in [[nil, nil, nil], [nil, 2, nil]] as [[Int32?]] {
            let rows = [[Int32?]](repeating: start, count: 5000)
            let report = try MaskedDiffusion(mask: Self.mask).fill(network, rows, settings)
            let cells = start.map { $0 ?? Self.mask }
            var law: [[Int32]: Double] = [:]
            for sequence in Self.sequences where zip(sequence, start).allSatisfy({ $1 == nil || $0 == $1 }) {
                law[sequence] = Self.probability(network, sequence, from: cells)
            }
            let counts = Dictionary(report.grid.map { ($0, 1) }, uniquingKeysWith: +)
            #expect(chiSquareTest(counts: counts, probabilities: law) > 0.001)
            #expect(report.networkCalls == start.count { $0 == nil })
        }
    }

    @Test(arguments: FillOrder.allCases) func fillingKeepsWhatIsGiven(_ order: FillOrder) throws {
        let network = try tinyNetwork(vocabulary: 6)
        var settings = FillSettings()
        settings.order = order
        settings.steps = 4
        settings.sampling.seed = 1
        settings.forbidden = [4]
        let row: [Int32?] = [1, nil, nil, 2, nil, nil, nil, nil, nil, 0]
        var seen: [[Int32?]] = []
        let report = try MaskedDiffusion(mask: 5).fill(
            network,
            [row, row],
            settings,
            onStep: { seen = $0 },
            isCancelled: { false }
        )
        #expect((1...4).contains(report.networkCalls))
        #expect(seen == report.grid.map { $0.map(Optional.some) })
        for filled in report.grid {
            #expect(zip(filled, row).allSatisfy { $1 == nil || $0 == $1 })
            #expect(zip(filled, row).allSatisfy { $1 != nil || $0 < 4 })
        }
    }

    @Test func gradientsAreThoseOfTheLoss() throws {
        let network = try tinyNetwork(vocabulary: 6)
        let batch = SequenceBatch(ragged: [[1, 2, 3, 4, 0, 1, 2], [0, 0, 4, 3]])
        var options = ObjectiveOptions(random: RandomStream(seed: 3), isTraining: true)
        options.smoothing = 0.2
        for process in [MaskedDiffusion(mask: 5), MaskedLanguageModel(mask: 5)] as [any SequenceProcess] {
            let error = try worstGradientError(network) { try process.loss(network, batch, options).mean }
            #expect(error < 1e-6)
        }
    }

    @Test func conditionsAreNeverMaskedAndPaddingIsInvisible() throws {
        let network = ListeningBackbone(try tinyNetwork(vocabulary: 6))
        let rows: [[Int32]] = [[1, 2, 3, 4, 0, 1], [0, 0, 4]]
        for isTraining in [true, false] {
            var sums: [Double] = []
            for padding: Int32 in [0, 4] {
                var batch = SequenceBatch(ragged: rows, padding: padding)
                batch.weights = Tensor([0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1] as [Double], shape: [2, 6])
                let options = ObjectiveOptions(random: RandomStream(seed: 9), isTraining: isTraining)
                let loss = try MaskedDiffusion(mask: 5).loss(network, batch, options)
                sums.append(loss.sum.item)
                #expect(loss.count == 6)
                let read = network.memory.tokens.last!.array(of: Int32.self)
                #expect(read[0] == 1 && read[1] == 2 && read[6] == 0)
                #expect(Array(read[9...]) == [padding, padding, padding])
                #expect(read.contains(5))
                #expect(network.memory.contexts.last?.lengths == [6, 3])
            }
            #expect(abs(sums[0] - sums[1]) < 1e-12 && sums[0] > 0)
        }
    }

    /// A text that is longer than the network is scored piece by piece, each token once.
    @Test func longTextsAreScoredInPieces() throws {
        let network = ListeningBackbone(try tinyNetwork(vocabulary: 6, context: 8))
        let text = (0..<21).map { Int32($0 * 7 % 5) }
        let score = try MaskedDiffusion(mask: 5).score(network, [text, [], Array(text[..<8])])
        #expect(score.map { $0.logProbabilities.count } == [21, 0, 8])
        #expect(score[0].logProbabilities.allSatisfy { $0 < 0 } && score[1].total == 0)
        #expect(Array(score[0].logProbabilities[..<8]) == score[2].logProbabilities)
        #expect(network.memory.tokens.allSatisfy { $0.shape[1] == 8 })
    }

    @Test func refusalsSayWhy() throws {
        let network = try tinyNetwork(vocabulary: 6, context: 8)
        let process = MaskedDiffusion(mask: 5)
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "no error"
        }
        let causal = TableBackbone(TableLaw(tokens: 2, length: 2, seed: 1), capabilities: [.causal, .steppable])
        #expect(
            message { try process.check(causal) }.contains(
                "\"masked-diffusion\" needs a backbone that is bidirectional"
            )
        )
        #expect(message { try MaskedDiffusion(mask: 6).check(network) }.contains("the mask has the id 6"))
        let long = [[Int32?](repeating: nil, count: 9)]
        #expect(message { _ = try process.fill(network, long, FillSettings()) }.contains("9 tokens does not fit"))
        #expect(
            message { _ = try process.fill(network, [[nil, 5]], FillSettings()) }.contains("position 1 is the mask")
        )
        #expect(message { _ = try process.fill(network, [[nil, 6]], FillSettings()) }.contains("id 6"))
        var settings = FillSettings()
        settings.steps = 0
        for order in FillOrder.allCases {
            settings.order = order
            #expect(message { _ = try process.fill(network, [[nil]], settings) }.contains("expected"))
        }
    }
}
