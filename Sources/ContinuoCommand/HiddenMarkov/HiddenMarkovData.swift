import ArgumentParser
import Continuo
import Foundation

/// Sequences that hidden Markov models read: of symbols with their tokeniser, or of vectors.
enum HiddenMarkovData {
    case symbols(training: [[Int]], heldOut: [[Int]], tokeniser: any Tokeniser)
    case numbers(training: [[[Double]]], heldOut: [[[Double]]], columns: [String])

    /// Numbers of observations in both parts.
    var counts: (training: Int, heldOut: Int) {
        func count<Element>(_ sequences: [[Element]]) -> Int { sequences.reduce(0) { $0 + $1.count } }
        return switch self {
        case .symbols(let training, let heldOut, _): (count(training), count(heldOut))
        case .numbers(let training, let heldOut, _): (count(training), count(heldOut))
        }
    }
}

/// What the commands that train have in common.
struct HiddenMarkovFittingOptions: ParsableArguments {
    @Argument(help: "Text, symbols, FASTA, an event log or a CSV file of numbers; or built-in data such as @phix174.")
    var data: String
    @Option(help: "What the states show: symbols, gaussian, or auto, which takes gaussian for a CSV file of numbers.")
    var emission = "auto"
    @Option(help: "Columns of a CSV file, with commas between; all that hold numbers when left out.")
    var columns: String?
    @Option(help: "Column of a CSV file that says which sequence a row belongs to.") var sequence: String?
    @Option(help: "Covariance of gaussian states: diagonal or full.") var covariance = "diagonal"
    @Option(help: "Random starts, of which the best is kept.") var restarts = 3
    @Option(help: "Iterations from each at most.") var iterations = 100
    @Option(help: "Seed of all that is drawn.") var seed: UInt64 = 1

    func validate() throws {
        guard ["auto", "symbols", "gaussian"].contains(emission) else {
            throw ValidationError("--emission \(emission): expected auto, symbols or gaussian.")
        }
        guard GaussianHiddenMarkovModel.Covariance(rawValue: covariance) != nil else {
            throw ValidationError("--covariance \(covariance): expected diagonal or full.")
        }
        for (name, value) in [("restarts", restarts), ("iterations", iterations)] where value < 1 {
            throw ValidationError("--\(name) \(value): expected at least 1.")
        }
        if emission == "symbols", columns != nil || sequence != nil {
            throw ValidationError("--columns and --sequence are for gaussian states.")
        }
    }

    /// The data in two parts: what is learnt from and, as far as there is enough, what is held out.
    func read(_ note: (String) -> Void) throws -> HiddenMarkovData {
        if emission == "gaussian" || emission == "auto" && (columns != nil || isTableOfNumbers) {
            let table = try NumericColumns(path: data, columns: columns, sequence: sequence)
            let (training, heldOut) = table.split()
            return .numbers(training: training, heldOut: heldOut, columns: table.columns)
        }
        let read = try ComparisonReader().read(data)
        note(read.summary)
        func ids(_ sequences: [[Int32]]) -> [[Int]] { sequences.map { $0.map { Int($0) } } }
        return .symbols(
            training: ids(read.training),
            heldOut: ids(read.validation + read.test),
            tokeniser: read.tokeniser
        )
    }

    private var isTableOfNumbers: Bool {
        guard data.lowercased().hasSuffix(".csv"), let table = try? CSVReader.read(data) else { return false }
        return table.columns.allSatisfy { $0 == sequence || table.isNumeric($0) }
    }

