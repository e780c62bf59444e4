import ContinuoBackbones

/// The models that can be compared: a few kinds by name, and every recipe and mixer as a network that predicts the next token.
public enum ContenderRegistry {
    /// Those of their own kind: one line each.
    public static let named: [any Contender] = [
        NGramContender(name: "unigram", summary: "frequencies of tokens", orders: [1]),
        NGramContender(
            name: "n-gram",
            summary: "modified Kneser–Ney, its order chosen by validation",
            orders: [2, 3, 4, 5, 6, 8]
        ),
        SkipNGramContender(),
        ChunkContender(),
        HiddenMarkovContender(),
        NetworkContender(name: "transformer", summary: "softmax attention", recipe: "attention"),
        NetworkContender(
            name: "masked-diffusion",
            summary: "fills masked tokens in any order; its likelihood is a bound",
            recipe: "attention",
            process: "masked-diffusion"
        ),
    ]

    /// What is compared where nothing was chosen.
    public static let usual = ["unigram", "n-gram", "hmm", "gru", "transformer", "mamba", "masked-diffusion"]

    /// Everything that can be named.
    public static var names: [String] {
        let own = named.map(\.name)
        return own + FamilyRegistry.recipeNames.filter { !own.contains($0) }
    }

    /// - Throws: `ComparisonError.unknownModel`.
    public static func contender(named name: String) throws(ComparisonError) -> any Contender {
        if let found = named.first(where: { $0.name == name }) { return found }
        guard FamilyRegistry.recipeNames.contains(name) else { throw .unknownModel(name: name, known: names) }
        return NetworkContender(name: name, summary: "a network of \(name)", recipe: name)
    }
}
