/// An array as NumPy keeps it in a `.npy` file: little-endian, in C order.
///
/// Layout: `\x93NUMPY`, version, length of the header, the header as a Python dictionary, the elements.
/// Source: NumPy enhancement proposal 1 (format versions 1.0 to 3.0).
public struct NPYArray: Sendable, Hashable {
    /// The elements, flat.
    public enum Elements: Sendable, Hashable {
        /// `<f4`
        case float32([Float])
        /// `<f8`
        case float64([Double])
        /// `<i4`
        case int32([Int32])
        /// `<i8`
        case int64([Int64])
        /// `|u1`
        case uint8([UInt8])

        /// The number of elements.
        public var count: Int {
            switch self {
            case .float32(let values): values.count
            case .float64(let values): values.count
            case .int32(let values): values.count
            case .int64(let values): values.count
            case .uint8(let values): values.count
            }
        }
    }

    /// The sizes, outermost first; empty for a scalar.
    public var shape: [Int]
    /// The elements in C order.
    public var elements: Elements

    /// An array of these elements.
    /// - Precondition: the shape has as many elements as are given.
    public init(shape: [Int], elements: Elements) {
        precondition(
            shape.reduce(1, *) == elements.count,
            "NPYArray: shape \(shape) does not hold \(elements.count) elements"
        )
        self.shape = shape
        self.elements = elements
    }

    /// The elements as Float, converted where they are something else.
    public var floats: [Float] {
        switch elements {
        case .float32(let values): values
        case .float64(let values): values.map { Float($0) }
        case .int32(let values): values.map { Float($0) }
        case .int64(let values): values.map { Float($0) }
        case .uint8(let values): values.map { Float($0) }
        }
    }
}
