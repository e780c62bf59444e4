import ContinuoTensor

/// A mixture of memories: several matrix memories, of which a router chooses a few for each position to write to and to read,
/// and one that all positions share.
///
///     p = softmax(x_t W_r), chosen m ∈ top-k(p), weights p_m / Σ p
///     S^m moves on by its own keys and values where m was chosen, and stays as it is elsewhere
///     o_t = Σ_m weight_m q_t S^m_t + q_t S^shared_t;  output = W_o(RMSNorm(o) ⊙ SiLU(x W_g))
///
/// Convolutions run over neighbouring positions, before routing. Then the positions of each memory are gathered to a sequence of
/// their own, which the ordinary operation reads. With a capacity, a memory of a sequence then takes, in training, no more than an
/// even share times the factor, and leaves out its oldest positions beyond.
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each memory and head, and the last inputs of
///   convolutions.
/// - Complexity: keys and values of all memories are computed; a memory's recurrence runs over its own positions only.
/// - Source: Du et al. 2025, "MoM: Linear Sequence Modeling with Mixture-of-Memories".
public struct MixtureOfMemories: Mixer, RecurrentMixer {
    /// What each memory is.
    public enum Base: String, Codable, Sendable, CaseIterable {
        /// Nothing is forgotten or replaced.
        case linear
        /// As in gated linear attention.
        case gla
        case deltanet
        case gatedDeltanet = "gated-deltanet"
    }

    public struct Configuration: Codable, Sendable, Equatable {
        public var base = Base.gatedDeltanet
        public var heads = 4
        /// Number of memories that are routed to.
        public var memories = 4
        /// Memories of each position.
        public var chosen = 2
        /// Whether there is one more that every position writes to and reads.
        public var shared = true
        /// Whether all memories write the same keys and values, so that they differ in the positions alone.
        public var singleProjection = false
        /// Greatest load of a memory in training as a multiple of an even share; no limit when nil.
        public var capacity: Double?
        /// Weight of the loss of uneven loads in training.
        public var balanceWeight = 0.01
        /// Positions that convolutions see, the present one included; 1 to 16.
        public var convolutionWidth = 4
        public init() {}
    }

    static let name: StaticString = "mixture of memories"
    public let configuration: Configuration
    public let width: Int
    @Parameter("router") var router: Router
    @Parameter("query") var deltaQueries: DeltaQueries?
    @Parameter("query") var plainQueries: Linear?
    /// One for each memory, the shared one last; one in all where they have a single projection.
    @Parameter("memories") var memories: [any MatrixMemory]
    @Parameter("out") var output: HeadOutput

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let heads = configuration.heads
        router = Router(
            width: width,
            count: configuration.memories,
            chosen: configuration.chosen,
            losses: .init(balance: configuration.balanceWeight, logits: 0),
            &initialiser
        )
        switch configuration.base {
        case .linear, .gla:
            let keys = configuration.base == .gla ? width / 2 : width
            plainQueries = Linear(inputs: width, outputs: keys, bias: false, &initialiser)
            deltaQueries = nil
        case .deltanet, .gatedDeltanet:
            plainQueries = nil
            deltaQueries = DeltaQueries(
                width: width,
                heads: heads,
                convolutionWidth: configuration.convolutionWidth,
                &initialiser
            )
        }
        memories = (0..<(configuration.singleProjection ? 1 : configuration.count)).map { _ in
            configuration.memory(width: width, &initialiser)
        }
        output = HeadOutput(
            width: width,
            heads: heads,
            headWidth: width / heads,
            scale: place.outputScale,
            &initialiser
        )
    }

    var elementType: ElementType { router.weight.elementType }

    /// Of the queries' convolution (where there is one), of each memory's convolutions, of each memory.
    var memoryShapes: [[Int]] {
        (deltaQueries.map { [$0.filter.stateShape] } ?? []) + memories.flatMap(\.carriedShapes)
            + (0..<configuration.count).map { [configuration.heads, memory($0).keyWidth, memory($0).valueWidth] }
    }

    /// That of a number; the shared one is behind those that are routed to.
    func memory(_ index: Int) -> any MatrixMemory { memories[configuration.singleProjection ? 0 : index] }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading(Self.name)
        let limit = context.isTraining ? configuration.limit(length: input.shape[1]) : nil
        return mix(input, nil, limit: limit).output
    }

    func mix(_ input: Tensor, _ remembered: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        mix(input, remembered, limit: nil)
    }

    /// - Parameter limit: greatest number of a sequence's positions in a memory; nil for no limit.
    private func mix(_ input: Tensor, _ remembered: [Tensor]?, limit: Int?) -> (output: Tensor, memory: [Tensor]) {
        var carried: [Tensor] = []
        var next = 0
        func take(_ count: Int) -> [Tensor]? {
            defer { next += count }
            return remembered.map { Array($0[next..<(next + count)]) }
        }
        let queries: Tensor
        if let deltaQueries {
            let (found, inputs) = deltaQueries(input, take(1)?[0])
            queries = found
            carried.append(inputs)
        } else {
            let keyWidth = Double(memories[0].keyWidth)
            queries = (plainQueries?(input) ?? input).inHeads(configuration.heads) * (1 / keyWidth.squareRoot())
        }
        var written: [[Tensor]] = []
        for memory in memories {
            let (parts, inputs) = memory.written(input, take(memory.carriedShapes.count))
            written.append(parts)
            carried += inputs
        }
        if configuration.singleProjection {
            written = Array(repeating: written[0], count: configuration.count)
        }
        let before = take(configuration.count)
        var (read, states) = routed(input, queries, written, before, limit: limit)
        if configuration.shared {
            let (last, parts) = (configuration.memories, written[configuration.memories])
            let (common, state) = memory(last).read(queries, parts, initial: before?.last)
            read = read + common
            states.append(state)
        }
        return (output(read, input), carried + states)
    }

    /// What the routed memories give, weighted, and their states.
    private func routed(
        _ input: Tensor,
        _ queries: Tensor,
        _ written: [[Tensor]],
        _ before: [Tensor]?,
        limit: Int?
    ) -> (read: Tensor, states: [Tensor]) {
        let (batch, length) = (input.shape[0], input.shape[1])
        let choice = router(input.reshaped([batch * length, width]))
        let routes = MemoryRoutes(
            choice.experts,
            batch: batch,
            length: length,
            memories: configuration.memories,
            limit: limit
        )
        let weights = choice.weights.reshaped([-1, 1])
        var total = Tensor.zeros([batch * length, configuration.heads * memories[0].valueWidth], input.elementType)
        var states: [Tensor] = []
        for index in 0..<configuration.memories {
            let parts = written[index].map { routes.gather($0, of: index) }
            let (read, state) = memory(index).read(routes.gather(queries, of: index), parts, initial: before?[index])
            states.append(state)
            let places = routes.places(of: index)
            guard places.count > 0 else { continue }
            let rows = read.reshaped([read.shape[0] * read.shape[1], total.shape[1]]).rows(at: places)
            let weighted = rows * weights.rows(at: routes.choices(of: index)).reshaped([places.count, 1])
            total = total.scatterAdding(weighted, at: routes.tokens(of: index))
        }
        return (total.reshaped([batch, length, configuration.heads, memories[0].valueWidth]), states)
    }
}

