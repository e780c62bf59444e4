/// What can be wrong with the training or the files of n-gram models.
public enum NGramError: Error, Equatable, CustomStringConvertible {
    case invalidOrder(Int)
    case invalidPatternOrder(Int)
    case invalidVocabulary(Int)
    case tokenOutsideVocabulary(token: Int32, document: Int, vocabularySize: Int)
    case tooManyTokens(Int)
    case differentVocabularies(Int, Int)
    case badFile(name: String, place: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .invalidOrder(let order): "the order is \(order), expected a number from 1 to 255"
        case .invalidPatternOrder(let order):
            "the order is \(order), expected 1 to \(PatternCounts.greatestOrder): "
                + "n-grams with gaps have 2^(order − 1) patterns"
        case .invalidVocabulary(let size): "the vocabulary has \(size) tokens, expected 1 or more"
        case .tokenOutsideVocabulary(let token, let document, let size):
            "document \(document) holds the token id \(token), the vocabulary has ids 0 ..< \(size); "
                + "was the text encoded with another tokeniser?"
        case .tooManyTokens(let count): "\(count) tokens are too many to count at once; use a lower order or less text"
        case .differentVocabularies(let first, let second):
            "the models have vocabularies of their own, of \(first) and \(second) tokens; "
                + "train one with the tokeniser of the other"
        case .badFile(let name, let place, let found, let expected):
            "\(name): \(place): found \(found), expected \(expected)"
        }
    }
}
