import ContinuoProcesses
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct MaskedLanguageModelTests {
    @Test func tokensMeetTheirFates() throws {
        let network = ListeningBackbone(try tinyNetwork(vocabulary: 12, context: 400))
        var (hidden, other, count) = (0, 0, 0)
        for repetition in 0..<60 {
            let tokens = Tensor.full([2, 400], 3, .int32)
            var batch = SequenceBatch(tokens: tokens, lengths: [400, 100])
            batch.weights = Tensor(
                [Double](repeating: 1, count: 400) + [Double](repeating: 2, count: 400),
                shape: [2, 400]
            )
            let options = ObjectiveOptions(random: RandomStream(seed: 3).split(repetition), isTraining: true)
            let loss = try withoutGradients { try MaskedLanguageModel(mask: 11).loss(network, batch, options) }
            #expect(loss.count == 60 + 2 * 15)
            let read = network.memory.tokens.last!.array(of: Int32.self)
            hidden += read.count { $0 == 11 }
            other += read.count { $0 != 11 && $0 != 3 }
            count += 75
            #expect(read[500...].allSatisfy { $0 == 3 })
        }
        #expect(abs(Double(hidden) / Double(count) - 0.8) < 0.02)
        // One random token in eleven is the same as before.
        #expect(abs(Double(other) / Double(count) - 0.1 * 10 / 11) < 0.015)
    }

    @Test func shortRowsHaveSomethingToPredict() throws {
        let network = try tinyNetwork(vocabulary: 6)
        let options = ObjectiveOptions(random: RandomStream(seed: 3), isTraining: true)
        let loss = try MaskedLanguageModel(mask: 5).loss(network, SequenceBatch(ragged: [[1], [], [2, 3]]), options)
        #expect(loss.count == 2 && loss.sum.item > 0)
    }
}
