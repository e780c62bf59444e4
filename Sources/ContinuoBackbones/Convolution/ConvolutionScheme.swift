/// How a causal long convolution goes on position by position, where each input is known only after the output before it.
///
/// All give the same outputs. For L positions and one channel:
///
/// | scheme | multiply-adds | memory |
/// |---|---|---|
/// | naive | O(L²) | all inputs |
/// | epoched | O(L^{3/2} √log L) | all inputs, contributions to one epoch |
/// | continuous | O(L log² L) | all inputs, contributions to what follows |
///
/// - Source: Agarwal et al. 2024, "FutureFill: Fast Generation from Convolutional Sequence Models"; van der Hoeven 1997,
///   "Lazy multiplication of formal power series", for the continuous scheme.
public enum ConvolutionScheme: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// Every output is a sum over all inputs.
    case naive
    /// Every so many positions, one transform of all inputs gives what they contribute to as many outputs. The number is a
    /// power of two; nil: near √(L log L) for a kernel of L coefficients.
    case epoched(Int?)
    /// When the number of positions read is an odd multiple of 2^q, the last 2^q inputs contribute to the next 2^q outputs.
    /// Pieces shorter than `directBlock` are summed directly.
    case continuous

    /// Positions whose inputs the continuous scheme sums directly.
    public static let directBlock = 64

    /// As in settings: `naive`, `epoched`, `epoched:256`, `continuous`.
    public init?(_ text: String) {
        switch text {
        case "naive": self = .naive
        case "continuous": self = .continuous
        case "epoched": self = .epoched(nil)
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0] == "epoched", let size = Int(parts[1]), size > 0 else { return nil }
            self = .epoched(size)
        }
    }

    public var description: String {
        switch self {
        case .naive: "naive"
        case .epoched(nil): "epoched"
        case .epoched(let size?): "epoched:\(size)"
        case .continuous: "continuous"
        }
    }

    /// Positions from one transform to the next, for buffers of `capacity` positions: a power of two.
    func directPositions(_ capacity: Int) -> Int {
        switch self {
        case .naive: return capacity
        case .continuous: return min(capacity, Self.directBlock)
        case .epoched(let size):
            let length = Double(capacity)
            let chosen = size ?? Int((length * Double.log2(length)).squareRoot())
            return min(capacity, chosen.nextPowerOfTwo)
        }
    }
}

extension Double {
    fileprivate static func log2(_ x: Double) -> Double {
        max(1, Double(Int(x).bitWidth - Int(x).leadingZeroBitCount - 1))
    }
}

extension Int {
    /// The smallest power of two that is not below this number.
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (bitWidth - (self - 1).leadingZeroBitCount) }
}
