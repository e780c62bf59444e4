import CKernels
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct RankOneScanTests {
    enum Kind: String, CaseIterable, Sendable { case none, step, keys }

    /// Queries, keys, values, writes, reads, decay (where there is one), state; writes and reads small enough for states to
    /// stay bounded.
    private static func problem(_ kind: Kind, length: Int, rows: Int, lanes: Int) -> [Tensor] {
        let (shape, bound) = ([2, length, 3], 1 / Double(rows))
        let keyShape = shape + [rows]
        let decay: [Tensor] =
            switch kind {
            case .none: []
            case .step: [draw(shape, seed: 6, low: -2, high: 0)]
            case .keys: [draw(keyShape, seed: 6, low: -2, high: 0)]
            }
        return [
            draw(keyShape), draw(keyShape, seed: 2), draw(shape + [lanes], seed: 3),
            draw(keyShape, seed: 4, low: -bound, high: bound), draw(keyShape, seed: 5),
        ] + decay + [draw([2, 3, rows, lanes], seed: 7)]
    }

    private static func scan(_ kind: Kind, _ values: [Tensor], initial: Bool = true) -> RankOneScan {
        RankOneScan(
            queries: values[0],
            keys: values[1],
            values: values[2],
            writes: values[3],
            reads: values[4],
            decay: kind == .none ? .none : kind == .step ? .step(values[5]) : .keys(values[5]),
            initial: initial ? values.last : nil
        )
    }

    private static func run(_ kind: Kind, _ values: [Tensor], initial: Bool = true) -> Tensor {
        let result = scan(kind, values, initial: initial)()
        return joined(result.output, result.final)
    }

    @Test(arguments: Kind.allCases, [0, 1, 63, 64, 65, 130])
    func equalsTheFormula(kind: Kind, length: Int) {
        let values = Self.problem(kind, length: length, rows: 9, lanes: 18)
        let expected = MatrixReference.rankOne(Self.scan(kind, values))
        for level in [CK_SCALAR, ck_best_level()] {
            ck_set_level(level)
            defer { ck_set_level(ck_best_level()) }
            expectClose(Self.run(kind, values).doubles, expected.output + expected.state, tolerance: 1e-12)
            expectClose(Self.run(kind, single(values)).doubles, expected.output + expected.state, tolerance: 2e-5)
        }
    }

    @Test(arguments: Kind.allCases, [0, 1, 5, 19])
    func hasItsGradients(kind: Kind, length: Int) {
        let values = Self.problem(kind, length: length, rows: 2, lanes: 2)
        checkGradients(values) { Self.run(kind, $0) }
        checkGradients(Array(values.dropLast())) { Self.run(kind, $0 + [values[0]], initial: false) }
    }

    /// The delta rule with unit keys and full strength: what was written last under a key is what is read.
    @Test func theDeltaRuleReplacesWhatAKeyHolds() {
        let keys = Tensor([1.0, 0, 0, 1, 1, 0], shape: [1, 3, 1, 2])
        let values = Tensor([1.0, 2, 3, 4, 5, 6], shape: [1, 3, 1, 2])
        let result = deltaRule(queries: keys, keys: keys, values: values, strength: Tensor.ones([1, 3, 1], .float64))
        expectClose(result.output, values, tolerance: 1e-15)
        expectClose(result.final.doubles, [5, 6, 3, 4], tolerance: 1e-15)
    }

    /// The delta rule as it is written: a S − β kᵀ(k a S − v).
    @Test func theDeltaRuleEqualsItsFormula() {
        let (q, k, v) = (draw([1, 20, 2, 3]), draw([1, 20, 2, 3], seed: 2), draw([1, 20, 2, 4], seed: 3))
        let strength = draw([1, 20, 2], seed: 4, low: 0, high: 1)
        let decay = draw([1, 20, 2], seed: 5, low: -1, high: 0)
        let result = deltaRule(queries: q, keys: k * 0.5, values: v, strength: strength, logDecay: decay)
        for head in 0..<2 {
            var state = Tensor.zeros([3, 4], .float64)
            for t in 0..<20 {
                func row(_ tensor: Tensor) -> Tensor { tensor.sliced(0..<1)[t, head] }
                let (key, beta) = (row(k) * 0.5, strength.doubles[t * 2 + head])
                let faded = state * exp(Tensor(scalar: decay.doubles[t * 2 + head], .float64))
                state = faded - key.matmul(key.matmul(faded) - row(v), transposeSelf: true) * beta
                expectClose(row(result.output), row(q).matmul(state), tolerance: 1e-12)
            }
        }
    }
}

extension Tensor {
    /// `[1, width]`: one position and head of `[1, length, heads, width]`.
    fileprivate subscript(_ t: Int, _ head: Int) -> Tensor {
        sliced(t..<(t + 1), axis: 1).sliced(head..<(head + 1), axis: 2).reshaped([1, shape[3]])
    }
}
