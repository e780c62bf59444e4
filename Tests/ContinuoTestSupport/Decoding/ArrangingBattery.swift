import ContinuoDecoding

/// Checks that a model's sessions keep the laws of `ArrangingSession`: unlike rows are read as each would be alone, nodes of
/// a tree as their paths would be, kept places as the text that they make up.
///
/// The model must hold 20 tokens.
/// - Parameter tolerance: the greatest difference of log-probabilities.
public func checkArranging(_ model: some GenerativeModel, tolerance: Double = 1e-5, seed: UInt64 = 1) throws {
    var battery = ArrangingBattery(model: model, tolerance: tolerance, generator: TestGenerator(seed: seed))
    try battery.checkUnlikeRows()
    try battery.checkTrees()
    try battery.checkLevels()
    try battery.checkRoll()
    try battery.checkErrors()
}

private struct ArrangingBattery<Model: GenerativeModel> {
    let model: Model
    let tolerance: Double
    var generator: TestGenerator

    mutating func sequence(_ count: Int) -> [Int32] {
        (0..<count).map { _ in Int32.random(in: 0..<Int32(model.vocabularySize), using: &generator) }
    }

    func session(rows: Int) throws -> any ArrangingSession {
        guard let session = try model.makeSession(rows: rows) as? any ArrangingSession else {
            throw BrokenLaw("the session cannot be arranged")
        }
        return session
    }

    /// Logits after the last `count` tokens of a text that is read alone.
    func alone(_ tokens: [Int32], last count: Int) throws -> [Float] {
        Array(try model.makeSession(rows: 1).extendWithAllLogits([tokens]).suffix(count * model.vocabularySize))
    }

    func expect(_ found: some Collection<Float>, _ wanted: some Collection<Float>, _ law: String) throws {
        guard found.count == wanted.count else { throw BrokenLaw("\(law): \(found.count) logits, not \(wanted.count)") }
        let (width, found, wanted) = (model.vocabularySize, Array(found), Array(wanted))
        for place in 0..<(found.count / width) {
            let range = (place * width)..<((place + 1) * width)
            for (id, (x, y)) in zip(logSoftmax(found[range]), logSoftmax(wanted[range])).enumerated()
            where !(abs(x - y) <= tolerance) {
                throw BrokenLaw("\(law): ln p of token \(id) at place \(place) is \(x), not \(y)")
            }
        }
    }

    /// Prefill, unlike steps, a plain step, and rows that change places: each row as alone.
    mutating func checkUnlikeRows() throws {
        let session = try session(rows: 3)
        var texts: [[Int32]] = [[], [], []]
        for counts in [[5, 2, 7], [1, 3, 0], [1, 1, 1], [0, 4, 2]] {
            let new = counts.map { sequence($0) }
            let found = try session.extend(SessionStep(new))
            for row in 0..<3 {
                texts[row] += new[row]
                let wanted = try alone(texts[row], last: counts[row])
                try expect(found[row], wanted, "row \(row) of unlike rows is as alone")
            }
            guard session.lengths == texts.map(\.count) else { throw BrokenLaw("the lengths are \(session.lengths)") }
        }
        let fork = try session.fork()
        try fork.select([2, 0])
        texts = [texts[2], texts[0]]
        let next = [sequence(1), sequence(1)]
        let found = try fork.extend(next)
        let wanted = try (0..<2).flatMap { try alone(texts[$0] + next[$0], last: 1) }
        try expect(found, wanted, "selected unlike rows go on as alone")
    }

    /// A tree in which siblings share their positions.
    mutating func tree() -> TokenTree {
        var tree = TokenTree()
        for parent in [nil, nil, 0, 1, 0, 3, 2, nil, 5] as [Int?] { tree.append(sequence(1)[0], after: parent) }
        return tree
    }

