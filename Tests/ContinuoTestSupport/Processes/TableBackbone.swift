import ContinuoBackbones
import ContinuoTensor
import Foundation

/// The exact conditionals of a table as a backbone: the best network there can be, for processes of any kind.
///
/// In the causal direction position i gives the distribution of the next token after what was read, `start` left out; in
/// the bidirectional one that of the token at i given all cells that are not the mask. Logits may be made less or more
/// certain by `sharpness`, for a network that is wrong. Sources tell it nothing.
public struct TableBackbone: ConditionalBackbone, MixtureReading {
    public let law: TableLaw
    public let sharpness: Double
    public let capabilities: LayerCapabilities
    public let maximumLength: Int? = nil

    public init(
        _ law: TableLaw,
        sharpness: Double = 1,
        capabilities: LayerCapabilities = [
            .causal, .bidirectional, .steppable, .rewindable, .conditional, .mixtures,
        ]
    ) {
        self.law = law
        self.sharpness = sharpness
        self.capabilities = capabilities
    }

    public var vocabularySize: Int { law.tokens + 2 }
    public var width: Int { vocabularySize }
    public var decoderStart: Int32 { law.start }

    public func memory(_ source: Tensor, _ context: SequenceContext) -> SourceMemory {
        SourceMemory(vectors: Tensor.zeros(source.shape + [width]), lengths: context.lengths, layers: [])
    }

    public func conditioned(on memory: SourceMemory) -> any Backbone { self }

    public var outputBias: Tensor? { nil }
    public var outputWeight: Tensor {
        let size = vocabularySize
        return Tensor((0..<(size * size)).map { $0 % (size + 1) == 0 ? 1.0 : 0 }, shape: [size, size])
    }

    public func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        rows(of: tokens) { row in
            context.direction == .causal
                ? row.indices.map { next(after: Array(row[...$0])) }
                : row.indices.map { position in
                    logits(law.conditional(of: position, given: row.map { $0 == law.mask ? nil : $0 }), mask: 3)
                }
        }
    }

    /// The exact posterior of each cell given all blurred ones, of points on the Dirichlet path whose time the mask's share
    /// 2 / (t + 2) tells: every sequence weighs Π x^t. A share of 0 is a known token.
    public func hidden(mixtures: Tensor, _ context: SequenceContext) -> Tensor {
        let values = mixtures.doubles
        let (rows, length) = (mixtures.shape[0], mixtures.shape[1])
        var result: [Double] = []
        for row in 0..<rows {
            let cells = (0..<length).map {
                Array(values[((row * length + $0) * width)..<((row * length + $0 + 1) * width)])
            }
            var shares = [[Double]](repeating: Array(repeating: 1e-300, count: law.tokens), count: length)
            for sequence in law.sequences {
                let weight = sequence.indices.reduce(law.probabilities[sequence]!) { weight, place in
                    let (noise, x) = (cells[place][Int(law.mask)], cells[place][Int(sequence[place])])
                    return weight * (noise == 0 ? x : pow(x, 2 / noise - 2))
                }
                for (place, token) in sequence.enumerated() { shares[place][Int(token)] += weight }
            }
            for share in shares { result += logits(share.map { $0 / share.reduce(0, +) }, mask: 3) }
        }
        return Tensor(result, shape: [rows, length, width])
    }

    public func initialState(batch: Int) -> BackboneState {
        BackboneState(layers: [History(rows: Array(repeating: [], count: batch))], batch: batch)
    }

    public func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        guard var history = state.layers[0] as? History else { preconditionFailure("a state of another network") }
        let read = tokens.shape[1]
        var row = -1
        let result = rows(of: tokens) { new in
            row += 1
            history.rows[row] += new
            return (1...read).map { next(after: Array(history.rows[row].dropLast(read - $0))) }
        }
        state.layers[0] = history
        state.length += read
        return result
    }

    private func rows(of tokens: Tensor, _ logits: ([Int32]) -> [[Double]]) -> Tensor {
        let (rows, length) = (tokens.shape[0], tokens.shape[1])
        let ids = tokens.array(of: Int32.self)
        let values = (0..<rows).flatMap { logits(Array(ids[($0 * length)..<(($0 + 1) * length)])).flatMap { $0 } }
        return Tensor(values, shape: [rows, length, width])
    }

    private func next(after read: [Int32]) -> [Double] {
        let prefix = read.filter { $0 != law.start && $0 != law.mask }
        guard prefix.count < law.length else { return [Double](repeating: 0, count: width) }
        let open = [Int32?](repeating: nil, count: law.length - prefix.count)
        return logits(law.conditional(of: prefix.count, given: prefix.map(Optional.some) + open), mask: -1e4)
    }

    /// `mask` is the logit of the mask. Under a process that reads masks it is high, and must not matter.
    private func logits(_ distribution: [Double], mask: Double) -> [Double] {
        distribution.map { sharpness * log($0) } + [mask, -1e4]
    }

    private struct History: LayerState {
        var rows: [[Int32]]
        mutating func select(rows indices: [Int]) { rows = indices.map { rows[$0] } }
        mutating func rollBack(to length: Int) { rows = rows.map { Array($0.prefix(length)) } }
        var byteCount: Int { 0 }
        var detached: History { self }
    }
}
