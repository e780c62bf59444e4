import ContinuoTensor
import Foundation

/// Noisy pictures of a disc whose area is the label: ordered classes that blur into their neighbours.
///
/// The disc stands anywhere in the picture and is 1 on 0; its area lies within the level that is the label, levels dividing
/// the range of areas evenly; each pixel then gets normal noise.
public struct OrdinalDiscs: Sendable, Equatable {
    /// Height and width.
    public let size: Int
    public let levels: Int
    /// Standard deviation of a pixel's noise.
    public let noise: Double

    public init(size: Int = 16, levels: Int = 8, noise: Double) {
        precondition(size >= 8 && levels >= 2 && noise >= 0, "discs of \(levels) levels in \(size) × \(size) pixels")
        (self.size, self.levels, self.noise) = (size, levels, noise)
    }

    /// Pixels row by row, and the level 0 ..< `levels`.
    public func example(using random: inout RandomStream) -> (pixels: [Double], level: Int) {
        let side = Double(size)
        let level = random.integer(below: levels)
        let (smallest, greatest) = (0.03 * side * side, 0.4 * side * side)
        let area = smallest + (greatest - smallest) * (Double(level) + random.uniform()) / Double(levels)
        let radius = (area / Double.pi).squareRoot()
        let reach = max(side - 2 * radius, 0)
        let (x, y) = (radius + reach * random.uniform(), radius + reach * random.uniform())
        var pixels: [Double] = []
        for row in 0..<size {
            for column in 0..<size {
                let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                let isInside = dx * dx + dy * dy <= radius * radius
                pixels.append((isInside ? 1 : 0) + noise * random.normal())
            }
        }
        return (pixels, level)
    }
}
