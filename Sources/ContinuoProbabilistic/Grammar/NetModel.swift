/// A Petri net that predicts: an optimal alignment of what was read leads to one or more markings, and the next activity is
/// expected as often as it came there in training, or evenly among what may come where training never was.
public struct NetModel: SymbolReadingModel, Sendable {
    public typealias Marking = MarkingGraph.Marking

    public let graph: MarkingGraph
    public let vocabularySize: Int
    /// The token that ends a trace, and stands before one.
    public let endToken: Int32
    /// κ: how many observations the net's own law weighs as much as.
    public let weight: Double
    /// The share of the net's own law that goes to the frequencies of all activities: for what the net does not allow.
    public let error: Double
    /// What came next in training, by markings.
    public let counts: [[Marking]: [Int32: Int]]
    private let fallback: [Double]

    public var net: PetriNet { graph.net }

    /// The markings of a net as this model follows them: silent ways are cut short, so that nets that allow nearly everything
    /// predict in time.
    public static func graph(of net: PetriNet) -> MarkingGraph { MarkingGraph(net, closureLimit: 256) }

    /// An alignment whose search is cut short likewise.
    private static func alignment(_ graph: MarkingGraph) -> PrefixAlignment { PrefixAlignment(graph, limit: 2_000) }

    /// - Parameter counts: what came next, by markings in rising order.
    public init(
        _ graph: MarkingGraph,
        vocabularySize: Int,
        endToken: Int32,
        weight: Double,
        error: Double,
        counts: [[Marking]: [Int32: Int]]
    ) {
        (self.graph, self.vocabularySize, self.endToken) = (graph, vocabularySize, endToken)
        (self.weight, self.error, self.counts) = (weight, error, counts)
        var all: [Int32: Int] = [:]
        for row in counts.values { all.merge(row, uniquingKeysWith: +) }
        fallback = SymbolLaw.unigram(all, vocabularySize: vocabularySize)
    }

    /// Aligns the traces that the net was found from, and counts what came next.
    public init(
        _ net: PetriNet,
        traces: [[Int32]],
        vocabularySize: Int,
        endToken: Int32,
        weight: Double = 1,
        error: Double = 0.1,
        shouldStop: () -> Bool = { false }
    ) {
        let graph = Self.graph(of: net)
        var counts: [[Marking]: [Int32: Int]] = [:]
        let tree = TraceAutomaton(prefixesOf: traces)
        // Traces that begin alike are aligned once.
        var open = [(state: 0, alignment: Self.alignment(graph))]
        while var (index, alignment) = open.popLast(), !shouldStop() {
            let state = tree.states[index]
            var row = counts[alignment.markings] ?? [:]
            if state.ends > 0 { row[endToken, default: 0] += state.ends }
            for (label, edge) in state.edges { row[label, default: 0] += edge.count }
            counts[alignment.markings] = row
            guard let (last, edge) = state.edges.first else { continue }
            for (label, edge) in state.edges.dropFirst() {
                var next = alignment
                next.read(label)
                open.append((edge.target, next))
            }
            // One branch goes on in place: traces without branches are as many as they are long.
            index = edge.target
            alignment.read(last)
            open.append((index, alignment))
        }
        self.init(
            graph,
            vocabularySize: vocabularySize,
            endToken: endToken,
            weight: weight,
            error: error,
            counts: counts
        )
    }

    /// The same net and counts with other weights.
    public func reweighted(weight: Double, error: Double) -> NetModel {
        NetModel(
            graph,
            vocabularySize: vocabularySize,
            endToken: endToken,
            weight: weight,
            error: error,
            counts: counts
        )
    }

    /// p of every token where an alignment has led to these markings.
    public func law(at markings: [Marking]) -> [Double] {
        var allowed: Set<Int32> = []
        for marking in markings {
            allowed.formUnion(graph.steps(from: marking).map(\.label))
            if graph.isFinal(marking) { allowed.insert(endToken) }
        }
        let share = allowed.isEmpty ? 0 : (1 - error) / Double(allowed.count)
        var own = fallback.map { $0 * (allowed.isEmpty ? 1 : error) }
        for token in allowed { own[Int(token)] += share }
        return SymbolLaw.blended(counts[markings] ?? [:], weight, with: own)
    }

    public var reader: Reader { Reader(model: self, alignment: Self.alignment(graph)) }

    /// An alignment of the trace that is being read.
    public struct Reader: SymbolReader {
        let model: NetModel
        public private(set) var alignment: PrefixAlignment

        init(model: NetModel, alignment: PrefixAlignment) { (self.model, self.alignment) = (model, alignment) }

        public var nextSymbol: [Double] { model.law(at: alignment.markings) }

        public mutating func read(_ token: Int32) {
            if token == model.endToken {
                alignment = NetModel.alignment(model.graph)
            } else {
                alignment.read(token)
            }
        }
    }
}
