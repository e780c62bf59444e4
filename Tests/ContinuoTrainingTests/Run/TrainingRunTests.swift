import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import Foundation
import Testing

@testable import ContinuoTraining

@Suite struct TrainingRunTests {
    private func recipe(steps: Int) throws -> Recipe {
        var recipe = try Recipe(family: "llama")
        recipe.model = ["layers": 1, "width": 16, "heads": 2]
        recipe.training = Toy.configuration
        recipe.training.steps = steps
        recipe.training.accumulation = 1
        return recipe
    }

    /// A folder that is removed afterwards, with a text to learn.
    private func withFolder(_ body: (_ folder: String, _ data: DataRequest) throws -> Void) throws {
        let base = Toy.folder()
        try FileSystem.createDirectory(base)
        defer { try? FileManager.default.removeItem(atPath: base) }
        let path = FileSystem.join(base, "text.txt")
        let text = (0..<400).map { "line \($0 % 17) of the text\n" }.joined()
        try AtomicFile.write(text, to: path)
        try body(FileSystem.join(base, "run"), DataRequest(path))
    }

    @Test func anInterruptedRunGoesOnWithTheSameBits() throws {
        try withFolder { folder, data in
            let whole = try TrainingRun(recipe: recipe(steps: 11), data: data, folder: folder + "-whole")
            try whole.run()
            do {
                let first = try TrainingRun(recipe: recipe(steps: 11), data: data, folder: folder)
                #expect(try first.run { first.trainer.step >= 6 } == .interrupted)
            }
            let second = try TrainingRun(recipe: recipe(steps: 11), data: data, folder: folder, resume: true)
            #expect(second.trainer.step == 6)
            #expect(try second.run() == .steps)
            let paths = [folder, folder + "-whole"].map { FileSystem.join($0, "model.safetensors") }
            #expect(try FileSystem.read(paths[0]) == FileSystem.read(paths[1]))
        }
    }

    @Test func theFolderIsAModel() throws {
        try withFolder { folder, data in
            try TrainingRun(recipe: recipe(steps: 3), data: data, folder: folder).run()
            let model = try SequenceModel.load(from: folder)
            let tokens = model.tokeniser.encode("line 3")
            #expect(try model.score(tokens).logProbabilities.count == tokens.count)
            for name in ["history.jsonl", "loss.svg", "loss.png", "recipe.json"] {
                #expect(FileSystem.exists(FileSystem.join(folder, "training/" + name)))
            }
        }
    }

    @Test func oneRunAtATimeMayUseAFolder() throws {
        try withFolder { folder, data in
            let first = try TrainingRun(recipe: recipe(steps: 3), data: data, folder: folder)
            #expect(throws: DataFileError.self) {
                try TrainingRun(recipe: recipe(steps: 3), data: data, folder: folder)
            }
            try first.run()
        }
    }

    @Test func anEarlierRunIsNotOverwritten() throws {
        try withFolder { folder, data in
            try TrainingRun(recipe: recipe(steps: 2), data: data, folder: folder).run()
            #expect(throws: DataFileError.self) {
                try TrainingRun(recipe: recipe(steps: 2), data: data, folder: folder)
            }
        }
    }

    @Test func whatCannotBeginLeavesNothingBehind() throws {
        try withFolder { folder, data in
            #expect(throws: (any Error).self) {
                try TrainingRun(recipe: recipe(steps: 2), data: DataRequest(folder + "-nothing"), folder: folder)
            }
            #expect(throws: DataFileError.self) {
                try TrainingRun(recipe: recipe(steps: 2), data: data, folder: folder, resume: true)
            }
            #expect(!FileSystem.exists(folder))
        }
    }
}
