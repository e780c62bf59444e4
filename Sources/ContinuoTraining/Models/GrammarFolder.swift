import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences

/// An automaton or a Petri net with its tokeniser as a folder: `config.json`, `grammar.json`, `tokenizer.json`.
public enum GrammarFolder {
    /// Name of the file with states or places and with counts.
    public static let fileName = "grammar.json"

    private static let automaton = "automaton"
    private static let net = "petri-net"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: AutomatonModel, _ tokeniser: any Tokeniser, to path: String) throws {
        let states = model.automaton.states.map { state -> JSONValue in
            let edges = state.edges.sorted { $0.key < $1.key }.map { label, edge -> JSONValue in
                [.integer(Int(label)), .integer(edge.target), .integer(edge.count)]
            }
            return ["ends": .integer(state.ends), "edges": .array(edges)]
        }
        try write(
            ["states": .array(states)],
            automaton,
            model.vocabularySize,
            tokeniser,
            to: path,
            [
                "end": .integer(Int(model.endToken)), "weight": .number(model.weight),
            ]
        )
    }

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: NetModel, _ tokeniser: any Tokeniser, to path: String) throws {
        func list(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }
        let transitions = model.net.transitions.map { transition -> JSONValue in
            [
                "label": transition.label.map { .integer(Int($0)) } ?? .null, "inputs": list(transition.inputs),
                "outputs": list(transition.outputs),
            ]
        }
        let counts = model.counts.map { markings, row -> (text: [[Int]], json: JSONValue) in
            let tokens = markings.map { model.graph.tokens(of: $0).map { Int($0) } }
            let next = row.sorted { $0.key < $1.key }.map { label, count -> JSONValue in
                [.integer(Int(label)), .integer(count)]
            }
            return (tokens, ["markings": .array(tokens.map(list)), "next": .array(next)])
        }
        let ordered = counts.sorted { $0.text.flatMap { $0 }.lexicographicallyPrecedes($1.text.flatMap { $0 }) }
        let contents: JSONValue = [
            "places": .integer(model.net.placeCount), "source": .integer(model.net.source),
            "sink": .integer(model.net.sink), "transitions": .array(transitions),
            "counts": .array(ordered.map(\.json)),
        ]
        try write(
            contents,
            net,
            model.vocabularySize,
            tokeniser,
            to: path,
            [
                "end": .integer(Int(model.endToken)), "weight": .number(model.weight), "error": .number(model.error),
            ]
        )
    }

    private static func write(
        _ contents: JSONValue,
        _ kind: String,
        _ size: Int,
        _ tokeniser: any Tokeniser,
        to path: String,
        _ settings: [String: JSONValue]
    ) throws {
        var configuration: JSONValue = ["model_type": .string(kind), "vocab_size": .integer(size)]
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) { configuration[key] = value }
        try TokenisedFolder.save(configuration, JSONWriter.bytes(contents) + [10], as: fileName, tokeniser, to: path)
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file and what does not fit.
    public static func load(_ path: String) throws -> LoadedModel {
        let settingsFile = FileSystem.join(path, SequenceModel.FileName.configuration)
        var settings = try FieldReader(JSONParser.parse(file: settingsFile), source: settingsFile)
        let kind = try settings.choice("model_type", of: [automaton, net])
        let size = try settings.integer("vocab_size", in: 1...)
        let end = Int32(try settings.integer("end", in: 0...(size - 1)))
        let weight = try settings.number("weight", in: 1e-9...)
        let error = kind == net ? try settings.number("error", in: 1e-9...) : 0
        try settings.finish()
        let tokeniser = try TokenisedFolder.tokeniser(of: path, ids: size)
        let file = FileSystem.join(path, fileName)
        let contents = try FieldReader(JSONParser.parse(file: file), source: file)
        if kind == automaton {
            let automaton = try Self.automaton(contents, file, size)
            let model = AutomatonModel(automaton, vocabularySize: size, endToken: end, weight: weight)
            return LoadedModel(kind: "automaton", model: model, tokeniser: tokeniser)
        }
        let (graph, counts) = try petriNet(contents, file, size)
        let model = NetModel(
            graph,
            vocabularySize: size,
            endToken: end,
            weight: weight,
            error: error,
            counts: counts
        )
        return LoadedModel(kind: "Petri net", model: model, tokeniser: tokeniser)
    }

    private static func automaton(_ fields: FieldReader, _ file: String, _ size: Int) throws -> TraceAutomaton {
        var fields = fields
        let states = try objects("states", &fields, file).map { item in
            var item = item
            var state = TraceAutomaton.State(ends: try item.integer("ends", in: 0...))
            for edge in try rows("edges", &item, of: 3, below: size) {
                state.edges[Int32(edge[0])] = .init(target: edge[1], count: edge[2])
            }
            return state
        }
        do { return try TraceAutomaton(states: states) } catch { throw unfit(file, "an automaton", error) }
    }

    private static func petriNet(
        _ fields: FieldReader,
        _ file: String,
        _ size: Int
    ) throws -> (MarkingGraph, [[MarkingGraph.Marking]: [Int32: Int]]) {
        var fields = fields
        let transitions = try objects("transitions", &fields, file).map { item in
            var item = item
            let label = try item.optionalInteger("label")
            if let label, !(0..<size).contains(label) {
                throw item.failure("label", expected: "an id below \(size)", .integer(label))
            }
            return PetriNet.Transition(
                label.map { Int32($0) },
                inputs: try numbers("inputs", &item),
                outputs: try numbers("outputs", &item)
            )
        }
        let net: PetriNet
        let (places, source) = (try fields.integer("places", in: 1...), try fields.integer("source", in: 0...))
        let sink = try fields.integer("sink", in: 0...)
        do {
            net = try PetriNet(placeCount: places, transitions: transitions, source: source, sink: sink)
        } catch { throw unfit(file, "a Petri net", error) }
        let graph = NetModel.graph(of: net)
        var counts: [[MarkingGraph.Marking]: [Int32: Int]] = [:]
        for item in try objects("counts", &fields, file) {
            var item = item
            let markings = try rows("markings", &item, of: places, below: 256).map { row in
                graph.marking(row.map { UInt8(clamping: $0) })
            }
            let next = try rows("next", &item, of: 2, below: size).map { (Int32($0[0]), $0[1]) }
            counts[markings.sorted()] = Dictionary(next, uniquingKeysWith: +)
        }
        return (graph, counts)
    }

    private static func unfit(_ file: String, _ expected: String, _ error: TraceModelError) -> DataFileError {
        DataFileError(.malformed, file: file, expected: expected, found: "\(error)")
    }

    private static func objects(
        _ key: String,
        _ fields: inout FieldReader,
        _ file: String
    ) throws(DataFileError) -> [FieldReader] {
        var found: [FieldReader] = []
        for (index, value) in try list(key, &fields).enumerated() {
            found.append(try FieldReader(value, source: "\(file): \(key)[\(index)]"))
        }
        return found
    }

    private static func list(_ key: String, _ fields: inout FieldReader) throws(DataFileError) -> [JSONValue] {
        let value = fields.value(key)
        guard let list = value?.arrayValue else { throw fields.failure(key, expected: "a list", value ?? .null) }
        return list
    }

    private static func numbers(_ key: String, _ fields: inout FieldReader) throws(DataFileError) -> [Int] {
        let list = try list(key, &fields)
        let numbers = list.compactMap(\.intValue)
        guard numbers.count == list.count else {
            throw fields.failure(key, expected: "a list of whole numbers", .array(list))
        }
        return numbers
    }

    /// Lists of `count` whole numbers that are not negative, the first of them below a limit.
    private static func rows(
        _ key: String,
        _ fields: inout FieldReader,
        of count: Int,
        below limit: Int
    ) throws(DataFileError) -> [[Int]] {
        var rows: [[Int]] = []
        for value in try list(key, &fields) {
            let row = (value.arrayValue ?? []).compactMap(\.intValue)
            guard row.count == count, row.allSatisfy({ $0 >= 0 }), row.first.map({ $0 < limit }) ?? true else {
                throw fields.failure(key, expected: "lists of \(count) whole numbers, the first below \(limit)", value)
            }
            rows.append(row)
        }
        return rows
    }
}
