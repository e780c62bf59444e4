/// Encodes the words of one text: each distinct word is merged once.
struct WordEncoder {
    /// The ids so far.
    var ids: [Int32] = []

    private let model: ByteLevelBPE.Model
    private var seen = WordTable()
    private var known: [Int32] = []
    private var ends: [Int] = []
    private var scratch: [Int32] = []

    /// Longer words are merged each time that they come; they hardly ever come twice.
    private static let longestKept = 64
    private static let mostKept = 1 << 18

    init(model: ByteLevelBPE.Model) {
        self.model = model
    }

    /// Appends the ids of a word.
    mutating func append(_ word: UnsafeBufferPointer<UInt8>) {
        guard word.count <= Self.longestKept else {
            merge(word)
            ids.append(contentsOf: scratch)
            return
        }
        if seen.count >= Self.mostKept {
            seen = WordTable()
            known.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
        }
        let (index, isNew) = seen.insert(word)
        if isNew {
            merge(word)
            known.append(contentsOf: scratch)
            ends.append(known.count)
        }
        let start = index == 0 ? 0 : ends[index - 1]
        for position in start..<ends[index] { ids.append(known[position]) }
    }

    /// Leaves the ids of a word in `scratch`.
    private mutating func merge(_ word: UnsafeBufferPointer<UInt8>) {
        scratch.removeAll(keepingCapacity: true)
        if model.ignoresMerges, let id = model.ids[Array(word)] {
            scratch.append(id)
            return
        }
        var lastIsUnknown = false
        for byte in word {
            let id = model.byteIDs[Int(byte)]
            if id >= 0 {
                scratch.append(id)
                lastIsUnknown = false
            } else if let unknown = model.unknown {
                if !(lastIsUnknown && model.fusesUnknown) { scratch.append(unknown) }
                lastIsUnknown = true
            }
        }
        model.merges.apply(to: &scratch)
    }
}
