import ContinuoDecoding

/// Codes tokens by the distributions of a model: both directions read the same tokens, one after another, in the same number of
/// rows, so that they see the same bits.
struct ModelCoder {
    let model: any GenerativeModel
    /// Parts of the tokens that are read side by side.
    let rows: Int
    /// Told how many tokens of one row are done.
    let progress: (Int) throws -> Void

    /// Splits tokens into `rows` parts of equal length but for the last ones, and codes each.
    func encode(_ tokens: [Int32]) throws -> [[UInt8]] {
        let parts = ModelCoder.parts(tokens.count, rows)
        var encoders = parts.map { _ in ArithmeticEncoder() }
        try run(parts.map(\.count)) { row, place, frequencies in
            let token = tokens[parts[row].lowerBound + place]
            encoders[row].encode(frequencies.range(of: Int(token)), of: frequencies.total)
            return token
        }
        return encoders.indices.map { encoders[$0].finish() }
    }

    /// The tokens of coded parts.
    /// - Parameter count: of all tokens.
    func decode(_ streams: [ArraySlice<UInt8>], count: Int) throws -> [Int32] {
        let parts = ModelCoder.parts(count, rows)
        var decoders = streams.map { ArithmeticDecoder($0) }
        var tokens = [Int32](repeating: 0, count: count)
        try run(parts.map(\.count)) { row, place, frequencies in
            let symbol = frequencies.symbol(at: decoders[row].place(of: frequencies.total))
            decoders[row].consume(frequencies.range(of: symbol), of: frequencies.total)
            tokens[parts[row].lowerBound + place] = Int32(symbol)
            return Int32(symbol)
        }
        return tokens
    }

    /// Where each row's tokens stand among all: the longer parts come first.
    static func parts(_ count: Int, _ rows: Int) -> [Range<Int>] {
        var start = 0
        return (0..<rows).map { row in
            let size = count / rows + (row < count % rows ? 1 : 0)
            defer { start += size }
            return start..<(start + size)
        }
    }

    /// Walks through all rows side by side: `code` is given the distribution of the token at a row's place, and returns that token.
    ///
    /// The first token of a row has a distribution where the model has one without a prompt, and is uniform otherwise. A model
    /// that holds a limited number of tokens begins again with the last half of them.
    private func run(
        _ counts: [Int],
        code: (_ row: Int, _ place: Int, SymbolFrequencies) throws -> Int32
    ) throws {
        guard let longest = counts.first, longest > 0 else { return }
        var session = try model.makeSession(rows: rows)
        let size = model.vocabularySize
        var logits = try session.initialLogits() ?? [Float](repeating: 0, count: rows * size)
        var history = [[Int32]](repeating: [], count: rows)
        for place in 0..<longest {
            for row in 0..<rows {
                // A row that has ended goes on with its last token, uncoded.
                guard place < counts[row] else {
                    history[row].append(history[row].last ?? 0)
                    continue
                }
                let frequencies = SymbolFrequencies(logits: logits[(row * size)..<((row + 1) * size)])
                history[row].append(try code(row, place, frequencies))
            }
            guard place + 1 < longest else { break }
            if let most = session.maximumLength, session.length >= most {
                session = try model.makeSession(rows: rows)
                let kept = max(most / 2, 1)
                history = history.map { Array($0.suffix(kept)) }
                logits = try session.extend(history)
            } else {
                logits = try session.extend(history.map { [$0[$0.count - 1]] })
            }
            if session.maximumLength == nil { history = history.map { Array($0.suffix(1)) } }
            try progress(place + 1)
        }
    }
}
