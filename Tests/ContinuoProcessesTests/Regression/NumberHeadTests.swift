import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProcesses

@Suite struct NumberHeadTests {
    private static func features(_ rows: Int, _ type: ElementType = .float32) -> Tensor {
        var random = RandomStream(seed: 3)
        return Tensor.normal([rows, 5], type, using: &random)
    }

    private static func head(_ code: NumberCode) -> DecodedNumberHead {
        var initialiser = Initialiser(seed: 2)
        return DecodedNumberHead(.init(), code: code, inputs: 5, &initialiser)
    }

    /// Codes that nobody allows have no probability, the others' sum is 1, and each leaf is what scoring it alone gives.
    @Test func leavesAreTheScoredCodesAndFillTheLaw() throws {
        let head = Self.head(NumberCode(.digits(base: 3, count: 3), range: 0...2))
        let row = Self.features(1)
        let leaves = try head.code.leaves(head.next(row.selected(0)))
        #expect(leaves.count == 27 && abs(leaves.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
        for leaf in leaves {
            let scored = head.logProbabilities(row, codes: [leaf.tokens])[0]
            #expect(abs(exp(scored) - leaf.probability) < 1e-6)
        }
        let expected = leaves.reduce(0) { $0 + $1.probability * head.code.decode($1.tokens) }
        let walked = try head.code.expectation(head.next(row.selected(0)))
        #expect(abs(walked - expected) < 1e-6)
        var random = RandomStream(seed: 1)
        #expect(abs(head.distributions(row, using: &random)[0].mean - expected) < 1e-5)
    }

    @Test func densitiesIntegrateToOne() throws {
        let scaling = NumberScaling([0, 1, 2.5])
        var initialiser = Initialiser(seed: 2)
        let heads: [any NumberHead] = [
            Self.head(NumberCode(.digits(base: 2, count: 4), range: scaling.codedRange)),
            Self.head(NumberCode(.hamming(bits: 4), range: scaling.codedRange)),
            HistogramHead(scaling, bins: 16, inputs: 5, &initialiser),
            MixtureHead(scaling, components: 3, inputs: 5, &initialiser),
        ]
        let row = Self.features(1)
        for head in heads {
            // Midpoints of pieces that do not cut a bin: 16 bins of 3/16, pieces of 3/128, far beyond both ends.
            let pieces = (-2000..<3000).map { -0.25 + (Double($0) + 0.5) * 3 / 128 }
            let many = Tensor.concatenated(pieces.map { _ in row }, axis: 0)
            let densities = try #require(head.logDensities(many, pieces))
            let integral = densities.reduce(0) { $0 + exp($1) } * 3 / 128
            #expect(abs(integral - 1) < 1e-3, "\(type(of: head)): \(integral)")
        }
    }

    @Test(arguments: [
        NumberCode(.float(exponentDigits: 1, mantissaDigits: 2)), NumberCode(.digits(base: 10, count: 2), repeats: 2),
        NumberCode(.hamming(bits: 3)),
    ]) func everySampleDecodes(_ code: NumberCode) {
        let head = Self.head(code)
        var random = RandomStream(seed: 1)
        for _ in 0..<20 {
            let drawn = head.samples(Self.features(8), using: &random)
            #expect(drawn.allSatisfy { $0.isFinite })
        }
        let law = head.distributions(Self.features(2), using: &random)[1]
        #expect(law.quantile(0.1) <= law.median && law.median <= law.quantile(0.9))
    }

    /// The law of samples is that of the leaves.
    @Test func samplesFollowTheLeaves() throws {
        let head = Self.head(NumberCode(.digits(base: 2, count: 3)))
        let row = Self.features(1)
        var random = RandomStream(seed: 9)
        let samples = head.samples(row.broadcast(to: [8000, 5]), using: &random)
        for leaf in try head.code.leaves(head.next(row.selected(0))) {
            let share = Double(samples.count { $0 == head.code.decode(leaf.tokens) }) / 8000
            #expect(abs(share - leaf.probability) < 4.5 * (leaf.probability / 8000).squareRoot() + 1e-3)
        }
    }