extension MixtureOfMemories.Configuration {
    /// Number of all memories.
    fileprivate var count: Int { memories + (shared ? 1 : 0) }

    /// Positions that a memory takes of a sequence; nil where there is no limit.
    func limit(length: Int) -> Int? {
        capacity.map { Int(($0 * Double(length * chosen) / Double(memories)).rounded(.up)) }
    }

    /// One memory.
    fileprivate func memory(width: Int, _ initialiser: inout Initialiser) -> any MatrixMemory {
        switch base {
        case .linear: return PlainMemory(width: width, heads: heads, &initialiser)
        case .gla:
            let gla = GatedLinearAttention.Configuration()
            return GatedMemory(
                width: width,
                heads: heads,
                keyWidth: width / 2 / heads,
                valueWidth: width / heads,
                rank: gla.gateRank,
                temperature: gla.gateTemperature,
                &initialiser
            )
        case .deltanet, .gatedDeltanet:
            return DeltaMemory(
                width: width,
                heads: heads,
                keyWidth: width / heads,
                valueWidth: width / heads,
                convolutionWidth: convolutionWidth,
                isFading: base == .gatedDeltanet,
                &initialiser
            )
        }
    }
}

/// Which positions go to which memory: for each memory a batch of sequences, one for each row, padded at their ends.
struct MemoryRoutes {
    private let batch: Int
    private let length: Int
    /// Of each memory and row, the choices (by their place among all of them) in order of time.
    private let routes: [[[Int]]]
    private let chosen: Int

    /// - Parameters:
    ///   - experts: memories of each position, Int32 `[batch · length, chosen]`.
    ///   - limit: greatest number of a row's positions in a memory; the latest ones stay.
    init(_ experts: Tensor, batch: Int, length: Int, memories: Int, limit: Int? = nil) {
        (self.batch, self.length, chosen) = (batch, length, experts.shape[1])
        var routes = [[[Int]]](repeating: [[Int]](repeating: [], count: batch), count: memories)
        for place in 0..<experts.count {
            routes[Int(experts.pointer(Int32.self)[place])][place / chosen / length].append(place)
        }
        self.routes = routes.map { $0.map { Array($0.suffix(limit ?? .max)) } }
    }

    /// Length of the longest sequence of a memory.
    private func longest(_ memory: Int) -> Int { routes[memory].map(\.count).max() ?? 0 }

    /// The rows of `[batch, length, heads, width]` that go to a memory, `[batch, longest, heads, width]`; zeros behind the end.
    func gather(_ x: Tensor, of memory: Int) -> Tensor {
        let (heads, width, longest) = (x.shape[2], x.shape[3], longest(memory))
        let count = batch * length
        let table = Tensor.concatenated(
            [x.reshaped([count, heads * width]), Tensor.zeros([1, heads * width], x.elementType)],
            axis: 0
        )
        let rows = routes[memory].flatMap { row in
            row.map { Int32($0 / chosen) } + [Int32](repeating: Int32(count), count: longest - row.count)
        }
        return table.rows(at: Tensor(rows)).reshaped([batch, longest, heads, width])
    }

    /// Places of a memory's positions in its own padded batch.
    func places(of memory: Int) -> Tensor {
        let longest = longest(memory)
        return Tensor(
            routes[memory].enumerated().flatMap { row, places in places.indices.map { Int32(row * longest + $0) } }
        )
    }

    /// Places of a memory's positions among `[batch · length]`.
    func tokens(of memory: Int) -> Tensor { Tensor(routes[memory].flatMap { $0 }.map { Int32($0 / chosen) }) }

    /// Places of a memory's positions among all choices.
    func choices(of memory: Int) -> Tensor { Tensor(routes[memory].flatMap { $0 }.map(Int32.init)) }
}
