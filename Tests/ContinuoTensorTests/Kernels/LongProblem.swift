import CKernels

/// A long convolution: its shape, random contents, and the sums of its definition.
struct LongProblem: CustomStringConvertible {
    var shape: ck_long_convolution
    var input: [Double]
    var kernel: [Double]
    var skip: [Double]?

    init(
        batch: Int,
        channels: Int,
        length: Int,
        kernel: Int,
        origin: Int,
        last: Bool = false,
        skip: Bool = true,
        transform: ck_convolution_transform = CK_BLOCKED_TRANSFORM,
        seed: UInt64 = 1
    ) {
        shape = ck_long_convolution(
            batch: batch,
            channels: channels,
            length: length,
            kernel_length: kernel,
            origin: origin,
            layout: last ? CK_CHANNELS_LAST : CK_CHANNELS_FIRST,
            transform: transform
        )
        input = uniform(batch * channels * length, -1...1, seed: seed)
        self.kernel = uniform(channels * kernel, -1...1, seed: seed + 1)
        self.skip = skip ? uniform(channels, -1...1, seed: seed + 2) : nil
    }

    var description: String {
        "length \(shape.length) kernel \(shape.kernel_length) origin \(shape.origin) layout \(shape.layout.rawValue) transform \(shape.transform.rawValue)"
    }

    func index(_ b: Int, _ h: Int, _ t: Int) -> Int {
        shape.layout == CK_CHANNELS_FIRST
            ? (b * shape.channels + h) * shape.length + t : (b * shape.length + t) * shape.channels + h
    }

    /// y[b,h,t] = sum_s k[h,s] u[b,h,t + origin - s] + skip[h] u[b,h,t]
    var reference: [Double] {
        var output = [Double](repeating: 0, count: input.count)
        for b in 0..<shape.batch {
            for h in 0..<shape.channels {
                for t in 0..<shape.length {
                    var sum = (skip?[h] ?? 0) * input[index(b, h, t)]
                    for s in 0..<shape.kernel_length where (0..<shape.length).contains(t + shape.origin - s) {
                        sum += kernel[h * shape.kernel_length + s] * input[index(b, h, t + shape.origin - s)]
                    }
                    output[index(b, h, t)] = sum
                }
            }
        }
        return output
    }
}

struct LongGradients: Equatable {
    var input: [Double]
    var kernel: [Double]
    var skip: [Double]
}

final class LongBuffers<Element: BinaryFloatingPoint> {
    let input, kernel, output, inputGradient, kernelGradient: KernelBuffer<Element>
    let skip, skipGradient: KernelBuffer<Element>?

    init(_ problem: LongProblem) {
        input = KernelBuffer(problem.input)
        kernel = KernelBuffer(problem.kernel)
        skip = problem.skip.map { KernelBuffer($0) }
        output = KernelBuffer(problem.input.count)
        inputGradient = KernelBuffer(problem.input.count)
        kernelGradient = KernelBuffer(problem.kernel.count)
        skipGradient = problem.skip.map { KernelBuffer($0.count) }
    }

    var gradients: LongGradients {
        LongGradients(
            input: inputGradient.values,
            kernel: kernelGradient.values,
            skip: skipGradient?.values ?? []
        )
    }
}
