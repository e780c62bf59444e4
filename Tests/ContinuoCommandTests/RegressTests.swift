import Continuo
import Foundation
import Testing

/// What someone sees who tells numbers from a table.
@Suite struct RegressTests {
    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    private func write(_ text: String, _ name: String, in folder: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder).appending(path: name))
    }

    /// y = 2 a − b, and its class in thirds.
    private static let table =
        "a,b,y,class\n"
        + (0..<240).map { number in
            let (a, b) = (Double(number % 16) / 16, Double(number % 15) / 15)
            let y = 2 * a - b
            return "\(a),\(b),\(y),\(y < 0.2 ? 0 : y < 0.8 ? 1 : 2)\n"
        }.joined()

    @Test func numbersAreToldByEveryHead() throws {
        try withFolder { folder in
            try write(Self.table, "t.csv", in: folder)
            let heads = "decode-norm,decode-float,decode-hamming,mse,riemann,mdn,gaussian"
            let run = try Program.run(
                [
                    "regress", "t.csv", "--target", "y", "--features", "a,b", "--head", heads, "--steps", "150",
                    "--json", "-q",
                ],
                in: folder
            )
            #expect(run.status == 0, "\(run.error)")
            let found = try #require(try json(run.output)["heads"]?.arrayValue)
            #expect(found.count == 7)
            for head in found {
                // The spread of y is about 0.66.
                #expect(try #require(head["rmse"]?.doubleValue) < 0.45, "\(head)")
            }
            try write("b,a\n0.5,0.5\n0,1\n", "new.csv", in: folder)
            let told = try Program.run(
                [
                    "regress", "t.csv", "--target", "y", "--features", "a,b", "--steps", "300", "--predict", "new.csv",
                    "-q",
                ],
                in: folder
            )
            let lines = told.output.split(separator: "\n").map { $0.split(separator: ",").map { Double($0) } }
            #expect(told.status == 0 && lines.count == 3, "\(told.error)")
            let means = lines.dropFirst().map { $0[0] ?? .nan }
            #expect(abs(means[0] - 0.5) < 0.4 && abs(means[1] - 2) < 0.6, "\(means)")
            #expect(lines.dropFirst().allSatisfy { ($0[3] ?? 1) <= ($0[4] ?? 0) })
        }
    }

    @Test func orderedClassesAreTold() throws {
        try withFolder { folder in
            try write(Self.table, "t.csv", in: folder)
            let run = try Program.run(
                [
                    "regress", "t.csv", "--target", "class", "--features", "a,b", "--head", "ordinal,softmax,rank",
                    "--steps", "200", "--tree", "[[0,1],2]", "--json", "-q",
                ],
                in: folder
            )
            #expect(run.status == 0, "\(run.error)")
            for head in try #require(try json(run.output)["heads"]?.arrayValue) {
                #expect(try #require(head["accuracy"]?.doubleValue) > 0.7, "\(head)")
            }
        }
    }

    @Test func whatDoesNotFitIsRefusedByName() throws {
        try withFolder { folder in
            try write(Self.table, "t.csv", in: folder)
            try write("", "empty.csv", in: folder)
            try write("a,y\n1,2\nNaN,3\n4,x\n", "broken.csv", in: folder)
            let cases: [(arguments: [String], status: Int32, says: String)] = [
                (["missing.csv", "--target", "y"], 66, "missing.csv"),
                (["empty.csv", "--target", "y"], 65, "empty.csv"),
                (["broken.csv", "--target", "y"], 65, "column"),
                (["t.csv", "--target", "z"], 65, "z"),
                (["t.csv", "--target", "y", "--head", "forest"], 64, "decode-norm"),
                (["t.csv", "--target", "y", "--head", "ordinal"], 65, "classes"),
                (["t.csv", "--target", "class", "--head", "ordinal", "--tree", "[1,0]"], 64, "order"),
                (["t.csv", "--target", "y", "--base", "1"], 64, "--base"),
                (["@nothing", "--target", "y"], 64, "@friedman1"),
            ]
            for item in cases {
                let run = try Program.run(["regress"] + item.arguments + ["--steps", "2"], in: folder)
                #expect(
                    run.status == item.status && run.output.isEmpty,
                    "\(item.arguments): \(run.status) \(run.output)"
                )
                #expect(run.error.contains(item.says), "\(item.arguments): \(run.error)")
            }
        }
    }

    @Test func generatedTablesAndStudiesRun() throws {
        try withFolder { folder in
            let commands = [
                ["regress", "@friedman1", "--target", "y", "--head", "mse", "--steps", "5"],
                ["analyse", "markov-icl", "--steps", "2", "--length", "32", "--switches", "--plot", "m.svg"],
                ["analyse", "tree-grammar", "--depth", "2", "--symbols", "2", "--steps", "12", "--width", "8"],
            ]
            for command in commands {
                let run = try Program.run(command + ["--json", "-q"], in: folder)
                #expect(run.status == 0, "\(command): \(run.error)")
                _ = try json(run.output)
            }
            #expect(FileSystem.exists(FileSystem.join(folder, "m.svg")))
            let wrong = try Program.run(["analyse", "tree-grammar", "--filter", "9"], in: folder)
            #expect(wrong.status == 64 && wrong.error.contains("--filter"))
        }
    }

    /// A flow on the simplex is trained, guided, distilled and written with in one step.
    @Test func flowsAreTrainedGuidedAndDistilled() throws {
        try withFolder { folder in
            try write(String(repeating: "abcabcabd ", count: 200), "t.txt", in: folder)
            let size = ["--layers", "1", "--width", "16", "--context", "16", "--batch-size", "4", "--steps", "3"]
            let trained = try Program.run(
                ["train", "t.txt", "--recipe", "gpt2", "--process", "dirichlet", "-o", "flow", "-q"] + size,
                in: folder
            )
            #expect(trained.status == 0, "\(trained.error)")
            let taught = try Program.run(
                [
                    "distill-flow", "flow", "student", "--length", "8", "--samples", "32", "--teacher-steps", "2",
                    "--steps", "2", "--json", "-q",
                ],
                in: folder
            )
            #expect(taught.status == 0, "\(taught.error)")
            for (model, calls, guidance) in [("flow", 4, "2"), ("student", 1, "1")] {
                let told = try Program.run(
                    [
                        "generate", model, "--prompt", "ab", "--length", "6", "--unmasking-steps",
                        "\(guidance == "2" ? 2 : 1)",
                        "--guidance", guidance, "--seed", "1", "--json",
                    ],
                    in: folder
                )
                #expect(told.status == 0, "\(told.error)")
                #expect(try json(told.output)["network_calls"]?.intValue == calls, "\(told.output)")
            }
            let again = try Program.run(["distill-flow", "flow", "student"], in: folder)
            #expect(again.status == 64 && again.error.contains("student"))
        }
    }
}
