import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTestSupport
import Testing

/// Sessions of networks with attention read unlike rows and trees as each text would be read alone.
struct ArrangingTests {
    /// Families, and the window of those that see the last positions only.
    static let cases: [(family: String, window: Int?)] = [
        ("gpt2", nil), ("llama", nil), ("qwen3", nil), ("mistral", 3), ("mistral", 4), ("mistral", 8), ("gemma3", 4),
    ]

    private func model(_ name: String, window: Int?, start: Int32?) throws -> SequenceModel {
        let type = try FamilyRegistry.resolve(name).type
        let tokeniser = ByteTokeniser().ensuring([.endOfText])
        var overrides: JSONObject = ["initializer_range": 0.5]
        let small: [CommonSetting: Int] = [.layers: 3, .width: 16, .heads: 2, .context: 24]
        for (setting, value) in small where type.commonKeys[setting] != nil {
            overrides[setting.rawValue] = .integer(value)
        }
        if let window { overrides["sliding_window"] = .integer(window) }
        let family = try FamilyRegistry.recipe(name, vocabularySize: tokeniser.vocabularySize, overrides: overrides)
        return try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(start: start), seed: 5)
    }

    @Test(arguments: cases, [nil, 256] as [Int32?])
    func networksKeepTheLawsOfArranging(_ entry: (family: String, window: Int?), start: Int32?) throws {
        // Passes of unlike sizes round differently in Float32, by about 1e-5 in three layers of such weights.
        for seed in [1, 2] as [UInt64] {
            let model = try model(entry.family, window: entry.window, start: start)
            try checkArranging(model, tolerance: 1e-4, seed: seed)
        }
    }

    /// What a tree may hold is told by its depth, not by the number of its nodes.
    @Test func treesMayHoldMoreNodesThanPositionsRemain() throws {
        let model = try model("llama", window: nil, start: nil)
        let session = try #require(try model.makeSession(rows: 1) as? any ArrangingSession)
        _ = try session.extend([[Int32](repeating: 7, count: 22)])
        var tree = TokenTree()
        for token in 0..<6 { tree.append(Int32(token), after: nil) }
        _ = try session.extend(tree.step(root: 1, length: 22))
        try session.rollBack(to: 22)
        tree.append(9, after: 0)
        #expect(throws: SessionError.tooLong(length: 25, maximum: 24)) {
            try session.extend(tree.step(root: 1, length: 22))
        }
    }

    /// Recurrences say that they cannot.
    @Test func recurrencesRefuse() throws {
        let model = try model("gru", window: nil, start: nil)
        let session = try #require(try model.makeSession(rows: 1) as? any ArrangingSession)
        #expect(throws: StateError.self) { try session.extend(SessionStep([[1]])) }
    }
}
