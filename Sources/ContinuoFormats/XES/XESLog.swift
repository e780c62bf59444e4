/// An event log in XES: traces of events, of which each has a name and perhaps a time.
///
/// Of the standard this reads and writes `concept:name`, `time:timestamp` and `lifecycle:transition`; other attributes, classifiers
/// and globals are passed over.
///
/// - Source: IEEE 1849-2016, "Standard for eXtensible Event Stream (XES)".
public struct XESLog: Sendable, Equatable {
    public struct Event: Sendable, Equatable {
        /// `concept:name`.
        public var name: String
        /// `time:timestamp` as written; nil where there is none.
        public var time: String?
        /// `lifecycle:transition` in lower case; nil where there is none.
        public var transition: String?

        public init(name: String, time: String? = nil, transition: String? = nil) {
            (self.name, self.time, self.transition) = (name, time, transition)
        }
    }

    public struct Trace: Sendable, Equatable {
        public var name: String
        public var events: [Event]

        public init(name: String, events: [Event]) { (self.name, self.events) = (name, events) }
    }

    public var traces: [Trace]

    public init(traces: [Trace]) { self.traces = traces }

    /// Reads a file, or one compressed by gzip.
    /// - Throws: `DataFileError` that names the file and the line.
    public init(path: String) throws(DataFileError) {
        let bytes = try FileSystem.read(path)
        try self.init(bytes.starts(with: [0x1F, 0x8B]) ? GzipFile.expand(bytes, file: path) : bytes, file: path)
    }

    /// - Parameter file: stands in error messages.
    public init(_ bytes: [UInt8], file: String) throws(DataFileError) {
        var scanner = XMLScanner(bytes, file: file)
        var traces: [Trace] = []
        var event: Event?
        // How deep below a trace or an event an attribute stands: only their own ones count.
        var (path, hasLog) = ([String](), false)
        while let next = try scanner.next() {
            switch next {
            case .start(let name, let attributes):
                if path.isEmpty {
                    guard name == "log" else {
                        throw DataFileError(.malformed, file: file, expected: "a <log>", found: "<\(name)>")
                    }
                    hasLog = true
                }
                if path == ["log"], name == "trace" { traces.append(Trace(name: "", events: [])) }
                if path == ["log", "trace"], name == "event" { event = Event(name: "") }
                if path == ["log", "trace"], attributes["key"] == "concept:name" {
                    traces[traces.count - 1].name = attributes["value"] ?? ""
                }
                if path == ["log", "trace", "event"], let value = attributes["value"] {
                    switch attributes["key"] {
                    case "concept:name": event?.name = value
                    case "time:timestamp": event?.time = value
                    case "lifecycle:transition": event?.transition = value.lowercased()
                    default: break
                    }
                }
                path.append(name)
            case .end(let name):
                path.removeLast()
                guard name == "event", path == ["log", "trace"], let done = event else { continue }
                let trace = traces.count - 1
                guard !done.name.isEmpty else {
                    throw DataFileError(
                        .malformed,
                        file: file,
                        place: "trace \(trace + 1), event \(traces[trace].events.count + 1)",
                        expected: "an event with a concept:name",
                        found: "none"
                    )
                }
                traces[trace].events.append(done)
                event = nil
            }
        }
        guard hasLog else { throw DataFileError(.empty, file: file, expected: "a <log>", found: "none") }
        self.traces = traces
    }

    /// The log in XES.
    public var text: String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<log xes.version=\"1849-2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">",
            "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>",
            "  <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>",
        ]
        func attribute(_ type: String, _ key: String, _ value: String) -> String {
            "<\(type) key=\"\(key)\" value=\"\(XMLScanner.escaped(value))\"/>"
        }
        for trace in traces {
            lines.append("  <trace>" + attribute("string", "concept:name", trace.name))
            for event in trace.events {
                let time = event.time.map { attribute("date", "time:timestamp", $0) } ?? ""
                let stage = event.transition.map { attribute("string", "lifecycle:transition", $0) } ?? ""
                lines.append(
                    "    <event>" + attribute("string", "concept:name", event.name) + time + stage + "</event>"
                )
            }
            lines.append("  </trace>")
        }
        return (lines + ["</log>"]).joined(separator: "\n") + "\n"
    }
}
