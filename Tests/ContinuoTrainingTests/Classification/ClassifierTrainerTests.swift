import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoTraining

@Suite struct ClassifierTrainerTests {
    private func trainer(
        _ change: (inout ClassifierConfiguration) -> Void = { _ in },
        teacher: ((SequenceBatch) -> Tensor)? = nil
    ) throws -> ClassifierTrainer {
        var configuration = ToyClasses.configuration
        change(&configuration)
        return try ClassifierTrainer(
            ToyClasses.classifier(),
            ToyClasses.data(80),
            configuration,
            teacher: teacher
        )
    }

    @Test func itLearns() throws {
        let trainer = try trainer { $0.epochs = 8 }
        let test = ToyClasses.data(100, seed: 9)
        let before = try trainer.classifier.evaluate(test)
        try trainer.run()
        let after = try trainer.classifier.evaluate(test)
        #expect(after.accuracy > 0.8 && after.crossEntropy < 0.7 * before.crossEntropy, "\(before) → \(after)")
    }

    @Test func theSeedDeterminesARun() throws {
        let (first, second) = (try trainer(), try trainer())
        try first.run()
        try second.run()
        #expect(ToyClasses.bits(first) == ToyClasses.bits(second))
    }

    /// A run that is cut in the middle of an epoch goes on to the same bits.
    @Test func aResumedRunIsTheSame() throws {
        try withTemporaryFolder { folder in
            let whole = try trainer()
            try whole.run()
            let first = try trainer()
            try first.run { $0.step < whole.stepsPerEpoch + 2 }
            let checkpoint = FileSystem.join(folder, "checkpoint")
            try first.writeCheckpoint(to: checkpoint)
            let second = try trainer()
            try second.resume(from: checkpoint)
            #expect(second.step == whole.stepsPerEpoch + 2 && second.elapsed == first.elapsed)
            try second.run()
            #expect(ToyClasses.bits(second) == ToyClasses.bits(whole))
        }
    }

    @Test func everySequenceOccursOnceInAnEpoch() {
        let data = ToyClasses.data(77)
        let batches = data.batches(8, RandomStream(seed: 3))
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<77))
        #expect(batches.count == 10)
    }

    @Test func flippedLabelsAreAllOthers() {
        let data = ToyClasses.data(200)
        let flipped = data.flippingLabels(0.2, RandomStream(seed: 1))
        #expect(zip(data.labels, flipped.labels).count { $0 != $1 } == 40)
        #expect(flipped.labels.allSatisfy { (0..<3).contains($0) })
    }

    @Test func droppingAtOnceIsPlainTraining() throws {
        let plain = try trainer()
        let dropped = try trainer { $0.smoothing = LabelSmoothing(theta: 0.4, dropAtEpoch: 0) }
        try plain.run()
        try dropped.run()
        #expect(ToyClasses.bits(plain) == ToyClasses.bits(dropped))
    }

    /// Before the switch a staged run is a smoothed one, bit for bit; at the switch the learning rate goes on.
    @Test func theSecondStageGoesOnWhereTheFirstEnded() throws {
        let smoothed = try trainer { $0.smoothing = LabelSmoothing(theta: 0.4) }
        let staged = try trainer { $0.smoothing = LabelSmoothing(theta: 0.4, dropAtEpoch: 2) }
        while staged.epoch < 2 {
            let (one, other) = (try smoothed.update(), try staged.update())
            #expect(one.loss == other.loss && one.learningRate == other.learningRate)
        }
        #expect(ToyClasses.bits(smoothed) == ToyClasses.bits(staged))
        func secondMoments() -> [Double] {
            staged.updater.optimiser.state.filter { $0.name.hasSuffix("second_moment") }.flatMap { $0.tensor.doubles }
        }
        let before = secondMoments()
        let (one, other) = (try smoothed.update(), try staged.update())
        #expect(one.loss > other.loss)
        #expect(one.learningRate == other.learningRate)
        #expect(ToyClasses.bits(smoothed) != ToyClasses.bits(staged))
        // v' = β₂ v + (1 − β₂) g²: a state that began anew would be smaller.
        let decay = staged.configuration.optimiser.beta2
        #expect(zip(before, secondMoments()).allSatisfy { $1 >= 0.999 * decay * $0 } && before.contains { $0 > 0 })
    }

    @Test func aUniformTeacherIsUniformSmoothing() throws {
        let uniform = try trainer { $0.smoothing = LabelSmoothing(theta: 0.3) }
        let taught = try trainer {
            $0.smoothing = LabelSmoothing(theta: 0.3, target: .teacher)
        } teacher: { batch in
            Tensor.full([batch.tokens.shape[0], 3], 1 / 3)
        }
        for _ in 0..<5 {
            let (one, other) = (try uniform.update(), try taught.update())
            #expect(abs(one.loss - other.loss) < 1e-5)
        }
    }

    @Test func aTeacherMustBeThere() {
        #expect(throws: TrainingError.self) {
            try trainer { $0.smoothing = LabelSmoothing(theta: 0.3, target: .teacher) }
        }
    }

    @Test func unfreezingGoesFromTheTop() throws {
        let trainer = try trainer { $0.unfreezing = .topDown }
        let names = trainer.updater.parameters.map(\.name)
        func moved(_ before: [[Float]]) -> Set<String> {
            Set(zip(names, zip(before, ToyClasses.bits(trainer))).filter { $1.0 != $1.1 }.map(\.0))
        }
        let start = ToyClasses.bits(trainer)
        try trainer.update()
        #expect(moved(start) == ["classifier.weight", "classifier.bias"])
        let steps = try #require(trainer.steps)
        while trainer.step * 3 < steps { try trainer.update() }
        let middle = ToyClasses.bits(trainer)
        try trainer.update()
        #expect(moved(middle).contains { $0.hasPrefix("backbone.blocks.0.") })
        #expect(!moved(middle).contains { $0.hasPrefix("backbone.embedding") })
        try trainer.run()
        #expect(moved(start).contains { $0.hasPrefix("backbone.embedding") })
    }
}
