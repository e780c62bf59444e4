import ContinuoFormats
import ContinuoSequences

/// Reads data of any kind for a comparison: tells what a file holds, unless it is told, and splits it.
///
/// One text is split in the order of its bytes, many sequences by every tenth, series by time, each 8 : 1 : 1; built-in data have
/// splits of their own.
public struct ComparisonReader: Sendable {
    /// What the data are; nil to find out.
    public var kind: ComparisonData.Kind?
    /// Column of the case of an event log; nil to find it.
    public var caseColumn: String?
    /// Column of the activity; nil to find it.
    public var activityColumn: String?
    /// Column of the time, by which the events of a case are ordered; nil to find it, or to keep the order of the rows.
    public var timeColumn: String?
    /// Classes that the values of series are put into.
    public var classes = 16

    public init() {}

    /// - Parameter location: a path, or `@name`.
    /// - Throws: `DataFileError` or `DatasetError` that names the file, and the row and column where there is one.
    public func read(_ location: String) throws -> ComparisonData {
        if location == "@sunspots", kind ?? .series == .series {
            return try series([BuiltInSeries.named(location).panel()].flatMap { $0 }, name: location, notes: [])
        }
        let isFolder = FileSystem.isDirectory(location)
        if location.hasPrefix("@") || isFolder {
            return try texts(DataRequest(location).open(), name: location, kind: kind ?? (isFolder ? .text : nil))
        }
        let file = try MappedFile(path: location)
        let beginning = Array(file.bytes.prefix(Self.sampleSize))
        switch kind ?? Self.kind(of: location, beginning) {
        case .log where Self.isXES(location, beginning): return try log(XESLog(path: location), name: location)
        case .log: return try log(CSVReader.read(location, header: .present))
        case .series:
            let panel = try SeriesReader().read(location)
            return try series(panel.series, name: location, notes: panel.notes)
        case .letters where beginning.first == UInt8(ascii: ">"): return try fasta(location)
        case .symbols: return try symbols(Array(file.bytes), name: location)
        case let kind:
            let corpus = try DataRequest(location, split: .lastFraction(0.1)).open()
            return try texts(corpus, name: location, kind: kind)
        }
    }

    /// Different symbols of sequences: every model gives each of them a probability at every place.
    private static let symbolLimit = 20_000

    /// Bytes that the kind is told by.
    private static let sampleSize = 1 << 16

    /// - Parameter kind: `text` or `letters`; nil to find out.
    private func texts(_ corpus: any Corpus, name: String, kind: ComparisonData.Kind?) throws -> ComparisonData {
        var documents: [(part: DatasetPart, bytes: [UInt8])] = []
        try corpus.forEach { documents.append(($0, $1.bytes)) }
        let kind = kind ?? Self.kind(ofText: Self.sample(documents.map(\.bytes)))
        let isText = kind != .letters
        if !isText {
            // Lines of letters are wrapped at any width; the breaks are no letters.
            for index in documents.indices { documents[index].bytes.removeAll { $0 <= UInt8(ascii: " ") } }
        }
        let known = documents.lazy.filter { $0.part == .train }.map(\.bytes)
        let tokeniser: any Tokeniser = isText ? ByteTokeniser() : CharacterTokeniser(trainingOn: known)
        var parts: [DatasetPart: [[Int32]]] = [:]
        for (part, bytes) in documents { parts[part, default: []].append(tokeniser.encode(bytes)) }
        let unit = isText ? "byte" : "letter"
        return try ComparisonData(name: name, kind: kind, unit: unit, tokeniser: tokeniser, parts: parts, notes: [])
    }

    /// The first bytes of texts.
    private static func sample(_ texts: [[UInt8]]) -> [UInt8] {
        texts.reduce(into: []) { sample, text in
            if sample.count < sampleSize { sample += text.prefix(sampleSize) }
        }
    }

