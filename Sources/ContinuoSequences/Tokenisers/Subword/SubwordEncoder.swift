import Synchronization

/// Turns words into ids: each distinct short word is looked at once and remembered from text to text.
final class SubwordEncoder {
    private let model: SubwordModel
    private var ids: [Int32] = []

    private var seen = WordTable()
    private var known: [Int32] = []
    private var ends: [Int] = []
    private var merger = PairMerger()
    private var lattice = UnigramModel.Lattice()

    /// Longer words are encoded each time that they come; they hardly ever come twice.
    private static let longestKept = 64
    private static let mostKept = 1 << 18

    init(_ model: SubwordModel) {
        self.model = model
    }

    /// Begins a text.
    func begin(reserving count: Int) {
        ids = []
        ids.reserveCapacity(count)
    }

    /// The ids of the text.
    func finish() -> [Int32] {
        defer { ids = [] }
        if case .wholeWords(let model) = model, model.fusesUnknown, let unknown = model.unknown {
            return ids.enumerated().filter { $0.element != unknown || $0.offset == 0 || ids[$0.offset - 1] != unknown }
                .map(\.element)
        }
        return ids
    }

    /// Appends the id of a token that is found as a whole.
    func append(_ id: Int32) { ids.append(id) }

    /// Appends the ids of a word.
    func append(_ word: UnsafeBufferPointer<UInt8>) {
        guard case .bytePairs(let model) = model, let cuts = model.cuts else { return appendWhole(word) }
        // What is cut safely is encoded as if it had not been cut.
        var start = 0
        var position = 1
        while position < word.count {
            if word[position] & 0xC0 != 0x80, cuts.allows(word, position), model.mayCut(word, position) {
                appendWhole(UnsafeBufferPointer(rebasing: word[start..<position]))
                start = position
            }
            position += 1
        }
        if start < word.count { appendWhole(UnsafeBufferPointer(rebasing: word[start...])) }
    }

    private func appendWhole(_ word: UnsafeBufferPointer<UInt8>) {
        guard word.count <= Self.longestKept else { return encode(word, into: &ids) }
        if seen.count >= Self.mostKept {
            seen = WordTable()
            known.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
        }
        let (index, isNew) = seen.insert(word)
        if isNew {
            encode(word, into: &known)
            ends.append(known.count)
        }
        let start = index == 0 ? 0 : ends[index - 1]
        if ends[index] == start + 1 {
            ids.append(known[start])
        } else {
            ids.append(contentsOf: known[start..<ends[index]])
        }
    }

    private func encode(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        switch model {
        case .bytePairs(let model): model.encode(word, with: &merger, into: &ids)
        case .unigram(let model): model.encode(word, with: &lattice, into: &ids)
        case .wordPiece(let model): model.encode(word, into: &ids)
        case .wholeWords(let model): model.encode(word, into: &ids)
        }
    }
}

/// Encoders that wait for the next text: what they remember is worth keeping.
final class SubwordEncoderPool: Sendable {
    private let model: SubwordModel
    private let idle = Mutex<[SubwordEncoder]>([])

    /// More texts than this at a time are encoded without what others remember.
    private static let mostIdle = 16

    init(_ model: SubwordModel) {
        self.model = model
    }

    /// Calls `body` with an encoder that nobody else uses.
    func withEncoder<Result: Sendable>(_ body: (SubwordEncoder) -> Result) -> Result {
        let waiting = Transfer(idle.withLock { Transfer($0.popLast()) }.encoder)
        let encoder = waiting.encoder ?? SubwordEncoder(model)
        defer {
            let returned = Transfer(encoder)
            idle.withLock { if $0.count < Self.mostIdle, let encoder = returned.encoder { $0.append(encoder) } }
        }
        return body(encoder)
    }

    // An encoder is in the pool or with one caller, never with two.
    private struct Transfer: @unchecked Sendable {
        let encoder: SubwordEncoder?

        init(_ encoder: SubwordEncoder?) { self.encoder = encoder }
    }
}
