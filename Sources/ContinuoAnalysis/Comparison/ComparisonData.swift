import ContinuoFormats
import ContinuoSequences

/// Sequences of discrete symbols in three parts, for a comparison of models that know nothing of each other.
public struct ComparisonData: Sendable {
    /// What a file holds.
    public enum Kind: String, CaseIterable, Sendable {
        /// Any text, as bytes.
        case text
        /// Letters of a small alphabet: nucleotides, amino acids, notes. FASTA, or a text of few different characters.
        case letters
        /// Symbols that white space separates, one sequence in each line.
        case symbols
        /// Events with a case and an activity each: CSV or XES.
        case log
        /// Numbers over time in CSV; their values are put into classes of equal frequency.
        case series
    }

    public let name: String
    public let kind: Kind
    /// What one token is, in words: `byte`, `letter`, `event`.
    public let unit: String
    public let tokeniser: any Tokeniser
    /// Sequences of ids, of at least two tokens each.
    public let training: [[Int32]]
    public let validation: [[Int32]]
    public let test: [[Int32]]
    /// How the data were read and split, one sentence each.
    public let notes: [String]
    /// The numbers behind the tokens, where they are classes of values.
    public let values: SeriesValues?

    /// - Throws: `DataFileError` where a part holds nothing that could be predicted.
    public init(
        name: String,
        kind: Kind,
        unit: String,
        tokeniser: any Tokeniser,
        parts: [DatasetPart: [[Int32]]],
        notes: [String],
        values: SeriesValues? = nil
    ) throws(DataFileError) {
        self.values = values
        func part(_ part: DatasetPart) throws(DataFileError) -> [[Int32]] {
            let sequences = (parts[part] ?? []).filter { $0.count > 1 }
            guard !sequences.isEmpty else {
                throw DataFileError(
                    .malformed,
                    file: name,
                    expected: "enough sequences for training, choosing and testing",
                    found: "none of two tokens for the \(part.rawValue) part",
                    advice: "A tenth of the data is held out for each of validation and test."
                )
            }
            return sequences
        }
        (self.name, self.kind, self.unit, self.tokeniser, self.notes) = (name, kind, unit, tokeniser, notes)
        training = try part(.train)
        validation = try part(.validation)
        test = try part(.test)
    }

    /// The sequences of the training part without their ends, and the token that is their end.
    /// - Throws: `ComparisonError.unsuitable` where sequences have no ends.
    func traces() throws(ComparisonError) -> (traces: [[Int32]], end: Int32) {
        guard kind == .log || kind == .symbols, let end = tokeniser.endOfText else {
            throw .unsuitable(
                needs: "many sequences with a beginning and an end: an event log, or symbols line by line"
            )
        }
        return (training.map { $0.filter { $0 != end } }, end)
    }

    /// One token, with its article.
    public var oneUnit: String { (unit.first.map("aeiou".contains) == true ? "an " : "a ") + unit }

    public var vocabularySize: Int { tokeniser.vocabularySize }

    /// Tokens of some sequences.
    static func count<Token>(_ sequences: [[Token]]) -> Int { sequences.reduce(0) { $0 + $1.count } }

    /// One sentence: what was read and how much is in each part.
    public var summary: String {
        func size(_ sequences: [[Int32]]) -> String { "\(ComparisonData.count(sequences))" }
        let sequences = training.count + validation.count + test.count
        return "\(name): \(kind.rawValue), \(sequences > 3 ? "\(sequences) sequences of " : "")\(unit)s; "
            + "\(size(training)) tokens to learn from, \(size(validation)) to choose by, \(size(test)) to test on."
    }

    /// A part as one store of tokens.
    func store(_ sequences: [[Int32]], _ part: DatasetPart) -> TokenStore {
        var builder = TokenStoreBuilder(name: "\(name) (\(part.rawValue))", vocabularySize: vocabularySize)
        for sequence in sequences {
            builder.append(sequence, textBytes: sequence.reduce(0) { $0 + tokeniser.bytes(of: $1).count })
        }
        return TokenStore(builder)
    }
}
