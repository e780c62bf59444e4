import CKernels

/// The transform and convolution kernels of one number type, over arrays of `Double`.
protocol FFTReal: BinaryFloatingPoint {
    static var tolerance: Double { get }
    static func fft(_ x: [Double], _ n: Int, _ batch: Int, inverse: Bool, scale: Double) -> [Double]
    static func rfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double]
    static func irfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double]
    static func convolve(_ problem: LongProblem) -> [Double]
    static func adjoint(_ problem: LongProblem, _ gradient: [Double]) -> LongGradients
    static func convolve(_ problem: ShortProblem) -> (output: [Double], state: [Double])
    static func adjoint(_ problem: ShortProblem, _ gradient: [Double], _ stateGradient: [Double]) -> ShortGradients
}

extension Float: FFTReal {
    static var tolerance: Double { 2e-6 }

    static func fft(_ x: [Double], _ n: Int, _ batch: Int, inverse: Bool, scale: Double) -> [Double] {
        let input = KernelBuffer<Float>(x)
        let output = KernelBuffer<Float>(x.count)
        ck_fft_f32(input.pointer, output.pointer, n, batch, inverse, scale)
        return output.values
    }

    static func rfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double] {
        let input = KernelBuffer<Float>(x)
        let output = KernelBuffer<Float>(batch * 2 * (n / 2 + 1))
        ck_rfft_f32(input.pointer, output.pointer, n, batch, scale, interior)
        return output.values
    }

    static func irfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double] {
        let input = KernelBuffer<Float>(x)
        let output = KernelBuffer<Float>(batch * n)
        ck_irfft_f32(input.pointer, output.pointer, n, batch, scale, interior)
        return output.values
    }

    static func convolve(_ problem: LongProblem) -> [Double] {
        let b = LongBuffers<Float>(problem)
        withUnsafePointer(to: problem.shape) {
            ck_long_convolution_f32($0, b.input.pointer, b.kernel.pointer, b.skip?.pointer, b.output.pointer)
        }
        return b.output.values
    }

    static func adjoint(_ problem: LongProblem, _ gradient: [Double]) -> LongGradients {
        let b = LongBuffers<Float>(problem)
        let g = KernelBuffer<Float>(gradient)
        withUnsafePointer(to: problem.shape) {
            ck_long_convolution_adjoint_f32(
                $0,
                b.input.pointer,
                b.kernel.pointer,
                b.skip?.pointer,
                g.pointer,
                b.inputGradient.pointer,
                b.kernelGradient.pointer,
                b.skipGradient?.pointer
            )
        }
        return b.gradients
    }

    static func convolve(_ problem: ShortProblem) -> (output: [Double], state: [Double]) {
        let b = ShortBuffers<Float>(problem)
        withUnsafePointer(to: problem.shape) {
            ck_short_convolution_f32(
                $0,
                b.input.pointer,
                b.weights.pointer,
                b.bias?.pointer,
                b.state?.pointer,
                b.output.pointer,
                b.newState.pointer
            )
        }
        return (b.output.values, b.newState.values)
    }

    static func adjoint(_ problem: ShortProblem, _ gradient: [Double], _ stateGradient: [Double]) -> ShortGradients {
        let b = ShortBuffers<Float>(problem)
        let g = KernelBuffer<Float>(gradient)
        let s = KernelBuffer<Float>(stateGradient)
        withUnsafePointer(to: problem.shape) {
            ck_short_convolution_adjoint_f32(
                $0,
                b.input.pointer,
                b.weights.pointer,
                b.bias?.pointer,
                b.state?.pointer,
                g.pointer,
                s.pointer,
                b.inputGradient.pointer,
                b.weightGradient.pointer,
                b.biasGradient?.pointer,
                b.stateGradient?.pointer
            )
        }
        return b.gradients
    }
}

extension Double: FFTReal {
    static var tolerance: Double { 1e-14 }

    static func fft(_ x: [Double], _ n: Int, _ batch: Int, inverse: Bool, scale: Double) -> [Double] {
        let input = KernelBuffer<Double>(x)
        let output = KernelBuffer<Double>(x.count)
        ck_fft_f64(input.pointer, output.pointer, n, batch, inverse, scale)
        return output.values
    }

    static func rfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double] {
        let input = KernelBuffer<Double>(x)
        let output = KernelBuffer<Double>(batch * 2 * (n / 2 + 1))
        ck_rfft_f64(input.pointer, output.pointer, n, batch, scale, interior)
        return output.values
    }

    static func irfft(_ x: [Double], _ n: Int, _ batch: Int, scale: Double, interior: Double) -> [Double] {
        let input = KernelBuffer<Double>(x)
        let output = KernelBuffer<Double>(batch * n)
        ck_irfft_f64(input.pointer, output.pointer, n, batch, scale, interior)
        return output.values
    }

    static func convolve(_ problem: LongProblem) -> [Double] {
        let b = LongBuffers<Double>(problem)
        withUnsafePointer(to: problem.shape) {
            ck_long_convolution_f64($0, b.input.pointer, b.kernel.pointer, b.skip?.pointer, b.output.pointer)
        }
        return b.output.values
    }

    static func adjoint(_ problem: LongProblem, _ gradient: [Double]) -> LongGradients {
        let b = LongBuffers<Double>(problem)
        let g = KernelBuffer<Double>(gradient)
        withUnsafePointer(to: problem.shape) {
            ck_long_convolution_adjoint_f64(
                $0,
                b.input.pointer,
                b.kernel.pointer,
                b.skip?.pointer,
                g.pointer,
                b.inputGradient.pointer,
                b.kernelGradient.pointer,
                b.skipGradient?.pointer
            )
        }
        return b.gradients
    }

    static func convolve(_ problem: ShortProblem) -> (output: [Double], state: [Double]) {
        let b = ShortBuffers<Double>(problem)
        withUnsafePointer(to: problem.shape) {
            ck_short_convolution_f64(
                $0,
                b.input.pointer,
                b.weights.pointer,
                b.bias?.pointer,
                b.state?.pointer,
                b.output.pointer,
                b.newState.pointer
            )
        }
        return (b.output.values, b.newState.values)
    }

    static func adjoint(_ problem: ShortProblem, _ gradient: [Double], _ stateGradient: [Double]) -> ShortGradients {
        let b = ShortBuffers<Double>(problem)
        let g = KernelBuffer<Double>(gradient)
        let s = KernelBuffer<Double>(stateGradient)
        withUnsafePointer(to: problem.shape) {
            ck_short_convolution_adjoint_f64(
                $0,
                b.input.pointer,
                b.weights.pointer,
                b.bias?.pointer,
                b.state?.pointer,
                g.pointer,
                s.pointer,
                b.inputGradient.pointer,
                b.weightGradient.pointer,
                b.biasGradient?.pointer,
                b.stateGradient?.pointer
            )
        }
        return b.gradients
    }
}
