import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoTraining

@Suite("Folders of automata and nets")
struct GrammarFolderTests {
    private static let traces: [[Int32]] = [[0, 1, 2], [0, 2, 1], [0, 1], [0, 1, 2, 0, 1], [2]]

    private static func tokeniser() throws -> SubwordTokeniser { try .symbols(["a", "b", "c"]) }

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("grammar-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private static func models() throws -> [any GenerativeModel] {
        let tokeniser = try tokeniser()
        let (size, end) = (tokeniser.vocabularySize, try #require(tokeniser.endOfText))
        let automaton = try StateMerging(.hoeffding(alpha: 0.5)).learn(traces)
        let net = PetriNet(try InductiveMiner().mine(traces))
        return [
            AutomatonModel(automaton, vocabularySize: size, endToken: end, weight: 0.7),
            NetModel(net, traces: traces, vocabularySize: size, endToken: end, weight: 0.4, error: 0.2),
        ]
    }

    private static func save(_ model: any GenerativeModel, _ path: String) throws {
        if let model = model as? AutomatonModel { try GrammarFolder.save(model, tokeniser(), to: path) }
        if let model = model as? NetModel { try GrammarFolder.save(model, tokeniser(), to: path) }
    }

    @Test("What was saved says the same of every sequence")
    func roundTrip() throws {
        for model in try Self.models() {
            try Self.inFolder { path in
                try Self.save(model, path)
                let loaded = try ModelLoader.load(path)
                for sequence: [Int32] in Self.traces + [[1, 1, 0], [2, 2, 2, 2]] {
                    let (own, other) = (try model.score(sequence), try loaded.model.score(sequence))
                    for (left, right) in zip(own.logProbabilities, other.logProbabilities) {
                        #expect(abs(left - right) < 1e-12)
                    }
                }
            }
        }
    }

    @Test("Sessions read as scores do, fork and go back")
    func sessions() throws {
        for model in try Self.models() {
            let text: [Int32] = [0, 1, 2, 0]
            let score = try model.score(text + [1])
            let session = try model.makeSession(rows: 2)
            _ = try session.extend([[0, 1], [2, 2]])
            let fork = try session.fork()
            _ = try fork.extend([[1], [1]])
            try fork.rollBack(to: 2)
            for session in [session, fork] {
                let logits = try session.extend([[2, 0], [0, 0]])
                #expect(abs(Double(logits[1]) - score.logProbabilities[4]) < 1e-5)
            }
        }
    }

    @Test(
        "Damaged folders are refused with the place",
        arguments: [
            ("grammar.json", "{\"states\": [{\"ends\": 1, \"edges\": [[0, 7, 1]]}]}", "leads to state 7"),
            ("grammar.json", "{\"states\": []}", "without states"), ("grammar.json", "{\"states\": 3}", "states"),
            ("grammar.json", "{\"states\": [{\"ends\": 1, \"edges\": [[99, 0, 1]]}]}", "below 5"),
            ("grammar.json", "{", "grammar.json"),
            ("config.json", "{\"model_type\": \"bert\"}", "model_type"),
        ]
    )
    func damage(file: String, contents: String, part: String) throws {
        try Self.inFolder { path in
            try Self.save(try Self.models()[0], path)
            try contents.write(toFile: path + "/" + file, atomically: true, encoding: .utf8)
            #expect {
                _ = try ModelLoader.load(path)
            } throws: { "\($0)".contains(part) && "\($0)".contains(file) }
        }
    }
}
