import ContinuoTensor

/// Changes the characters of a text at random, to see what a model makes of text that is not as it learnt it (Xue et al. 2022).
///
/// Characters are Unicode scalars. Bytes that are no part of valid UTF-8 stay as they are.
public struct TextNoise: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A character is left out.
        case drop
        /// A character stands two to four times.
        case `repeat`
        /// A character becomes a capital with spaces around it.
        case antispeak
        /// A character becomes a capital.
        case uppercase
        /// A character's case is drawn anew.
        case randomCase = "random-case"
        /// A character changes places with the next.
        case swap

        /// The names, for messages.
        public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
    }

    public var kind: Kind
    /// Probability with which each character is changed.
    public var rate: Double

    public init(_ kind: Kind, rate: Double) {
        precondition((0...1).contains(rate), "a rate of \(rate) is no probability")
        self.kind = kind
        self.rate = rate
    }

    /// Greatest number of times that a repeated character is added.
    private static let repetitions = 3

    public func callAsFunction(_ text: [UInt8], using random: inout RandomStream) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var waiting: [UInt8]?
        text.withUnsafeBufferPointer { bytes in
            var place = 0
            UTF8Scanner.forEachScalar(in: bytes) { scalar, length in
                let character = Array(bytes[place..<(place + length)])
                place += length
                guard let scalar, random.uniform() < rate else {
                    result += character + (waiting ?? [])
                    waiting = nil
                    return
                }
                if kind == .swap, waiting == nil {
                    waiting = character
                } else {
                    result += changed(scalar, character, using: &random) + (waiting ?? [])
                    waiting = nil
                }
            }
        }
        return result + (waiting ?? [])
    }

    public func callAsFunction(_ text: String, using random: inout RandomStream) -> String {
        String(decoding: self(Array(text.utf8), using: &random), as: UTF8.self)
    }

    private func changed(_ scalar: Unicode.Scalar, _ bytes: [UInt8], using random: inout RandomStream) -> [UInt8] {
        let upper = Array(scalar.properties.uppercaseMapping.utf8)
        switch kind {
        case .drop: return []
        case .repeat:
            let count = 2 + random.integer(below: TextNoise.repetitions)
            return (0..<count).flatMap { _ in bytes }
        case .antispeak:
            let space = UInt8(ascii: " ")
            return [space] + upper + [space]
        case .uppercase: return upper
        case .randomCase:
            return random.integer(below: 2) == 0 ? upper : Array(scalar.properties.lowercaseMapping.utf8)
        case .swap: return bytes
        }
    }
}
