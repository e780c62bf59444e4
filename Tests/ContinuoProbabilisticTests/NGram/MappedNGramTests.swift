import ContinuoDecoding
import ContinuoFormats
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("N-gram models that are mapped")
struct MappedNGramTests {
    private static func model(order: Int) throws -> NGramModel {
        try NGramFilesTests.model(order: order)
    }

    private func mapped(_ model: NGramModel, _ body: (MappedNGramModel) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.mapped")
            try model.writeMapped(to: path)
            try body(try MappedNGramModel(path: path))
        }
    }

    @Test("They score as the model that was written, to the precision of the file", arguments: [1, 2, 3, 5])
    func scores(order: Int) throws {
        let model = try Self.model(order: order)
        try mapped(model) { mapped in
            #expect(mapped.order == order && mapped.endToken == 10 && mapped.vocabularySize == 11)
            #expect(mapped.counts == (1...order).map { model.trie.level($0).count })
            var generator = TestGenerator(seed: 2)
            for _ in 0..<100 {
                let tokens = (0..<12).map { _ in Int32.random(in: 0..<11, using: &generator) }
                let (found, wanted) = (try mapped.score(tokens), try model.score(tokens))
                for (p, q) in zip(found.logProbabilities, wanted.logProbabilities) { #expect(abs(p - q) < 1e-5) }
            }
        }
    }

    @Test("So do models that were pruned, whose suffixes may be missing, and models unpacked again")
    func pruned() throws {
        let model = try Self.model(order: 4).pruned(threshold: 1e-3)
        try mapped(model) { mapped in
            let again = try mapped.expanded()
            #expect(again.trie.count == model.trie.count)
            var generator = TestGenerator(seed: 2)
            for _ in 0..<100 {
                let tokens = (0..<12).map { _ in Int32.random(in: 0..<11, using: &generator) }
                let wanted = try model.score(tokens).logProbabilities
                for found in [try mapped.score(tokens), try again.score(tokens)] {
                    for (p, q) in zip(found.logProbabilities, wanted) { #expect(abs(p - q) < 1e-5) }
                }
            }
        }
    }

    @Test("Sessions keep their laws", arguments: [1, 2, 4])
    func sessions(order: Int) throws {
        try mapped(try Self.model(order: order)) { try checkSessions($0) }
    }

    @Test("A file cut short anywhere, or damaged, gives one clear error or a wrong number, never a trap")
    func damage() throws {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model.mapped")
            try Self.model(order: 3).writeMapped(to: path)
            let bytes = try FileSystem.read(path)
            for length in stride(from: 1, to: bytes.count, by: 3) {
                try Data(bytes.prefix(length)).write(to: URL(fileURLWithPath: path))
                #expect(throws: (any Error).self) { try MappedNGramModel(path: path) }
            }
            var generator = TestGenerator(seed: 1)
            for _ in 0..<500 {
                var damaged = bytes
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
                try Data(damaged).write(to: URL(fileURLWithPath: path))
                guard let model = try? MappedNGramModel(path: path) else { continue }
                let tokens = (0..<8).map { _ in Int32.random(in: 0..<Int32(model.vocabularySize), using: &generator) }
                _ = try model.score(tokens)
                _ = model.logits(of: tokens.reduce(model.startState) { model.state(after: $0, reading: $1) })
                _ = try? model.expanded()
            }
        }
    }
}
