import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoTraining

/// A small GPT, and text that a model of it can learn.
enum Toy {
    static func backbone(seed: UInt64 = 3, context: Int = 16) -> StackedBackbone {
        var initialiser = Initialiser(seed: seed)
        let normalisation = Normalisation.Configuration(.layer)
        let block = Block(
            mixer: SelfAttention(
                .init(heads: 2, bias: true, maximumLength: context),
                width: 16,
                deviation: 0.1,
                outputDeviation: 0.05,
                &initialiser
            ),
            feedForward: FeedForward(
                .init(hiddenSize: 32, activation: .gelu, gated: false, bias: true),
                width: 16,
                deviation: 0.1,
                outputDeviation: 0.05,
                &initialiser
            ),
            normalisation: normalisation,
            dropout: 0.1,
            &initialiser
        )
        return StackedBackbone(
            vocabularySize: 12,
            width: 16,
            blocks: [block],
            normalisation: normalisation,
            positions: context,
            maximumLength: context,
            tied: true,
            &initialiser
        )
    }

    static func store(_ count: Int, seed: UInt64 = 4) -> TokenStore {
        var random = RandomStream(seed: seed)
        var token: Int32 = 0
        let tokens = (0..<count).map { _ in
            token = random.uniform() < 0.9 ? (token &* 5 + 1) % 12 : Int32(random.integer(below: 12))
            return token
        }
        return TokenStore(name: "toy", tokens: tokens, vocabularySize: 12, textBytes: count)
    }

    static var configuration: TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.context = 16
        configuration.batchSize = 8
        configuration.steps = 12
        configuration.schedule.warmup = 2
        configuration.optimiser.learningRate = 0.01
        configuration.averageDecay = 0.9
        configuration.accumulation = 2
        configuration.validateEvery = 4
        configuration.checkpointEvery = 5
        return configuration
    }

    static func folder() -> String { NSTemporaryDirectory() + "continuo-\(UUID().uuidString)" }
}

@Suite struct TrainerTests {
    private final class Recorder: TrainingObserver {
        var losses: [Double] = []
        var validations: [Double] = []
        let folder: String?

        init(folder: String? = nil) { self.folder = folder }

        func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) { losses.append(report.loss) }
        func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) {
            validations.append(report.loss)
        }
        func checkpoint(_ trainer: Trainer, reason: CheckpointReason) throws {
            if let folder { try trainer.writeCheckpoint(to: folder) }
        }
    }

    private func trainer(_ configuration: TrainingConfiguration = Toy.configuration) throws -> Trainer {
        try Trainer(
            Toy.backbone(),
            Autoregressive(),
            training: Toy.store(3000),
            validation: Toy.store(400, seed: 9),
            configuration
        )
    }

    private func bits(_ trainer: Trainer) -> [[Float]] { trainer.parameters.map { $0.tensor.array(of: Float.self) } }

    @Test(arguments: OptimiserConfiguration.Kind.allCases)
    func everyOptimiserLearns(_ kind: OptimiserConfiguration.Kind) throws {
        var configuration = Toy.configuration
        configuration.optimiser = OptimiserConfiguration(
            kind,
            learningRate: kind == .lion ? 0.002 : kind == .sgd ? 0.1 : 0.01
        )
        configuration.steps = 60
        configuration.accumulation = 1
        let recorder = Recorder()
        let trainer = try trainer(configuration)
        let before = try #require(try trainer.validate()).loss
        try trainer.run(observer: recorder)
        let after = try #require(recorder.validations.last)
        #expect(after < 0.8 * before, "\(kind): \(before) → \(after)")
    }

    @Test(arguments: [1, 5, 7])
    func aResumedRunHasTheSameBits(stopAfter: Int) throws {
        let whole = try trainer()
        let wholeRecorder = Recorder()
        try whole.run(observer: wholeRecorder)

        let folder = Toy.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try trainer()
        let recorder = Recorder(folder: folder)
        let outcome = try first.run(observer: recorder) { first.step >= stopAfter }
        #expect(outcome == .interrupted)
        let second = try trainer()
        try second.resume(from: folder)
        #expect(second.step == stopAfter)
        try second.run(observer: recorder)
        #expect(recorder.losses == wholeRecorder.losses)
        #expect(recorder.validations == wholeRecorder.validations)
        #expect(bits(second) == bits(whole))
    }

    @Test func checkpointedBlocksGiveTheSameGradients() throws {
        var configuration = Toy.configuration
        configuration.steps = 3
        let plain = try trainer(configuration)
        configuration.checkpointBlocks = true
        let repeated = try trainer(configuration)
        try plain.run(observer: nil)
        try repeated.run(observer: nil)
        #expect(bits(plain) == bits(repeated))
    }

    /// Documents that are kept apart cost the same in any order; others see what stands before them.
    @Test(arguments: [true, false]) func documentsAreKeptApart(separate: Bool) throws {
        var configuration = Toy.configuration
        (configuration.separateDocuments, configuration.batchSize) = (separate, 1)
        func loss(_ documents: [[Int32]]) throws -> Double {
            var builder = TokenStoreBuilder(name: "toy", vocabularySize: 12)
            for document in documents { builder.append(document, textBytes: document.count) }
            let trainer = try Trainer(
                Toy.backbone(),
                Autoregressive(),
                training: Toy.store(300),
                validation: TokenStore(builder),
                configuration
            )
            return try #require(try trainer.validate()).loss
        }
        let documents: [[Int32]] = [[1, 6, 7, 0, 1, 6, 7, 3], [2, 11, 8, 5, 2, 11, 8, 5, 2]]
        #expect((try abs(loss(documents) - loss(documents.reversed())) < 1e-6) == separate)
    }

    @Test func aProcessThatCannotKeepDocumentsApartIsRefused() throws {
        var configuration = Toy.configuration
        configuration.separateDocuments = true
        #expect(throws: TrainingError.self) {
            try Trainer(
                Toy.backbone(),
                MaskedDiffusion(mask: 11),
                training: Toy.store(300),
                validation: nil,
                configuration
            )
        }
    }

    @Test func aForeignCheckpointIsRefused() throws {
        let folder = Toy.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try trainer().writeCheckpoint(to: folder)
        let other = try Trainer(
            Toy.backbone(context: 20),
            Autoregressive(),
            training: Toy.store(3000),
            validation: nil,
            Toy.configuration
        )
        let before = bits(other)
        #expect(throws: TrainingError.self) { try other.resume(from: folder) }
        #expect(bits(other) == before)
    }

    @Test func anInfiniteLossStopsTheRun() throws {
        let trainer = try trainer()
        _ = try trainer.update()
        trainer.parameters[0].tensor.pointer(Float.self)[0] = .nan
        #expect(throws: TrainingError.self) { try trainer.update() }
        #expect(trainer.step == 1)
    }

    @Test func earlyStoppingReturnsToTheBest() throws {
        var configuration = Toy.configuration
        configuration.optimiser.learningRate = 0.5
        configuration.averageDecay = nil
        configuration.validateEvery = 1
        configuration.patience = 3
        configuration.steps = 200
        let trainer = try trainer(configuration)
        let recorder = Recorder()
        let outcome = try trainer.run(observer: recorder)
        #expect(outcome == .patience)
        let best = try #require(recorder.validations.min())
        #expect(try #require(try trainer.validate()).loss == best)
    }
}
