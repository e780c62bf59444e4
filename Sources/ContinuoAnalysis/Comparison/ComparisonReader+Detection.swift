import ContinuoFormats
import ContinuoSequences

extension ComparisonReader {
    static let caseNames = ["case", "case_id", "caseid", "case:concept:name", "trace", "session", "session_id"]
    static let activityNames = ["activity", "event", "concept:name", "action", "task"]
    static let timeNames = ["timestamp", "time:timestamp", "time", "start_time", "date"]

    /// What a file holds, judged by its name and its first bytes.
    static func kind(of path: String, _ beginning: [UInt8]) -> ComparisonData.Kind {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if ["fa", "fasta", "fna", "faa"].contains(ending) || beginning.first == UInt8(ascii: ">") { return .letters }
        if isXES(path, beginning) { return .log }
        if ["csv", "tsv"].contains(ending) {
            let header = beginning.prefix { $0 != UInt8(ascii: "\n") }
            let names = String(decoding: header, as: UTF8.self).lowercased()
                .split { ",;\t\r\"".contains($0) }.map(String.init)
            let isLog = names.contains(where: caseNames.contains) && names.contains(where: activityNames.contains)
            return isLog ? .log : .series
        }
        return kind(ofText: beginning)
    }

    /// Whether a file is an event log in XES, perhaps compressed.
    static func isXES(_ path: String, _ beginning: [UInt8]) -> Bool {
        let name = path.lowercased()
        if name.hasSuffix(".xes") || name.hasSuffix(".xes.gz") { return true }
        let text = String(decoding: beginning.prefix(2000), as: UTF8.self)
        return text.contains("<log") && text.contains("xes")
    }

    /// The traces of a log in XES. Of an activity that is told of by several events, only its completion counts.
    func log(_ log: XESLog, name: String) throws -> ComparisonData {
        let isStaged = log.traces.contains { $0.events.contains { $0.transition == "complete" } }
        let traces = log.traces.map { trace in
            trace.events.filter { !isStaged || ($0.transition ?? "complete") == "complete" }.map(\.name)
        }
        let named = try traces.map { try $0.map { try Self.symbol($0, name) } }
        return try self.traces(
            named.filter { !$0.isEmpty },
            name: name,
            kind: .log,
            unit: "event",
            notes: ["Traces and events in the order of the file" + (isStaged ? ", completions only." : ".")]
        )
    }

    /// An activity's name as one symbol.
    private static func symbol(_ name: String, _ file: String) throws(DataFileError) -> String {
        let symbol = name.split(whereSeparator: \.isWhitespace).joined(separator: "_")
        guard !symbol.isEmpty else {
            throw DataFileError(.malformed, file: file, expected: "an activity with a name", found: "white space")
        }
        return symbol
    }

    /// Letters where a text has few different characters, symbols where its words come again and again, text otherwise.
    static func kind(ofText sample: [UInt8]) -> ComparisonData.Kind {
        let letters = sample.filter { $0 > UInt8(ascii: " ") }
        let spaces = sample.count { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if Set(letters).count <= 26, spaces * 50 < letters.count { return .letters }
        let words = sample.split { $0 <= UInt8(ascii: " ") }
        let lines = sample.count { $0 == UInt8(ascii: "\n") }
        return lines >= 20 && words.count >= 50 * Set(words).count ? .symbols : .text
    }

    /// The traces of an event log, in the order of their first events.
    func log(_ table: CSVTable) throws -> ComparisonData {
        func column(_ given: String?, _ usual: [String], _ what: String) throws(DataFileError) -> String {
            if let given { return given }
            if let found = usual.lazy.compactMap({ name in table.columns.first { $0.lowercased() == name } }).first {
                return found
            }
            throw DataFileError(
                .malformed,
                file: table.source,
                place: "line 1",
                expected: "a column of the \(what): \(usual.joined(separator: ", "))",
                found: table.columns.joined(separator: ", "),
                advice: "Name it with --\(what)-column."
            )
        }
        let (caseName, activityName) = (
            try column(caseColumn, Self.caseNames, "case"), try column(activityColumn, Self.activityNames, "activity")
        )
        let timeName = timeColumn ?? (try? column(nil, Self.timeNames, "time"))
        let (cases, activities) = (try table.texts(caseName), try table.texts(activityName))
        let times = try timeName.map { try table.texts($0) }
        var places: [String: Int] = [:]
        var events: [[(time: String, symbol: String)]] = []
        for (row, name) in cases.enumerated() {
            let symbol = activities[row].split(whereSeparator: \.isWhitespace).joined(separator: "_")
            guard !symbol.isEmpty else {
                throw DataFileError(
                    .malformed,
                    file: table.source,
                    place: "\(table.place(ofRow: row)), column \(activityName)",
                    expected: "an activity",
                    found: "nothing"
                )
            }
            if places[name] == nil {
                places[name] = events.count
                events.append([])
            }
            events[places[name]!].append((times?[row] ?? "", symbol))
        }
        // Times of one format stand in the order of their texts (ISO 8601); equal ones keep the order of the rows.
        let traces = events.map { list in
            list.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
                \.element.symbol
            )
        }
        let order = timeName.map { "in the order of \($0)" } ?? "in the order of the rows"
        return try self.traces(
            traces,
            name: table.source,
            kind: .log,
            unit: "event",
            notes: ["Cases by \(caseName), activities by \(activityName), \(order)."]
        )
    }
}
