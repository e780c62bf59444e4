/// One group of beams: its running hypotheses, its ended ones, and what it chose at each step. Ended hypotheses of one
/// group never take a place of another's.
struct BeamGroup {
    struct Beam {
        var tokens: [Int32]
        var logProbability: Double
        var terms: [Double]
        /// Its row in the logits of the next step.
        var row: Int
    }

    let index: Int
    let width: Int
    let settings: BeamSettings
    let endTokens: Set<Int32>
    let embeddings: TokenEmbeddings?
    /// The greatest number of tokens of a hypothesis.
    let limit: Int
    private(set) var live = [Beam(tokens: [], logProbability: 0, terms: [], row: 0)]
    private(set) var finished: [Hypothesis] = []
    /// The sequences chosen at each step, those that ended there among them.
    private(set) var choices: [[[Int32]]] = []
    private(set) var isDone = false

    private struct Candidate {
        var beam: Int
        var token: Int32
        var logProbability: Double
        var term: Double
        var augmented: Double
    }

    init(
        index: Int,
        settings: BeamSettings,
        endTokens: Set<Int32>,
        embeddings: TokenEmbeddings?,
        limit: Int
    ) {
        self.index = index
        self.settings = settings
        self.endTokens = endTokens
        self.embeddings = embeddings
        self.limit = limit
        width = settings.width / settings.groups
        if limit == 0 { finish() }
    }

    var step: Int { choices.count }

    /// Makes one step.
    /// - Parameters:
    ///   - logProbabilities: ln p of each token for each live beam.
    ///   - earlier: the sequences that earlier groups chose at this step.
    ///   - isComplete: whether a sequence ends without an ending token.
    mutating func advance(
        _ logProbabilities: [[Double]],
        earlier: [[Int32]],
        isComplete: ([Int32]) throws -> Bool
    ) rethrows {
        let candidates = ranked(logProbabilities, earlier: earlier)
        var next: [Beam] = []
        var chosen: [[Int32]] = []
        for (rank, candidate) in candidates.enumerated() {
            let beam = live[candidate.beam]
            let terms = beam.terms + [candidate.term]
            let tokens = beam.tokens + [candidate.token]
            if endTokens.contains(candidate.token) {
                guard rank < width else { continue }
                chosen.append(tokens)
                keep(tokens: beam.tokens, candidate.logProbability, length: step + 1, isFinished: true, terms: terms)
            } else if try isComplete(tokens) {
                guard rank < width else { continue }
                chosen.append(tokens)
                keep(tokens: tokens, candidate.logProbability, length: step + 1, isFinished: true, terms: terms)
            } else if next.count < width {
                next.append(
                    Beam(
                        tokens: tokens,
                        logProbability: candidate.logProbability,
                        terms: terms,
                        row: beam.row
                    )
                )
                chosen.append(tokens)
            }
        }
        live = next
        choices.append(chosen)
        if live.isEmpty || step >= limit || mayStop { finish() }
    }

    /// Tells the beams where their rows went.
    mutating func renumber(from first: Int) {
        for index in live.indices { live[index].row = first + index }
    }

    /// The best continuations by augmented score, enough of them that the live beams can be filled.
    private func ranked(_ logProbabilities: [[Double]], earlier: [[Int32]]) -> [Candidate] {
        var candidates: [Candidate] = []
        for (number, beam) in live.enumerated() {
            let row = logProbabilities[number]
            let terms = settings.diversity.terms(
                after: beam.tokens,
                earlier: settings.diversityStrength == 0 ? [] : earlier,
                vocabularySize: row.count,
                embeddings: embeddings
            )
            var scores = row
            terms.add(to: &scores, strength: settings.diversityStrength)
            for token in topIndices(of: scores, count: width + endTokens.count) {
                candidates.append(
                    Candidate(
                        beam: number,
                        token: Int32(token),
                        logProbability: beam.logProbability + row[token],
                        term: settings.diversityStrength * terms[token],
                        augmented: beam.logProbability + scores[token]
                    )
                )
            }
        }
        return candidates.sorted {
            ($1.augmented, $0.beam, $0.token) < ($0.augmented, $1.beam, $1.token)
        }
    }

    private mutating func keep(
        tokens: [Int32],
        _ logProbability: Double,
        length: Int,
        isFinished: Bool,
        terms: [Double]
    ) {
        let score = settings.lengthNormalisation.score(logProbability, length: max(1, length))
        let hypothesis = Hypothesis(
            tokens: tokens,
            logProbability: logProbability,
            score: score,
            isFinished: isFinished,
            group: index,
            diversityTerms: terms
        )
        let place = finished.firstIndex { $0.score < score } ?? finished.count
        finished.insert(hypothesis, at: place)
        if finished.count > width { finished.removeLast() }
    }

    /// Whether the result cannot change any more, or need not.
    ///
    /// A beam's log-probability only falls. Its best score is therefore what it would have with no further loss, at the
    /// next or at the greatest length: the normalisation is monotone in the length.
    private var mayStop: Bool {
        guard finished.count >= width, let worst = finished.last?.score else { return false }
        switch settings.earlyStopping {
        case .never: return false
        case .whenFull: return true
        case .whenCertain:
            let normalisation = settings.lengthNormalisation
            return live.allSatisfy { beam in
                [step + 1, limit].allSatisfy { normalisation.score(beam.logProbability, length: $0) <= worst }
            }
        }
    }

    /// Ends the search here; the live beams become hypotheses that have not ended.
    mutating func interrupt() {
        isDone = true
        for beam in live where !beam.tokens.isEmpty || limit == 0 {
            keep(
                tokens: beam.tokens,
                beam.logProbability,
                length: beam.tokens.count,
                isFinished: false,
                terms: beam.terms
            )
        }
        live = []
    }

    private mutating func finish() {
        if step >= limit { interrupt() }
        isDone = true
        live = []
    }
}
