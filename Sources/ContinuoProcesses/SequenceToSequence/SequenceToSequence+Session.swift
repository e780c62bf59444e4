import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

extension SequenceToSequence: NextElementProcess {
    /// A session without a source.
    public func makeSession(_ backbone: any Backbone, rows: Int) throws -> any DecodingSession {
        try makeSession(backbone, sources: [emptySource(try halves(backbone))], rows: rows)
    }

    /// A session whose sequences are written from sources, which are read once.
    /// - Parameters:
    ///   - sources: one for each row, or one that all rows share; ends are the caller's.
    ///   - prefix: ids that each sequence begins with, behind the start; not counted in the session's length.
    /// - Throws: ids outside of the vocabulary, an empty source, a source that the network cannot hold.
    public func makeSession(
        _ backbone: any Backbone,
        sources: [[Int32]],
        rows: Int,
        prefix: [Int32] = []
    ) throws -> any DecodingSession {
        let backbone = try halves(backbone)
        guard sources.count == 1 || sources.count == rows else {
            throw SessionError.wrongNumberOfRows(given: sources.count, expected: rows)
        }
        for source in sources {
            guard !source.isEmpty else { throw ProcessError.noSource(process: Self.name) }
            try checkTokens(source, vocabulary: backbone.vocabularySize)
            try checkLength(source.count, backbone.maximumSourceLength)
        }
        let memory = withoutGradients {
            let batch = SourceBatch(ragged: sources)
            return backbone.memory(batch.tokens, batch.context())
        }
        return BackboneSession(
            backbone.conditioned(on: memory),
            rows: rows,
            prefix: [start ?? backbone.decoderStart] + prefix
        )
    }
}
