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
    ]

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
