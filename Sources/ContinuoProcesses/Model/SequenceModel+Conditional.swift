import ContinuoDecoding

extension SequenceModel {
    /// The process that reads a source beside the text; nil where there is none.
    private var pairs: SequenceToSequence? {
        process as? SequenceToSequence ?? (process as? SpanCorruption)?.pairs
    }

    /// Whether texts are written from a source: `makeSession(source:)`, `score(_:from:)`.
    public var isConditional: Bool { pairs != nil }

    /// A session whose sequences are written from a source, which is read once and ended here.
    ///
    ///     let session = try model.makeSession(source: tokeniser.encode("translate: ein Haus"))
    ///     let report = try generate(session, prompt: [], settings: settings, tokeniser: tokeniser, using: &random)
    ///
    /// - Parameter rows: number of sequences; all are written from the one source.
    /// - Throws: `ProcessError.notConditional`; ids outside of the vocabulary, a source that the network cannot hold.
    public func makeSession(source: [Int32], rows: Int = 1) throws -> any DecodingSession {
        let pairs = try conditional()
        return try pairs.makeSession(backbone, sources: [pairs.ended(source)], rows: rows)
    }

    /// A session with a source for each row.
    public func makeSession(sources: [[Int32]]) throws -> any DecodingSession {
        let pairs = try conditional()
        return try pairs.makeSession(backbone, sources: sources.map(pairs.ended), rows: sources.count)
    }

    /// ln p(target | source), the target's end included.
    public func score(_ target: [Int32], from source: [Int32]) throws -> SequenceScore {
        try score(pairs: [(source, target)])[0]
    }

    /// ln p(target | source) of many pairs, in batches.
    public func score(pairs list: [(source: [Int32], target: [Int32])]) throws -> [SequenceScore] {
        let pairs = try conditional()
        return try pairs.score(backbone, pairs: list.map { (pairs.ended($0.source), pairs.ended($0.target)) })
    }

    private func conditional() throws -> SequenceToSequence {
        guard let pairs else { throw ProcessError.notConditional(process: type(of: process).name) }
        return pairs
    }
}
