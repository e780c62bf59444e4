import ContinuoTensor

/// A synchronous grammar that makes pairs of sentences: a source in the order subject, verb, object, and its translation in
/// the order subject, object, verb, with agreement.
///
/// 200 lemmas: 80 nouns, 60 verbs, 40 adjectives, 20 adverbs. Source nouns show their number, source verbs and adjectives do
/// not; in the target, adjectives follow their noun and agree with it, verbs agree with the subject. Three in ten lemmas
/// have two synonyms in the target, and a hidden bit decides for a whole sentence which of the two are used: a translation
/// has two right answers that must not be mixed.
public struct ToyTranslation: Sendable {
    /// One pair. No ids are shared by the two languages.
    public struct Pair: Sendable, Equatable {
        /// 5 to 20 words.
        public let source: [Int32]
        public let target: [Int32]
        /// The translation in the other style.
        public let otherStyle: [Int32]
    }

    /// Ids that are no words.
    public static let padding: Int32 = 0
    public static let separator: Int32 = 1
    public static let end: Int32 = 2

    /// Ids of both languages and of what is no word.
    public static let vocabularySize = targetStart + 2 * 2 * lemmaCount

    private static let lemmaCount = 200
    private static let sourceStart = 3
    /// Each source lemma has a singular and a plural id, of which only nouns use the second.
    private static let targetStart = sourceStart + 2 * lemmaCount

    private static let nouns = 0..<80
    private static let verbs = 80..<140
    private static let adjectives = 140..<180
    private static let adverbs = 180..<200

    private let seed: UInt64

    public init(seed: UInt64 = 1) { self.seed = seed }

    /// The pair of a number; parts of the data are ranges of numbers.
    public func pair(_ index: Int) -> Pair {
        var random = RandomStream(seed: seed).split("toy translation").split(index)
        while true {
            let clauses = (0..<(1 + random.integer(below: 2))).map { _ in Clause(using: &random) }
            let style = random.integer(below: 2)
            let source = clauses.flatMap(\.source)
            guard (5...20).contains(source.count) else { continue }
            return Pair(
                source: source,
                target: clauses.flatMap { $0.target(style: style) },
                otherStyle: clauses.flatMap { $0.target(style: 1 - style) }
            )
        }
    }

    /// `source`, separator, `target`, end: the pair as one sequence.
    public static func sequence(_ pair: Pair) -> [Int32] { pair.source + [separator] + pair.target + [end] }

    private static func sourceWord(_ lemma: Int, plural: Bool = false) -> Int32 {
        Int32(sourceStart + 2 * lemma + (plural ? 1 : 0))
    }

    private static func targetWord(_ lemma: Int, plural: Bool, style: Int) -> Int32 {
        let hasSynonyms = lemma % 10 < 3
        return Int32(targetStart + 4 * lemma + (plural ? 2 : 0) + (hasSynonyms ? style : 0))
    }

    private struct NounPhrase {
        let noun: Int
        let isPlural: Bool
        let adjectives: [Int]

        init(using random: inout RandomStream) {
            noun = nouns.lowerBound + random.integer(below: nouns.count)
            isPlural = random.integer(below: 2) == 1
            adjectives = (0..<random.integer(below: 4)).map { _ in
                ToyTranslation.adjectives.lowerBound + random.integer(below: ToyTranslation.adjectives.count)
            }
        }

        var source: [Int32] { adjectives.map { sourceWord($0) } + [sourceWord(noun, plural: isPlural)] }

        func target(style: Int) -> [Int32] {
            ([noun] + adjectives.reversed()).map { targetWord($0, plural: isPlural, style: style) }
        }
    }

    private struct Clause {
        let subject: NounPhrase
        let object: NounPhrase
        let verb: Int
        let adverb: Int?

        init(using random: inout RandomStream) {
            subject = NounPhrase(using: &random)
            object = NounPhrase(using: &random)
            verb = verbs.lowerBound + random.integer(below: verbs.count)
            adverb = random.integer(below: 2) == 0 ? nil : adverbs.lowerBound + random.integer(below: adverbs.count)
        }

        var source: [Int32] {
            subject.source + [sourceWord(verb)] + object.source + (adverb.map { [sourceWord($0)] } ?? [])
        }

        func target(style: Int) -> [Int32] {
            let verb = targetWord(verb, plural: subject.isPlural, style: style)
            let adverb = adverb.map { [targetWord($0, plural: false, style: style)] } ?? []
            return subject.target(style: style) + object.target(style: style) + adverb + [verb]
        }
    }
}
