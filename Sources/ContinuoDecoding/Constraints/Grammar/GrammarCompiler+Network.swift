extension GrammarCompiler {
    /// More edges than this are refused.
    private static let edgeLimit = 1 << 23

    /// A state's edges without the empty ones.
    private struct Solid {
        var edges: [Edge] = []
        var isFinal = false
    }

    /// Takes out the empty edges, the states that no text leads through, and the rules that no text follows.
    func network() throws(GrammarError) -> GrammarNetwork {
        let solid = try withoutEmptyEdges()
        let live = liveStates(solid)
        guard live[starts[definition.root]] else {
            throw .matchesNothing(rule: definition.rules[definition.root].name)
        }
        let (order, number) = reachable(solid, live)
        return assemble(solid, live, order, number)
    }

    private func withoutEmptyEdges() throws(GrammarError) -> [Solid] {
        var result: [Solid] = []
        result.reserveCapacity(edges.count)
        var seen = [Int](repeating: -1, count: edges.count)
        var total = 0
        for state in edges.indices {
            var solid = Solid()
            var stack = [state]
            seen[state] = state
            while let current = stack.popLast() {
                if current == ends[owners[current]] { solid.isFinal = true }
                for edge in edges[current] {
                    guard case .empty = edge.label else {
                        solid.edges.append(edge)
                        continue
                    }
                    guard seen[edge.target] != state else { continue }
                    seen[edge.target] = state
                    stack.append(edge.target)
                }
            }
            total += solid.edges.count
            guard total <= GrammarCompiler.edgeLimit else {
                throw .tooLarge(what: "edges", limit: GrammarCompiler.edgeLimit)
            }
            result.append(solid)
        }
        return result
    }

    /// The states from which the end of their rule can be reached through rules that some text follows. The empty text
    /// counts where the first state is final; edges of such a rule stay, since it may follow others as well.
    private func liveStates(_ solid: [Solid]) -> [Bool] {
        var incoming = [[(source: Int, rule: Int?)]](repeating: [], count: solid.count)
        var uses = [[(source: Int, target: Int)]](repeating: [], count: starts.count)
        for (source, state) in solid.enumerated() {
            for edge in state.edges {
                if case .rule(let rule) = edge.label {
                    incoming[edge.target].append((source, rule))
                    uses[rule].append((source, edge.target))
                } else {
                    incoming[edge.target].append((source, nil))
                }
            }
        }
        var live = [Bool](repeating: false, count: solid.count)
        var pending = solid.indices.filter { solid[$0].isFinal }
        while let state = pending.popLast() {
            guard !live[state] else { continue }
            live[state] = true
            for edge in incoming[state] where edge.rule.map({ live[starts[$0]] }) ?? true {
                pending.append(edge.source)
            }
            let rule = owners[state]
            if starts[rule] == state {
                for use in uses[rule] where live[use.target] { pending.append(use.source) }
            }
        }
        return live
    }

    /// The states that matter, in the order of discovery, and their new numbers.
    private func reachable(_ solid: [Solid], _ live: [Bool]) -> (order: [Int], number: [Int32]) {
        var number = [Int32](repeating: -1, count: solid.count)
        var order: [Int] = []
        func visit(_ state: Int) {
            guard live[state], number[state] < 0 else { return }
            number[state] = Int32(order.count)
            order.append(state)
        }
        visit(starts[definition.root])
        var next = 0
        while next < order.count {
            for edge in solid[order[next]].edges where isUsable(edge, live) {
                if case .rule(let rule) = edge.label { visit(starts[rule]) }
                visit(edge.target)
            }
            next += 1
        }
        return (order, number)
    }

    private func isUsable(_ edge: Edge, _ live: [Bool]) -> Bool {
        guard live[edge.target] else { return false }
        if case .rule(let rule) = edge.label { return live[starts[rule]] }
        return true
    }

    private func assemble(_ solid: [Solid], _ live: [Bool], _ order: [Int], _ number: [Int32]) -> GrammarNetwork {
        let kept = order.map { state in solid[state].edges.filter { isUsable($0, live) } }
        var isBorder = [Bool](repeating: false, count: 257)
        for case .bytes(let range) in kept.joined().map(\.label) {
            isBorder[Int(range.lowerBound)] = true
            isBorder[Int(range.upperBound) + 1] = true
        }
        var classOfByte: [UInt8] = [0]
        for byte in 1..<256 { classOfByte.append(classOfByte[byte - 1] + (isBorder[byte] ? 1 : 0)) }
        var network = GrammarNetwork(
            root: Int32(definition.root),
            starts: starts.map { number[$0] },
            isFinal: order.map { solid[$0].isFinal },
            byteStarts: [0],
            byteEdges: [],
            ruleStarts: [0],
            ruleEdges: [],
            classOfByte: classOfByte,
            classCount: Int(classOfByte[255]) + 1
        )
        let leaves = zip(order, kept).map { solid[$0].isFinal && $1.isEmpty }
        for edges in kept {
            for edge in edges {
                let target = number[edge.target]
                switch edge.label {
                case .empty: break
                case .bytes(let range):
                    network.byteEdges.append(
                        GrammarNetwork.ByteEdge(
                            low: classOfByte[Int(range.lowerBound)],
                            high: classOfByte[Int(range.upperBound)],
                            target: target
                        )
                    )
                case .rule(let rule):
                    network.ruleEdges.append(
                        GrammarNetwork.RuleEdge(rule: Int32(rule), target: target, isTail: leaves[Int(target)])
                    )
                }
            }
            network.byteStarts.append(Int32(network.byteEdges.count))
            network.ruleStarts.append(Int32(network.ruleEdges.count))
        }
        return network
    }
}
