import Foundation

/// Distances in buckets that grow with the distance (Raffel et al. 2020, T5): the near ones one each, the others evenly by
/// their logarithm up to `maximumDistance`, all further ones in the last.
public struct RelativePositionBuckets: Sendable, Equatable, Codable {
    /// Number of buckets.
    public var count: Int
    /// From this distance on everything is one bucket.
    public var maximumDistance: Int
    /// Half of the buckets are for keys behind the query; otherwise these share the bucket of distance 0.
    public var isBidirectional: Bool

    public init(count: Int = 32, maximumDistance: Int = 128, isBidirectional: Bool) {
        precondition(
            count >= (isBidirectional ? 4 : 2) && maximumDistance > count / 2,
            "\(count) buckets up to a distance of \(maximumDistance)"
        )
        self.count = count
        self.maximumDistance = maximumDistance
        self.isBidirectional = isBidirectional
    }

    /// The bucket of a key that stands `offset` positions behind the query (before it where negative).
    public func bucket(_ offset: Int) -> Int {
        let half = isBidirectional ? count / 2 : count
        let first = isBidirectional && offset > 0 ? half : 0
        let distance = isBidirectional ? abs(offset) : max(0, -offset)
        let exact = half / 2
        guard distance >= exact else { return first + distance }
        let share = log(Double(distance) / Double(exact)) / log(Double(maximumDistance) / Double(exact))
        // Logarithms of whole ratios may fall short by a rounding.
        let further = exact + Int(share * Double(half - exact) + 1e-9)
        return first + min(further, half - 1)
    }
}
