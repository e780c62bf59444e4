import ContinuoTensor
import Foundation

/// How a point of the simplex moves from noise to a corner as time goes on, and how fast it must move for that.
///
/// Noise is the even law on the simplex of K ids, Dir(1), at time 0.
public protocol SimplexPath: Sendable {
    /// Name in configurations.
    static var name: String { get }

    /// The time at the end of sampling.
    var end: Double { get }

    /// A time to train at.
    /// - Parameter level: evenly from [0, 1).
    func time(_ level: Double) -> Double

    /// A point at a time on the way to the corner `label`.
    func point(towards label: Int, of count: Int, at time: Double, using random: inout RandomStream) -> [Double]

    /// How much of a network's input says how early it is: 1 at time 0, falling to 0.
    func noiseShare(at time: Double) -> Double

    /// The speeds C at a time: a point x on the way to corner i moves by C(x_i) (e_i − x).
    func speeds(of count: Int, at time: Double) -> (Double) -> Double
}

/// The straight path x_t = (1 − t) x_0 + t e_i, t from 0 to 1: as K grows, the corner that is meant shows earlier and earlier,
/// so that most of the time is lost.
public struct LinearSimplexPath: SimplexPath {
    public static let name = "linear"

    public init() {}

    /// Short of 1, where speeds have no limit.
    public var end: Double { 0.999 }

    public func time(_ level: Double) -> Double { level }

    public func point(towards label: Int, of count: Int, at time: Double, using random: inout RandomStream) -> [Double]
    {
        evenPoint(of: count, using: &random).enumerated().map { (1 - time) * $1 + ($0 == label ? time : 0) }
    }

    public func noiseShare(at time: Double) -> Double { 1 - time }

    public func speeds(of count: Int, at time: Double) -> (Double) -> Double {
        let speed = 1 / (1 - time)
        return { _ in speed }
    }
}

/// A point of the simplex drawn evenly.
func evenPoint(of count: Int, using random: inout RandomStream) -> [Double] {
    normalised((0..<count).map { _ in -log(1 - random.uniform()) + 1e-300 })
}

/// Weights divided by their sum.
func normalised(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
}
