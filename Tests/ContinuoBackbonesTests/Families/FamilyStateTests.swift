import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// What holds for every network that was read: the forms of reading agree.
@Suite struct FamilyStateTests {
    private let ids: [Int32] = [3, 17, 39, 0, 5, 21, 8, 8, 30, 2, 11, 27, 19]

    /// A text that is read piece by piece, or step by step, gives what it gives as a whole; also behind a window's end.
    @Test(arguments: familyFixtures, [[13], [6, 7], [Int](repeating: 1, count: 13), [10, 1, 2]])
    func piecesAreTheWhole(_ name: String, _ sizes: [Int]) throws {
        let backbone = try readFamily(Fixtures.path("Families/\(name)"))
        withoutGradients {
            let whole = backbone.logits(backbone.hidden(Tensor(rows: [ids]), .causal))
            var state = backbone.initialState(batch: 1)
            var start = 0
            let pieces = sizes.map { size in
                defer { start += size }
                return backbone.hidden(Tensor(rows: [Array(ids[start..<(start + size)])]), state: &state, .causal)
            }
            let found = backbone.logits(Tensor.concatenated(pieces, axis: 1))
            expectClose(found.doubles, whole.doubles, tolerance: 1e-4)
        }
    }

    /// Rows of a padded batch give what each gives alone.
    @Test(arguments: familyFixtures) func paddedRowsAreTheRowsAlone(_ name: String) throws {
        let backbone = try readFamily(Fixtures.path("Families/\(name)"))
        let lengths = [13, 4, 9]
        var context = SequenceContext.causal
        context.lengths = lengths.map(Int32.init)
        let rows = lengths.map { Array(ids[..<$0]) + [Int32](repeating: 0, count: 13 - $0) }
        withoutGradients {
            let batch = backbone.hidden(Tensor(rows: rows), context)
            for (row, length) in lengths.enumerated() {
                let alone = backbone.hidden(Tensor(rows: [Array(ids[..<length])]), .causal)
                let found = batch.selected(row).sliced(0..<length)
                expectClose(found.doubles, alone.doubles, tolerance: 1e-4)
            }
        }
    }

    /// A window matters: without it another result.
    @Test(arguments: [("mistral-window", "sliding_window"), ("gemma3-text", "sliding_window")])
    func windowsLimitWhatIsSeen(_ name: String, _ key: String) throws {
        let folder = Fixtures.path("Families/\(name)")
        let backbone = try readFamily(folder)
        var settings = try ConfigurationValues(file: folder + "/config.json").object
        settings[key] = 64
        let family = try FamilyRegistry.read(ConfigurationValues(settings, file: "config.json"))
        var initialiser = Initialiser(unspecified: .float32)
        let wide = try family.backbone(.causal, &initialiser)
        try type(of: family).tensorNames.read(wide, from: SafeTensorsModel(path: folder), configuration: "config.json")
        let tokens = Tensor(rows: [ids])
        let (near, far) = withoutGradients { (backbone.hidden(tokens, .causal), wide.hidden(tokens, .causal)) }
        expectClose(near.sliced(0..<3, axis: 1).doubles, far.sliced(0..<3, axis: 1).doubles, tolerance: 1e-4)
        let difference = zip(near.doubles, far.doubles).map { abs($0 - $1) }.max() ?? 0
        #expect(difference > 1e-2)
    }

    /// Every recipe of one stack learns: its gradients agree with central differences in Float64.
    @Test(arguments: FamilyRegistry.names.filter { $0 != T5.name }) func recipesHaveGradients(_ name: String) throws {
        let keys = try FamilyRegistry.resolve(name).type.commonKeys
        var overrides: JSONObject = ["layers": 2, "width": 8, "initializer_range": 0.4]
        if keys[.heads] != nil { overrides["heads"] = 2 }
        if keys[.context] != nil { overrides["context"] = 12 }
        for (key, value) in smallSettings[name] ?? [:] { overrides[key] = value }
        let family = try FamilyRegistry.recipe(name, vocabularySize: 7, overrides: overrides)
        var initialiser = Initialiser(seed: 9, .float64)
        let backbone = try family.backbone(.causal, &initialiser)
        let tokens = Tensor(rows: [[1, 5, 2, 6, 0, 3], [4, 4, 1, 0, 2, 5]])
        let target = CrossEntropyTarget(Tensor(rows: [[5, 2, 6, 0, 3, 1], [4, 1, 0, 2, 5, 6]]))
        func loss() -> Tensor {
            linearCrossEntropy(
                backbone.hidden(tokens, .causal),
                weight: backbone.outputWeight,
                bias: backbone.outputBias,
                softCap: backbone.logitSoftCap,
                target
            ).sum
        }
        let leaves = backbone.parameters
        let found = gradients(of: loss(), withRespectTo: leaves.map(\.tensor))
        let step = 1e-5
        for (parameter, gradient) in zip(leaves, found) {
            // The first, the middle and the last element of each parameter.
            for index in Set([0, parameter.tensor.count / 2, parameter.tensor.count - 1]) {
                let element = parameter.tensor.pointer(Double.self) + index
                let value = element.pointee
                element.pointee = value + step
                let above = withoutGradients { loss().item }
                element.pointee = value - step
                let below = withoutGradients { loss().item }
                element.pointee = value
                let expected = (above - below) / (2 * step)
                #expect(
                    abs(gradient.doubles[index] - expected) < 1e-6 * max(1, abs(expected)),
                    "\(parameter.name)[\(index)]: \(gradient.doubles[index]), by differences \(expected)"
                )
            }
        }
    }

    /// Settings that bring every part of a family into play.
    private let smallSettings: [String: JSONObject] = [
        "mistral": ["sliding_window": 3],
        "qwen2": ["use_sliding_window": true, "sliding_window": 3, "max_window_layers": 1],
        "qwen3": ["num_key_value_heads": 1, "head_dim": 6, "attention_bias": true],
        "gemma3": [
            "head_dim": 6, "sliding_window": 3, "layer_types": ["sliding_attention", "full_attention"],
            "attn_logit_softcapping": 2.0, "final_logit_softcapping": 3.0,
        ],
        "phi3": ["partial_rotary_factor": 0.5, "sliding_window": 4],
    ]
}
