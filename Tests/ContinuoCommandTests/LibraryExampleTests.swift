import Continuo
import Foundation
import Testing

/// The example of the README, compiled and run.
@Suite struct LibraryExampleTests {
    private func example(_ folder: String) throws -> String {
        // README begins
        var recipe = try Recipe(family: "llama")
        recipe.model = ["layers": 2, "width": 64, "heads": 2]
        recipe.training.context = 64
        recipe.training.steps = 50
        try TrainingRun(recipe: recipe, data: DataRequest("@sunspots"), folder: folder).run()

        let model = try SequenceModel.load(from: folder)
        let tokeniser = model.tokeniser
        let prompt = tokeniser.encode("1850-")
        let session = try model.makeSession(rows: 1)
        var random = RandomStream(seed: 7)
        let report = try generate(session, prompt: prompt, settings: .init(), tokeniser: tokeniser, using: &random)
        print(report.text, try model.score(prompt).total)
        // README ends
        return report.text
    }

    @Test func exampleRuns() throws {
        let text = try withFolder { try example($0 + "/model") }
        #expect(!text.isEmpty)
    }

    @Test func readmeShowsThisExample() throws {
        let file = URL(fileURLWithPath: #filePath)
        let source = try String(contentsOf: file, encoding: .utf8)
        let lines = source.components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex { $0.hasSuffix("// README begins") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// README ends") })
        let code = lines[(begin + 1)..<end].map { String($0.dropFirst(8)) }.joined(separator: "\n")
        let package = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: package.appending(path: "README.md"), encoding: .utf8)
        let opening = "```swift\nimport Continuo\n\nlet folder = \"sunspot-model\"\n"
        #expect(readme.contains(opening + code + "\n```"))
    }
}
