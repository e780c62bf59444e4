/// What has a label: a text as a whole, or each of its words.
public enum LabelUnit: String, Codable, Sendable, CaseIterable {
    case text = "classify"
    case word = "label"

    /// What is labelled, in words.
    public var plural: String {
        switch self {
        case .text: "texts"
        case .word: "words"
        }
    }
}
