/// What can be wrong with the training or the files of n-gram models.
public enum NGramError: Error, Equatable, CustomStringConvertible {
    case invalidOrder(Int)
    case invalidVocabulary(Int)
    case tokenOutsideVocabulary(token: Int32, document: Int, vocabularySize: Int)
    case tooManyTokens(Int)
    case badFile(name: String, place: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .invalidOrder(let order): "the order is \(order), expected a number from 1 to 255"
        case .invalidVocabulary(let size): "the vocabulary has \(size) tokens, expected 1 or more"
        case .tokenOutsideVocabulary(let token, let document, let size):
            "document \(document) holds the token id \(token), the vocabulary has ids 0 ..< \(size); "
                + "was the text encoded with another tokeniser?"
        case .tooManyTokens(let count): "\(count) tokens are too many to count at once; use a lower order or less text"
        case .badFile(let name, let place, let found, let expected):
            "\(name): \(place): found \(found), expected \(expected)"
        }
    }
}
