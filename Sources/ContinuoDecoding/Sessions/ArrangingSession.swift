/// What one pass of an arranging session reads: for each row its own number of tokens, at any positions, under any mask.
public struct SessionStep: Sendable {
    /// The new tokens of each row; rows may differ in number, and some may be empty.
    public var tokens: [[Int32]]

    /// Position id of each token; consecutive from the row's length where nil. Nodes of a token tree at one depth share one.
    public var positions: [[Int32]]?

    /// Whether new token `query` of a row sees the row's place `key`: places below the row's length hold what was read
    /// before, place `length + i` holds new token i. Each sees all that lies before it where nil.
    public var sees: (@Sendable (_ row: Int, _ query: Int, _ key: Int) -> Bool)?

    public init(
        _ tokens: [[Int32]],
        positions: [[Int32]]? = nil,
        sees: (@Sendable (_ row: Int, _ query: Int, _ key: Int) -> Bool)? = nil
    ) {
        self.tokens = tokens
        self.positions = positions
        self.sees = sees
    }
}

/// A session whose rows may be of different lengths and whose places can be arranged: what token trees, batches of unlike
/// rows and any-order models need. Attention can do it, recurrences cannot.
public protocol ArrangingSession: DecodingSession {
    /// Tokens that each row holds. `length` is the greatest.
    var lengths: [Int] { get }

    /// Reads a step.
    /// - Returns: for each row the logits after each of its new tokens, `[count, vocabularySize]` row-major.
    func extend(_ step: SessionStep) throws -> [[Float]]

    /// Keeps the first `starts[r]` tokens of each row and behind them those at the places `kept[r]`, in that order: the
    /// path of a tree that was accepted, or (with nothing kept) a roll-back of each row by itself. A token keeps its position
    /// id; after a path, the next token's place and position agree again.
    /// - Throws: starts and places that are not held; places that do not rise.
    func keep(_ kept: [[Int]], after starts: [Int]) throws
}

extension ArrangingSession {
    /// Forgets what each row read after its length in `lengths`.
    public func rollBack(rows lengths: [Int]) throws {
        try keep(Array(repeating: [], count: lengths.count), after: lengths)
    }

    /// Checks what is about to be kept.
    public func validate(_ kept: [[Int]], after starts: [Int]) throws(SessionError) {
        guard kept.count == rows, starts.count == rows else {
            throw .wrongNumberOfRows(given: min(kept.count, starts.count), expected: rows)
        }
        for (row, length) in lengths.enumerated() {
            guard (0...length).contains(starts[row]) else {
                throw .cannotRollBack(to: starts[row], length: length)
            }
            var next = starts[row]
            for place in kept[row] {
                guard (next..<length).contains(place) else {
                    throw .placeNotHeld(place: place, row: row, start: next, length: length)
                }
                next = place + 1
            }
        }
    }

    /// Checks what is about to be read.
    public func validate(_ step: SessionStep) throws(SessionError) {
        guard step.tokens.count == rows else { throw .wrongNumberOfRows(given: step.tokens.count, expected: rows) }
        guard step.tokens.contains(where: { !$0.isEmpty }) else { throw .nothingToRead }
        for (row, list) in step.tokens.enumerated() {
            for token in list where token < 0 || Int(token) >= vocabularySize {
                throw .tokenOutsideVocabulary(token: token, row: row, vocabularySize: vocabularySize)
            }
            if let given = step.positions, given.count != rows || given[row].count != list.count {
                throw .unequalRows(row: row, length: given.count > row ? given[row].count : 0, expected: list.count)
            }
            if let wrong = step.positions?[row].first(where: { $0 < 0 }) {
                throw .positionOutside(position: wrong, row: row)
            }
            guard let maximum = maximumLength else { continue }
            // A tree may hold more nodes than positions remain; what counts is the deepest one.
            let reached = step.positions?[row].max().map { Int($0) + 1 } ?? lengths[row] + list.count
            if reached > maximum { throw .tooLong(length: reached, maximum: maximum) }
        }
    }
}