    @Test func aMixturesAtomsKeepItsMean() throws {
        var initialiser = Initialiser(seed: 2)
        let head = MixtureHead(NumberScaling([0, 4]), components: 2, inputs: 5, &initialiser)
        let row = Self.features(1)
        let points = (0..<20_000).map { -38 + 0.004 * Double($0) }
        let many = row.broadcast(to: [points.count, 5])
        let densities = try #require(head.logDensities(many, points))
        let mean = zip(points, densities).reduce(0) { $0 + $1.0 * exp($1.1) } * 0.004
        var random = RandomStream(seed: 1)
        #expect(abs(head.distributions(row, using: &random)[0].mean - mean) < 0.02)
    }
}

@Suite struct OrdinalHeadTests {
    private static func head(_ classes: Int, decides: Bool, _ type: ElementType = .float32) -> OrdinalSequenceHead {
        var configuration = OrdinalSequenceHead.Configuration()
        (configuration.decides, configuration.width) = (decides, 8)
        var initialiser = Initialiser(seed: 4, type)
        return OrdinalSequenceHead(configuration, tree: OrdinalTree(balanced: classes), inputs: 5, &initialiser)
    }

    private static func features(_ rows: Int) -> Tensor {
        var random = RandomStream(seed: 3)
        return Tensor.normal([rows, 5], deviation: 4, using: &random)
    }

    @Test(arguments: [2, 3, 5, 8, 11]) func decidedPathsLeadFromTheRootToALeaf(classes: Int) {
        let head = Self.head(classes, decides: true)
        for decision in head.decide(Self.features(50)) {
            #expect(head.tree.label(of: decision.path) == decision.label)
            #expect(decision.shares.allSatisfy { $0 > 0 && $0 <= 1 + 1e-9 })
        }
        #expect(
            Self.head(classes, decides: false).decide(Self.features(50)).allSatisfy { (0..<classes).contains($0.label) }
        )
    }

    /// With scores that are all alike every class is as probable.
    @Test(arguments: [true, false]) func evenScoresGiveEvenClasses(decides: Bool) {
        let head = Self.head(8, decides: decides)
        for step in head.steps {
            step.weight.assign(Tensor.zeros(step.weight.shape))
            step.bias?.assign(Tensor.zeros([8]))
        }
        var random = RandomStream(seed: 1)
        for law in head.distributions(Self.features(3), using: &random) {
            #expect(law.weights.allSatisfy { abs($0 - 0.125) < 1e-9 })
        }
    }

    /// The objective by hand: for each step the binary cross-entropies of all classes against the set under the true node.
    @Test func theObjectiveIsTheSumOfBinaryCrossEntropies() {
        let head = Self.head(5, decides: true)
        let features = Self.features(2)
        let labels = [3, 0]
        let scores = head.scores(features, after: labels.map { Array(head.tree.path(of: $0).dropLast()) }).map(
            \.doubles
        )
        var expected = 0.0
        for (row, label) in labels.enumerated() {
            for (step, node) in head.tree.path(of: label).enumerated() {
                for other in 0..<5 {
                    let p = 1 / (1 + exp(-scores[step][row * 5 + other]))
                    expected -= log(head.tree.levels[step][node].contains(other) ? p : 1 - p)
                }
            }
        }
        let found = head.loss(features, labels.map { Double($0) })
        #expect(abs(found.sum.item - expected) < 1e-3 && found.count == 2)
    }

    @Test func headsLearnClasses() {
        var random = RandomStream(seed: 1)
        let features = Self.features(6)
        var initialiser = Initialiser(seed: 4)
        let heads: [any NumberHead] = [
            ClassHead(classes: 4, inputs: 5, &initialiser), RankHead(classes: 4, inputs: 5, &initialiser),
        ]
        for head in heads {
            #expect(head.loss(features, [0, 1, 2, 3, 3, 0]).mean.item.isFinite)
            for law in head.distributions(features, using: &random) {
                #expect(law.values == [0, 1, 2, 3] && (0...3).contains(law.mean))
            }
        }
    }
}
