import ContinuoAnalysis
import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Hybridly normalised prediction of event sequences (HYPRO: Xue et al. 2022).
struct HybridEventReproduction: Reproduction {
    let id = "hypro"
    let claim = """
        On two data sets with a rule over long stretches, over the next 20 events and the same 20 proposals, the proposal of the \
        least energy has a transport distance from what came at least 5 % below that of a random proposal (p < 0.05) and no \
        greater than that of the base's minimum Bayes risk; binary and multiple noise contrast both beat the base; more proposals \
        are better from 1 over 5 to 20; and with a perfect base the energies of proposals vary by less than 0.1.
        """
    let command = "continuo events streams.csv --horizon 20 --proposals 20 --pick best"
    let notCarried = ["attentive and continuous-time LSTM bases: the base here is an exponential Hawkes process"]

    private static let horizon = 20

    /// Distances from what came, example by example.
    private struct Outcome {
        var random: [Double] = []
        var baseRisk: [Double] = []
        var weightedRisk: [Double] = []
        /// Of the least energy, by the number of proposals.
        var best: [Int: [Double]] = [:]

        static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
    }

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        let kinds = bench.budget == .quick ? [ConstrainedEvents.fixedTotals] : ConstrainedEvents.allCases
        for kind in kinds {
            let (training, test) = material(kind, bench)
            let streams = training.streams
            let base = HawkesProcess.fitted(to: streams, types: ConstrainedEvents.types)
            var losses: [(HybridEventTraining.Loss, Outcome)] = []
            for loss in HybridEventTraining.Loss.allCases {
                let model = try trained(base, training.examples, loss, bench, "\(kind.rawValue), \(loss.rawValue)")
                losses.append((loss, outcome(model, test)))
            }
            let multiple = losses.first { $0.0 == .multiple }!.1
            let best = multiple.best[20]!
            let lead = PairedBootstrap(multiple.random, best)
            evidence.rows += [
                .init(
                    "\(kind.rawValue): distance of the least energy, against a random proposal",
                    ours: Outcome.mean(best),
                    baseline: Outcome.mean(multiple.random),
                    target: .atMostTimes(0.95)
                ),
                .init("\(kind.rawValue): p of that lead", ours: lead.pValue, target: .atMost(0.05)),
                .init(
                    "\(kind.rawValue): distance of the least energy, against the base's minimum Bayes risk",
                    ours: Outcome.mean(best),
                    baseline: Outcome.mean(multiple.baseRisk),
                    target: .atMostBaseline(plus: 0)
                ),
            ]
            for (loss, result) in losses {
                evidence.rows.append(
                    .init(
                        "\(kind.rawValue): \(loss.rawValue) noise contrast, distance against a random proposal",
                        ours: Outcome.mean(result.best[20]!),
                        baseline: Outcome.mean(result.random),
                        target: .belowBaseline
                    )
                )
            }
            for (fewer, more) in [(1, 5), (5, 20)] {
                evidence.rows.append(
                    .init(
                        "\(kind.rawValue): distance with \(more) proposals, against \(fewer)",
                        ours: Outcome.mean(multiple.best[more]!),
                        baseline: Outcome.mean(multiple.best[fewer]!),
                        target: .atMostBaseline(plus: 0)
                    )
                )
            }
            evidence.notes.append(
                "\(kind.rawValue): minimum Bayes risk under the energy's weights \(Outcome.mean(multiple.weightedRisk)); "
                    + "\(training.examples.count) examples to learn from, \(test.count) to test on."
            )
        }
        evidence.rows.append(
            .init(
                "perfect base: standard deviation of energies over proposals",
                ours: try perfect(bench),
                target: .atMost(0.1)
            )
        )
        return evidence
    }

    private func material(
        _ kind: ConstrainedEvents,
        _ bench: Workbench
    ) -> (training: (streams: [EventStream], examples: [EventExample]), test: [EventExample]) {
        let root = RandomStream(seed: 1).split(kind.rawValue)
        func draw(_ name: String, _ count: Int) -> [EventStream] {
            var random = root.split(name)
            return (0..<count).map { _ in kind.draw(periods: 20, using: &random) }
        }
        let streams = draw("training", bench.budget.choose(quick: 20, full: 120))
        func examples(_ streams: [EventStream], step: Int) -> [EventExample] {
            streams.flatMap { EventExample.along($0, horizon: Self.horizon, step: step, least: 24) }
        }
        let test = examples(draw("test", bench.budget.choose(quick: 8, full: 60)), step: 29)
        return ((streams, examples(streams, step: 7)), test)
    }

    private func trained(
        _ base: HawkesProcess,
        _ examples: [EventExample],
        _ loss: HybridEventTraining.Loss,
        _ bench: Workbench,
        _ name: String
    ) throws -> HybridEventModel {
        var initialiser = Initialiser(seed: 1)
        let energy = EventEnergy(types: base.types, period: ConstrainedEvents.period, &initialiser)
        let model = HybridEventModel(base: base, energy: energy)
        var training = HybridEventTraining()
        training.loss = loss
        training.steps = bench.budget.choose(quick: 60, full: 800)
        try training.fit(model, examples) { step, value in
            if step % 50 == 0 { bench.progress("\(name): update \(step), loss \(value)") }
            return true
        }
        return model
    }

    private func outcome(_ model: HybridEventModel, _ examples: [EventExample]) -> Outcome {
        var result = Outcome()
        let root = RandomStream(seed: 2).split("test")
        for (index, example) in examples.enumerated() {
            var random = root.split(index)
            let proposals = model.proposals(after: example.past, horizon: Self.horizon, count: 20, using: &random)
            let distances = proposals.map { model.distance($0, example.future) }
            let energies = model.energies(example.past, proposals)
            let even = proposals.map { _ in 1 / Double(proposals.count) }
            result.random.append(distances.reduce(0, +) / Double(distances.count))
            result.baseRisk.append(distances[model.choose(.mbr, proposals, weights: even, using: &random)])
            let weights = HybridEventModel.weights(energies)
            result.weightedRisk.append(distances[model.choose(.mbr, proposals, weights: weights, using: &random)])
            for count in [1, 5, 20] {
                let least = energies.indices.prefix(count).min { energies[$0] < energies[$1] }!
                result.best[count, default: []].append(distances[least])
            }
        }
        return result
    }

    /// How much learnt energies differ between proposals that come from the law itself.
    private func perfect(_ bench: Workbench) throws -> Double {
        let process = HawkesProcess(base: [0.4, 0.3], excitation: [[0.3, 0.1], [0.2, 0.2]], decay: 1)
        let root = RandomStream(seed: 3).split("perfect")
        let streams = (0..<bench.budget.choose(quick: 20, full: 200)).map { index in
            var random = root.split(index)
            return EventStream(
                Thinning(factor: 1).continuation(of: process.reader, from: 0, until: 120, using: &random),
                end: 120
            )
        }
        let examples = streams.flatMap { EventExample.along($0, horizon: Self.horizon, step: 7, least: 24) }
        let model = try trained(process, examples, .multiple, bench, "perfect base")
        var random = root.split("proposals")
        let spreads = examples.prefix(100).map { example in
            let proposals = model.proposals(after: example.past, horizon: Self.horizon, count: 20, using: &random)
            return Sample(model.energies(example.past, proposals)).standardDeviation
        }
        return Outcome.mean(spreads)
    }
}
