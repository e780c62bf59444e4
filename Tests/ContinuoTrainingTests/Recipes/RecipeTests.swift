import ContinuoFormats
import ContinuoSequences
import Foundation
import Testing

@testable import ContinuoTraining

@Suite struct RecipeTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../../Recipes").standardized.path

    static let files = (try? FileSystem.names(in: folder).filter { $0.hasSuffix(".yaml") }) ?? []

    @Test func thereAreRecipes() { #expect(!Self.files.isEmpty) }

    @Test(arguments: files) func everyFileMakesAModel(_ name: String) throws {
        var recipe = try Recipe.named(FileSystem.join(Self.folder, name))
        recipe.representation = .bytes
        recipe.model["layers"] = 1
        recipe.model["width"] = 48
        let tokeniser = try recipe.makeTokeniser(SplitCorpus(InMemorySource(name: "none", documents: []), rule: .none))
        #expect(try recipe.makeModel(tokeniser).parameterCount > 0)
    }

    @Test func itsJSONSaysTheSame() throws {
        let text = """
            recipe: llama
            model: {layers: 2}
            representation: bpe:300
            training: {steps: 7, clip: component(0.05), optimiser: {kind: lion}, patience: 3}
            """
        let recipe = try Recipe(YAMLDocument(text))
        #expect(recipe.training.steps == 7)
        #expect(recipe.training.clip == .component(0.05))
        #expect(recipe.training.optimiser.kind == .lion)
        #expect(recipe.training.patience == 3)
        #expect(recipe.training.batchSize == TrainingConfiguration().batchSize)
        let again = try Recipe(recipe.json(), source: "json")
        #expect(try again.json() == recipe.json())
    }

    @Test(arguments: [
        ("recipe: llama\ntrainin: {}", "line 2", "trainin"),
        ("recipe: llama\ntraining:\n  step: 3", "line 3", "step"),
        ("recipe: llama\ntraining:\n  optimiser:\n    rate: 3", "line 4", "rate"),
        ("recipe: llama\ntraining:\n  clip: local(1)", "line 3", "local(1)"),
        ("recipe: llama\ntraining:\n  steps: many", "line 3", "steps"),
        ("recipe: llama\nrepresentation: words", "line 2", "words"),
        ("recipe: elephant", "gpt2", "elephant"),
        ("model: {}", "recipe", "gpt2"),
    ])
    func whatIsWrongIsNamedWithItsPlace(text: String, place: String, name: String) throws {
        do {
            _ = try Recipe(YAMLDocument(text, source: "a.yaml"))
            Issue.record("\(text) was accepted")
        } catch {
            #expect("\(error)".contains(place), "\(error)")
            #expect("\(error)".contains(name), "\(error)")
            #expect("\(error)".contains("a.yaml"), "\(error)")
        }
    }
}
