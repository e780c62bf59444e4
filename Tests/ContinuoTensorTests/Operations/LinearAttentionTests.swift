import CKernels
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct LinearAttentionTests {
    enum Kind: String, CaseIterable, Sendable { case none, head, step, keys, values, sharedKeys }

    /// Queries, keys, values, decay (where there is one), state. Two key heads for four value heads.
    private static func problem(_ kind: Kind, length: Int, rows: Int = 5, lanes: Int = 3, strength: Double = 2)
        -> [Tensor]
    {
        let shape = [2, length, 4]
        let decay: [Int] =
            switch kind {
            case .none: []
            case .head: [4]
            case .step: shape
            case .keys: shape + [rows]
            case .values: shape + [lanes]
            case .sharedKeys: [2, length, 2, rows]
            }
        let keyShape = [2, length, 2, rows]
        let logarithms = decay.isEmpty ? [] : [draw(decay, seed: 4, low: -strength, high: 0)]
        return [draw(keyShape), draw(keyShape, seed: 2), draw(shape + [lanes], seed: 3)] + logarithms
            + [draw([2, 4, rows, lanes], seed: 5)]
    }

    private static func decay(_ kind: Kind, _ values: [Tensor]) -> MatrixDecay {
        switch kind {
        case .none: .none
        case .head: .head(values[3])
        case .step: .step(values[3])
        case .keys, .sharedKeys: .keys(values[3])
        case .values: .values(values[3])
        }
    }

    private static func run(_ kind: Kind, _ values: [Tensor], readsBefore: Bool = false, initial: Bool = true) -> Tensor
    {
        let result = linearAttention(
            queries: values[0],
            keys: values[1],
            values: values[2],
            decay: decay(kind, values),
            initial: initial ? values.last : nil,
            readsBefore: readsBefore
        )
        return joined(result.output, result.final)
    }

    private static func reference(_ kind: Kind, _ values: [Tensor], readsBefore: Bool = false) -> [Double] {
        let result = MatrixReference.linear(
            values[0],
            values[1],
            values[2],
            decay(kind, values),
            values.last,
            readsBefore: readsBefore
        )
        return result.output + result.state
    }

    @Test(arguments: Kind.allCases, [0, 1, 63, 64, 65, 130])
    func equalsTheFormula(kind: Kind, length: Int) {
        for level in [CK_SCALAR, ck_best_level()] {
            ck_set_level(level)
            defer { ck_set_level(ck_best_level()) }
            for readsBefore in [false, true] {
                let values = Self.problem(kind, length: length, rows: 9, lanes: 18)
                let expected = Self.reference(kind, values, readsBefore: readsBefore)
                expectClose(Self.run(kind, values, readsBefore: readsBefore).doubles, expected, tolerance: 1e-12)
                expectClose(
                    Self.run(kind, single(values), readsBefore: readsBefore).doubles,
                    expected,
                    tolerance: 2e-5
                )
            }
        }
    }

    /// Decays of e^-80 at a step: nothing overflows, and no digits are lost.
    @Test(arguments: Kind.allCases) func strongDecaysAreSafe(kind: Kind) {
        let values = Self.problem(kind, length: 70, strength: 80)
        expectClose(Self.run(kind, single(values)).doubles, Self.reference(kind, values), tolerance: 1e-5)
        func found(_ values: [Tensor]) -> [[Double]] {
            let leaves = values.map { $0.tracked() }
            return gradients(of: Self.run(kind, leaves).squared().sum(), withRespectTo: leaves).map(\.doubles)
        }
        for (low, high) in zip(found(single(values)), found(values)) { expectClose(low, high, tolerance: 1e-4) }
    }

    @Test(arguments: Kind.allCases, [0, 1, 5, 35])
    func hasItsGradients(kind: Kind, length: Int) {
        let values = Self.problem(kind, length: length, rows: 2, lanes: 2)
        for readsBefore in [false, true] {
            checkGradients(values) { Self.run(kind, $0, readsBefore: readsBefore) }
            checkGradients(Array(values.dropLast())) {
                Self.run(kind, $0 + [values[0]], readsBefore: readsBefore, initial: false)
            }
        }
    }

    /// A sequence read in pieces, the state handed on, gives the same bits as the whole: times are cut nowhere else.
    @Test(arguments: Kind.allCases) func piecesGiveTheWhole(kind: Kind) {
        let values = Self.problem(kind, length: 70, rows: 9, lanes: 18)
        let whole = Self.run(kind, values, initial: false).doubles
        var state: Tensor?
        var outputs: [Tensor] = []
        var start = 0
        for size in [32, 1, 33, 4] {
            let part = values.map { value in
                value.rank > 2 && value.shape[1] == 70 ? value.sliced(start..<(start + size), axis: 1) : value
            }
            let result = linearAttention(
                queries: part[0],
                keys: part[1],
                values: part[2],
                decay: Self.decay(kind, part),
                initial: state
            )
            state = result.final
            outputs.append(result.output)
            start += size
        }
        expectClose(joined(Tensor.concatenated(outputs, axis: 1), state ?? values[0]).doubles, whole, tolerance: 1e-14)
    }
}
