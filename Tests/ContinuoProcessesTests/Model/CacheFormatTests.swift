import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// A tiny model of bytes with weights that matter.
func tinyModel(_ recipe: String, headWidth: Int = 32, seed: UInt64 = 5) throws -> SequenceModel {
    let tokeniser = ByteTokeniser().ensuring([.endOfText])
    let type = try FamilyRegistry.resolve(recipe).type
    var overrides: JSONObject = ["initializer_range": 0.2]
    let small: [CommonSetting: Int] = [.layers: 2, .width: 2 * headWidth, .heads: 2, .context: 64]
    for (setting, value) in small where type.commonKeys[setting] != nil {
        overrides[setting.rawValue] = .integer(value)
    }
    let family = try FamilyRegistry.recipe(recipe, vocabularySize: tokeniser.vocabularySize, overrides: overrides)
    return try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(start: 256), seed: seed)
}

/// The same model with its cache in a format.
func caching(_ model: SequenceModel, _ format: KeyValueFormat) throws -> SequenceModel {
    try withTemporaryFolder { folder in
        try model.save(to: folder + "/model")
        return try SequenceModel.load(from: folder + "/model", .float32, LoadOptions(cache: format))
    }
}

@Suite struct CacheFormatTests {
    private static let formats = KeyValueFormat.allCases

    /// Sessions keep their laws in every format: prefill equals steps, forks, roll-back, selected rows.
    @Test(arguments: formats) func sessionsKeepTheirLaws(_ format: KeyValueFormat) throws {
        let tolerance = format == .int8 ? 0.1 : 5e-3
        try checkSessions(try caching(tinyModel("llama"), format), tolerance: tolerance)
    }

    private func state(_ backbone: any Backbone, reading tokens: [[Int32]]) -> BackboneState {
        var state = backbone.initialState(batch: tokens.count)
        _ = backbone.hidden(Tensor(rows: tokens), state: &state, .causal)
        return state
    }

    private func next(_ backbone: any Backbone, _ state: BackboneState, _ tokens: [[Int32]]) -> [[Double]] {
        var state = state
        let hidden = backbone.hidden(Tensor(rows: tokens), state: &state, .causal)
        return tokens.indices.map { hidden.selected($0).doubles }
    }

    /// What a cache forgets leaves no trace, and copies do not see each other, to the bit.
    @Test(arguments: formats) func statesAreValues(_ format: KeyValueFormat) throws {
        let backbone = try caching(tinyModel("llama"), format).backbone
        let rows: [[Int32]] = [Array(1...12), Array(31...42), Array(71...82)]
        try withoutGradients {
            let read = state(backbone, reading: rows)
            #expect(read.cacheFormat == format)
            let step: [[Int32]] = [[7], [8], [9]]
            let expected = next(backbone, read, step)
            var copy = read
            _ = backbone.hidden(Tensor(rows: [[1, 2], [3, 4], [5, 6]]), state: &copy, .causal)
            #expect(next(backbone, read, step) == expected, "a copy writes into its source")
            try copy.rollBack(to: 12)
            #expect(next(backbone, copy, step) == expected, "roll-back")
            var chosen = read
            chosen.select(rows: [2, 0, 2, 1])
            let order = [2, 0, 2, 1]
            for (found, row) in zip(next(backbone, chosen, order.map { step[$0] }), order) {
                expectClose(found, expected[row], tolerance: 1e-4)
            }
            // Keeping places 0 … 8, 10 and 11 of the first row and prefixes of the others makes a ragged batch.
            var ragged = read
            try ragged.keep([[10, 11], [9], []], after: [9, 9, 5])
            #expect(ragged.lengths == [11, 10, 5])
            let found = next(backbone, ragged, step)
            var second = state(backbone, reading: [rows[1]])
            try second.rollBack(to: 10)
            expectClose(found[1], next(backbone, second, [step[1]])[0], tolerance: 1e-4)
            // The first row is one that has read the kept tokens at the kept places.
            #expect(found[0] != expected[0])
        }
    }

    /// A state that went through a file goes on as it would have.
    @Test(arguments: formats, ["llama", "gpt2"]) func statesGoThroughFiles(_ format: KeyValueFormat, _ recipe: String)
        throws
    {
        let backbone = try caching(tinyModel(recipe), format).backbone
        try withTemporaryFolder { folder in
            try withoutGradients {
                var read = state(backbone, reading: [Array(1...12), Array(31...42)])
                try read.keep([[], []], after: [12, 7])
                try SafeTensorsWriter.write(to: folder + "/state", tensors: read.tensors())
                var restored = backbone.initialState(batch: 2)
                try restored.restore(from: SafeTensorsFile(path: folder + "/state"), lengths: [12, 7])
                #expect(restored.lengths == [12, 7])
                let step: [[Int32]] = [[7, 1], [8, 2]]
                #expect(next(backbone, restored, step) == next(backbone, read, step))
            }
        }
    }

    /// Compact caches are close to exact ones, and as small as they say.
    @Test func formatsAreCloseAndSmall() throws {
        let model = try tinyModel("llama")
        let rows: [[Int32]] = [Array(1...40)]
        try withoutGradients {
            let exact = try caching(model, .float32).backbone
            let reference = state(exact, reading: rows)
            let expected = next(exact, reference, [[3]])[0]
            let scale = expected.map { abs($0) }.max() ?? 1
            for (format, tolerance, bits) in [(KeyValueFormat.float16, 1e-3, 16.0), (.int8, 2e-2, 8.5)] {
                let backbone = try caching(model, format).backbone
                let read = state(backbone, reading: rows)
                #expect(Double(read.byteCount) == Double(reference.byteCount) * bits / 32)
                let found = next(backbone, read, [[3]])[0]
                let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
                #expect(worst < tolerance * scale && worst > 0, "\(format.rawValue): \(worst / scale)")
            }
        }
    }

    @Test func headsThatAreNoBlocksAreRefused() throws {
        let error = #expect(throws: DataFileError.self) { try caching(tinyModel("llama", headWidth: 24), .int8) }
        #expect(error?.kind == .unsupported)
        #expect(try caching(tinyModel("llama", headWidth: 24), .float16).backbone.width == 48)
    }
}
