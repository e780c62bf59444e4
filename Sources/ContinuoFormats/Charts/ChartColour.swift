/// A colour of a picture, by its red, green and blue parts (sRGB) and its opacity.
public struct ChartColour: Sendable, Hashable {
    /// Red, 0 to 255.
    public var red: UInt8
    /// Green, 0 to 255.
    public var green: UInt8
    /// Blue, 0 to 255.
    public var blue: UInt8
    /// 0 is invisible, 1 hides what is below.
    public var opacity: Double

    /// A colour by its parts.
    public init(red: UInt8, green: UInt8, blue: UInt8, opacity: Double = 1) {
        self.red = red
        self.green = green
        self.blue = blue
        self.opacity = opacity
    }

    /// A colour by its number, as `0x2F6DB5`.
    public init(_ number: UInt32, opacity: Double = 1) {
        self.init(
            red: UInt8(number >> 16 & 0xFF),
            green: UInt8(number >> 8 & 0xFF),
            blue: UInt8(number & 0xFF),
            opacity: opacity
        )
    }

    /// The same colour with another opacity.
    public func withOpacity(_ opacity: Double) -> ChartColour {
        var copy = self
        copy.opacity = opacity
        return copy
    }

    /// The colours of series that name none, in this order and then again: told apart also by the colour-blind.
    public static let palette: [ChartColour] = [
        ChartColour(0x2F6DB5), ChartColour(0xE07B28), ChartColour(0x2E9C78), ChartColour(0xC0447C),
        ChartColour(0x7A62B8),
        ChartColour(0x9A7B22), ChartColour(0x56A8D8), ChartColour(0x5F6B7A),
    ]

    static let background = ChartColour(0xFFFFFF)
    static let ink = ChartColour(0x1F2530)
    static let quietInk = ChartColour(0x566070)
    static let grid = ChartColour(0xE4E7EC)
    static let axis = ChartColour(0x9AA3AF)
}
