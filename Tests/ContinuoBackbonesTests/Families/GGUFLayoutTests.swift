import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

/// A GGUF file without its bytes.
private struct Contents: GGUFContents {
    var path: String { "model.gguf" }
    var metadata: JSONObject
    var shapes: [String: [Int]] = [:]
    var vectors: [String: [Double]] = [:]

    func value(_ key: String) -> JSONValue? { metadata[key] }
    func shape(of tensor: String) -> [Int]? { shapes[tensor] }
    func vector(_ tensor: String) -> [Double]? { vectors[tensor] }
}

@Suite struct GGUFLayoutTests {
    /// What a file of this family would hold.
    private func contents(_ family: any ModelFamily, _ layout: GGUFLayout) throws -> Contents {
        var contents = Contents(metadata: try layout.metadata(of: family))
        var initialiser = Initialiser(unspecified: .float32)
        for parameter in try family.backbone(.causal, &initialiser).parameters {
            for piece in layout.tensorNames(of: family).pieces(of: parameter) {
                contents.shapes[piece.name] = piece.shape
            }
        }
        for vector in try layout.vectors(of: family) { contents.vectors[vector.name] = vector.elements }
        return contents
    }

    /// Families that were read by transformers' keys survive the way through GGUF's.
    @Test(arguments: [
        "gpt2-tied", "gpt2-untied", "llama-grouped", "llama-rope-linear", "llama-rope-llama3", "llama-rope-yarn",
        "qwen2-plain", "qwen3-plain", "gemma3-usual", "phi3-partial", "phi3-longrope",
    ])
    func metadataSayWhatTheConfigurationSays(_ name: String) throws {
        let family = try family(name)
        let layout = try #require(type(of: family).gguf)
        let file = try contents(family, layout)
        let again = try FamilyRegistry.read(gguf: file)
        #expect(type(of: again).name == type(of: family).name)
        var (before, after) = (family.configuration, again.configuration)
        // Not stated in GGUF: what matters in training only.
        for key in ["initializer_range", "resid_pdrop", "n_inner"] { (before[key], after[key]) = (nil, nil) }
        if name.contains("llama3") {
            // The divisors stand for the rule.
            let found = try #require((again as? Llama)?.settings.rotary.frequencies(headWidth: 4))
            expectClose(
                found,
                try #require((family as? Llama)?.settings.rotary.frequencies(headWidth: 4)),
                tolerance: 1e-9
            )
            (before["rope_parameters"], after["rope_parameters"]) = (nil, nil)
        }
        for key in before.keys {
            if let number = before[key]?.doubleValue, let found = after[key]?.doubleValue {
                #expect(abs(number - found) <= 1e-6 * abs(number), "\(key)")
            } else {
                #expect(before[key] == after[key], "\(key)")
            }
        }
    }

    private func family(_ name: String) throws -> any ModelFamily {
        switch name {
        case "qwen2-plain": try FamilyRegistry.recipe("qwen2", vocabularySize: 30)
        case "qwen3-plain": try FamilyRegistry.recipe("qwen3", vocabularySize: 30, overrides: ["heads": 8])
        case "gemma3-usual":
            try FamilyRegistry.recipe("gemma3", vocabularySize: 30, overrides: ["final_logit_softcapping": 30.0])
        default: try FamilyRegistry.read(ConfigurationValues(file: Fixtures.path("Families/\(name)/config.json")))
        }
    }

