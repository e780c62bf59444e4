/// Byte-pair encoding (Sennrich et al. 2016) of one word: over bytes (Radford et al. 2019), or over characters with or without
/// bytes as a way out (Kudo and Richardson 2018).
public struct BytePairModel: Sendable {
    /// What the symbols are that merging begins with.
    enum Symbols: Sendable {
        /// Bytes, with the id of each; -1 where it has none.
        case bytes([Int32])

        /// Characters, spelled with a prefix when they do not begin a word and with a suffix when they end it.
        case characters(prefix: [UInt8], suffix: [UInt8])
    }

    /// What the model does besides merging.
    struct Options: Sendable {
        /// The id that stands for a symbol without one; such symbols are dropped where there is none.
        var unknown: Int32?
        /// Whether neighbouring unknown symbols become one id.
        var fusesUnknown = false
        /// Whether a word that is in the vocabulary is taken as it is, without merging.
        var ignoresMerges = false
        /// The ids of the bytes that an unknown character is spelled with; empty for none.
        var byteFallback: [Int32] = []
    }

    let table: TokenTable
    let symbols: Symbols
    let rule: PairMerger.Rule
    let options: Options

    /// Where words may be cut without changing their ids; `nil` when nowhere.
    let cuts: SafeCuts?

    /// The id of each character of one byte, for vocabularies of characters.
    private let asciiIDs: [Int32]

    /// Whether any two symbols merge.
    private let mergesAnything: Bool

    /// Whether there are pieces that are merged on the way and may not stay.
    private let keepsSplits: Bool

    init(table: TokenTable, symbols: Symbols, rule: PairMerger.Rule, options: Options = Options()) {
        self.table = table
        self.symbols = symbols
        self.rule = rule
        self.options = options
        keepsSplits = table.kinds.contains(.unused)
        switch rule {
        case .ranked(let merges): mergesAnything = !merges.merges.isEmpty
        case .scored(let keys): mergesAnything = keys.contains { $0 != .max }
        }
        guard case .characters(let prefix, let suffix) = symbols else {
            cuts = nil
            asciiIDs = []
            return
        }
        asciiIDs = (0..<0x80).map { table.id(of: [UInt8($0)]) ?? PairMerger.unknown }
        let isPlain = prefix.isEmpty && suffix.isEmpty && !options.ignoresMerges
        if isPlain, mergesAnything {
            var isMerged = [Bool](repeating: false, count: table.count)
            switch rule {
            case .ranked(let merges): for merge in merges.merges { isMerged[Int(merge.merged)] = true }
            case .scored(let keys): for (id, key) in keys.enumerated() { isMerged[id] = key != .max }
            }
            cuts = SafeCuts(table) { isMerged[Int($0)] }
        } else {
            cuts = nil
        }
    }

    /// A byte-level model.
    /// - Parameter merges: pairs of ids with the id that they become, in the order of their ranks.
    public init(vocabulary: [[UInt8]?], merges: [(left: Int32, right: Int32, merged: Int32)]) {
        let table = TokenTable(vocabulary)
        self.init(table: table, symbols: .bytes(Self.byteIDs(table)), rule: .ranked(MergeTable(merges)))
    }

    /// The id of each byte in a byte-level vocabulary, -1 where it has none.
    static func byteIDs(_ table: TokenTable) -> [Int32] { (UInt8(0)...255).map { table.id(of: [$0]) ?? -1 } }

    /// The merges in the order of their ranks; empty when pieces decide.
    var merges: [(left: Int32, right: Int32, merged: Int32)] {
        if case .ranked(let table) = rule { table.merges } else { [] }
    }

    /// The merges in the order of their ranks, also where pieces decide: then all pairs of pieces that together are one, by its
    /// score and by the places of the two.
    var listedMerges: [(left: Int32, right: Int32, merged: Int32)] {
        guard case .scored(let keys) = rule else { return merges }
        var found: [(key: Int32, left: Int32, right: Int32, merged: Int32)] = []
        table.forEach { id, bytes in
            guard keys[Int(id)] != .max else { return }
            for split in 1..<max(bytes.count, 1) where bytes[split] & 0xC0 != 0x80 {
                let left = table.id(of: UnsafeBufferPointer(rebasing: bytes[..<split]))
                let right = table.id(of: UnsafeBufferPointer(rebasing: bytes[split...]))
                if left >= 0, right >= 0 { found.append((keys[Int(id)], left, right, id)) }
            }
        }
        found.sort { ($0.key, $0.left, $0.right) < ($1.key, $1.left, $1.right) }
        return found.map { ($0.left, $0.right, $0.merged) }
    }

    /// Whether every byte string has ids that stand for it.
    var coversAllBytes: Bool {
        if case .bytes(let ids) = symbols { !ids.contains(-1) } else { !options.byteFallback.isEmpty }
    }

