import ContinuoFormats

/// Settings of a Timer-XL network.
public struct TimerXLConfiguration: Codable, Sendable, Equatable {
    /// Values of a token.
    public var patch = 96
    public var width = 64
    public var heads = 4
    public var layers = 3
    /// Width of the feed-forward part, as a multiple of the width.
    public var expansion = 4
    /// Whether layers are normalised before they read, or after their output was added.
    public var preNorm = true
    public var rotaryBase = 10_000.0
    /// Whether the rotary embedding counts tokens (the released code) in place of patches (the paper). It then tells variables
    /// apart by their order.
    public var rotatesTokens = false
    /// Patches that can be read and predicted at most.
    public var maximumPatches = 4096

    public init() {}

    /// Refuses settings that make no sense.
    /// - Throws: `DataFileError` that names the setting.
    public func validate() throws(DataFileError) {
        func require(_ holds: Bool, _ key: String, _ expected: String, _ found: Int) throws(DataFileError) {
            if holds { return }
            throw DataFileError(.malformed, file: "timer-xl", place: key, expected: expected, found: "\(found)")
        }
        try require(patch >= 1, "patch", "at least 1", patch)
        try require(layers >= 1, "layers", "at least 1", layers)
        try require(heads >= 1, "heads", "at least 1", heads)
        try require(
            width >= 1 && width % heads == 0 && (width / heads) % 2 == 0,
            "width",
            "a multiple of twice heads (\(heads))",
            width
        )
        try require(expansion >= 1, "expansion", "at least 1", expansion)
        try require(maximumPatches >= 1, "maximum_patches", "at least 1", maximumPatches)
    }

    enum CodingKeys: String, CodingKey {
        case patch, width, heads, layers, expansion
        case preNorm = "pre_norm"
        case rotaryBase = "rotary_base"
        case rotatesTokens = "rotates_tokens"
        case maximumPatches = "maximum_patches"
    }
}
