import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoAnalysis

@Suite struct MarkovLearningTests {
    /// The estimator's probabilities multiply to the law of the text with the chain integrated out, which has a closed form:
    /// a product of beta functions of the counts.
    @Test(arguments: [(0, 3), (1, 2), (2, 2), (1, 4)]) func addOneIsBayesAnswer(order: Int, symbols: Int) {
        var random = RandomStream(seed: 7)
        for _ in 0..<10 {
            let text = MarkovSource(order: order, symbols: symbols, using: &random).draw(60, using: &random)
            let laws = AddBetaPredictor(order: order, symbols: symbols).predictions(of: text)
            let sum = zip(laws, text).reduce(0) { $0 + log($1.0[$1.1]) }
            var counts: [[Int]: [Double]] = [:]
            for place in order..<text.count {
                let context = Array(text[(place - order)..<place])
                counts[context, default: Array(repeating: 0, count: symbols)][text[place]] += 1
            }
            let size = Double(symbols)
            var exact = -Double(order) * log(size)
            for row in counts.values {
                exact += lgamma(size) - lgamma(size + row.reduce(0, +))
                for count in row { exact += lgamma(count + 1) }
            }
            #expect(abs(sum - exact) < 1e-9)
        }
    }

    /// The mean loss of the estimator is that of Bayes' answer by draws of chains that are weighted by the text's probability.
    @Test func theEstimatorsLossIsBayesLossByMonteCarlo() {
        var random = RandomStream(seed: 2)
        let text = MarkovSource(order: 1, symbols: 2, using: &random).draw(12, using: &random)
        let law = AddBetaPredictor(order: 1, symbols: 2).predictions(of: text)[11][1]
        var (weight, sum) = (0.0, 0.0)
        for _ in 0..<200_000 {
            let chain = MarkovSource(order: 1, symbols: 2, using: &random)
            let p = (1..<11).reduce(1.0) { $0 * chain.rows[text[$1 - 1]][text[$1]] }
            weight += p
            sum += p * chain.rows[text[10]][1]
        }
        #expect(abs(sum / weight - law) < 1e-2)
    }

    @Test func countsBeginAnewBehindAReset() {
        let text = [0, 1, 0, 1, 0, 2, 0, 1, 0]
        let laws = AddBetaPredictor(order: 1, symbols: 2, reset: 2).predictions(of: text)
        // Behind 0 1 0 1 the context 1 was followed by 0 once.
        let (before, even) = ([2.0 / 3, 1.0 / 3], [0.5, 0.5])
        #expect(laws[4] == before)
        for place in 6...8 { #expect(laws[place] == even) }
    }

    @Test(arguments: [
        MarkovLearning.Learner.mamba2(convolution: 4), .mambaZero(convolution: 2), .transformer(layers: 2),
    ]) func learnersTrainAndAreMeasured(_ learner: MarkovLearning.Learner) throws {
        var learning = MarkovLearning(learner, order: 1, symbols: 2)
        (learning.length, learning.steps, learning.batchSize, learning.switches) = (48, 3, 2, true)
        let network = try learning.network()
        let before = learning.evaluate(network, count: 8, after: 10)
        try learning.train(network)
        let after = learning.evaluate(network, count: 8, after: 10)
        #expect(after.loss.isFinite && after.loss != before.loss && after.estimatorLoss == before.estimatorLoss)
        let kept = after.keptAtReset != nil && after.keptElsewhere != nil
        #expect(kept == !learner.name.hasPrefix("transformer"))
    }

    @Test func treesAreMeasuredFromLeafToLeaf() throws {
        #expect(
            TreeLearning.distance(0, 0) == 0 && TreeLearning.distance(2, 3) == 1 && TreeLearning.distance(3, 4) == 3
        )
        var random = RandomStream(seed: 2)
        var learning = TreeLearning(TreeGrammar(depth: 2, symbols: 2, using: &random), .leaf)
        (learning.width, learning.steps, learning.batchSize) = (8, 2, 4)
        let network = try learning.network()
        try learning.train(network)
        let result = learning.evaluate(network, count: 50)
        #expect(result.divergences.count == 3 && result.divergences.allSatisfy { $0 > 0 && $0.isFinite })
        let distances = learning.attentionDistances(network, count: 5)
        #expect(distances.count == 2 && distances.allSatisfy { (0...2).contains($0) })
        let probes = try learning.ancestorProbes(network, count: 20, steps: 2)
        #expect(probes.count == 2 && probes.allSatisfy { $0.count == 2 && $0.allSatisfy { (0...1).contains($0) } })
    }
}
