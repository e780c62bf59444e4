import ContinuoBackbones
import ContinuoTensor
import Testing

@testable import ContinuoTraining

/// Clipping comes before the optimiser's moments, and the log says what it did.
@Suite struct ClippingOrderTests {
    private func parameter(_ name: String, _ values: [Float]) -> NamedParameter {
        NamedParameter(name: name, tensor: Tensor(values).tracked(), group: .vector, parts: [])
    }

    private var configuration: OptimiserConfiguration {
        var configuration = OptimiserConfiguration(.adamw, learningRate: 0.1)
        configuration.weightDecay = 0
        return configuration
    }

    @Test func momentsSeeClippedGradients() throws {
        let parameter = parameter("a.weight", [0, 0])
        let updater = ParameterUpdater(
            [parameter],
            configuration,
            schedule: LearningRateSchedule(.constant, warmup: 0),
            clip: .component(1)
        )
        try updater.update([Tensor([30, 40] as [Float])], step: 1, progress: 0)
        let state = Dictionary(uniqueKeysWithValues: updater.optimiser.state.map { ($0.name, $0.tensor.doubles) })
        let first = try #require(state["a.weight.first_moment"])
        let second = try #require(state["a.weight.second_moment"])
        #expect(abs(first[0] - 0.1 * 0.6) < 1e-5 && abs(first[1] - 0.1 * 0.8) < 1e-5)
        #expect(abs(second[0] - 0.05 * 0.36) < 1e-5 && abs(second[1] - 0.05 * 0.64) < 1e-5)
    }

    @Test func frozenParametersStayAsTheyAre() throws {
        let parameters = [parameter("a.weight", [1, 2]), parameter("b.weight", [3])]
        let updater = ParameterUpdater(
            parameters,
            configuration,
            schedule: LearningRateSchedule(.constant, warmup: 0),
            clip: .global(1)
        )
        let report = try updater.update(
            [Tensor([1e6, 1] as [Float]), Tensor([0.5] as [Float])],
            step: 1,
            progress: 0,
            frozen: [true, false]
        )
        #expect(parameters[0].tensor.doubles == [1, 2])
        #expect(parameters[1].tensor.doubles != [3])
        #expect(report.clipping.norm == 0.5)
    }

    @Test func theLogHasNormsBeforeAndAfter() throws {
        let trainer = try ClassifierTrainer(
            ToyClasses.classifier(),
            ToyClasses.data(40),
            {
                var configuration = ToyClasses.configuration
                configuration.clip = .component(0.01)
                return configuration
            }()
        )
        var log = ClippingLog(every: 2)
        for _ in 0..<4 { log.record(try trainer.update(), trainer.updater.parameters) }
        #expect(Set(log.entries.map(\.step)) == [2, 4])
        #expect(log.entries.allSatisfy { $0.after <= 0.01 * (1 + 1e-6) && $0.after <= $0.before })
        #expect(log.entries.contains { $0.component.contains("q_proj") && $0.parameterNorm > 0 })
        #expect(log.clippedShare("classifier.weight") > 0)
        #expect(log.clipped.values.allSatisfy { $0.of == 4 })
    }

    @Test func layersAreFoundBelowABackbone() {
        #expect(GradientClip.layer(of: "backbone.blocks.3.mixer.qkv.weight") == "backbone.blocks.3")
        #expect(GradientClip.layer(of: "blocks.3.mixer.qkv.weight") == "blocks.3")
        #expect(GradientClip.layer(of: "backbone.embedding.weight") == "backbone.embedding")
        #expect(GradientClip.layer(of: "classifier.weight") == "classifier")
    }
}
