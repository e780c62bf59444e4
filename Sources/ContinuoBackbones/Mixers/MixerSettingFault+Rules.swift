/// Rules that settings of several mixers have in common: each gives what is wrong, nil where nothing is.
extension MixerSettingFault {
    /// The first of some rules that does not hold: whether it does, the property, and what that should be.
    static func first(_ rules: (holds: Bool, key: String, expected: String)...) -> MixerSettingFault? {
        rules.first { !$0.holds }.map { MixerSettingFault($0.key, expected: $0.expected) }
    }

    /// A number of heads divides the width.
    /// - Parameter isEven: whether the heads' width has to be even too.
    static func heads(_ heads: Int, width: Int, isEven: Bool = false) -> MixerSettingFault? {
        guard heads > 0, width % heads == 0, !isEven || width / heads % 2 == 0 else {
            return MixerSettingFault(
                "heads",
                expected: "a divisor of the width \(width)\(isEven ? " that leaves heads of even width" : "")"
            )
        }
        return nil
    }

    /// A number is above 0; nil, for what is left to the layer, is right.
    static func positive<Number: Comparable & Numeric>(_ key: String, _ value: Number?) -> MixerSettingFault? {
        value.map { $0 > 0 } ?? true ? nil : MixerSettingFault(key, expected: "a number above 0")
    }

    /// A short convolution sees 1 to 16 positions.
    static func shortConvolution(_ width: Int, key: String = "convolution_width") -> MixerSettingFault? {
        (1...16).contains(width) ? nil : MixerSettingFault(key, expected: "a number from 1 to 16")
    }

    /// Initial step sizes lie between two numbers above 0.
    static func steps(_ smallest: Double, _ greatest: Double) -> MixerSettingFault? {
        smallest > 0 && smallest <= greatest
            ? nil : MixerSettingFault("smallest_step", expected: "a number above 0 and at most greatest_step")
    }

    /// A share that is dropped is from 0 to below 1.
    static func share(_ key: String, _ value: Double) -> MixerSettingFault? {
        (0..<1).contains(value) ? nil : MixerSettingFault(key, expected: "a number from 0 to below 1")
    }

    /// A text is one of the names of a choice.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        _ value: String,
        _: Choice.Type
    ) -> MixerSettingFault? {
        guard Choice(rawValue: value) == nil else { return nil }
        return MixerSettingFault(key, expected: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
}
