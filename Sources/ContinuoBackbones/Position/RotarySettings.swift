import ContinuoTensor
import Foundation

/// A rotary position embedding (Su et al. 2021) with what stretches it beyond the lengths of its training.
public struct RotarySettings: Codable, Sendable, Hashable {
    /// θ of the frequencies θ^(−2i/width).
    public var base: Double
    /// Part of each head that is turned; the elements behind it keep no position.
    public var fraction: Double
    public var scaling: RotaryScaling

    public init(base: Double, fraction: Double = 1, scaling: RotaryScaling = .none) {
        self.base = base
        self.fraction = fraction
        self.scaling = scaling
    }

    /// Elements of a head that are turned.
    public func width(ofHead headWidth: Int) -> Int { Int(Double(headWidth) * fraction) }

    /// Radians per position of each pair of elements.
    public func frequencies(headWidth: Int) -> [Double] {
        let width = width(ofHead: headWidth)
        return scaling.scaled(RotaryTables.frequencies(rotaryWidth: width, base: base), base: base)
    }

    /// Tables for heads of a width.
    public func tables(headWidth: Int, positions: Int, _ elementType: ElementType) -> RotaryTables {
        RotaryTables(
            frequencies: frequencies(headWidth: headWidth),
            magnitude: scaling.magnitude,
            positions: positions,
            elementType
        )
    }
}

/// How the frequencies of a rotary position embedding are stretched for longer texts.
///
/// Two kinds depend on the length of the text. They are exact up to a length from which on other frequencies hold: `long`
/// up to its original length (`lengthLimit`), `dynamic` up to the context that the configuration states, where it changes
/// nothing.
public enum RotaryScaling: Codable, Sendable, Hashable {
    case none
    /// All frequencies divided by a factor (Chen et al. 2023).
    case linear(factor: Double)
    /// A base that grows with texts beyond the context, which are not read here.
    case dynamic(factor: Double)
    /// Low frequencies divided by a factor, high ones kept, with a ramp between (Llama 3.1).
    case llama3(Llama3Scaling)
    /// The same with a ramp over the pairs' numbers, and larger queries and keys (Peng et al. 2023).
    case yarn(YarnScaling)
    /// A divisor for each pair (Ding et al. 2024).
    case long(LongScaling)

    /// Multiplies cosines and sines.
    public var magnitude: Double {
        switch self {
        case .none, .linear, .dynamic, .llama3: 1
        case .yarn(let yarn): yarn.magnitude
        case .long(let long): long.magnitude
        }
    }

    /// Greatest number of positions for which the frequencies hold; nil for no limit of its own.
    public var lengthLimit: Int? {
        guard case .long(let long) = self, long.short != long.long else { return nil }
        return long.originalLength
    }

    /// The frequencies that `plain` ones become.
    public func scaled(_ plain: [Double], base: Double) -> [Double] {
        switch self {
        case .none, .dynamic: plain
        case .linear(let factor): plain.map { $0 / factor }
        case .llama3(let llama): plain.map(llama.scaled)
        case .yarn(let yarn): yarn.scaled(plain, base: base)
        case .long(let long): zip(plain, long.short).map { $0 / $1 }
        }
    }
}

/// Settings of `RotaryScaling.llama3`.
public struct Llama3Scaling: Codable, Sendable, Hashable {
    public var factor: Double
    /// Turns within the original length below which a frequency is divided.
    public var lowTurns: Double
    /// Turns within the original length above which a frequency is kept.
    public var highTurns: Double
    public var originalLength: Int

    func scaled(_ frequency: Double) -> Double {
        let turns = Double(originalLength) * frequency / (2 * .pi)
        if turns < lowTurns { return frequency / factor }
        if turns > highTurns { return frequency }
        let share = (turns - lowTurns) / (highTurns - lowTurns)
        return (1 - share) * frequency / factor + share * frequency
    }
}

/// Settings of `RotaryScaling.yarn`.
public struct YarnScaling: Codable, Sendable, Hashable {
    public var factor: Double
    public var originalLength: Int
    /// Turns within the original length from which on a pair is kept.
    public var fastTurns: Double
    /// Turns within the original length up to which a pair is divided.
    public var slowTurns: Double
    /// Whether the ends of the ramp are whole numbers.
    public var truncates: Bool
    /// Multiplies queries and keys.
    public var magnitude: Double

    /// 0.1 · m · ln(factor) + 1 (Peng et al. 2023, equation 22).
    public static func magnitude(factor: Double, slope: Double = 1) -> Double {
        factor <= 1 ? 1 : 0.1 * slope * log(factor) + 1
    }

    func scaled(_ plain: [Double], base: Double) -> [Double] {
        let width = Double(2 * plain.count)
        // The pair that turns so many times within the original length.
        func pair(_ turns: Double) -> Double {
            width * log(Double(originalLength) / (turns * 2 * .pi)) / (2 * log(base))
        }
        var (low, high) = (pair(fastTurns), pair(slowTurns))
        if truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
        (low, high) = (max(low, 0), min(high, width - 1))
        if low == high { high += 0.001 }
        return plain.enumerated().map { index, frequency in
            let divided = min(max((Double(index) - low) / (high - low), 0), 1)
            return frequency / factor * divided + frequency * (1 - divided)
        }
    }
}

/// Settings of `RotaryScaling.long`.
public struct LongScaling: Codable, Sendable, Hashable {
    /// Divisors of the frequencies up to the original length.
    public var short: [Double]
    /// Divisors beyond it. They are kept for saving; such texts are not read.
    public var long: [Double]
    public var originalLength: Int
    /// Multiplies queries and keys.
    public var magnitude: Double

    /// √(1 + ln(factor) / ln(original length)) (Ding et al. 2024).
    public static func magnitude(factor: Double, originalLength: Int) -> Double {
        factor <= 1 ? 1 : (1 + log(factor) / log(Double(originalLength))).squareRoot()
    }
}
