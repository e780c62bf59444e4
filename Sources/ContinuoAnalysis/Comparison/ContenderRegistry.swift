import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoTraining

/// The models that can be compared: a few kinds by name, every forecaster for series, and every recipe and mixer as a network
/// that predicts the next token.
public enum ContenderRegistry {
    /// Those of their own kind: one line each.
    public static let named: [any Contender] =
        [
            NGramContender(name: "unigram", summary: "frequencies of tokens", orders: [1]),
            MarkovContender(
                name: "markov",
                summary: "frequencies behind a fixed number of last symbols, chosen by validation",
                orders: [1, 2, 3, 4, 5]
            ) { .markov($0, weight: $1) },
            MarkovContender(
                name: "akom",
                summary: "all-k-order Markov: frequencies behind the longest run of symbols that was seen",
                orders: [1, 2, 3, 4, 5, 6, 8, 10, 12]
            ) { .allOrders($0, weight: $1) },
            NGramContender(
                name: "n-gram",
                summary: "modified Kneser–Ney, its order chosen by validation",
                orders: [2, 3, 4, 5, 6, 8]
            ),
            SkipNGramContender(),
            ChunkContender(),
            HiddenMarkovContender(),
            AutomatonContender(name: "prefix-tree", summary: "automaton of all beginnings of traces", rules: []),
            AutomatonContender(
                name: "alergia",
                summary: "automaton whose states are merged where Hoeffding's test finds no difference",
                rules: [0.001, 0.01, 0.05, 0.2, 0.5].map { .hoeffding(alpha: $0) }
            ),
            AutomatonContender(
                name: "mdl-automaton",
                summary: "automaton whose states are merged where that shortens its description and the traces'",
                rules: [.descriptionLength]
            ),
            NetContender(
                name: "directly-follows",
                summary: "graph of what directly follows what, its rare arcs left out as validation has it",
                miners: [0, 0.02, 0.05, 0.2].map { noise in { DirectlyFollows($0).filtered(noise: noise).net() } }
            ),
            NetContender(
                name: "heuristics-miner",
                summary: "Petri net of causes and effects by the Heuristics Miner",
                miners: [{ try HeuristicsMiner().mine($0) }]
            ),
            NetContender(
                name: "inductive-miner",
                summary: "Petri net of a process tree that allows every trace",
                miners: [{ PetriNet(try InductiveMiner().mine($0)) }]
            ),
            NetContender(
                name: "inductive-miner-infrequent",
                summary: "the same without what is rare, how rare being chosen by validation",
                miners: [0.1, 0.2, 0.5].map { noise in { PetriNet(try InductiveMiner(noise: noise).mine($0)) } }
            ),
            NetworkContender(name: "transformer", summary: "softmax attention", recipe: "attention"),
            NetworkContender(
                name: "masked-diffusion",
                summary: "fills masked tokens in any order; its likelihood is a bound",
                recipe: "attention",
                process: "masked-diffusion"
            ),
        ] + ForecasterKind.all.map { ForecastContender(kind: $0) }

    /// What is compared where nothing was chosen.
    public static func usual(_ kind: ComparisonData.Kind) -> [String] {
        switch kind {
        case .text:
            [
                "unigram", "akom", "n-gram", "skip-kneser-ney", "hvm", "hmm", "gru", "transformer", "mamba",
                "masked-diffusion",
            ]
        case .letters:
            [
                "unigram", "markov", "akom", "n-gram", "skip-kneser-ney", "hvm", "hmm", "gru", "transformer", "mamba",
                "masked-diffusion",
            ]
        case .symbols, .log:
            [
                "unigram", "markov", "akom", "n-gram", "skip-kneser-ney", "hvm", "hmm", "prefix-tree", "alergia",
                "mdl-automaton",
                "directly-follows", "heuristics-miner", "inductive-miner", "inductive-miner-infrequent", "gru", "lstm",
                "transformer",
            ]
        case .series:
            [
                "naive", "seasonal-naive", "drift", "ets", "theta", "n-hits", "unigram", "n-gram", "hmm", "gru",
                "transformer", "mamba",
            ]
        }
    }

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
