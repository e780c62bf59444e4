import ContinuoSequences
import ContinuoTraining

/// Texts of a task as token ids: `[classification] a [separator] b`, as encoders read them.
struct ClassificationTexts {
    let tokeniser: any Tokeniser
    /// Tokens of each text at most; the rest is cut off.
    let limit: Int

    func encode(_ texts: [String]) -> [Int32] { joined(texts.map(tokens)) }

    /// The tokens of one text, cut at the limit.
    func tokens(of text: String) -> [Int32] { Array(tokeniser.encode(text).prefix(limit)) }

    /// Tokens of texts as one sequence.
    func joined(_ parts: [[Int32]]) -> [Int32] {
        let special = tokeniser.specialTokens
        return [special.id(of: .classification)!] + parts.joined(separator: [special.id(of: .separator)!])
    }

    func encode(_ examples: [TextClassification.Example], classes: Int) -> LabelledSequences {
        LabelledSequences(examples.map { encode($0.texts) }, labels: examples.map(\.label), classes: classes)
    }

    /// A byte-pair tokeniser of texts, with the special tokens that encoders need.
    static func tokeniser(of texts: some Sequence<String>, vocabularySize: Int) throws -> SubwordTokeniser {
        let special = [SpecialRole.pad, .mask, .classification, .separator].map { NewSpecialToken(role: $0) }
        var trainer = ByteLevelBPETrainer(.init(vocabularySize: vocabularySize, special: special))
        for text in texts { trainer.add(Array(text.utf8)) }
        return try trainer.train()
    }
}
