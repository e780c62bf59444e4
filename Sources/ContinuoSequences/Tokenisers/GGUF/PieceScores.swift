/// Scores of pieces, in whose order llama.cpp merges.
enum PieceScores {
    /// The scores that merge as a model of byte pairs over characters does: its own, or the ranks of its merges where any two pieces
    /// that together are a piece merge, all ways to make a piece one after the other.
    static func ofPairs(_ model: BytePairModel, _ tokeniser: SubwordTokeniser) throws(TokeniserError) -> [Float] {
        guard case .characters(let prefix, let suffix) = model.symbols, prefix.isEmpty, suffix.isEmpty else {
            throw GGUFTokeniserWriter.refusal("pieces have a prefix or suffix of their own")
        }
        guard !model.options.ignoresMerges else {
            throw GGUFTokeniserWriter.refusal("words of the vocabulary are taken without merging")
        }
        switch model.rule {
        case .scored(let keys): return keys.map(PieceVocabulary.score)
        case .ranked(let table): return try ofRanks(table.merges, model, tokeniser)
        }
    }

    private static func ofRanks(
        _ merges: [(left: Int32, right: Int32, merged: Int32)],
        _ model: BytePairModel,
        _ tokeniser: SubwordTokeniser
    ) throws(TokeniserError) -> [Float] {
        var order = [Int32](repeating: .max, count: model.table.count)
        var next: Int32 = 0
        for (index, merge) in merges.enumerated() where index == 0 || merge.merged != merges[index - 1].merged {
            guard order[Int(merge.merged)] == .max else {
                throw GGUFTokeniserWriter.refusal("merges that make one piece have others between them")
            }
            order[Int(merge.merged)] = next
            next += 1
        }
        // Pieces that are found as a whole before, or that no merge makes, must not be made by scores either.
        let added = Set(tokeniser.addedTokens.map(\.id))
        var keys = order
        for id in keys.indices where keys[id] == .max && !added.contains(Int32(id)) { keys[id] = next }
        for id in added where Int(id) < keys.count && order[Int(id)] == .max { keys[Int(id)] = .max }
        let all = BytePairModel(table: model.table, symbols: model.symbols, rule: .scored(keys: keys))
        let bytes = Set(model.options.byteFallback)
        let possible = all.listedMerges.filter { !bytes.contains($0.merged) && $0.merged != model.options.unknown }
        guard Set(possible.map(Pair.init)) == Set(merges.map(Pair.init)) else {
            throw GGUFTokeniserWriter.refusal("not all pairs of pieces that together are a piece merge")
        }
        return order.map { -Float($0 == .max ? next : $0) }
    }

    private struct Pair: Hashable {
        let left: Int32
        let right: Int32

        init(_ merge: (left: Int32, right: Int32, merged: Int32)) { (left, right) = (merge.left, merge.right) }
    }
}

/// How a tokeniser of pieces treats spaces, in the words of GGUF.
struct SpaceTreatment {
    var addsPrefix = false
    var removesExtra = false
    var map = CharacterMap.none
    /// What GGUF has no words for.
    var losses: [String] = []

    /// Said of tokenisers that put a space before texts that have none.
    static let secondSpace = "A text that begins with a space gets another one before it."

    /// - Throws: ``TokeniserError/cannotBeWritten(reason:form:)`` for steps that GGUF has no words for.
    init(_ tokeniser: SubwordTokeniser, isUnigram: Bool) throws(TokeniserError) {
        let mark = SentencePieceNormaliser.spaceMark
        let blank = [SentencePieceNormaliser.blank]
        var escapes = false
        for step in tokeniser.normaliser {
            switch step {
            case .sentencePiece(let own) where own.escapesSpaces && !own.putsSpaceBehind:
                (addsPrefix, removesExtra, map, escapes) = (own.addsPrefixSpace, own.removesExtraSpaces, own.map, true)
            case .prepend(mark): addsPrefix = true
            case .replace(.literal(blank), with: mark): escapes = true
            case .replace(.pattern(let pattern), with: blank) where pattern.source == " {2,}": removesExtra = true
            case .strip(left: true, right: true): removesExtra = true
            case .characterMap(let characters): map = characters
            default: throw GGUFTokeniserWriter.refusal("GGUF has no words for its normaliser")
            }
        }
        for step in tokeniser.preTokeniser {
            switch step {
            case .metaspace(replacement: mark, let prefix, let splits):
                escapes = true
                if prefix != .never {
                    addsPrefix = true
                    losses.append(Self.secondSpace)
                }
                guard isUnigram || !splits || !Self.hasMarkInside(tokeniser.model.table) else {
                    throw GGUFTokeniserWriter.refusal("words are cut at spaces that pieces have inside")
                }
            case .separate(.literal(blank), _, isInverted: _) where escapes: break
            case .separate(.literal(mark), _, isInverted: _) where !Self.hasMarkInside(tokeniser.model.table): break
            case .separate(.classes(.space), .removed, isInverted: _) where isUnigram: removesExtra = true
            default: throw GGUFTokeniserWriter.refusal("GGUF has no words for how it cuts text into words")
            }
        }
        guard escapes else { throw GGUFTokeniserWriter.refusal("its pieces do not spell the space as ▁") }
    }

    private static func hasMarkInside(_ table: TokenTable) -> Bool {
        let mark = SentencePieceNormaliser.spaceMark
        var found = false
        table.forEach { _, bytes in
            guard !found, bytes.count > mark.count else { return }
            found = (1...(bytes.count - mark.count)).contains { bytes[$0...].starts(with: mark) }
        }
        return found
    }
}

extension PieceVocabulary {
    /// The score of a key that ``keys(_:)`` made.
    static func score(_ key: Int32) -> Float {
        let ascending = ~(UInt32(bitPattern: key) ^ 0x8000_0000)
        let bits = ascending >> 31 == 1 ? ascending ^ 0x8000_0000 : ~ascending
        let score = Float(bitPattern: bits)
        return score.isNaN ? -.greatestFiniteMagnitude : score
    }
}
