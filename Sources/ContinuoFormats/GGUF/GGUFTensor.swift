import ContinuoTensor

/// A tensor in a GGUF file: its name, format, shape, and where its bytes lie.
public struct GGUFTensor: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// Its sizes, outermost first, as tensors have them here; the file lists them the other way round. Rows run along the
    /// last size and hold whole blocks. Empty for a scalar.
    public let shape: [Int]
    /// How its elements are stored.
    public let format: WeightFormat
    /// Where its bytes lie, counted from the start of its file.
    public let range: Range<Int>

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }
}

/// The tensor types that GGUF knows and this library does not read, so that an error can name them.
enum GGUFForeignType {
    static let names: [UInt32: String] = [
        4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
        21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M",
        34: "TQ1_0", 35: "TQ2_0", 40: "NVFP4",
    ]
}
