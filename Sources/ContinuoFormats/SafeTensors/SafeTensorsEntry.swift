/// A tensor in a safetensors file: its name, type, shape, and where its bytes lie.
public struct SafeTensorsEntry: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// How its elements are written.
    public let type: StoredElementType
    /// Its sizes, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Where its bytes lie, counted from the start of the file.
    public let range: Range<Int>

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }
}
