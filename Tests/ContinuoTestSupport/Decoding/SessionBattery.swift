import ContinuoDecoding

/// A law that does not hold, with what was found.
public struct BrokenLaw: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

/// Checks that a model's sessions keep the laws of `DecodingSession` and agree with its `score`.
/// - Parameters:
///   - tolerance: the greatest difference of log-probabilities.
///   - hasStart: whether sessions give a distribution of the first token.
public func checkSessions(_ model: some GenerativeModel, tolerance: Double = 1e-4, seed: UInt64 = 1) throws {
    var generator = TestGenerator(seed: seed)
    func sequence(_ count: Int) -> [Int32] {
        (0..<count).map { _ in Int32.random(in: 0..<Int32(model.vocabularySize), using: &generator) }
    }
    func expect(_ found: [Float], _ wanted: [Float], _ law: String) throws {
        guard found.count == wanted.count else { throw BrokenLaw("\(law): \(found.count) logits, not \(wanted.count)") }
        let width = model.vocabularySize
        for row in 0..<(found.count / width) {
            let a = logSoftmax(found[(row * width)..<((row + 1) * width)])
            let b = logSoftmax(wanted[(row * width)..<((row + 1) * width)])
            for (id, (x, y)) in zip(a, b).enumerated() where abs(x - y) > tolerance {
                throw BrokenLaw("\(law): ln p of token \(id) in row \(row) is \(x), not \(y)")
            }
        }
    }
    let width = model.vocabularySize
    let rows = [sequence(9), sequence(9), sequence(9)]
    let stepwise = try model.makeSession(rows: 3)
    var steps: [[Float]] = []
    let initial = try stepwise.initialLogits()
    for index in 0..<9 { steps.append(try stepwise.extend(rows.map { [$0[index]] })) }

    for row in 0..<3 {
        let score = try model.score(rows[row]).logProbabilities
        for index in 0..<9 {
            guard let logits = index == 0 ? initial : steps[index - 1] else { continue }
            let found = logSoftmax(logits[(row * width)..<((row + 1) * width)])[Int(rows[row][index])]
            if abs(found - score[index]) > tolerance {
                throw BrokenLaw("score of row \(row), token \(index): \(score[index]), by the session \(found)")
            }
        }
    }
    let whole = try model.makeSession(rows: 3)
    try expect(try whole.extend(rows), steps[8], "prefill equals steps")
    guard whole.networkCalls == 1, whole.length == 9 else { throw BrokenLaw("one prefill is one call of 9 tokens") }

    let verifying = try model.makeSession(rows: 3)
    let all = try verifying.extendWithAllLogits(rows)
    var wanted: [Float] = []
    for row in 0..<3 { for step in steps { wanted += step[(row * width)..<((row + 1) * width)] } }
    try expect(all, wanted, "all logits equal steps")

    let fork = try whole.fork()
    let other = [sequence(2), sequence(2), sequence(2)]
    let continued = try whole.extend(other)
    try expect(try fork.extend(other), continued, "a fork goes on from the same state")
    if whole.supportsRollBack {
        try whole.rollBack(to: 4)
        guard whole.length == 4 else { throw BrokenLaw("after roll-back to 4 the length is \(whole.length)") }
        try expect(try whole.extend(rows.map { [$0[4]] }), steps[4], "roll-back restores the state")
    }
    try fork.select([2, 0, 0])
    let next = [sequence(1), sequence(1), sequence(1)]
    let single = try model.makeSession(rows: 3)
    _ = try single.extend([2, 0, 0].map { rows[$0] + other[$0] })
    try expect(try fork.extend(next), try single.extend(next), "selected rows go on as their origins")
    for bad in [[[Int32(width)], [0], [0]], [[-1], [0], [0]], [[0], [0]], [[0], [0, 0], [0]], [[], [], []]] {
        if (try? single.extend(bad)) != nil { throw BrokenLaw("the session read \(bad) without an error") }
    }
}
