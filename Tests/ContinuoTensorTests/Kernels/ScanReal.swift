import CKernels

typealias LinearScan<Real> = (
    Int, Int, Int, UnsafePointer<Real>?, ck_decay, UnsafePointer<Real>?, UnsafePointer<Real>?,
    UnsafeMutablePointer<Real>?, UnsafeMutablePointer<Real>?
) -> Void

typealias LinearScanBackward<Real> = (
    Int, Int, Int, UnsafePointer<Real>?, ck_decay, UnsafePointer<Real>?, UnsafePointer<Real>?, UnsafePointer<Real>?,
    UnsafePointer<Real>?, UnsafeMutablePointer<Real>?, UnsafeMutablePointer<Real>?, UnsafeMutablePointer<Real>?
) -> Void

/// Buffers of one selective scan and of its gradients; nil is NULL.
struct SelectiveBuffers<Real: ScanReal> {
    typealias Buffer = KernelBuffer<Real>
    var x: Buffer, delta: Buffer, deltaBias: Buffer?, aLog: Buffer
    /// b and c as slices of one array of `projectionStride` columns: b from column `bColumn`, c from `cColumn`.
    var projection: Buffer
    var projectionStride: Int, bColumn: Int, cColumn: Int
    var d: Buffer?, gate: Buffer?, initial: Buffer?
}

/// The kernels of one element type, so that tests are written once.
protocol ScanReal: BinaryFloatingPoint {
    static func linearScan(complex: Bool) -> LinearScan<Self>
    static func linearScanBackward(complex: Bool) -> LinearScanBackward<Self>
    static func selectiveForward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Self>,
        y: KernelBuffer<Self>,
        final: KernelBuffer<Self>,
        checkpoints: KernelBuffer<Self>?
    )
    static func selectiveBackward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Self>,
        checkpoints: KernelBuffer<Self>,
        outer: KernelBuffer<Self>,
        outerFinal: KernelBuffer<Self>?,
        gradients: SelectiveBuffers<Self>
    )
    static func selectiveStep(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Self>,
        state: KernelBuffer<Self>,
        y: KernelBuffer<Self>
    )
}

extension Float: ScanReal {
    static func linearScan(complex: Bool) -> LinearScan<Float> {
        if complex { return ck_linear_scan_complex_f32 }
        return ck_linear_scan_f32
    }

    static func linearScanBackward(complex: Bool) -> LinearScanBackward<Float> {
        if complex { return ck_linear_scan_backward_complex_f32 }
        return ck_linear_scan_backward_f32
    }

    private static func scan(_ problem: SelectiveProblem, _ inputs: SelectiveBuffers<Float>) -> ck_selective_scan_f32 {
        ck_selective_scan_f32(
            batch: problem.batch,
            length: problem.length,
            width: problem.width,
            states: problem.states,
            x: inputs.x.pointer,
            delta: inputs.delta.pointer,
            delta_bias: inputs.deltaBias?.pointer,
            a_log: problem.longhorn ? nil : inputs.aLog.pointer,
            b: inputs.projection.pointer + inputs.bColumn,
            c: inputs.projection.pointer + inputs.cColumn,
            d: inputs.d?.pointer,
            gate: inputs.gate?.pointer,
            initial: inputs.initial?.pointer,
            x_stride: 0,
            delta_stride: problem.width,
            b_stride: inputs.projectionStride,
            c_stride: inputs.projectionStride,
            gate_stride: 0,
            softplus: problem.softplus,
            longhorn: problem.longhorn
        )
    }

