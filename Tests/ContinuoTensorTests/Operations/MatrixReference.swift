import ContinuoTensor
import Foundation

/// Recurrences over matrices as their formulas are written, in `Double`, one number after another.
struct MatrixReference {
    /// A tensor `[…]` read by indices.
    struct Array4 {
        let shape: [Int]
        let values: [Double]

        init(_ tensor: Tensor) { (shape, values) = (tensor.shape, tensor.doubles) }

        subscript(_ b: Int, _ t: Int, _ h: Int, _ d: Int) -> Double {
            values[((b * shape[1] + t) * shape[2] + h) * shape[3] + d]
        }
    }

    let batch: Int
    let length: Int
    let heads: Int
    let rows: Int
    let lanes: Int
    var output: [Double]
    var state: [Double]

    private init(values: Tensor, heads: Int, rows: Int, initial: Tensor?) {
        (batch, length, self.heads) = (values.shape[0], values.shape[1], heads)
        (self.rows, lanes) = (rows, values.shape[3])
        output = Array(repeating: 0, count: batch * length * heads * lanes)
        state = initial?.doubles ?? Array(repeating: 0, count: batch * heads * rows * lanes)
    }

    /// S_t = A_t S_{t−1} + k_tᵀ v_t, o_t = q_t S_t.
    static func linear(
        _ queries: Tensor,
        _ keys: Tensor,
        _ values: Tensor,
        _ decay: MatrixDecay,
        _ initial: Tensor?,
        readsBefore: Bool
    ) -> MatrixReference {
        let heads = max(queries.shape[2], keys.shape[2], values.shape[2])
        var result = MatrixReference(values: values, heads: heads, rows: keys.shape[3], initial: initial)
        let (q, k, v) = (Array4(queries), Array4(keys), Array4(values))
        let length = result.length
        func share(_ array: Array4, _ h: Int) -> Int { h / (heads / array.shape[2]) }
        func factor(_ b: Int, _ t: Int, _ h: Int, _ d: Int, _ e: Int) -> Double {
            switch decay {
            case .none: return 1
            case .head(let g): return exp(g.doubles[h])
            case .step(let g): return exp(g.doubles[(b * length + t) * heads + h])
            case .keys(let g):
                let g = Array4(g)
                return exp(g[b, t, share(g, h), d])
            case .values(let g):
                let g = Array4(g)
                return exp(g[b, t, share(g, h), e])
            }
        }
        for (b, t, h) in result.places {
            if readsBefore { result.read(b, t, h) { q[b, t, share(q, h), $0] } }
            result.update(b, h) { d, e, s in
                factor(b, t, h, d, e) * s + k[b, t, share(k, h), d] * v[b, t, share(v, h), e]
            }
            if !readsBefore { result.read(b, t, h) { q[b, t, share(q, h), $0] } }
        }
        return result
    }

    /// S_t = A_t S_{t−1} + b_tᵀ (c_t S_{t−1}) + k_tᵀ v_t, o_t = q_t S_t.
    static func rankOne(_ scan: RankOneScan) -> MatrixReference {
        var result = MatrixReference(
            values: scan.values,
            heads: scan.values.shape[2],
            rows: scan.keys.shape[3],
            initial: scan.initial
        )
        let (q, k, v) = (Array4(scan.queries), Array4(scan.keys), Array4(scan.values))
        let (write, c) = (Array4(scan.writes), Array4(scan.reads))
        let (length, heads) = (result.length, result.heads)
        func factor(_ b: Int, _ t: Int, _ h: Int, _ d: Int) -> Double {
            switch scan.decay {
            case .step(let g): exp(g.doubles[(b * length + t) * heads + h])
            case .keys(let g): exp(Array4(g)[b, t, h, d])
            default: 1
            }
        }
        for (b, t, h) in result.places {
            let found = (0..<result.lanes).map { e in
                (0..<result.rows).reduce(0) { $0 + c[b, t, h, $1] * result.state[result.place(b, h, $1, e)] }
            }
            result.update(b, h) { d, e, s in
                factor(b, t, h, d) * s + write[b, t, h, d] * found[e] + k[b, t, h, d] * v[b, t, h, e]
            }
            result.read(b, t, h) { q[b, t, h, $0] }
        }
        return result
    }

    /// Every position of every sequence and head, times rising.
    private var places: [(Int, Int, Int)] {
        (0..<batch).flatMap { b in (0..<length).flatMap { t in (0..<heads).map { (b, t, $0) } } }
    }

    private func place(_ b: Int, _ h: Int, _ d: Int, _ e: Int) -> Int { ((b * heads + h) * rows + d) * lanes + e }

    private mutating func update(_ b: Int, _ h: Int, _ next: (Int, Int, Double) -> Double) {
        for d in 0..<rows {
            for e in 0..<lanes { state[place(b, h, d, e)] = next(d, e, state[place(b, h, d, e)]) }
        }
    }

    private mutating func read(_ b: Int, _ t: Int, _ h: Int, _ query: (Int) -> Double) {
        for e in 0..<lanes {
            output[((b * length + t) * heads + h) * lanes + e] =
                (0..<rows).reduce(0) { $0 + query($1) * state[place(b, h, $1, e)] }
        }
    }
}
