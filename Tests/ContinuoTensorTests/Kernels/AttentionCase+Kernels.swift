import CKernels

/// The element types that the attention kernels are made for.
protocol AttentionElement: BinaryFloatingPoint {
    typealias Operand = UnsafePointer<Self>
    typealias Destination = UnsafeMutablePointer<Self>
    typealias Shape = UnsafePointer<ck_attention>

    static var forward: (Shape, Operand, Operand, Operand, Destination, Destination) -> Void { get }
    static var backward:
        (
            Shape, Operand, Operand, Operand, Operand, Operand, Operand, Destination, Destination, Destination
        ) -> Void
    { get }
}

extension Float: AttentionElement {
    static var forward: (Shape, Operand, Operand, Operand, Destination, Destination) -> Void {
        ck_attention_forward_f32
    }
    static var backward:
        (
            Shape, Operand, Operand, Operand, Operand, Operand, Operand, Destination, Destination, Destination
        ) -> Void
    { ck_attention_backward_f32 }
}

extension Double: AttentionElement {
    static var forward: (Shape, Operand, Operand, Operand, Destination, Destination) -> Void {
        ck_attention_forward_f64
    }
    static var backward:
        (
            Shape, Operand, Operand, Operand, Operand, Operand, Operand, Destination, Destination, Destination
        ) -> Void
    { ck_attention_backward_f64 }
}

extension AttentionCase {
    /// The struct of the kernels for this case, valid inside `body`.
    func withShape<Result>(_ body: (ck_attention) throws -> Result) rethrows -> Result {
        var shape = ck_attention_make(batch, queryHeads, keyHeads, queryLength, keyLength, width)
        let fused = ck_attention_strides(batch: capacity * rowWidth, position: rowWidth, head: width)
        shape.q = fused
        shape.k = fused
        shape.v = fused
        shape.scale = scale
        shape.causal = causal
        shape.window = window
        shape.soft_cap = softCap
        if let offset { shape.offset = offset }
        let lengths = (0..<batch).map { Int32(keys($0)) }, mask = maskBytes
        return try lengths.withUnsafeBufferPointer { lengths in
            try mask.withUnsafeBufferPointer { mask in
                if ragged { shape.key_lengths = lengths.baseAddress }
                if masked {
                    shape.mask = mask.baseAddress
                    shape.mask_position_stride = keyLength
                    shape.mask_batch_stride = maskPerRow ? queryLength * keyLength : 0
                }
                return try body(shape)
            }
        }
    }

    private var biasStrides: ck_attention_strides {
        let position =
            switch bias {
            case .none, .key: 0
            case .matrix: keyLength
            case .distance: -1
            }
        return ck_attention_strides(batch: biasPerRow ? queryHeads * biasSpan : 0, position: position, head: biasSpan)
    }

    /// Runs the kernels in `Element`.
    /// - Parameter biases: other biases than the case's own.
    func run<Element: AttentionElement>(
        _: Element.Type,
        _ operands: [Double],
        biases: [Double]? = nil
    ) -> AttentionResult {
        let x = KernelBuffer<Element>(operands), o = KernelBuffer<Element>(outputCount)
        let lse = KernelBuffer<Element>(batch * queryHeads * queryLength)
        let outputGradient = KernelBuffer<Element>(self.outputGradient)
        let gradient = KernelBuffer<Element>(operands.count)
        let bias = KernelBuffer<Element>(biases ?? self.biases)
        let biasGradient = KernelBuffer<Element>([Double](repeating: 0, count: biasCount))
        let origin = biasCount > 0 ? biasIndex(0, 0, 0, 0) : 0
        let k = queryHeads * width, v = (queryHeads + keyHeads) * width
        withShape { shape in
            var shape = shape
            if self.bias != .none {
                shape.bias = UnsafeRawPointer(bias.pointer + origin)
                shape.bias_gradient = UnsafeMutableRawPointer(biasGradient.pointer + origin)
                shape.bias_strides = biasStrides
            }
            Element.forward(&shape, x.pointer, x.pointer + k, x.pointer + v, o.pointer, lse.pointer)
            Element.backward(
                &shape,
                x.pointer,
                x.pointer + k,
                x.pointer + v,
                o.pointer,
                lse.pointer,
                outputGradient.pointer,
                gradient.pointer,
                gradient.pointer + k,
                gradient.pointer + v
            )
        }
        return AttentionResult(
            output: o.values,
            logSumExp: lse.values,
            gradient: gradient.values,
            biasGradient: biasGradient.values
        )
    }
}

extension AttentionResult {
    /// The greatest relative error of outputs, log-sum-exps and gradients. Infinite when −∞ (nothing seen) or NaN (nothing
    /// written) stand in other places than in the reference.
    func error(_ reference: AttentionResult) -> Double {
        func finite(_ values: [Double], _ special: Double) -> [Double] {
            values.map { $0 == special || ($0.isNaN && special.isNaN) ? -20 : $0 }
        }
        return max(
            relativeError(output, reference.output),
            relativeError(finite(logSumExp, -.infinity), finite(reference.logSumExp, -.infinity)),
            relativeError(finite(gradient, .nan), finite(reference.gradient, .nan)),
            // A gradient of 0 may be what is left of numbers of the order of 1.
            relativeError(biasGradient + [1], reference.biasGradient + [1])
        )
    }
}
