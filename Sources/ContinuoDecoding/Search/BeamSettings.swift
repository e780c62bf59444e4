import Foundation

/// What a hypothesis' log-probability is divided by, so that long ones can win.
public enum LengthNormalisation: Sendable, Equatable, Codable {
    case none
    /// length^α, as `length_penalty` of `transformers`.
    case power(Double)
    /// ((5 + length) / 6)^α (Wu et al. 2016).
    case googleTranslation(Double)

    /// The normalised score. The length counts the ending token.
    func score(_ logProbability: Double, length: Int) -> Double {
        switch self {
        case .none: logProbability
        case .power(let alpha): logProbability / raised(Double(length), to: alpha)
        case .googleTranslation(let alpha): logProbability / raised((5 + Double(length)) / 6, to: alpha)
        }
    }
}

/// When a beam search ends before its greatest length.
public enum EarlyStopping: String, Sendable, Codable {
    /// As soon as there are as many ended hypotheses as beams.
    case whenFull = "when_full"
    /// When no beam that goes on can end better than the worst kept hypothesis: the result is that of going on.
    case whenCertain = "when_certain"
    case never
}

/// The order in which the groups of a diverse beam search advance. The result is the same.
public enum GroupSchedule: String, Sendable, Codable, CaseIterable {
    /// All groups in one network call for each step; they choose one after another.
    case batched
    /// Group g makes its step t while group 0 makes step t + g.
    case staggered
    /// Each group runs to its end before the next.
    case sequential
}

/// Beam search, and diverse beam search where there are several groups (Vijayakumar et al. 2016).
public struct BeamSettings: Sendable, Equatable, Codable {
    /// Beams in all.
    public var width = 4
    public var maximumTokens = 64
    public var lengthNormalisation = LengthNormalisation.power(1)
    public var earlyStopping = EarlyStopping.whenCertain
    /// Groups that the beams are cut into; must divide `width`.
    public var groups = 1
    /// λ: how much likeness with earlier groups costs. 0.2 to 0.8 is sensible.
    public var diversityStrength = 0.5
    public var diversity = Diversity.hamming
    public var schedule = GroupSchedule.batched

    public init() {}

    /// Checks every value against its range.
    public func validate() throws(SamplingError) {
        func require(_ name: String, _ value: Any, _ holds: Bool, _ expected: String) throws(SamplingError) {
            if !holds { throw .invalidSetting(name: name, value: "\(value)", expected: expected) }
        }
        try require("beam width", width, width >= 1, "1 or more")
        try require("groups", groups, groups >= 1 && width % groups == 0, "a number that divides the width \(width)")
        try require("maximum tokens", maximumTokens, maximumTokens >= 0, "0 or more")
        try require("diversity strength", diversityStrength, diversityStrength.isFinite, "a finite number")
        if case .cumulative(let temperature) = diversity {
            try require("diversity temperature", temperature, temperature > 0, "a number above 0")
        }
        if case .ngram(let size) = diversity { try require("diversity n-gram", size, size >= 1, "1 or more") }
        if case .power(let alpha) = lengthNormalisation {
            try require("length normalisation", alpha, alpha.isFinite, "a finite number")
        }
        if case .googleTranslation(let alpha) = lengthNormalisation {
            try require("length normalisation", alpha, alpha.isFinite, "a finite number")
        }
    }
}

/// x^y, exact for y = 1.
private func raised(_ x: Double, to y: Double) -> Double { y == 1 ? x : pow(x, y) }