    /// Whether a safe cut before a position keeps neighbours together that are unknown and become one id.
    @inline(__always)
    func mayCut(_ word: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        guard options.fusesUnknown, options.byteFallback.isEmpty else { return true }
        let length = UTF8Scanner.scalar(in: word, at: position).length
        return table.id(of: UnsafeBufferPointer(rebasing: word[position..<position + length])) >= 0
    }

    /// Appends the ids of a word.
    func encode(_ word: UnsafeBufferPointer<UInt8>, with merger: inout PairMerger, into ids: inout [Int32]) {
        if options.ignoresMerges {
            let id = table.id(of: word)
            if id >= 0 {
                ids.append(id)
                return
            }
        }
        merger.removeAll()
        switch symbols {
        case .bytes(let byteIDs):
            var lastIsUnknown = false
            for byte in word {
                append(byteIDs[Int(byte)], &lastIsUnknown, to: &merger.ids)
            }
            merger.merge(by: rule, table, in: word)
            ids.append(contentsOf: merger.ids)
        case .characters(let prefix, let suffix):
            if case .scored = rule {
                encodeScored(word, with: &merger, into: &ids)
            } else {
                appendCharacters(of: word, prefix, suffix, to: &merger.ids)
                merger.merge(by: rule, table, in: word)
                ids.append(contentsOf: merger.ids)
            }
        }
    }

    @inline(__always)
    private func append(_ id: Int32, _ lastIsUnknown: inout Bool, to ids: inout [Int32]) {
        if id >= 0 {
            ids.append(id)
            lastIsUnknown = false
        } else if let unknown = options.unknown {
            if !(lastIsUnknown && options.fusesUnknown) { ids.append(unknown) }
            lastIsUnknown = true
        }
    }

    private func appendCharacters(
        of word: UnsafeBufferPointer<UInt8>,
        _ prefix: [UInt8],
        _ suffix: [UInt8],
        to ids: inout [Int32]
    ) {
        let isPlain = prefix.isEmpty && suffix.isEmpty
        var lastIsUnknown = false
        var position = 0
        while position < word.count {
            let length = UTF8Scanner.scalar(in: word, at: position).length
            let character = UnsafeBufferPointer(rebasing: word[position..<position + length])
            let id: Int32
            if isPlain {
                id = word[position] < 0x80 ? asciiIDs[Int(word[position])] : table.id(of: character)
            } else {
                let isLast = position + length == word.count
                let spelling = (position > 0 ? prefix : []) + character + (isLast ? suffix : [])
                id = table.id(of: spelling) ?? PairMerger.unknown
            }
            if id < 0, !options.byteFallback.isEmpty {
                for byte in character { ids.append(options.byteFallback[Int(byte)]) }
                lastIsUnknown = false
            } else {
                append(id, &lastIsUnknown, to: &ids)
            }
            position += length
        }
    }

    /// Symbols keep their places, for pieces are found by the text that they cover; what is no piece in the end is unknown.
    private func encodeScored(
        _ word: UnsafeBufferPointer<UInt8>,
        with merger: inout PairMerger,
        into ids: inout [Int32]
    ) {
        var position = 0
        while position < word.count {
            let length = UTF8Scanner.scalar(in: word, at: position).length
            let id =
                word[position] < 0x80
                ? asciiIDs[Int(word[position])] : table.id(word.baseAddress! + position, length)
            merger.ids.append(id)
            merger.starts.append(Int32(truncatingIfNeeded: position))
            position += length
        }
        merger.starts.append(Int32(truncatingIfNeeded: word.count))
        merger.keepsSplits = keepsSplits
        if mergesAnything { merger.merge(by: rule, table, in: word) }
        var lastIsUnknown = false
        for (index, id) in merger.ids.enumerated() {
            let range = Int(merger.starts[index])..<Int(merger.starts[index + 1])
            appendPiece(id, word, range, merger.splits, &lastIsUnknown, to: &ids)
        }
    }

    /// Appends a piece, or the two that it was put together from when it may not stay.
    private func appendPiece(
        _ id: Int32,
        _ word: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ splits: [Int32: Int32],
        _ lastIsUnknown: inout Bool,
        to ids: inout [Int32]
    ) {
        if keepsSplits, let split = splits[id] {
            let middle = range.lowerBound + Int(split)
            for part in [range.lowerBound..<middle, middle..<range.upperBound] {
                let id = table.id(of: UnsafeBufferPointer(rebasing: word[part]))
                appendPiece(id, word, part, splits, &lastIsUnknown, to: &ids)
            }
        } else if id < 0, !options.byteFallback.isEmpty {
            for byte in word[range] { ids.append(options.byteFallback[Int(byte)]) }
            lastIsUnknown = false
        } else {
            append(id, &lastIsUnknown, to: &ids)
        }
    }
}