    private func fasta(_ path: String) throws -> ComparisonData {
        let reader = try FASTAReader(path: path)
        var documents: [Document] = []
        while let record = try reader.next() {
            documents.append(Document(name: record.name, bytes: record.sequence.map(Self.upper)))
        }
        let rule: SplitRule = documents.count < 10 ? .lastFraction(0.1) : .everyNth(10, validation: true)
        let corpus = try SplitCorpus(InMemorySource(name: path, documents: documents), rule: rule)
        return try texts(corpus, name: path, kind: .letters)
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
    }

    private func symbols(_ bytes: [UInt8], name: String) throws -> ComparisonData {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
                .map { String(decoding: $0, as: UTF8.self) }
        }
        return try traces(lines.filter { !$0.isEmpty }, name: name, kind: .symbols, unit: "symbol", notes: [])
    }

    /// Sequences of symbols, each between two ends.
    func traces(
        _ traces: [[String]],
        name: String,
        kind: ComparisonData.Kind,
        unit: String,
        notes: [String]
    ) throws -> ComparisonData {
        let rule =
            "Every tenth sequence is tested on, the one before it is for choosing; the end of a sequence is predicted too."
        return try Self.traces(traces, name: name, kind: kind, unit: unit, notes: notes + [rule]) { index in
            index % 10 == 9 ? .test : index % 10 == 8 ? .validation : .train
        }
    }

    /// Sequences of symbols, each between two ends.
    /// - Parameter part: of the sequence of a number.
    /// - Throws: `DataFileError` where a part stays empty, or there are too many symbols.
    public static func traces(
        _ traces: [[String]],
        name: String,
        kind: ComparisonData.Kind = .symbols,
        unit: String = "symbol",
        notes: [String] = [],
        part: (Int) -> DatasetPart
    ) throws -> ComparisonData {
        let known = traces.enumerated().filter { part($0.offset) == .train }.flatMap(\.element)
        let different = Set(known).count
        guard different <= symbolLimit else {
            throw DataFileError(
                .unsupported,
                file: name,
                expected: "at most \(symbolLimit) different symbols",
                found: "\(different)",
                advice: "Is this text? Then say --kind text."
            )
        }
        let tokeniser = try SubwordTokeniser.symbols(known)
        let end = tokeniser.endOfText.map { [$0] } ?? []
        let unknown = tokeniser.specialTokens.id(of: .unknown) ?? 0
        var ids: [String: Int32] = [:]
        for symbol in Set(known) { ids[symbol] = tokeniser.encode(symbol).first }
        var parts: [DatasetPart: [[Int32]]] = [:]
        for (index, trace) in traces.enumerated() {
            parts[part(index), default: []].append(end + trace.map { ids[$0] ?? unknown } + end)
        }
        return try ComparisonData(
            name: name,
            kind: kind,
            unit: unit,
            tokeniser: tokeniser,
            parts: parts,
            notes: notes
        )
    }

    private func series(_ panel: [TimeSeries], name: String, notes: [String]) throws -> ComparisonData {
        let past = panel.map { $0.values.prefix($0.values.count * 8 / 10) }
        let binning = try ValueClasses(past.flatMap { $0 }, count: classes, file: name)
        let tokeniser = try SubwordTokeniser.symbols(binning.names)
        var parts: [DatasetPart: [[Int32]]] = [:]
        var places: [DatasetPart: [SeriesValues.Place]] = [:]
        for (index, series) in panel.enumerated() {
            let ids = series.values.map { Int32(binning.index(of: $0)) }
            let (first, second) = (past[index].count, series.values.count * 9 / 10)
            for (part, range) in [
                (DatasetPart.train, 0..<first), (.validation, first..<second), (.test, second..<ids.count),
            ] where range.count > 1 {
                parts[part, default: []].append(Array(ids[range]))
                places[part, default: []].append(SeriesValues.Place(series: index, start: range.lowerBound))
            }
        }
        return try ComparisonData(
            name: name,
            kind: .series,
            unit: "value",
            tokeniser: tokeniser,
            parts: parts,
            notes: notes + [
                "Values are put into \(binning.names.count) classes that are equally frequent in the first 80 % of each "
                    + "series; the last 10 % is tested on."
            ],
            values: SeriesValues(panel: panel, classes: binning, places: places)
        )
    }
}