    /// Names of all tensors of a block, as llama.cpp writes them.
    @Test func tensorsHaveLlamaCppsNames() throws {
        func names(_ recipe: String) throws -> Set<String> {
            let family = try FamilyRegistry.recipe(recipe, vocabularySize: 30, overrides: ["layers": 1])
            let names = try contents(family, #require(type(of: family).gguf)).shapes.keys
            return Set(
                names.map {
                    $0.replacingOccurrences(of: "blk.0.", with: "").replacingOccurrences(of: ".weight", with: "")
                }
            )
        }
        let llama: Set = [
            "token_embd", "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up",
            "ffn_down", "output_norm",
        ]
        #expect(try names("llama") == llama)
        #expect(try names("qwen2") == llama.union(["attn_q.bias", "attn_k.bias", "attn_v.bias"]))
        #expect(try names("qwen3") == llama.union(["attn_q_norm", "attn_k_norm"]))
        #expect(
            try names("gemma3")
                == llama.union(["attn_q_norm", "attn_k_norm", "post_attention_norm", "post_ffw_norm"])
        )
        #expect(
            try names("phi3")
                == llama.subtracting(["attn_q", "attn_k", "attn_v", "ffn_gate"]).union(["attn_qkv"])
        )
        #expect(try names("gpt2").isSuperset(of: ["position_embd", "attn_qkv", "attn_qkv.bias", "ffn_up.bias"]))
    }

    /// The metadata of SmolLM2 135M.
    @Test func readsAPublishedLlama() throws {
        var file = Contents(metadata: [
            "general.architecture": "llama", "llama.block_count": 30, "llama.context_length": 8192,
            "llama.embedding_length": 576, "llama.feed_forward_length": 1536, "llama.attention.head_count": 9,
            "llama.attention.head_count_kv": 3, "llama.rope.freq_base": 100000.0,
            "llama.attention.layer_norm_rms_epsilon": 9.999999747378752e-06, "llama.vocab_size": 49152,
            "llama.rope.dimension_count": 64,
        ])
        file.shapes["token_embd.weight"] = [49152, 576]
        let found = try #require(try FamilyRegistry.read(gguf: file) as? Llama).settings
        #expect(found.vocabularySize == 49152 && found.headWidth == 64 && found.keyHeads == 3 && found.tied)
        #expect(found.epsilon == 1e-5 && found.rotary == RotarySettings(base: 100000))
        file.metadata["llama.block_count"] = nil
        let missing = #expect(throws: DataFileError.self) { try FamilyRegistry.read(gguf: file) }
        #expect(missing?.description.hasPrefix("model.gguf: \"llama.block_count\"") == true)
        file.metadata["general.architecture"] = "rwkv"
        let unknown = #expect(throws: DataFileError.self) { try FamilyRegistry.read(gguf: file) }
        #expect(unknown?.description.contains("gpt2, llama, qwen2, qwen3, gemma3, phi3") == true)
    }

    /// The metadata of Gemma 3 270M.
    @Test func readsAPublishedGemma() throws {
        var file = Contents(metadata: [
            "general.architecture": "gemma3", "gemma3.context_length": 32768, "gemma3.embedding_length": 640,
            "gemma3.block_count": 18, "gemma3.feed_forward_length": 2048, "gemma3.attention.head_count": 4,
            "gemma3.attention.layer_norm_rms_epsilon": 9.999999974752427e-07, "gemma3.attention.key_length": 256,
            "gemma3.attention.value_length": 256, "gemma3.rope.freq_base": 1000000.0,
            "gemma3.attention.sliding_window": 512, "gemma3.attention.head_count_kv": 1,
        ])
        file.shapes["token_embd.weight"] = [262144, 640]
        let found = try #require(try FamilyRegistry.read(gguf: file) as? Gemma3)
        #expect(found.settings.keyHeads == 1 && found.settings.headWidth == 256 && found.settings.tied)
        #expect(found.settings.rotary.base == 1_000_000 && found.slidingRotary.base == 10_000)
        #expect(found.scoreDivisor == 256 && found.logitSoftCap == nil && found.settings.activation == .gelu)
        #expect((0..<18).filter { found.sliding.window($0) == 0 } == [5, 11, 17] && found.sliding.window(0) == 512)
    }

    /// Rows of a head of four: pairs (0, 2) and (1, 3) become neighbours; and back.
    @Test func rowsOfHeadsAreInterleaved() {
        let layout = TensorNameMap.Layout.interleavedHeads(4)
        #expect(layout.rowOrder(8) == [0, 2, 1, 3, 4, 6, 5, 7])
        let ours = Tensor((0..<24).map { Float($0) }, shape: [8, 3])
        #expect(layout.stored(ours).sliced(1..<2).doubles == [6, 7, 8])
        #expect(layout.ours(layout.stored(ours)).doubles == ours.doubles)
    }

    /// What a file cannot say is refused.
    @Test func refusesWhatFilesCannotSay() throws {
        func failure(_ recipe: String, _ overrides: JSONObject) throws -> String {
            let family = try FamilyRegistry.recipe(recipe, vocabularySize: 30, overrides: overrides)
            let layout = try #require(type(of: family).gguf)
            return (#expect(throws: DataFileError.self) { try layout.metadata(of: family) })?.description ?? ""
        }
        #expect(try failure("mistral", [:]).contains("sliding_window"))
        #expect(try failure("llama", ["mlp_bias": true]).contains("mlp_bias"))
        #expect(try failure("gemma3", ["query_pre_attn_scalar": 100]).contains("query_pre_attn_scalar"))
        #expect(try failure("gemma3", ["layers": 1, "layer_types": ["full_attention"]]).contains("layer_types"))
    }
}
