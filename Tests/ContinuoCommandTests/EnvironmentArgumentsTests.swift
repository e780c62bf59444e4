import Testing

@testable import ContinuoCommand

@Suite struct EnvironmentArgumentsTests {
    private func completed(_ line: String, _ environment: [String: String]) throws -> [String] {
        try EnvironmentArguments.adding(
            environment,
            to: line.split(separator: " ").map(String.init),
            of: ContinuoProgram.self
        )
    }

    @Test func optionsComeFromTheEnvironment() throws {
        #expect(
            try completed("train a.txt", ["CONTINUO_BATCH_SIZE": "8", "CONTINUO_JSON": "1"])
                == ["train", "--batch-size=8", "--json", "a.txt"]
        )
        #expect(try completed("ngram train a", ["CONTINUO_ORDER": "3"]) == ["ngram", "train", "--order=3", "a"])
    }

    @Test(arguments: ["train a --steps 5", "train a --steps=5"]) func whatIsTypedWins(_ line: String) throws {
        #expect(try completed(line, ["CONTINUO_STEPS": "9"]) == line.split(separator: " ").map(String.init))
    }

    @Test func shortNamesCount() throws {
        #expect(try completed("train a -o x", ["CONTINUO_OUTPUT": "y"]) == ["train", "a", "-o", "x"])
    }

    @Test(arguments: ["", "0", "false", "no"]) func flagsCanBeOff(_ value: String) throws {
        #expect(try completed("list", ["CONTINUO_JSON": value]) == ["list"])
    }

    @Test func flagsAreYesOrNo() {
        #expect(throws: CommandError.self) { try completed("list", ["CONTINUO_JSON": "maybe"]) }
    }

    @Test func othersAreLeftAlone() throws {
        #expect(try completed("list", ["CONTINUO_THREADS": "2", "CONTINUO_NONSENSE": "1", "JSON": "1"]) == ["list"])
        #expect(try completed("--help", ["CONTINUO_JSON": "1"]) == ["--help"])
    }
}