    /// Fits a number of states.
    func fit(_ data: HiddenMarkovData, states: Int) throws -> HiddenMarkovFit {
        var random = RandomStream(seed: seed).split("hmm").split(states)
        switch data {
        case .symbols(let training, let heldOut, let tokeniser):
            var fitting = BaumWelch(states: states, symbols: tokeniser.vocabularySize)
            fitting.restarts = restarts
            fitting.iterations = iterations
            let model = try fitting.fit(training, using: &random).model
            return HiddenMarkovFit(
                model: .symbols(model, tokeniser),
                parameters: states - 1 + states * (states - 1) + states * (model.vocabularySize - 1),
                training: try training.reduce(0) { $0 + (try model.logLikelihood($1)) },
                heldOut: try heldOut.reduce(0) { $0 + (try model.logLikelihood($1)) },
                counts: data.counts
            )
        case .numbers(let training, let heldOut, let columns):
            var fitting = GaussianBaumWelch(states: states)
            fitting.restarts = restarts
            fitting.iterations = iterations
            fitting.covariance = GaussianHiddenMarkovModel.Covariance(rawValue: covariance) ?? .diagonal
            var model = try fitting.fit(training, using: &random).model
            model.columns = columns
            return HiddenMarkovFit(
                model: .numbers(model),
                parameters: model.parameterCount,
                training: training.reduce(0) { $0 + model.logLikelihood($1) },
                heldOut: heldOut.reduce(0) { $0 + model.logLikelihood($1) },
                counts: data.counts
            )
        }
    }
}

/// A fitted model with its likelihoods in nats.
struct HiddenMarkovFit {
    let model: HiddenMarkovFile
    let parameters: Int
    let training: Double
    let heldOut: Double
    let counts: (training: Int, heldOut: Int)

    /// The Bayesian information criterion (Schwarz 1978); less is better.
    var criterion: Double { Double(parameters) * log(Double(counts.training)) - 2 * training }

    /// Nats of a held-out observation; nil where nothing was held out.
    var heldOutMean: Double? { counts.heldOut > 0 ? -heldOut / Double(counts.heldOut) : nil }

    var json: JSONObject {
        [
            "states": .integer(model.states), "parameters": .integer(parameters),
            "log_likelihood": .number(training), "observations": .integer(counts.training),
            "bic": .number(criterion), "held_out_observations": .integer(counts.heldOut),
            "held_out_nats": heldOutMean.map { .number($0) } ?? .null,
        ]
    }
}

/// Sequences of vectors from a CSV file.
struct NumericColumns {
    let columns: [String]
    private(set) var sequences: [[[Double]]] = []

    /// - Throws: `DataFileError` that names the file, the line and the column.
    init(path: String, columns named: String?, sequence: String?) throws {
        let table = try CSVReader.read(path)
        let chosen = named.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
        columns = chosen ?? table.columns.filter { $0 != sequence && table.isNumeric($0) }
        guard !columns.isEmpty, !table.rows.isEmpty else {
            let found = table.rows.isEmpty ? "no rows" : "no column of numbers"
            throw DataFileError(.unsupported, file: path, expected: "columns of numbers", found: found)
        }
        var values: [[Double]] = []
        for column in columns {
            values.append(
                try table.numbers(column).enumerated().map { row, value in
                    guard let value else {
                        throw DataFileError(
                            .malformed,
                            file: path,
                            place: table.place(ofRow: row),
                            expected: "a number in column \"\(column)\"",
                            found: "a missing one",
                            advice: "Leave the column out with --columns, or fill it"
                        )
                    }
                    return value
                }
            )
        }
        let names = try sequence.map { try table.texts($0) }
        var places: [String: Int] = [:]
        for row in table.rows.indices {
            let name = names?[row] ?? ""
            let place = places[name] ?? sequences.count
            if place == sequences.count {
                places[name] = place
                sequences.append([])
            }
            sequences[place].append(values.map { $0[row] })
        }
    }

    /// Every fifth sequence is held out; of one sequence the last fifth.
    func split() -> (training: [[[Double]]], heldOut: [[[Double]]]) {
        guard sequences.count >= 5 else {
            let parts = sequences.map { ($0.prefix($0.count - $0.count / 5), $0.suffix($0.count / 5)) }
            return (parts.map { Array($0.0) }, parts.map { Array($0.1) }.filter { !$0.isEmpty })
        }
        let numbered = Array(sequences.enumerated())
        return (
            numbered.filter { $0.offset % 5 != 4 }.map(\.element), numbered.filter { $0.offset % 5 == 4 }.map(\.element)
        )
    }
}
