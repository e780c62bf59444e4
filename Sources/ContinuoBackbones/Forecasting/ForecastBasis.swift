import ContinuoTensor
import Foundation

/// How values between knots are found.
public enum KnotInterpolation: String, Codable, Sendable, CaseIterable {
    /// That of the knot before.
    case nearest
    /// On the straight line between two knots.
    case linear
    /// On a cubic through four knots (Keys 1981, with a = −3/4).
    case cubic
}

/// Functions of time whose weighted sum is a forecast or a backcast.
public enum ForecastBasis: String, Codable, Sendable, CaseIterable {
    /// Knots, with interpolation between them (Challu et al. 2022); as many knots as values are N-BEATS's generic basis.
    case knots
    /// Powers of time from 0 on (Oreshkin et al. 2020, the interpretable trend).
    case trend
    /// Sines and cosines of whole periods of the horizon (the same, seasonality).
    case seasonality

    /// Matrices whose rows say how each value is made of coefficients.
    enum Matrix {
        /// `[length, knots]`: knots stand at the middles of equal shares of the length, and the outermost ones hold on to
        /// both ends.
        static func knots(_ count: Int, length: Int, _ interpolation: KnotInterpolation) -> [Double] {
            var matrix = [Double](repeating: 0, count: length * count)
            let ratio = Double(count) / Double(length)
            for position in 0..<length {
                func add(_ knot: Int, _ weight: Double) {
                    matrix[position * count + min(max(knot, 0), count - 1)] += weight
                }
                let place = (Double(position) + 0.5) * ratio - 0.5
                switch interpolation {
                case .nearest: add(Int(Double(position) * ratio), 1)
                case .linear:
                    let inside = max(place, 0)
                    let left = Int(inside)
                    let share = inside - Double(left)
                    add(left, 1 - share)
                    add(left + 1, share)
                case .cubic:
                    let left = place.rounded(.down)
                    for knot in -1...2 {
                        add(Int(left) + knot, cubic(abs(place - left - Double(knot))))
                    }
                }
            }
            return matrix
        }

        private static func cubic(_ distance: Double) -> Double {
            let a = -0.75
            if distance <= 1 { return ((a + 2) * distance - (a + 3)) * distance * distance + 1 }
            return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0
        }

        /// `[length, degree + 1]`: powers of time, which goes from 0 to 1 over the length.
        static func trend(_ degree: Int, length: Int) -> [Double] {
            (0..<length).flatMap { position in
                (0...degree).map { pow(Double(position) / Double(length), Double($0)) }
            }
        }

        /// `[length, 2 · harmonics]`: cosines, then sines.
        static func seasonality(_ harmonics: Int, length: Int) -> [Double] {
            (0..<length).flatMap { position in
                (0..<(2 * harmonics)).map { index in
                    let angle = 2 * Double.pi * Double(index % harmonics) * Double(position) / Double(length)
                    return index < harmonics ? cos(angle) : sin(angle)
                }
            }
        }
    }
}

/// A linear map that is not learnt: coefficients `[…, count]` to values `[…, length]`.
struct FixedBasis: Sendable {
    /// Number of coefficients.
    let count: Int
    /// `[length, count]`; nil where each value is its own coefficient.
    let matrix: Tensor?

    init(_ elements: [Double], length: Int, _ elementType: ElementType) {
        count = elements.count / length
        matrix = Tensor(elements, shape: [length, count]).cast(to: elementType)
    }

    /// Each value its own coefficient.
    init(identity length: Int) {
        count = length
        matrix = nil
    }

    func callAsFunction(_ coefficients: Tensor) -> Tensor {
        guard let matrix else { return coefficients }
        return linear(coefficients, weight: matrix)
    }
}
