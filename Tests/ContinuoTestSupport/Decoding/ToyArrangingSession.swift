import ContinuoDecoding

/// A toy session whose places can be arranged. A token's logits follow from the tokens that it sees, in the order of their
/// positions, so that a wrong mask, position or order of kept places changes them.
final class ToyArrangingSession: ArrangingSession {
    private struct Place {
        var token: Int32
        var position: Int32
    }

    private let model: ToyLanguageModel
    private var places: [[Place]]
    private(set) var networkCalls = 0

    init(_ model: ToyLanguageModel, rows: Int) {
        self.model = model
        places = Array(repeating: [], count: rows)
    }

    var vocabularySize: Int { model.vocabularySize }
    var rows: Int { places.count }
    var lengths: [Int] { places.map(\.count) }
    var length: Int { lengths.max() ?? 0 }
    var maximumLength: Int? { nil }

    func extend(_ step: SessionStep) throws -> [[Float]] {
        try validate(step)
        networkCalls += 1
        for row in places.indices {
            for (index, token) in step.tokens[row].enumerated() {
                let position = step.positions?[row][index] ?? Int32(places[row].count)
                places[row].append(Place(token: token, position: position))
            }
        }
        return places.indices.map { row in
            let count = step.tokens[row].count
            let held = places[row].count - count
            return (0..<count).flatMap { query in
                let seen = places[row].indices.filter { step.sees?(row, query, $0) ?? ($0 <= held + query) }
                let order = seen.sorted { places[row][$0].position < places[row][$1].position }
                return model.logits(after: order.map { places[row][$0].token })
            }
        }
    }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        return try extend(SessionStep(tokens)).flatMap { $0.suffix(vocabularySize) }
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        return try extend(SessionStep(tokens)).flatMap { $0 }
    }

    func keep(_ kept: [[Int]], after starts: [Int]) throws {
        try validate(kept, after: starts)
        places = places.indices.map { row in
            places[row].prefix(starts[row]) + kept[row].map { places[row][$0] }
        }
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !places.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        places = indices.map { places[$0] }
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        try rollBack(rows: lengths.map { min($0, length) })
    }

    func fork() throws -> any DecodingSession {
        let copy = ToyArrangingSession(model, rows: rows)
        copy.places = places
        return copy
    }
}
