/// The rule of exact speculative sampling (Leviathan et al. 2023, Chen et al. 2023).
///
/// A token x drawn from q is accepted with probability min(1, p(x) / q(x)), otherwise replaced by one drawn from
/// norm(max(0, p − q)); the result has the distribution p. A token that was fixed rather than drawn has q = 1 on itself.
/// Filters (temperature, top-k, …) are applied to p and q before.
public enum SpeculativeRule {
    /// Whether a proposed token stands. No random number is taken where the answer is certain.
    public static func accepts(
        _ token: Int32,
        target p: [Double],
        draft q: [Double]?,
        using generator: inout some RandomNumberGenerator
    ) -> Bool {
        let (wanted, drawn) = (p[Int(token)], q?[Int(token)] ?? 1)
        if wanted >= drawn { return true }
        return wanted > 0 && generator.unitUniform() * drawn < wanted
    }

    /// The distribution (not normalised) of the token that replaces a rejected one.
    public static func residual(rejected token: Int32, target p: [Double], draft q: [Double]?) -> [Double] {
        var rest = p
        if let q {
            for index in rest.indices { rest[index] = max(0, rest[index] - q[index]) }
        } else {
            rest[Int(token)] = 0
        }
        return rest.contains { $0 > 0 } ? rest : p
    }
}

/// What can be wrong with a drafter.
public enum SpeculationError: Error, Equatable, CustomStringConvertible {
    case differentVocabularies(target: Int, draft: Int)
    case missingDistributions(tokens: Int, rows: Int)
    case cannotReadTrees
    case treeNeedsTreeVerifier
    case badTreeRank(Int)
    case grownTreesAreFixed

    public var description: String {
        switch self {
        case .differentVocabularies(let target, let draft):
            "the drafter has \(draft) token ids, the model \(target); both need the same tokeniser"
        case .missingDistributions(let tokens, let rows):
            "the drafter proposed \(tokens) tokens with \(rows) distributions; one is needed for each"
        case .cannotReadTrees:
            "the model cannot read a tree of tokens: that takes attention over a cache; draft single paths instead"
        case .treeNeedsTreeVerifier:
            "the drafter proposed a tree, the verifier reads single paths; use TreeVerifier"
        case .badTreeRank(let rank):
            "a tree was given the rank, width or depth \(rank); ranks count from 0, widths and depths from 1"
        case .grownTreesAreFixed:
            "a tree that is grown by probability cannot hold drawn candidates: the target's law would be lost; give a shape"
        }
    }
}
