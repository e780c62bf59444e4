/// A data set that can be named instead of a path: `--data @kjv`.
public struct BuiltInData: Sendable {
    /// Its name, without the `@`.
    public let name: String

    /// What it is, in one line.
    public let summary: String

    /// The corpus with its usual split.
    public let corpus: @Sendable () throws -> any Corpus

    public init(name: String, summary: String, corpus: @escaping @Sendable () throws -> any Corpus) {
        self.name = name
        self.summary = summary
        self.corpus = corpus
    }

    /// Every built-in data set: one line each.
    public static let all: [BuiltInData] = [
        BuiltInData(name: "kjv", summary: "King James Bible, last 5 % of the verses held out") {
            try KingJamesCorpus()
        },
        BuiltInData(name: "kjv-chapters", summary: "King James Bible, every 20th chapter held out") {
            try KingJamesCorpus(split: .everyTwentiethChapter)
        },
        BuiltInData(name: "phix174", summary: "genome of bacteriophage phiX174, last 5 % held out") {
            try text("phix174", PhiX174.genome)
        },
        BuiltInData(name: "sunspots", summary: "monthly sunspot numbers since 1749, last 5 % held out") {
            try text("sunspots", Sunspots.monthly.map { month($0.year, $0.month) + ",\($0.value)\n" }.joined().utf8)
        },
    ]

    /// One text whose end is held out.
    private static func text(_ name: String, _ bytes: some Sequence<UInt8>) throws(DatasetError) -> SplitCorpus {
        let document = Document(name: "@" + name, bytes: Array(bytes))
        return try SplitCorpus(InMemorySource(name: "@" + name, documents: [document]), rule: .lastFraction(0.05))
    }

    /// A month as in ISO 8601.
    private static func month(_ year: Int, _ month: Int) -> String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    /// The data set of a name, with or without the `@`.
    /// - Throws: ``DatasetError/unknownName(name:known:)``.
    public static func named(_ name: String) throws(DatasetError) -> BuiltInData {
        let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
        guard let found = all.first(where: { $0.name == bare }) else {
            throw .unknownName(name: bare, known: all.map(\.name))
        }
        return found
    }
}
