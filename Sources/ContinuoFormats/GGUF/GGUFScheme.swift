import ContinuoTensor

/// Which tensor of a GGUF file is stored how: what llama.cpp calls a file type.
///
/// Most matrices have one format. The output matrix (the embeddings, where it is tied to them) of quantised files has 6 bits at
/// least. The `_m` schemes give more bits to the matrices that suffer most: values of attention and the feed-forward part's
/// outputs, in the first and the last eighth of the layers and in every third layer between. Vectors, gains of norms and tables
/// of positions keep 32 bits.
///
/// Source: llama.cpp's `llama-quant`, without importance matrices.
public struct GGUFScheme: Sendable, Hashable {
    /// Its name in small letters: `q4_k_m`.
    public let name: String
    /// The number that `general.file_type` has for it.
    public let fileType: UInt32
    /// The format of most matrices.
    public let format: WeightFormat
    /// The format of matrices that deserve more; nil where none does.
    private let better: WeightFormat?
    /// The format of matrices that hold queries, keys and values in one; nil for that of the others.
    private let fused: WeightFormat?

    private init(
        _ name: String,
        _ fileType: UInt32,
        _ format: WeightFormat,
        better: WeightFormat? = nil,
        fused: WeightFormat? = nil
    ) {
        self.name = name
        self.fileType = fileType
        self.format = format
        self.better = better
        self.fused = fused
    }

    /// All schemes, from the most exact to the smallest.
    public static let all: [GGUFScheme] = [
        GGUFScheme("f32", 0, .float32), GGUFScheme("f16", 1, .float16), GGUFScheme("bf16", 32, .bfloat16),
        GGUFScheme("q8_0", 7, .q8_0), GGUFScheme("q6_k", 18, .q6_K),
        GGUFScheme("q5_k_m", 17, .q5_K, better: .q6_K, fused: .q6_K), GGUFScheme("q5_1", 9, .q5_1),
        GGUFScheme("q5_0", 8, .q5_0), GGUFScheme("q4_k_m", 15, .q4_K, better: .q6_K, fused: .q5_K),
        GGUFScheme("q4_1", 3, .q4_1), GGUFScheme("q4_0", 2, .q4_0),
    ]

    /// The scheme of a name, in capital or small letters; nil for others.
    public static func named(_ name: String) -> GGUFScheme? { all.first { $0.name == name.lowercased() } }

    /// The names of all schemes, for messages.
    public static var names: String { all.map(\.name).joined(separator: ", ") }

    /// How each of a file's tensors is stored.
    /// - Parameter tensors: names and shapes of all tensors, outermost size first.
    public func formats(of tensors: [(name: String, shape: [Int])]) -> [WeightFormat] {
        let layers = 1 + (tensors.compactMap { Self.layer($0.name) }.max() ?? -1)
        let values = tensors.filter { $0.name.contains("attn_v.weight") || $0.name.contains("attn_qkv.weight") }.count
        let hasOutput = tensors.contains { $0.name == Self.output }
        return tensors.map { tensor in
            guard Self.isMatrix(tensor.name, tensor.shape) else { return .float32 }
            var wanted = format
            if tensor.name == (hasOutput ? Self.output : Self.embeddings) {
                wanted = outputFormat(columns: tensor.shape.last ?? 0)
            } else if tensor.name.contains("attn_v.weight"), hasMoreBits(Self.layer(tensor.name), of: values) {
                wanted = better ?? format
            } else if tensor.name.contains("ffn_down"), hasMoreBits(Self.layer(tensor.name), of: layers) {
                wanted = better ?? format
            } else if tensor.name.contains("attn_qkv.weight") {
                wanted = fused ?? format
            }
            return Self.fitting(wanted, columns: tensor.shape.last ?? 0)
        }
    }

    private static let output = "output.weight"
    private static let embeddings = "token_embd.weight"
    /// Beginnings of names of matrices that are looked up by position or kind, not multiplied.
    private static let kept = ["position_embd.", "token_types."]

    /// Whether a tensor is a matrix of a linear map or of embeddings.
    public static func isMatrix(_ name: String, _ shape: [Int]) -> Bool {
        shape.count >= 2 && name.hasSuffix("weight") && !name.hasSuffix("_norm.weight")
            && !name.contains("ffn_gate_inp.") && !name.contains("ssm_conv1d.")
            && !kept.contains { name.hasPrefix($0) }
    }

    /// The number in `blk.7.…`.
    private static func layer(_ name: String) -> Int? {
        let parts = name.split(separator: ".", maxSplits: 2)
        return parts.count == 3 && parts[0] == "blk" ? Int(parts[1]) : nil
    }

    private func hasMoreBits(_ layer: Int?, of count: Int) -> Bool {
        guard better != nil, let layer else { return false }
        let eighth = count / 8
        return layer < eighth || layer >= 7 * count / 8 || (layer - eighth) % 3 == 2
    }

    private func outputFormat(columns: Int) -> WeightFormat {
        guard format.isQuantised, format != .q8_0 else { return format }
        return columns % format.blockElements == 0 ? .q6_K : .q8_0
    }

    /// The format itself, or for rows of no whole blocks the nearest one with smaller blocks.
    private static func fitting(_ format: WeightFormat, columns: Int) -> WeightFormat {
        guard columns % format.blockElements != 0 else { return format }
        let other: WeightFormat =
            switch format {
            case .q4_K: .q5_0
            case .q5_K: .q5_1
            case .q6_K: .q8_0
            default: .float16
            }
        return columns % other.blockElements == 0 ? other : .float16
    }
}
