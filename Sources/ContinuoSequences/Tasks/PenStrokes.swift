import ContinuoTensor
import Foundation

/// Strokes of a pen of eight kinds, sampled at any rate: curves of one duration with random size, place, slant and speed.
public struct PenStrokes: Sendable, Equatable {
    /// Kinds of strokes.
    public static let classes = 8

    /// Cells along each side of the grid on which points are told apart.
    public let cells: Int
    /// Deviation of the noise of each coordinate, in units of the picture.
    public let noise: Double

    public init(cells: Int = 16, noise: Double = 0.01) { (self.cells, self.noise) = (cells, noise) }

    /// Number of token ids: one for each cell.
    public var vocabularySize: Int { cells * cells }

    /// What makes one stroke: the same stroke can be sampled at several rates.
    public struct Stroke: Sendable, Equatable {
        public let kind: Int
        let scale: SIMD2<Double>
        let centre: SIMD2<Double>
        let slant: Double
        let warp: Double
        let noise: RandomStream

        /// The pen at a time from 0 to 1, within ±1.
        func point(_ time: Double) -> SIMD2<Double> {
            let t = time + warp * sin(.pi * time) * (1 - time)
            let angle = 2 * .pi * t
            let (x, y): (Double, Double)
            switch kind {
            case 0: (x, y) = (cos(angle), sin(angle))
            case 1: (x, y) = (cos(angle), -sin(angle))
            case 2: (x, y) = (sin(angle), sin(2 * angle))
            case 3: (x, y) = (2 * t - 1, sin(2 * angle))
            case 4: (x, y) = (1 - 2 * t, sin(2 * angle))
            case 5: (x, y) = (t * cos(2 * angle), t * sin(2 * angle))
            case 6: (x, y) = ((1 - t) * cos(2 * angle), (1 - t) * sin(2 * angle))
            default: (x, y) = (2 * t - 1, 4 * abs((2 * t + 0.25).truncatingRemainder(dividingBy: 1) - 0.5) - 1)
            }
            return centre + scale * SIMD2(x * cos(slant) - y * sin(slant), x * sin(slant) + y * cos(slant))
        }
    }

    public func stroke(using random: inout RandomStream) -> Stroke {
        Stroke(
            kind: random.integer(below: Self.classes),
            scale: SIMD2(0.5 + 0.3 * random.uniform(), 0.5 + 0.3 * random.uniform()),
            centre: SIMD2(0.2 * random.uniform() - 0.1, 0.2 * random.uniform() - 0.1),
            slant: 0.5 * random.uniform() - 0.25,
            warp: 0.5 * random.uniform() - 0.25,
            noise: random.split(Int(random.next() >> 2))
        )
    }

    /// The cells under the pen at `count` times, evenly spaced, and the kind of stroke.
    public func example(_ stroke: Stroke, count: Int) -> (tokens: [Int32], label: Int32) {
        var random = stroke.noise
        func cell(_ coordinate: Double) -> Int { min(max(Int((coordinate + 1) / 2 * Double(cells)), 0), cells - 1) }
        let tokens = (0..<count).map { index -> Int32 in
            let point = stroke.point((Double(index) + 0.5) / Double(count))
            return Int32(
                cell(point.y + noise * random.normal()) * cells + cell(point.x + noise * random.normal())
            )
        }
        return (tokens, Int32(stroke.kind))
    }
}
