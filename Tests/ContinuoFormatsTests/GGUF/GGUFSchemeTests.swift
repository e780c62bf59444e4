import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoFormats

@Suite struct GGUFSchemeTests {
    /// The tensors of a Llama of so many layers.
    private func tensors(layers: Int, width: Int, hasOutput: Bool) -> [(name: String, shape: [Int])] {
        var result: [(name: String, shape: [Int])] = [("token_embd.weight", [300, width])]
        for layer in 0..<layers {
            result.append(("blk.\(layer).attn_norm.weight", [width]))
            for name in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"] {
                result.append(("blk.\(layer).\(name).weight", [width, width]))
            }
        }
        result.append(("output_norm.weight", [width]))
        if hasOutput { result.append(("output.weight", [300, width])) }
        return result
    }

    private func formats(_ scheme: String, _ tensors: [(name: String, shape: [Int])]) throws -> [String: WeightFormat] {
        let formats = try #require(GGUFScheme.named(scheme)).formats(of: tensors)
        return Dictionary(uniqueKeysWithValues: zip(tensors.map(\.name), formats))
    }

    /// The layers that llama.cpp gives more bits: the first and last eighth, and every third between.
    @Test func mixesAsLlamaCppDoes() throws {
        let found = try formats("q4_k_m", tensors(layers: 16, width: 512, hasOutput: true))
        for name in ["attn_v", "ffn_down"] {
            let better = (0..<16).filter { found["blk.\($0).\(name).weight"] == .q6_K }
            #expect(better == [0, 1, 4, 7, 10, 13, 14, 15], "\(name)")
            #expect(found["blk.2.\(name).weight"] == .q4_K)
        }
        for name in ["attn_q", "attn_k", "attn_output", "ffn_gate", "ffn_up"] {
            #expect((0..<16).allSatisfy { found["blk.\($0).\(name).weight"] == .q4_K }, "\(name)")
        }
        #expect(found["output.weight"] == .q6_K && found["token_embd.weight"] == .q4_K)
        #expect(found["output_norm.weight"] == .float32 && found["blk.3.attn_norm.weight"] == .float32)
        #expect(try formats("Q4_K_M", tensors(layers: 2, width: 512, hasOutput: false))["token_embd.weight"] == .q6_K)
    }

    /// Rows of no whole blocks: 576 = 18 · 32.
    @Test func fallsBackToSmallerBlocks() throws {
        let found = try formats("q4_k_m", tensors(layers: 16, width: 576, hasOutput: false))
        #expect(found["blk.0.attn_q.weight"] == .q5_0 && found["blk.0.attn_v.weight"] == .q8_0)
        #expect(found["token_embd.weight"] == .q8_0)
        #expect(try formats("q5_k_m", tensors(layers: 1, width: 576, hasOutput: true))["blk.0.attn_q.weight"] == .q5_1)
        let narrow = try formats("q4_0", tensors(layers: 1, width: 24, hasOutput: true))
        #expect(narrow["blk.0.attn_q.weight"] == .float16 && narrow["output.weight"] == .float16)
    }

    @Test func outputsHaveSixBitsAtLeast() throws {
        for (scheme, expected) in [
            ("f32", WeightFormat.float32), ("bf16", .bfloat16), ("q8_0", .q8_0), ("q6_k", .q6_K), ("q4_0", .q6_K),
            ("q4_1", .q6_K), ("q5_k_m", .q6_K),
        ] {
            let found = try formats(scheme, tensors(layers: 1, width: 256, hasOutput: true))
            #expect(found["output.weight"] == expected, "\(scheme)")
        }
        let positions = try formats(
            "q4_0",
            [("position_embd.weight", [64, 256]), ("blk.0.attn_qkv.weight", [64, 256])]
        )
        #expect(positions["position_embd.weight"] == .float32 && positions["blk.0.attn_qkv.weight"] == .q4_0)
        #expect(GGUFScheme.named("q4_k") == nil)
        #expect(GGUFScheme.all.allSatisfy { $0.format.canEncode })
    }

    /// What is in the wanted format stays as it is; the rest is decoded and encoded again.
    @Test func rewrittenFilesKeepTheModel() throws {
        try withTemporaryFolder { folder in
            let values = (0..<2048).map { Float($0 % 97) / 31 - 1 }
            let q8 = WeightFormat.q8_0.encode(values)
            let sources: [GGUFWriter.Source] = [
                .init(name: "token_embd.weight", shape: [8, 256], format: .q8_0, bytes: q8),
                .init(name: "blk.0.ffn_up.weight", shape: [8, 256], format: .float32, values: values),
                .init(name: "blk.0.ffn_norm.weight", shape: [4], format: .float16, values: [1, 2, 0.5, 4]),
            ]
            let path = FileSystem.join(folder, "a.gguf")
            let metadata: GGUFMetadata = [
                "general.architecture": .string(Array("llama".utf8)), "split.count": .uint16(1), "split.no": .uint16(0),
                "split.tensors.count": .int32(3), "x": .bool(true),
            ]
            try GGUFWriter.write(to: path, metadata: metadata, tensors: sources)
            let scheme = try #require(GGUFScheme.named("q8_0"))
            let other = FileSystem.join(folder, "b.gguf")
            var seen: [String] = []
            try GGUFModel(path: path).write(to: other, scheme) { name, number, count in
                #expect(number == seen.count && count == 3)
                seen.append(name)
            }
            let result = try GGUFModel(path: other)
            #expect(result.names == sources.map(\.name) && seen == result.names)
            #expect(Array(try result.bytes("token_embd.weight")) == q8)
            #expect(Array(try result.bytes("blk.0.ffn_up.weight")) == q8)
            #expect(try result.values("blk.0.ffn_norm.weight") == [1, 2, 0.5, 4])
            #expect(result.tensor("blk.0.ffn_norm.weight")?.format == .float32)
            #expect(
                result.metadata.keys == [
                    "general.architecture", "x", "general.file_type", "general.quantization_version",
                ]
            )
            #expect(try result.metadata.integer("general.file_type") == 7)
        }
    }

    /// Numbers that no block can hold leave no file.
    @Test func infinitiesAreRefused() throws {
        try withTemporaryFolder { folder in
            var values = [Float](repeating: 1, count: 512)
            values[300] = .infinity
            let path = FileSystem.join(folder, "a.gguf")
            let other = FileSystem.join(folder, "b.gguf")
            let source = GGUFWriter.Source(name: "output.weight", shape: [2, 256], format: .float32, values: values)
            try GGUFWriter.write(to: path, metadata: [:], tensors: [source])
            let scheme = try #require(GGUFScheme.named("q4_0"))
            let error = #expect(throws: DataFileError.self) { try GGUFModel(path: path).write(to: other, scheme) }
            #expect(error?.description.contains("tensor \"output.weight\": expected finite numbers") == true)
            #expect(try FileSystem.names(in: folder) == ["a.gguf"])
        }
    }
}