    mutating func checkTrees() throws {
        let (tree, text, root) = (tree(), sequence(6), sequence(1)[0])
        for path in tree.leafPaths {
            let session = try session(rows: 1)
            _ = try session.extend([text])
            let found = try session.extend(tree.step(root: root, length: text.count))[0]
            let width = model.vocabularySize
            let rows = ([0] + path.map { $0 + 1 }).flatMap { found[($0 * width)..<(($0 + 1) * width)] }
            let read = text + [root] + path.map { tree.nodes[$0].token }
            try expect(rows, try alone(read, last: path.count + 1), "the path \(path) is as alone")
            try session.keep([[text.count] + path.map { text.count + 1 + $0 }], after: [text.count])
            guard session.length == read.count else { throw BrokenLaw("\(session.length) kept, not \(read.count)") }
            let next = sequence(2)
            try expect(
                try session.extendWithAllLogits([next]),
                try alone(read + next, last: 2),
                "after the path \(path) was kept the text goes on"
            )
        }
    }

    /// A tree that is read level by level, as drafters do, with nothing moved in between.
    mutating func checkLevels() throws {
        let (text, first, second) = (sequence(5), sequence(3), sequence(3))
        let parents = [0, 2, 2]
        let session = try session(rows: 1)
        _ = try session.extend([text])
        let (start, width) = (text.count, model.vocabularySize)
        _ = try session.extend(
            SessionStep([first], positions: [[Int32](repeating: Int32(start), count: 3)]) { _, query, key in
                key < start || key == start + query
            }
        )
        let found = try session.extend(
            SessionStep([second], positions: [[Int32](repeating: Int32(start + 1), count: 3)]) { _, query, key in
                key < start || key == start + parents[query] || key == start + 3 + query
            }
        )[0]
        for (node, parent) in parents.enumerated() {
            try expect(
                found[(node * width)..<((node + 1) * width)],
                try alone(text + [first[parent], second[node]], last: 1),
                "node \(node) of the second level is as its path alone"
            )
        }
        try session.rollBack(to: start)
        let next = sequence(3)
        try expect(
            try session.extendWithAllLogits([next]),
            try alone(text + next, last: 3),
            "the text goes on after a tree was forgotten"
        )
    }

    /// Each row is taken back by itself.
    mutating func checkRoll() throws {
        let session = try session(rows: 3)
        let texts = [sequence(6), sequence(3), sequence(4)]
        _ = try session.extend(SessionStep(texts))
        try session.rollBack(rows: [2, 3, 0])
        let kept = [Array(texts[0].prefix(2)), texts[1], []]
        let next = [sequence(3), sequence(1), sequence(2)]
        let found = try session.extend(SessionStep(next))
        for row in 0..<3 {
            try expect(
                found[row],
                try alone(kept[row] + next[row], last: next[row].count),
                "row \(row) goes on after it was taken back"
            )
        }
    }

    mutating func checkErrors() throws {
        let session = try session(rows: 2)
        _ = try session.extend([sequence(3), sequence(3)])
        let steps: [SessionStep] = [
            SessionStep([[0]]), SessionStep([[], []]), SessionStep([[Int32(model.vocabularySize)], []]),
            SessionStep([[0], [0]], positions: [[3], []]), SessionStep([[0], [0]], positions: [[3]]),
            SessionStep([[0], []], positions: [[-1], []]),
        ]
        for step in steps where !isRefused({ _ = try session.extend(step) }) {
            throw BrokenLaw("the session read \(step.tokens) at \(step.positions ?? []) without a session error")
        }
        let arrangements: [(kept: [[Int]], starts: [Int])] = [
            ([[]], [1]), ([[], []], [4, 0]), ([[], []], [-1, 0]), ([[3], []], [1, 0]), ([[0], []], [1, 0]),
            ([[2, 1], []], [1, 0]),
        ]
        for (kept, starts) in arrangements where !isRefused({ try session.keep(kept, after: starts) }) {
            throw BrokenLaw("the session kept \(kept) after \(starts) without a session error")
        }
        guard session.lengths == [3, 3] else { throw BrokenLaw("an error changed the lengths to \(session.lengths)") }
    }

    private func isRefused(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return false
        } catch {
            return error is SessionError
        }
    }
}
