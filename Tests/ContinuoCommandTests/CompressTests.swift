import Foundation
import Testing

@testable import ContinuoCommand

@Suite struct CompressTests {
    @Test func filesComeBackAndDamageIsRefused() throws {
        try withFolder { folder in
            let text = String(repeating: "a rose is a rose is a rose\n", count: 60)
            try text.write(toFile: folder + "/t.txt", atomically: true, encoding: .utf8)
            func run(_ words: String, _ environment: [String: String] = [:]) throws -> Program.Result {
                try Program.run(words.split(separator: " ").map(String.init), in: folder, environment: environment)
            }
            #expect(try run("ngram train t.txt --order 4 -o n").status == 0)
            #expect(try run("train t.txt --recipe gru --set model.width=16 --steps 3 -o g -q").status == 0)
            for model in ["n", "g"] {
                let packed = try run("compress-file \(model) t.txt -o \(model).cntz --json", ["CONTINUO_THREADS": "1"])
                #expect(packed.status == 0, "\(packed.error)")
                let back = try run("decompress-file \(model) \(model).cntz -o \(model).txt", ["CONTINUO_THREADS": "2"])
                #expect(back.status == 0, "\(back.error)")
                #expect(try String(contentsOfFile: folder + "/\(model).txt", encoding: .utf8) == text)
            }
            let size = try Data(contentsOf: URL(fileURLWithPath: folder + "/n.cntz")).count
            #expect(size < text.utf8.count / 4)
            // Another model, damage, a name that exists, a file that is none.
            let wrong = try run("decompress-file g n.cntz -o x.txt")
            #expect(wrong.status == 65 && wrong.error.contains("model"), "\(wrong.error)")
            var damaged = try Data(contentsOf: URL(fileURLWithPath: folder + "/n.cntz"))
            damaged[damaged.count - 3] ^= 1
            try damaged.write(to: URL(fileURLWithPath: folder + "/d.cntz"))
            let refused = try run("decompress-file n d.cntz -o x.txt")
            #expect(refused.status == 65 && refused.error.contains("d.cntz"), "\(refused.error)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/x.txt"))
            #expect(try run("compress-file n t.txt -o n.cntz").status == 64)
            #expect(try run("decompress-file n t.txt -o y").status == 65)
            #expect(try run("compress-file n missing.txt").status == 66)
        }
    }
}
