import Continuo

/// Texts with labels: one for each text, or one for each of its words.
struct LabelledTexts {
    let unit: LabelUnit
    /// The file.
    let source: String
    /// The bytes of each text's words; of a whole text as one word where texts have the labels.
    private(set) var texts: [[[UInt8]]] = []
    /// The labels of each text, as many as it has words.
    private(set) var labels: [[String]] = []

    /// Reads a text and its label from each row of a CSV or JSONL file.
    /// - Throws: `DataFileError` that names the row without a text or label, and for a file in which there is nothing to tell apart.
    init(path: String, text: String, label: String) throws {
        unit = .text
        source = path
        if path.hasSuffix(".csv") {
            let table = try CSVReader.read(path, header: .present)
            let (texts, labels) = (try table.texts(text), try table.texts(label))
            for (row, pair) in zip(texts, labels).enumerated() {
                try add([Array(pair.0.utf8)], [pair.1], table.place(ofRow: row))
            }
        } else {
            let reader = try JSONLinesReader(path: path)
            while let value = try reader.next() {
                let place = "line \(reader.lineNumber)"
                let pair = try (field(text, of: value, place), field(label, of: value, place))
                try add([Array(pair.0.utf8)], [pair.1], place)
            }
        }
        try checkLabels()
    }

    /// Reads words with a label each: JSONL with `tokens` and `labels`, or a word on each line, its label last on the line, and
    /// a blank line behind each text.
    /// - Throws: `DataFileError` that names the line with a word without a label, and for a file in which there is nothing to
    ///   tell apart.
    init(wordsIn path: String) throws {
        unit = .word
        source = path
        if path.hasSuffix(".jsonl") || path.hasSuffix(".json") {
            let reader = try JSONLinesReader(path: path)
            while let value = try reader.next() {
                let place = "line \(reader.lineNumber)"
                let words = try list("tokens", of: value, place)
                let labels = try list("labels", of: value, place)
                guard words.count == labels.count else {
                    throw malformed(place, "a label for each of \(words.count) tokens", "\(labels.count) labels")
                }
                try add(words.map { Array($0.utf8) }, labels, place)
            }
        } else {
            try readColumns()
        }
        try checkLabels()
    }

    private mutating func readColumns() throws {
        let lines = try LineReader(path: source)
        var (words, labels): ([[UInt8]], [String]) = ([], [])
        while let line = try lines.next() {
            let columns = WordColumns.split(line)
            let place = "line \(lines.lineNumber)"
            guard columns.count != 1 else {
                throw malformed(place, "a word and its label, with a tab or blanks between", "one word")
            }
            if let first = columns.first, let last = columns.last {
                guard let label = String(validating: last, as: UTF8.self) else {
                    throw malformed(place, "a label in UTF-8", "bytes that are not")
                }
                words.append(Array(first))
                labels.append(label)
            } else if !words.isEmpty {
                try add(words, labels, place)
                (words, labels) = ([], [])
            }
        }
        if !words.isEmpty { try add(words, labels, "line \(lines.lineNumber)") }
    }

    private mutating func add(_ words: [[UInt8]], _ labels: [String], _ place: String) throws {
        guard !labels.contains("") else { throw malformed(place, "a label", "none") }
        texts.append(words)
        self.labels.append(labels)
    }

    private func checkLabels() throws {
        let names = names
        guard let first = names.first else {
            throw DataFileError(.empty, file: source, expected: "labelled \(unit.plural)", found: "none")
        }
        guard names.count > 1 else {
            throw DataFileError(
                .unsupported,
                file: source,
                expected: "at least two different labels",
                found: "\"\(first)\" alone",
                advice: "There is nothing to learn from one label"
            )
        }
    }

    private func field(_ key: String, of row: JSONValue, _ place: String) throws -> String {
        guard let value = row[key], !value.isNull else { throw malformed(place, "a value of \"\(key)\"", "none") }
        return value.stringValue ?? JSONWriter.text(value)
    }

    private func list(_ key: String, of row: JSONValue, _ place: String) throws -> [String] {
        guard let values = row[key]?.arrayValue else { throw malformed(place, "a list \"\(key)\"", "none") }
        return values.map { $0.stringValue ?? JSONWriter.text($0) }
    }

    private func malformed(_ place: String, _ expected: String, _ found: String) -> DataFileError {
        DataFileError(.malformed, file: source, place: place, expected: expected, found: found)
    }

    /// Number of texts.
    var count: Int { texts.count }

    /// The different labels, in the order of the alphabet: the classes.
    var names: [String] { Set(labels.joined()).sorted() }

    /// Some of the texts, for a tokeniser that learns from them.
    func corpus(_ indices: some Sequence<Int>) throws -> any Corpus {
        let documents = indices.map { index in
            Document(name: source, bytes: Array(texts[index].joined(separator: [UInt8(ascii: " ")])))
        }
        return try SplitCorpus(
            InMemorySource(name: source, documents: documents),
            rule: .none
        )
    }

    /// Some of the texts as tokens; how many of them were too long for one piece.
    func sequences(
        _ indices: some Sequence<Int>,
        _ encoding: LabelEncoding
    ) -> (sequences: LabelledSequences, cut: Int) {
        let names = names
        let ids = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        var pieces: [LabelEncoding.Piece] = []
        var classes: [Int32] = []
        var cut = 0
        for index in indices {
            let found = encoding.pieces(of: texts[index])
            pieces += found.pieces
            classes += labels[index].map { ids[$0]! }
            if found.isCut { cut += 1 }
        }
        let tokens = pieces.map(\.tokens)
        let sequences =
            unit == .text
            ? LabelledSequences(tokens, labels: classes, classes: names.count)
            : LabelledSequences(tokens, places: pieces.map { $0.places ?? [] }, labels: classes, classes: names.count)
        return (sequences, cut)
    }
}
