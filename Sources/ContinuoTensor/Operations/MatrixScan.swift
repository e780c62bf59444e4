import CKernels

/// One call of the kernel of decayed sums of outer products: `linearAttention` and its adjoint. See `ck_matrix_scan.h`.
struct MatrixScan: @unchecked Sendable {
    /// `[batch, length, heads or fewer, rows]`, as `row`.
    var read: Tensor
    var row: Tensor
    /// `[batch, length, heads or fewer, lanes]`.
    var lane: Tensor
    var decay: MatrixDecay
    var initial: Tensor?
    var reverse = false
    let exclusive: Bool
    let heads: Int

    init(read: Tensor, row: Tensor, lane: Tensor, decay: MatrixDecay, initial: Tensor?, exclusive: Bool) {
        let name: StaticString = "linearAttention"
        read.requireReal(name)
        for other in [row, lane, decay.logarithms, initial] {
            if let other { read.requireSameType(other, name) }
        }
        precondition(
            read.rank == 4 && row.rank == 4 && lane.rank == 4,
            "linearAttention: queries \(read.shape), keys \(row.shape), values \(lane.shape) are not of rank 4"
        )
        let heads = Swift.max(read.shape[2], row.shape[2], lane.shape[2])
        precondition(
            read.shape[..<2] == lane.shape[..<2] && row.shape[..<2] == lane.shape[..<2]
                && read.shape[3] == row.shape[3]
                && [read, row, lane].allSatisfy { $0.shape[2] > 0 && heads % $0.shape[2] == 0 },
            "linearAttention: queries \(read.shape), keys \(row.shape), values \(lane.shape) do not fit"
        )
        let (batch, length, rows, lanes) = (lane.shape[0], lane.shape[1], row.shape[3], lane.shape[3])
        let given = decay.logarithms?.shape ?? []
        func isShared(_ width: Int) -> Bool {
            given.count == 4 && given[2] > 0 && heads % given[2] == 0 && given == [batch, length, given[2], width]
        }
        let fits =
            switch decay {
            case .none: true
            case .head: given == [heads]
            case .step: given == [batch, length, heads]
            case .keys: isShared(rows)
            case .values: isShared(lanes)
            }
        precondition(fits, "linearAttention: decay \(given) does not fit keys \(row.shape), values \(lane.shape)")
        let state = [batch, heads, rows, lanes]
        precondition(
            initial == nil || initial?.shape == state,
            "linearAttention: state \(initial?.shape ?? []) is not \(state)"
        )
        (self.read, self.row, self.lane, self.decay, self.initial) = (read, row, lane, decay, initial)
        (self.exclusive, self.heads) = (exclusive, heads)
    }

    var detached: MatrixScan {
        var result = self
        (result.read, result.row, result.lane) = (read.detached, row.detached, lane.detached)
        (result.decay, result.initial) = (decay.with(\.detached), initial?.detached)
        return result
    }

    private var batch: Int { lane.shape[0] }
    private var length: Int { lane.shape[1] }

    private var layout: ck_matrix_decay {
        switch decay {
        case .none: CK_MATRIX_DECAY_NONE
        case .head: CK_MATRIX_DECAY_HEAD
        case .step: CK_MATRIX_DECAY_STEP
        case .keys: CK_MATRIX_DECAY_ROWS
        case .values: CK_MATRIX_DECAY_LANES
        }
    }

    private func share(_ tensor: Tensor?) -> Int {
        guard let tensor, tensor.rank == 4 else { return 1 }
        return heads / tensor.shape[2]
    }

    /// The output `[batch, length, heads, lanes]`, and the state at the end `[batch, heads, rows, lanes]`.
    func run() -> (output: Tensor, final: Tensor) {
        let (rows, lanes) = (row.shape[3], lane.shape[3])
        let output = Tensor(uninitialised: [batch, length, heads, lanes], lane.elementType)
        let final = Tensor(uninitialised: [batch, heads, rows, lanes], lane.elementType)
        let factors = decay.logarithms
        switch lane.elementType {
        case .float32:
            var call = ck_matrix_scan_f32()
            (call.batch, call.length, call.heads, call.rows, call.lanes) = (batch, length, heads, rows, lanes)
            (call.read_share, call.row_share, call.lane_share) = (share(read), share(row), share(lane))
            (call.decay_share, call.layout) = (share(factors), layout)
            (call.reverse, call.exclusive) = (reverse, exclusive)
            (call.read, call.row, call.lane) = (UnsafePointer(read.float), .init(row.float), .init(lane.float))
            (call.decay, call.initial) = (UnsafePointer(factors?.float), UnsafePointer(initial?.float))
            (call.output, call.final) = (output.float, final.float)
            ck_run_matrix_scan_f32(&call)
        default:
            var call = ck_matrix_scan_f64()
            (call.batch, call.length, call.heads, call.rows, call.lanes) = (batch, length, heads, rows, lanes)
            (call.read_share, call.row_share, call.lane_share) = (share(read), share(row), share(lane))
            (call.decay_share, call.layout) = (share(factors), layout)
            (call.reverse, call.exclusive) = (reverse, exclusive)
            (call.read, call.row, call.lane) = (UnsafePointer(read.double), .init(row.double), .init(lane.double))
            (call.decay, call.initial) = (UnsafePointer(factors?.double), UnsafePointer(initial?.double))
            (call.output, call.final) = (output.double, final.double)
            ck_run_matrix_scan_f64(&call)
        }
        return (output, final)
    }

    /// Gradients of logarithmic decays, of each element or (`sums`) of each head.
    /// - Parameters:
    ///   - after: what is read behind the decays, with its gradient for each head.
    ///   - before: what is written before them, with its gradient for each head.
    ///   - end: the final state times its gradient, `[batch, heads, width]`.
    func decayGradient(
        after: Tensor,
        _ afterGradient: Tensor,
        before: Tensor,
        _ beforeGradient: Tensor,
        end: Tensor?,
        sums: Bool
    ) -> Tensor {
        let width = after.shape[3]
        let type = after.elementType
        let result = Tensor(uninitialised: [batch, length, heads] + (sums ? [] : [width]), type)
        switch type {
        case .float32:
            ck_matrix_decay_gradient_f32(
                batch,
                length,
                heads,
                width,
                share(after),
                share(before),
                sums,
                exclusive,
                after.float,
                afterGradient.float,
                before.float,
                beforeGradient.float,
                end?.float,
                result.float
            )
        default:
            ck_matrix_decay_gradient_f64(
                batch,
                length,
                heads,
                width,
                share(after),
                share(before),
                sums,
                exclusive,
                after.double,
                afterGradient.double,
                before.double,
                beforeGradient.double,
                end?.double,
                result.double
            )
        }
        return result
    }
}
