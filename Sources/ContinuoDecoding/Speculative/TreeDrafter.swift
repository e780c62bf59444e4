/// Drafts trees with a smaller model: of a fixed shape, or grown where the model believes in a path most.
///
/// Candidates are the model's most probable tokens, or in a fixed shape tokens drawn without replacement, which the target
/// accepts more often at higher temperatures. Each level of a tree is read in one pass of the smaller model.
public final class TreeDrafter: Drafter {
    public enum Growth: Sendable {
        case shape(TreeShape)
        /// Of each level the `beam` likeliest nodes get `beam` children; of all nodes the likeliest stay (Li et al. 2024).
        case grown(depth: Int, beam: Int)
    }

    private let model: any GenerativeModel
    private let sampler: Sampler
    private let growth: Growth
    private let draws: Bool
    private let prefix: PrefixSession

    public var vocabularySize: Int? { model.vocabularySize }

    /// - Parameters:
    ///   - growth: how trees come about.
    ///   - settings: the filters of the model's distributions; the target's own give the best acceptance.
    ///   - draws: draws candidates instead of taking the most probable; only with a shape, not at temperature 0.
    public init(
        _ model: any GenerativeModel,
        growth: Growth,
        settings: SamplingSettings = SamplingSettings(),
        draws: Bool = false
    ) throws {
        if case .grown(let depth, let beam) = growth {
            guard depth >= 1, beam >= 1 else { throw SpeculationError.badTreeRank(min(depth, beam)) }
            guard !draws else { throw SpeculationError.grownTreesAreFixed }
        }
        self.model = model
        self.growth = growth
        // At temperature 0 all but one token would have no probability; the ranks are those of the logits.
        var filters = settings
        if settings.isGreedy { filters.temperature = 1 }
        self.draws = draws && !settings.isGreedy
        sampler = try Sampler(filters)
        prefix = PrefixSession { try model.makeSession(rows: 1) }
    }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        let tokens = context.prompt + context.generated
        guard count > 0, !tokens.isEmpty else { return Draft() }
        let (session, read) = try prefix.prepare(for: tokens)
        guard let base = session as? any ArrangingSession else { throw SpeculationError.cannotReadTrees }
        let first = try base.extend([Array(tokens[read...])])
        prefix.wentOn(through: tokens)
        let tree = try grow(base, first, context, count, &generator)
        if base.length > tokens.count { try base.rollBack(to: tokens.count) }
        return Draft(tree: tree)
    }

    /// Level after level of the tree, until it holds what its growth and `count` allow.
    private func grow(
        _ session: any ArrangingSession,
        _ first: [Float],
        _ context: TokenContext,
        _ count: Int,
        _ generator: inout some RandomNumberGenerator
    ) throws -> TokenTree {
        var tree = TokenTree()
        let (start, width) = (session.length, session.vocabularySize)
        /// The place in the shape of each node of the tree.
        var shapePlaces: [Int] = []
        /// Nodes in the order in which the session has read them.
        var readNodes: [Int] = []
        var level: [(node: Int?, logits: [Float])] = [(nil, first)]
        while !level.isEmpty {
            var added: [Int] = []
            for (node, logits) in level {
                var after = context
                after.generated += node.map { tree.path(to: $0).map { tree.nodes[$0].token } } ?? []
                let law = try sampler.distribution(of: logits, after: after)
                added += addChildren(of: node, law, to: &tree, &shapePlaces, count, &generator)
            }
            let parents = expandable(added, in: tree, shapePlaces, count)
            let fits = session.maximumLength.map { start + (tree.nodes.last?.depth ?? 0) <= $0 } ?? true
            guard !parents.isEmpty, fits else { break }
            readNodes += parents
            let (order, drafted) = (readNodes, tree)
            let firstNew = order.count - parents.count
            let paths = parents.map { Set(drafted.path(to: $0)) }
            let step = SessionStep(
                [parents.map { drafted.nodes[$0].token }],
                positions: [parents.map { Int32(start + drafted.nodes[$0].depth - 1) }]
            ) { _, query, key in key < start || paths[query].contains(order[key - start]) }
            precondition(session.length == start + firstNew, "the tree's earlier levels were read")
            let logits = try session.extend(step)[0]
            level = parents.indices.map { (parents[$0], rowSlice(logits, $0, width: width)) }
        }
        if case .grown = growth { return tree.pruned(to: count) }
        return tree
    }

    /// Adds a node's candidates.
    /// - Returns: the new nodes.
    private func addChildren(
        of node: Int?,
        _ law: [Double],
        to tree: inout TokenTree,
        _ shapePlaces: inout [Int],
        _ count: Int,
        _ generator: inout some RandomNumberGenerator
    ) -> [Int] {
        guard case .shape(let shape) = growth else {
            guard case .grown(_, let beam) = growth else { return [] }
            return candidates(of: law, beam).map {
                tree.append(Int32($0), after: node, probability: law[$0])
            }
        }
        let place = node.map { shapePlaces[$0] }
        let wanted = shape.nodes.indices.filter { shape.nodes[$0].parent == place }
        var (left, added): ([Double], [Int]) = (law, [])
        let best = draws ? [] : candidates(of: law, (wanted.map { shape.nodes[$0].rank }.max() ?? -1) + 1)
        for child in wanted where tree.count < count {
            if draws {
                let total = left.reduce(0, +)
                guard total > 0 else { break }
                let distribution = left.map { $0 / total }
                let token = draw(from: distribution, using: &generator)
                left[Int(token)] = 0
                added.append(
                    tree.append(token, after: node, probability: law[Int(token)], distribution: distribution)
                )
            } else {
                guard shape.nodes[child].rank < best.count else { break }
                let token = best[shape.nodes[child].rank]
                added.append(tree.append(Int32(token), after: node, probability: law[token]))
            }
            shapePlaces.append(child)
        }
        return added
    }

    /// Which of the new nodes get children.
    private func expandable(_ added: [Int], in tree: TokenTree, _ shapePlaces: [Int], _ count: Int) -> [Int] {
        switch growth {
        case .shape(let shape):
            guard tree.count < count else { return [] }
            let parents = Set(shape.nodes.compactMap(\.parent))
            return added.filter { parents.contains(shapePlaces[$0]) }
        case .grown(let depth, let beam):
            guard let first = added.first, tree.nodes[first].depth < depth else { return [] }
            return added.sorted { tree.nodes[$0].probability > tree.nodes[$1].probability }.prefix(beam).sorted()
        }
    }

    /// The most probable tokens, the lower id first among equals; none of probability 0.
    private func candidates(of law: [Double], _ count: Int) -> [Int] {
        topIndices(of: law, count: count).filter { law[$0] > 0 }
    }
}
