/// What a caller may do wrong with a decoding session.
public enum SessionError: Error, Equatable, CustomStringConvertible {
    case tokenOutsideVocabulary(token: Int32, row: Int, vocabularySize: Int)
    case wrongNumberOfRows(given: Int, expected: Int)
    case unequalRows(row: Int, length: Int, expected: Int)
    case nothingToRead
    case tooLong(length: Int, maximum: Int)
    case cannotRollBack(to: Int, length: Int)
    case rowOutside(index: Int, rows: Int)
    case placeNotHeld(place: Int, row: Int, start: Int, length: Int)
    case positionOutside(position: Int32, row: Int)

    public var description: String {
        switch self {
        case .tokenOutsideVocabulary(let token, let row, let size):
            "row \(row) holds the token id \(token), the vocabulary has ids 0 ..< \(size); "
                + "was the text encoded with another tokeniser?"
        case .wrongNumberOfRows(let given, let expected):
            "\(given) rows of tokens were given to a session of \(expected) rows; give one list for each row"
        case .unequalRows(let row, let length, let expected):
            "row \(row) has \(length) tokens, row 0 has \(expected); the rows of a session advance together"
        case .nothingToRead:
            "no tokens were given to read; give at least one for each row"
        case .tooLong(let length, let maximum):
            "a length of \(length) tokens was asked for, the model holds at most \(maximum); shorten the prompt"
        case .cannotRollBack(let target, let length):
            "the session cannot be taken back from length \(length) to \(target)"
        case .rowOutside(let index, let rows):
            "row \(index) was selected, the session has rows 0 ..< \(rows)"
        case .placeNotHeld(let place, let row, let start, let length):
            "place \(place) of row \(row) was to be kept; expected rising places in \(start) ..< \(length)"
        case .positionOutside(let position, let row):
            "row \(row) was given the position \(position); expected 0 or more"
        }
    }
}

extension DecodingSession {
    /// Checks what is about to be read and returns how many tokens each row gets.
    public func validate(_ tokens: [[Int32]]) throws(SessionError) -> Int {
        guard tokens.count == rows else { throw .wrongNumberOfRows(given: tokens.count, expected: rows) }
        guard let count = tokens.first?.count, count > 0 else { throw .nothingToRead }
        for (row, list) in tokens.enumerated() {
            guard list.count == count else { throw .unequalRows(row: row, length: list.count, expected: count) }
            for token in list where token < 0 || Int(token) >= vocabularySize {
                throw .tokenOutsideVocabulary(token: token, row: row, vocabularySize: vocabularySize)
            }
        }
        if let maximum = maximumLength, length + count > maximum {
            throw .tooLong(length: length + count, maximum: maximum)
        }
        return count
    }
}
