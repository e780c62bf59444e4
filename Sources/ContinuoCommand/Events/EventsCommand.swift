import ArgumentParser
import Continuo
import Foundation

/// `continuo events`.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Continue streams of typed events in continuous time.",
        discussion: """
            Example: continuo events streams.csv --horizon 20 --proposals 20 --pick best

            The data are CSV with the columns time (a number) and type (a name), and stream where there are several. A Hawkes \
            process is fitted and proposes futures; an energy learns to tell real futures from proposed ones, and weights them. \
            With --pick all, every proposal is written with its weight.
            """
    )

    @Argument(help: "A CSV file.") var data: String
    @Option(help: "Events ahead.") var horizon = 20
    @Option(help: "Futures that are drawn for each stream.") var proposals = 20
    @Option(help: "best (least energy), mbr (least expected distance), sample, or all.") var pick = "best"
    @Option(help: "Updates of the energy; 0 for the Hawkes process alone.") var steps = 400
    @Option(help: "How real and proposed futures are told apart: multiple or binary.") var loss = "multiple"
    @Option(help: "Period of the waves that the energy sees of time; twenty mean gaps when left out.") var period:
        Double?
    @Option(help: "Seed of all that is drawn.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, holds) in [
            ("--horizon \(horizon): expected at least 1", horizon > 0),
            ("--proposals \(proposals): expected at least 1", proposals > 0),
            ("--steps \(steps): expected at least 0", steps >= 0),
            ("--period \(period ?? 0): expected more than 0", period.map { $0 > 0 && $0.isFinite } ?? true),
            (
                "--pick \(pick): expected best, mbr, sample or all",
                pick == "all" || HybridEventModel.Choice(rawValue: pick) != nil
            ),
            ("--loss \(loss): expected multiple or binary", HybridEventTraining.Loss(rawValue: loss) != nil),
        ] where !holds { throw ValidationError(name + ".") }
    }

    func run() throws {
        let log = try EventTable(data)
        let base = HawkesProcess.fitted(to: log.streams, types: log.types.count)
        printing.note(
            "\(log.streams.count) streams of \(log.types.count) types; Hawkes process with a decay of \(Float(base.decay))"
        )
        let watched = log.streams.reduce(0.0) { $0 + $1.end - $1.start }
        let count = log.streams.reduce(0) { $0 + $1.events.count }
        let meanGap = watched / Double(max(count, 1))
        var initialiser = Initialiser(seed: seed)
        let energy = EventEnergy(types: log.types.count, period: period ?? max(20 * meanGap, 1e-6), &initialiser)
        let model = HybridEventModel(base: base, energy: energy)
        if steps > 0 { try train(model, log) }
        var random = RandomStream(seed: seed).split("futures")
        var rows: [[String]] = []
        for (name, stream) in zip(log.names, log.streams) {
            let futures = model.proposals(after: stream.events, horizon: horizon, count: proposals, using: &random)
            let even = futures.map { _ in 1 / Double(futures.count) }
            let weights = steps > 0 ? HybridEventModel.weights(model.energies(stream.events, futures)) : even
            let chosen =
                HybridEventModel.Choice(rawValue: pick).map { choice in
                    [model.choose(choice, futures, weights: weights, using: &random)]
                } ?? Array(futures.indices)
            for index in chosen {
                for event in futures[index] {
                    rows.append([
                        name, "\(index + 1)", "\(weights[index])", "\(event.time + log.origin)", log.types[event.type],
                    ])
                }
            }
        }
        let table = CSVTable(columns: ["stream", "proposal", "weight", "time", "type"], rows: rows)
        guard printing.json else { return Console.stream(CSVWriter.text(table)) }
        let events = rows.map { row -> JSONValue in
            [
                "stream": .string(row[0]), "proposal": .integer(Int(row[1]) ?? 0),
                "weight": .number(Double(row[2]) ?? 0),
                "time": .number(Double(row[3]) ?? 0), "type": .string(row[4]),
            ]
        }
        printing.print(.array(events))
    }

    private func train(_ model: HybridEventModel, _ log: EventTable) throws {
        let examples = log.streams.flatMap { stream in
            EventExample.along(stream, horizon: horizon, step: max(horizon / 3, 1), least: min(horizon, 24))
        }
        guard !examples.isEmpty else {
            throw DataFileError(
                .malformed,
                file: data,
                expected: "a stream of at least \(horizon + min(horizon, 24)) events",
                found: "at most \(log.streams.map(\.events.count).max() ?? 0)",
                advice: "Take a shorter --horizon, or --steps 0 for the Hawkes process alone."
            )
        }
        var training = HybridEventTraining()
        (training.steps, training.seed) = (steps, seed)
        training.loss = HybridEventTraining.Loss(rawValue: loss) ?? .multiple
        Interruption.listen()
        var line = ProgressLine(isShown: !printing.quiet)
        let began = Date()
        try training.fit(model, examples) { step, loss in
            if line.isDue(Date().timeIntervalSince(began)) {
                line.show(share: Double(step) / Double(steps), "energy  update \(step), loss \(Figures.fixed(loss, 3))")
            }
            return !Interruption.isRequested
        }
        line.end()
        if Interruption.isRequested { throw CommandError(.interrupted) }
    }
}

/// Streams of events from a table.
private struct EventTable {
    private(set) var names: [String] = []
    private(set) var streams: [EventStream] = []
    /// Names of the types, in the order in which they come first.
    private(set) var types: [String] = []
    /// The least time: the streams count from it, so that dates in seconds keep their precision.
    let origin: Double

    init(_ path: String) throws {
        let table = try CSVReader.read(path, header: .present)
        let (times, kinds) = (try table.numbers("time"), try table.texts("type"))
        let streamNames = table.columns.contains("stream") ? try table.texts("stream") : nil
        var (numbers, places): ([String: Int], [String: Int]) = ([:], [:])
        var events: [[TypedEvent]] = []
        origin = times.compactMap { $0 }.min() ?? 0
        for row in table.rows.indices {
            let place = table.place(ofRow: row)
            guard let time = times[row] else {
                throw DataFileError(.malformed, file: path, place: place, expected: "a time", found: "none")
            }
            guard !kinds[row].isEmpty else {
                throw DataFileError(.malformed, file: path, place: place, expected: "a type", found: "none")
            }
            if numbers[kinds[row]] == nil {
                numbers[kinds[row]] = types.count
                types.append(kinds[row])
            }
            let name = streamNames?[row] ?? "stream"
            if places[name] == nil {
                places[name] = events.count
                events.append([])
                names.append(name)
            }
            events[places[name]!].append(TypedEvent(time: time - origin, type: numbers[kinds[row]]!))
        }
        guard !events.isEmpty else { throw DataFileError(.empty, file: path, expected: "events", found: "none") }
        streams = events.map { list in
            let sorted = list.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
                \.element
            )
            return EventStream(sorted, start: sorted[0].time, end: sorted[sorted.count - 1].time)
        }
    }
}
