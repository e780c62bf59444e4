import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoTraining

@Suite("Hybridly normalised event model")
struct HybridEventTests {
    private static let base = HawkesProcess(base: [1, 0.5], excitation: [[0.2, 0], [0.1, 0.1]], decay: 1)

    private static func energy() -> EventEnergy {
        var initialiser = Initialiser(seed: 1)
        return EventEnergy(types: 2, hidden: 16, period: 5, &initialiser)
    }

    @Test("Losses are those of the definition", arguments: HybridEventTraining.Loss.allCases)
    func losses(kind: HybridEventTraining.Loss) {
        let energies = [[0.3, -0.2, 1.1], [2.0, 0.5, -0.7]]
        let distances = [[0.1, 0.4], [1.5, 0.2]]
        var training = HybridEventTraining()
        (training.loss, training.proposals, training.regulariser) = (kind, 2, 0.5)
        func sigma(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        let expected = zip(energies, distances).reduce(0.0) { sum, item in
            let (real, drawn) = (item.0[0], item.0.dropFirst())
            let contrast =
                switch kind {
                case .binary: -log(sigma(-real)) - drawn.reduce(0) { $0 + log(sigma($1)) }
                case .multiple: real + log(item.0.reduce(0) { $0 + exp(-$1) })
                }
            let margin = zip(drawn, item.1).reduce(0) { $0 + max(0, real - $1.0 + $1.1) }
            return sum + contrast + 0.5 * margin
        }
        let tensor = Tensor(energies.flatMap { $0 }.map { Float($0) }, shape: [2, 3])
        #expect(abs(training.loss(tensor, distances.flatMap { $0 }).item - expected / 2) < 1e-5)
    }

    @Test("The energy sees the whole stream, and other rows change nothing")
    func energyOfStreams() {
        let energy = Self.energy()
        let future = [TypedEvent(time: 3, type: 1)]
        let pasts = [[TypedEvent(time: 1, type: 0)], [TypedEvent(time: 1, type: 1)], [TypedEvent(time: 2, type: 0)]]
        let together = withoutGradients { energy(pasts.map { $0 + future }).array(of: Float.self) }
        #expect(Set(together).count == 3)
        for (index, past) in pasts.enumerated() {
            let alone = withoutGradients { energy([past + future]).array(of: Float.self)[0] }
            #expect(abs(alone - together[index]) < 1e-5)
        }
    }

    @Test("A rule over the whole stream is learnt: real futures get more weight than drawn ones")
    func learning() throws {
        // One event in each unit of time: the base only knows the rate.
        var random = RandomStream(seed: 2)
        let streams = (0..<30).map { _ in
            EventStream((0..<30).map { TypedEvent(time: Double($0) + 0.1 * random.uniform(), type: $0 % 2) }, end: 30)
        }
        let base = HawkesProcess.fitted(to: streams, types: 2)
        let model = HybridEventModel(base: base, energy: Self.energy())
        let examples = streams.flatMap { EventExample.along($0, horizon: 6, step: 5, least: 8) }
        var training = HybridEventTraining()
        training.steps = 120
        try training.fit(model, examples)
        var shares: [Double] = []
        for example in examples.prefix(30) {
            let drawn = model.proposals(after: example.past, horizon: 6, count: 5, using: &random)
            shares.append(HybridEventModel.weights(model.energies(example.past, [example.future] + drawn))[0])
        }
        // Chance is one sixth.
        #expect(shares.reduce(0, +) / 30 > 0.6)
    }

    @Test("Choices are the least energy, the least expected distance, and draws by the weights")
    func choices() {
        let model = HybridEventModel(base: Self.base, energy: Self.energy(), distance: EventTransport(costs: [1]))
        let proposals = [0.0, 0.1, 5].map { [TypedEvent(time: $0, type: 0)] }
        var random = RandomStream(seed: 3)
        #expect(model.choose(.best, proposals, weights: [0.2, 0.1, 0.7], using: &random) == 2)
        #expect(model.choose(.mbr, proposals, weights: [0.3, 0.3, 0.4], using: &random) == 0)
        let draws = (0..<3000).map { _ in model.choose(.sample, proposals, weights: [0.2, 0.1, 0.7], using: &random) }
        #expect(abs(Double(draws.count { $0 == 2 }) / 3000 - 0.7) < 0.04)
        let weights = HybridEventModel.weights([1000, 1001])
        #expect(abs(weights[0] / weights[1] - exp(1)) < 1e-9)
    }

    @Test("Examples along a stream are its pasts and futures")
    func examples() {
        let events = (0..<10).map { TypedEvent(time: Double($0), type: 0) }
        let found = EventExample.along(EventStream(events, end: 10), horizon: 3, step: 2, least: 4)
        #expect(found.map(\.past.count) == [4, 6] && found.allSatisfy { $0.future.count == 3 })
        #expect(found.allSatisfy { $0.past + $0.future == Array(events.prefix($0.past.count + 3)) })
    }
}
