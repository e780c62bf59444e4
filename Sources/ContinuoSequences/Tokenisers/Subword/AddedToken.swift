/// A token that is found in a text as a whole before the text is cut into words.
public struct AddedToken: Sendable, Equatable {
    public let id: Int32

    /// Its spelling.
    public let content: String

    /// Whether it stands for no text of its own; then it is found only when the spelling of special tokens is asked for.
    public var isSpecial: Bool

    /// Whether it is found only where no letter, digit, mark or underscore touches it.
    public var isSingleWord: Bool

    /// Whether it takes the white space before it along.
    public var stripsLeft: Bool

    /// Whether it takes the white space behind it along.
    public var stripsRight: Bool

    /// Whether it is looked for in normalised text, after those that are not.
    public var isNormalised: Bool

    public init(
        id: Int32,
        content: String,
        isSpecial: Bool = true,
        isSingleWord: Bool = false,
        stripsLeft: Bool = false,
        stripsRight: Bool = false,
        isNormalised: Bool = false
    ) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
        self.isSingleWord = isSingleWord
        self.stripsLeft = stripsLeft
        self.stripsRight = stripsRight
        self.isNormalised = isNormalised
    }
}
