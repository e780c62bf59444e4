import ContinuoTensor

/// Writes a sequence of pointers to the elements of a set: an LSTM that begins with the set's summary, reads what it pointed at
/// last, may glimpse at the memory, and points by additive attention.
///
///     h_t = LSTM(m_{π(t−1)});  glimpse: g = Σ softmax_i(vᵍ·tanh(Wᵍ m_i + Uᵍ h_t)) m_i,  h_t ← W [h_t, g]
///     p(π(t) = i) = softmax_i v·tanh(W m_i + U h_t)
///
/// Elements that were pointed at may be left out.
///
/// - Source: Vinyals, Fortunato and Jaitly 2015, "Pointer Networks"; Vinyals, Bengio and Kudlur 2015, §4.3 (glimpses).
public struct PointerDecoder: Module {
    public let width: Int
    /// Whether an element is pointed at once only.
    public let masksUsed: Bool
    @Parameter("start", .vector) var start: Tensor
    @Parameter("initial") var initial: Linear
    @Parameter("cell") var cell: LSTM
    @Parameter("glimpse") var glimpse: Pointing?
    @Parameter("glimpse_join") var join: Linear?
    @Parameter("pointing") var pointing: Pointing

    /// - Parameter glimpses: looks at the memory before each pointing, 0 or 1; they share nothing with the pointing.
    public init(width: Int, glimpses: Int, masksUsed: Bool = false, _ initialiser: inout Initialiser) {
        precondition(0...1 ~= glimpses, "\(glimpses) glimpses: expected 0 or 1")
        (self.width, self.masksUsed) = (width, masksUsed)
        start = initialiser.normal([width], deviation: 0.1)
        initial = Linear(inputs: 2 * width, outputs: 2 * width, bias: true, &initialiser)
        cell = LSTM(width: width, &initialiser)
        glimpse = glimpses == 0 ? nil : Pointing(width: width, &initialiser)
        join = glimpses == 0 ? nil : Linear(inputs: 2 * width, outputs: width, bias: true, &initialiser)
        pointing = Pointing(width: width, &initialiser)
    }

    /// Scores of all elements at each step of given pointers, `[batch, steps, n]`: row t has read the pointers before t.
    /// - Parameters:
    ///   - memory: `[batch, n, width]`.
    ///   - summary: `[batch, 2 · width]`.
    ///   - pointers: of each row, as many for each; the last is not read.
    public func logits(_ memory: Tensor, summary: Tensor, pointers: [[Int]]) -> Tensor {
        let (batch, count) = (memory.shape[0], memory.shape[1])
        let steps = pointers[0].count
        precondition(
            pointers.count == batch && pointers.allSatisfy { $0.count == steps && $0.allSatisfy { 0..<count ~= $0 } },
            "pointers do not fit a memory \(memory.shape)"
        )
        var inputs = start.reshaped([1, 1, width]).broadcast(to: [batch, 1, width])
        if steps > 1 {
            let cells = pointers.enumerated().flatMap { row, line in line.dropLast().map { Int32(row * count + $0) } }
            let read = memory.reshaped([batch * count, width]).rows(at: Tensor(cells))
            inputs = Tensor.concatenated([inputs, read.reshaped([batch, steps - 1, width])], axis: 1)
        }
        let first = tanh(initial(summary)).split([width, width])
        var queries = lstmSequence(
            projected: cell.projected(inputs),
            weight: cell.recurrent.weight,
            bias: cell.recurrent.bias,
            initial: first[0],
            initialCell: first[1]
        ).outputs
        let used = masksUsed ? usedElements(pointers, count, memory.elementType) : nil
        if let glimpse, let join {
            let scores = glimpse(memory, queries)
            let seen = softmax(used.map { scores + $0 } ?? scores).matmul(memory)
            queries = join(Tensor.concatenated([queries, seen], axis: 2))
        }
        let scores = pointing(memory, queries)
        return used.map { scores + $0 } ?? scores
    }

    /// −1e9 for elements that were pointed at before each step, else 0.
    private func usedElements(_ pointers: [[Int]], _ count: Int, _ type: ElementType) -> Tensor {
        let steps = pointers[0].count
        var values = [Double](repeating: 0, count: pointers.count * steps * count)
        for (row, line) in pointers.enumerated() {
            for step in 0..<steps {
                for element in line[..<step] { values[(row * steps + step) * count + element] = -1e9 }
            }
        }
        return Tensor(values, shape: [pointers.count, steps, count]).cast(to: type)
    }

    /// The most probable pointer at each of some steps, given those before.
    public func greedyPointers(_ memory: Tensor, summary: Tensor, steps: Int) -> [[Int]] {
        withoutGradients {
            var pointers = [[Int]](repeating: [], count: memory.shape[0])
            for step in 0..<steps {
                let scores = logits(memory, summary: summary, pointers: pointers.map { $0 + [0] })
                let chosen = scores.selected(step, axis: 1).argmax().array(of: Int32.self)
                for row in pointers.indices { pointers[row].append(Int(chosen[row])) }
            }
            return pointers
        }
    }
}

/// Additive scores of a memory's elements for queries: v·tanh(W m + U q).
struct Pointing: Module {
    @Parameter("memory") var memoryMap: Linear
    @Parameter("query") var queryMap: Linear
    @Parameter("score") var score: Linear

    init(width: Int, _ initialiser: inout Initialiser) {
        memoryMap = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        queryMap = Linear(inputs: width, outputs: width, bias: true, &initialiser)
        score = Linear(inputs: width, outputs: 1, bias: false, &initialiser)
    }

    /// `[batch, queries, n]` of a memory `[batch, n, width]` and queries `[batch, queries, width]`.
    func callAsFunction(_ memory: Tensor, _ queries: Tensor) -> Tensor {
        score(tanh(memoryMap(memory).expanded(at: 1) + queryMap(queries).expanded(at: 2))).squeezed(3)
    }
}