    static func selectiveForward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Float>,
        y: KernelBuffer<Float>,
        final: KernelBuffer<Float>,
        checkpoints: KernelBuffer<Float>?
    ) {
        var scan = scan(problem, inputs)
        ck_selective_scan_forward_f32(&scan, y.pointer, final.pointer, checkpoints?.pointer)
    }

    static func selectiveBackward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Float>,
        checkpoints: KernelBuffer<Float>,
        outer: KernelBuffer<Float>,
        outerFinal: KernelBuffer<Float>?,
        gradients to: SelectiveBuffers<Float>
    ) {
        var scan = scan(problem, inputs)
        var gradients = ck_selective_scan_gradients_f32(
            x: to.x.pointer,
            delta: to.delta.pointer,
            delta_bias: to.deltaBias?.pointer,
            a_log: to.aLog.pointer,
            b: to.projection.pointer + to.bColumn,
            c: to.projection.pointer + to.cColumn,
            d: to.d?.pointer,
            gate: to.gate?.pointer,
            initial: to.initial?.pointer,
            x_stride: problem.width,
            delta_stride: 0,
            b_stride: to.projectionStride,
            c_stride: to.projectionStride,
            gate_stride: 0
        )
        ck_selective_scan_backward_f32(&scan, checkpoints.pointer, outer.pointer, outerFinal?.pointer, &gradients)
    }

    static func selectiveStep(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Float>,
        state: KernelBuffer<Float>,
        y: KernelBuffer<Float>
    ) {
        var scan = scan(problem, inputs)
        ck_selective_scan_step_f32(&scan, state.pointer, y.pointer)
    }
}

extension Double: ScanReal {
    static func linearScan(complex: Bool) -> LinearScan<Double> {
        if complex { return ck_linear_scan_complex_f64 }
        return ck_linear_scan_f64
    }

    static func linearScanBackward(complex: Bool) -> LinearScanBackward<Double> {
        if complex { return ck_linear_scan_backward_complex_f64 }
        return ck_linear_scan_backward_f64
    }

    private static func scan(_ problem: SelectiveProblem, _ inputs: SelectiveBuffers<Double>) -> ck_selective_scan_f64 {
        ck_selective_scan_f64(
            batch: problem.batch,
            length: problem.length,
            width: problem.width,
            states: problem.states,
            x: inputs.x.pointer,
            delta: inputs.delta.pointer,
            delta_bias: inputs.deltaBias?.pointer,
            a_log: problem.longhorn ? nil : inputs.aLog.pointer,
            b: inputs.projection.pointer + inputs.bColumn,
            c: inputs.projection.pointer + inputs.cColumn,
            d: inputs.d?.pointer,
            gate: inputs.gate?.pointer,
            initial: inputs.initial?.pointer,
            x_stride: 0,
            delta_stride: problem.width,
            b_stride: inputs.projectionStride,
            c_stride: inputs.projectionStride,
            gate_stride: 0,
            softplus: problem.softplus,
            longhorn: problem.longhorn
        )
    }

    static func selectiveForward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Double>,
        y: KernelBuffer<Double>,
        final: KernelBuffer<Double>,
        checkpoints: KernelBuffer<Double>?
    ) {
        var scan = scan(problem, inputs)
        ck_selective_scan_forward_f64(&scan, y.pointer, final.pointer, checkpoints?.pointer)
    }

    static func selectiveBackward(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Double>,
        checkpoints: KernelBuffer<Double>,
        outer: KernelBuffer<Double>,
        outerFinal: KernelBuffer<Double>?,
        gradients to: SelectiveBuffers<Double>
    ) {
        var scan = scan(problem, inputs)
        var gradients = ck_selective_scan_gradients_f64(
            x: to.x.pointer,
            delta: to.delta.pointer,
            delta_bias: to.deltaBias?.pointer,
            a_log: to.aLog.pointer,
            b: to.projection.pointer + to.bColumn,
            c: to.projection.pointer + to.cColumn,
            d: to.d?.pointer,
            gate: to.gate?.pointer,
            initial: to.initial?.pointer,
            x_stride: problem.width,
            delta_stride: 0,
            b_stride: to.projectionStride,
            c_stride: to.projectionStride,
            gate_stride: 0
        )
        ck_selective_scan_backward_f64(&scan, checkpoints.pointer, outer.pointer, outerFinal?.pointer, &gradients)
    }

    static func selectiveStep(
        _ problem: SelectiveProblem,
        _ inputs: SelectiveBuffers<Double>,
        state: KernelBuffer<Double>,
        y: KernelBuffer<Double>
    ) {
        var scan = scan(problem, inputs)
        ck_selective_scan_step_f64(&scan, state.pointer, y.pointer)
    }
}
