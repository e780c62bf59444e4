import ContinuoTensor

/// The handwritten digits as sequences of their pixels, 17 grey levels, row by row or in one fixed random order.
public struct SequentialDigits: Sendable {
    /// Grey levels: the number of token ids.
    public static let vocabularySize = Int(Digits.maximum) + 1

    /// Pixels along each side: 8, or a multiple of it by repeated pixels smoothed between neighbours.
    public let side: Int
    /// Place of each position of a sequence in the image.
    public let order: [Int]

    /// - Parameters:
    ///   - side: a multiple of 8.
    ///   - permutation: seed of the order of pixels; row by row when nil.
    public init(side: Int = 16, permutation: UInt64? = nil) {
        precondition(side > 0 && side % Digits.side == 0, "\(side) is not a multiple of \(Digits.side)")
        self.side = side
        var random = RandomStream(seed: permutation ?? 0)
        order = permutation == nil ? Array(0..<(side * side)) : random.permutation(side * side)
    }

    /// The pixels of an image in order, and its digit.
    public func example(_ index: Int) -> (tokens: [Int32], label: Int32) {
        let pixels = enlarged(index)
        return (order.map { pixels[$0] }, Int32(Digits.labels[index]))
    }

    /// Number of images.
    public static var count: Int { Digits.labels.count }

    /// Bilinear interpolation between the centres of pixels.
    private func enlarged(_ index: Int) -> [Int32] {
        let image = Array(Digits.image(index))
        let (small, scale) = (Digits.side, Double(Digits.side) / Double(side))
        func neighbours(_ place: Int) -> (low: Int, high: Int, weight: Double) {
            let centre = min(max((Double(place) + 0.5) * scale - 0.5, 0), Double(small - 1))
            let low = Int(centre)
            return (low, min(low + 1, small - 1), centre - Double(low))
        }
        return (0..<(side * side)).map { place in
            let (row, column) = (neighbours(place / side), neighbours(place % side))
            func along(_ line: Int) -> Double {
                let (left, right) = (
                    Double(image[line * small + column.low]), Double(image[line * small + column.high])
                )
                return left + (right - left) * column.weight
            }
            return Int32((along(row.low) + (along(row.high) - along(row.low)) * row.weight).rounded())
        }
    }
}
