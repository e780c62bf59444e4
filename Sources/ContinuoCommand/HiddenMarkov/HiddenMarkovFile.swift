import Continuo

/// A hidden Markov model that a command was given or makes.
enum HiddenMarkovFile {
    case symbols(HiddenMarkovModel, any Tokeniser)
    case numbers(GaussianHiddenMarkovModel)

    /// - Throws: where there is no model, or one of another kind.
    static func load(_ path: String) throws -> HiddenMarkovFile {
        if GaussianHiddenMarkovFolder.isOne(path) { return .numbers(try GaussianHiddenMarkovFolder.load(path)) }
        let loaded = try ModelLoader.load(path)
        guard let model = loaded.model as? HiddenMarkovModel else {
            throw CommandError(.badData, "\(path) is a \(loaded.kind), not a hidden Markov model.")
        }
        return .symbols(model, loaded.tokeniser)
    }

    func save(to path: String) throws {
        switch self {
        case .symbols(let model, let tokeniser): try HiddenMarkovFolder.save(model, tokeniser, to: path)
        case .numbers(let model): try GaussianHiddenMarkovFolder.save(model, to: path)
        }
    }

    var states: Int {
        switch self {
        case .symbols(let model, _): model.states
        case .numbers(let model): model.states
        }
    }

    /// A sequence to work on.
    struct Observed {
        /// What is shown at each place, as text.
        let shown: [String]
        /// All paths of hidden states.
        let lattice: ChainLattice
    }

    /// The sequences of a file: each line of a text, or the rows of a CSV file.
    /// - Parameter sequence: column of a CSV file that says which sequence a row belongs to.
    func sequences(_ path: String, sequence: String?) throws -> [Observed] {
        switch self {
        case .symbols(let model, let tokeniser):
            guard sequence == nil else {
                throw CommandError.usage("--sequence is for models of numbers; here each line is a sequence.")
            }
            let lines = try TextInput.read(path).split { $0 == 10 || $0 == 13 }
            guard !lines.isEmpty else { throw DataFileError(.empty, file: path, found: "no line with anything on it") }
            return try lines.map { line in
                let tokens = tokeniser.encode(Array(line))
                return Observed(
                    shown: tokens.map { TokenText.visible(tokeniser, $0) },
                    lattice: try model.lattice(tokens.map { Int($0) })
                )
            }
        case .numbers(let model):
            let table = try NumericColumns(
                path: path,
                columns: model.columns.joined(separator: ","),
                sequence: sequence
            )
            return table.sequences.map { rows in
                Observed(
                    shown: rows.map { $0.map { "\($0)" }.joined(separator: " ") },
                    lattice: model.lattice(rows)
                )
            }
        }
    }
}
