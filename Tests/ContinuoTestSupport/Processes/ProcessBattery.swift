import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoTensor
import Foundation

/// A process to check, and how it is made for a table's `mask` and `start`.
public struct ProcessCase: Sendable, CustomStringConvertible {
    public let name: String
    /// Whether the mean of the objective is the entropy for the best network.
    public let objectiveIsLikelihood: Bool
    public let make: @Sendable (TableLaw) -> any SequenceProcess

    public init(
        _ name: String,
        objectiveIsLikelihood: Bool = true,
        _ make: @escaping @Sendable (TableLaw) -> any SequenceProcess
    ) {
        self.name = name
        self.objectiveIsLikelihood = objectiveIsLikelihood
        self.make = make
    }

    public var description: String { name }
}

/// Checks the laws of a process on distributions that can be enumerated, with the exact conditionals as the network:
/// likelihoods, the least loss, the sampler, refusals and determinism.
public func checkProcess(_ item: ProcessCase) throws {
    let law = TableLaw(tokens: 3, length: 3, seed: 8)
    let process = item.make(law)
    try checkRefusals(process, law)
    try checkScores(process, law)
    if item.objectiveIsLikelihood { try checkLoss(process, law) }
    try checkSampler(process, law)
}

/// A backbone that lacks what the process requires is refused by name.
private func checkRefusals(_ process: any SequenceProcess, _ law: TableLaw) throws {
    let able = TableBackbone(law)
    try process.check(able)
    let unable = TableBackbone(law, capabilities: able.capabilities.subtracting(process.requirements))
    do {
        try process.check(unable)
    } catch ProcessError.missingCapability(let name, let missing, _) {
        guard name == type(of: process).name, missing == process.requirements else {
            throw BrokenLaw("the refusal names \(name) and \(missing)")
        }
        return
    }
    throw BrokenLaw("a backbone without \(process.requirements) was accepted")
}

/// Scores are ln p, or bounds that equal ln p for the exact conditionals, or pseudo-likelihoods.
private func checkScores(_ process: any SequenceProcess, _ law: TableLaw) throws {
    let network = TableBackbone(law)
    let scores = try process.score(network, law.sequences)
    for (sequence, score) in zip(law.sequences, scores) {
        guard score.kind == process.likelihood, score.logProbabilities.count == sequence.count else {
            throw BrokenLaw("the score of \(sequence) is \(score)")
        }
        var wanted = log(law.probabilities[sequence]!)
        if score.kind == .pseudo {
            wanted = sequence.indices.reduce(0) { sum, position in
                var cells = sequence.map(Optional.some)
                cells[position] = nil
                return sum + log(law.conditional(of: position, given: cells)[Int(sequence[position])])
            }
        }
        let error = score.standardError ?? 0
        guard score.kind == .bound || score.standardError == nil, error < 0.05 * abs(wanted),
            abs(score.total - wanted) < 4.5 * error + 1e-9
        else {
            throw BrokenLaw("the score of \(sequence) is \(score.total) ± \(error), it should be \(wanted)")
        }
    }
    let alone = try law.sequences.prefix(5).map { try process.score(network, [$0])[0].logProbabilities }
    guard alone == scores.prefix(5).map(\.logProbabilities) else {
        throw BrokenLaw("a score depends on what is scored beside it")
    }
}

/// The mean of the objective over the data is the entropy for the exact conditionals, and more for others.
private func checkLoss(_ process: any SequenceProcess, _ law: TableLaw) throws {
    guard process.likelihood != .pseudo else { return }
    let first = process.windowExcess == 1 ? [law.start] : []
    let rows = law.sequences.map { first + $0 }
    let weights = law.sequences.flatMap { [Double](repeating: law.probabilities[$0]!, count: $0.count + first.count) }
    let batch = SequenceBatch(
        tokens: Tensor(rows: rows),
        weights: Tensor(weights, shape: [rows.count, rows[0].count])
    )
    let least = law.entropy / Double(law.length)
    for isTraining in [false, true] {
        for sharpness in [1, 0.3] {
            let network = TableBackbone(law, sharpness: sharpness)
            var means: [Double] = []
            for repetition in 0..<600 {
                let random = RandomStream(seed: 5).split(repetition)
                let options = ObjectiveOptions(random: random, isTraining: isTraining)
                means.append(try process.loss(network, batch, options).mean.item)
            }
            let mean = means.reduce(0, +) / Double(means.count)
            let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)
            // In training the least times may be left out, which takes up to a few thousandths.
            let slack = 4.5 * (variance / Double(means.count)).squareRoot() + (isTraining ? 0.004 : 1e-9)
            guard slack < 0.08 else { throw BrokenLaw("the loss varies too much to be tested: ± \(slack)") }
            let holds = sharpness == 1 ? abs(mean - least) < slack : mean > least + 0.02 + slack
            guard holds else {
                throw BrokenLaw(
                    "sharpness \(sharpness), training \(isTraining): the loss is \(mean) ± \(slack), the entropy \(least)"
                )
            }
        }
    }
}

/// What is drawn has the probabilities of the table, with and without given cells.
private func checkSampler(_ process: any SequenceProcess, _ law: TableLaw) throws {
    let network = TableBackbone(law)
    let samples = 4000
    if let process = process as? any NextElementProcess {
        let session = try process.makeSession(network, rows: samples)
        var random = TestGenerator(seed: 3)
        let sampler = try Sampler(SamplingSettings())
        var drawn = [[Int32]](repeating: [], count: samples)
        guard var logits = try session.initialLogits() else { throw BrokenLaw("no distribution of the first token") }
        for position in 0..<law.length {
            for row in 0..<samples {
                let values = Array(logits[(row * session.vocabularySize)..<((row + 1) * session.vocabularySize)])
                drawn[row].append(try sampler.choose(from: values, after: TokenContext(), using: &random))
            }
            if position + 1 < law.length { logits = try session.extend(drawn.map { [$0[position]] }) }
        }
        try expectLaw(drawn, law.probabilities, "continuing")
    }
    guard let process = process as? any FillingProcess else { return }
    // Orders are for processes that open cells one after the other.
    let inOrders: [(FillOrder, Int?)] = process is any MaskingProcess ? [(.random, nil), (.leftToRight, nil)] : []
    for (order, steps) in inOrders + [(.ancestral, 300)] {
        for cells in [[nil, nil, nil], [nil, 1, nil], [2, nil, nil]] as [[Int32?]] {
            var settings = FillSettings()
            settings.order = order
            settings.steps = steps
            settings.sampling.seed = 11
            let rows = Array(repeating: cells, count: order == .ancestral ? 1500 : samples)
            let report = try process.fill(network, rows, settings)
            try expectLaw(report.grid, law.law(given: cells), "\(order.rawValue) with \(cells)")
            let again = try process.fill(network, rows, settings)
            guard again.grid == report.grid else { throw BrokenLaw("the same seed gives other samples") }
            let open = cells.count { $0 == nil }
            guard order == .ancestral ? report.networkCalls <= 300 : report.networkCalls == open else {
                throw BrokenLaw("\(order.rawValue) with \(cells) took \(report.networkCalls) calls")
            }
        }
    }
}

private func expectLaw(_ drawn: [[Int32]], _ probabilities: [[Int32]: Double], _ what: String) throws {
    let counts = Dictionary(drawn.map { ($0, 1) }, uniquingKeysWith: +)
    let chance = chiSquareTest(counts: counts, probabilities: probabilities)
    guard chance > 0.001 else { throw BrokenLaw("\(what): samples miss the law (chance \(chance))") }
}
