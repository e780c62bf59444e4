import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoTraining

/// Training of labels at positions, and on recipes.
@Suite struct LabelledPlacesTests {
    /// Every third position, whose class is its token's remainder by 3.
    private static func data(_ count: Int, seed: UInt64) -> LabelledSequences {
        var random = RandomStream(seed: seed)
        var (sequences, places, labels): ([[Int32]], [[Int32]], [Int32]) = ([], [], [])
        for _ in 0..<count {
            let sequence = (0..<(3 + random.integer(below: 8))).map { _ in Int32(random.integer(below: 12)) }
            let own = stride(from: Int32(2), to: Int32(sequence.count), by: 3).map { $0 }
            sequences.append(sequence)
            places.append(own)
            labels += own.map { sequence[Int($0)] % 3 }
        }
        return LabelledSequences(sequences, places: places, labels: labels, classes: 3)
    }

    @Test func partsKeepTheirLabels() {
        let data = Self.data(20, seed: 3)
        let order = [7, 0, 19, 7]
        let part = data.subset(order)
        let (batch, labels) = data.batch(order)
        #expect(part.labels == labels && part.places == batch.places)
        for (place, index) in order.enumerated() {
            #expect(part.sequences[place] == data.sequences[index])
            #expect(part.labels[part.labelRange(place)] == data.labels[data.labelRange(index)])
            let wanted = data.places?[index].map { data.sequences[index][Int($0)] % 3 }
            #expect(Array(data.labels[data.labelRange(index)]) == wanted)
        }
    }

    @Test func itLearnsPlaces() throws {
        let test = Self.data(60, seed: 9)
        let trainer = try ClassifierTrainer(ToyClasses.classifier(), Self.data(200, seed: 1), ToyClasses.configuration)
        try trainer.run()
        let (report, found) = try trainer.classifier.evaluateWithLabels(test, batchSize: 7)
        #expect(report.accuracy > 0.95 && report.macroF1 > 0.95, "\(report)")
        #expect(report.count == test.labels.count)
        #expect(Double(zip(found, test.labels).count { $0 == $1 }) / Double(report.count) == report.accuracy)
        #expect(try trainer.classifier.evaluateWithLabels(test, batchSize: 64).labels == found)
    }

    @Test func whateverIsReachedFirstEndsARun() throws {
        func steps(_ change: (inout ClassifierConfiguration) -> Void) throws -> Int {
            var configuration = ToyClasses.configuration
            change(&configuration)
            let trainer = try ClassifierTrainer(ToyClasses.classifier(), ToyClasses.data(24), configuration)
            try trainer.run()
            return trainer.step
        }
        #expect(try steps { $0.epochs = 2 } == 6)
        #expect(try steps { ($0.epochs, $0.steps) = (2, 4) } == 4)
        #expect(try steps { ($0.epochs, $0.steps) = (nil, 7) } == 7)
        #expect(try steps { ($0.epochs, $0.steps, $0.minutes) = (nil, 5, 60) } == 5)
        #expect(try steps { ($0.epochs, $0.minutes) = (nil, 1e-9) } <= 1)
        #expect(throws: TrainingError.self) { try steps { $0.epochs = nil } }
    }

    @Test func settingsOfLanguageModelsAreRefused() throws {
        var training = TrainingConfiguration()
        training.steps = 50
        let configuration = try ClassifierConfiguration(training)
        #expect(configuration.steps == 50 && configuration.epochs == nil && configuration.schedule.warmup == 5)
        training.accumulation = 2
        let failure = #expect(throws: TrainingError.self) { try ClassifierConfiguration(training) }
        #expect("\(failure!)".contains("accumulation"))
    }

    /// Every recipe that reads texts can label them; none keeps an output matrix that nothing uses where it can do without.
    @Test(arguments: FamilyRegistry.recipeNames.filter { $0 != T5.name }) func recipesLabel(_ name: String) throws {
        var recipe = try Recipe(family: name)
        recipe.training.context = 32
        recipe.model = ["layers": 1, "width": 32]
        let model = try recipe.makeLabellingModel(ByteTokeniser(), .text, labels: ["a", "b"])
        let (labels, _) = model.predictions([[Array("words and more".utf8)]])
        #expect(labels[0].count == 1 && labels[0][0].probability.isFinite)
        if model.family.knownKeys.contains("tie_word_embeddings") {
            #expect(!model.classifier.parameters.contains { $0.name == "backbone.head.weight" })
        }
    }
}
