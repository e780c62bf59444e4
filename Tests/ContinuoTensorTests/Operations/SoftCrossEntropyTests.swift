import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct SoftCrossEntropyTests {
    private static let rows = 5
    private static let classes = 7

    private func random(_ shape: [Int], seed: UInt64) -> Tensor {
        var stream = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &stream)
    }

    @Test func aOneHotDistributionIsATargetId() {
        let ids: [Int32] = [3, 0, 6, 2, 2]
        let logits = random([Self.rows, Self.classes], seed: 1).tracked()
        var oneHot = [Double](repeating: 0, count: Self.rows * Self.classes)
        for (row, id) in ids.enumerated() { oneHot[row * Self.classes + Int(id)] = 1 }
        let soft = crossEntropy(logits, distributions: Tensor(oneHot, shape: [Self.rows, Self.classes]))
        let hard = crossEntropy(logits, CrossEntropyTarget(Tensor(ids)))
        #expect(abs(soft.sum.item - hard.sum.item) < 1e-12)
        let found = gradients(of: soft.sum, withRespectTo: [logits])[0].doubles
        let expected = gradients(of: hard.sum, withRespectTo: [logits])[0].doubles
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test(arguments: [false, true]) func gradientsAgreeWithCentralDifferences(shared: Bool) {
        let shape = shared ? [Self.classes] : [Self.rows, Self.classes]
        let distributions = softmax(random(shape, seed: 2))
        let logits = random([Self.rows, Self.classes], seed: 3)
        checkGradients([logits]) { crossEntropy($0[0], distributions: distributions).sum * 0.5 }
    }

    @Test func theLossIsTheEntropyWhereTheModelIsRight() {
        let logits = random([Self.rows, Self.classes], seed: 4)
        let right = softmax(logits)
        let entropy = -zip(right.doubles, logSoftmax(logits).doubles).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(crossEntropy(logits, distributions: right).sum.item - entropy) < 1e-12)
        #expect(crossEntropy(logits, distributions: softmax(random(logits.shape, seed: 5))).sum.item > 0)
    }
}
