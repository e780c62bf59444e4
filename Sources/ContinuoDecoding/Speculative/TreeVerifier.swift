/// Verifies a tree of drafted tokens in one pass, by the exact rule for several candidates (Miao et al. 2024; Sun et al.
/// 2023): siblings are tried in order, each against what the rejected ones before it have left of the target's law p.
///
///     accept x ∼ q with probability min(1, p(x) / q(x));  otherwise p ← norm(max(0, p − q)) and the next sibling
///
/// A candidate that the context fixed has q = 1 on itself. Where all are rejected a token is drawn from what is left; after
/// a leaf one more is drawn from p. At temperature 0 that is a walk along the greedy path.
///
/// The law holds if what a tree holds depends on drawn tokens only through their own ancestors: trees that are pruned by
/// probability hold fixed candidates, never drawn ones.
public struct TreeVerifier: Verifier {
    public var isLossless: Bool { true }

    public init() {}

    public func verify(
        _ draft: Draft,
        after context: TokenContext,
        in session: inout any DecodingSession,
        sampler: Sampler,
        using generator: inout some RandomNumberGenerator
    ) throws -> [Int32] {
        guard let arranging = session as? any ArrangingSession else { throw SpeculationError.cannotReadTrees }
        let width = session.vocabularySize
        let tree = try draft.asTree()
        for case let distribution? in tree.nodes.map(\.distribution) where distribution.count != width {
            throw SpeculationError.differentVocabularies(target: width, draft: distribution.count)
        }
        guard let root = context.generated.last ?? context.prompt.last else { throw SamplingError.emptyPrompt }
        let start = session.length
        let logits = try arranging.extend(tree.step(root: root, length: start))[0]
        var context = context
        var chosen: [Int32] = []
        var places = [start]
        var node: Int?
        while true {
            let row = rowSlice(logits, node.map { $0 + 1 } ?? 0, width: width)
            let children = tree.children(of: node)
            let (token, child) = try next(row, children, tree, context, sampler, &generator)
            chosen.append(token)
            guard let child else { break }
            context.generated.append(token)
            places.append(start + 1 + child)
            node = child
        }
        try arranging.keep([places], after: [start])
        return chosen
    }

    /// The token after a node, and the child that holds it; no child where the token is none of them.
    private func next(
        _ logits: [Float],
        _ children: [Int],
        _ tree: TokenTree,
        _ context: TokenContext,
        _ sampler: Sampler,
        _ generator: inout some RandomNumberGenerator
    ) throws -> (token: Int32, child: Int?) {
        if sampler.settings.isGreedy {
            let best = try sampler.mostProbable(in: logits, after: context)
            return (best, children.first { tree.nodes[$0].token == best })
        }
        guard !children.isEmpty else {
            return (try sampler.choose(from: logits, after: context, using: &generator), nil)
        }
        var left = try sampler.distribution(of: logits, after: context)
        for child in children {
            let node = tree.nodes[child]
            if SpeculativeRule.accepts(node.token, target: left, draft: node.distribution, using: &generator) {
                return (node.token, child)
            }
            left = SpeculativeRule.residual(rejected: node.token, target: left, draft: node.distribution)
            let total = left.reduce(0, +)
            for index in left.indices { left[index] /= total }
        }
        return (draw(from: left, using: &generator), nil)
    }
}
