import ContinuoTensor

/// The Fourier transform of N = N₁ N₂ numbers as two stages of small dense products with twiddle factors between, an order-2
/// butterfly:
///
///     A[k₁, n₂] = Σ_{n₁} F₁[n₂][k₁, n₁] x[N₂ n₁ + n₂],   X[k₁, k₂] = Σ_{n₂} F₂[k₁][k₂, n₂] w_N^{k₁ n₂} A[k₁, n₂]
///
/// The result stays in the order [k₁, k₂], which is that of the frequency k₁ + N₁ k₂; products of spectra do not mind. Inputs
/// are padded with zeros to twice their length, and the columns of F₁ that would meet the padding are left out.
///
/// - Source: Fu et al. 2023, "Simple Hardware-Efficient Long Convolutions for Sequence Modeling" (FlashButterfly).
struct ButterflyTransform: Sendable {
    /// N₁ and N₂.
    let rows: Int
    let columns: Int
    private let twiddles: Tensor

    /// For sequences of up to `length` numbers: N is the power of two not below 2 · length.
    init(length: Int, _ type: ElementType) {
        let exponent = max(2, (2 * length).nextPowerOfTwo.trailingZeroBitCount)
        (rows, columns) = (1 << ((exponent + 1) / 2), 1 << (exponent / 2))
        twiddles = Self.roots(rows, columns, of: rows * columns, type)
    }

    /// Half of N: the longest sequence.
    var capacity: Int { rows * columns / 2 }

    /// exp(−2πi k n / N) for k below `first` and n below `second`, `[first, second, 2]`.
    static func roots(_ first: Int, _ second: Int, of count: Int, _ type: ElementType) -> Tensor {
        let turns = (0..<first).flatMap { k in (0..<second).map { n in Double(k * n % count) / Double(count) } }
        let angles = Tensor(turns, shape: [first, second]) * (-2 * Double.pi)
        return cos(angles).asComplex(imaginary: sin(angles)).cast(to: type)
    }

    /// F₁ as real matrices, real parts above imaginary ones: `[2 N₁, N₁ / 2]`.
    func firstStage(_ type: ElementType) -> Tensor {
        let roots = Self.roots(rows, rows / 2, of: rows, type)
        return Tensor.concatenated([roots.realPart, roots.imaginaryPart])
    }

    /// F₂ as real matrices [[re, −im], [im, re]]: `[2 N₂, 2 N₂]`; conjugated and divided by N for the inverse.
    func secondStage(_ type: ElementType) -> Tensor { Self.real(Self.roots(columns, columns, of: columns, type)) }

    /// The inverse's stages: back over k₂, `[2 N₂, 2 N₂]`, and over k₁ to real numbers, `[N₁ / 2, 2 N₁]`.
    func inverseStages(_ type: ElementType) -> (Tensor, Tensor) {
        let back = Self.real(complexConjugate(Self.roots(columns, columns, of: columns, type)))
        let roots = Self.roots(rows / 2, rows, of: rows, type) * (1 / Double(rows * columns))
        // Re(conj(w) a) = w_re a_re + w_im a_im
        return (back, Tensor.concatenated([roots.realPart, roots.imaginaryPart], axis: 1))
    }

    private static func real(_ matrix: Tensor) -> Tensor {
        let (re, im) = (matrix.realPart, matrix.imaginaryPart)
        return Tensor.concatenated([
            Tensor.concatenated([re, -im], axis: 1), Tensor.concatenated([im, re], axis: 1),
        ])
    }

    /// Spectra `[N₁, N₂, series, 2]` of `x` `[series, length]`.
    /// - Parameters:
    ///   - first: one matrix `[2 N₁, N₁ / 2]`, or one for each n₂.
    ///   - second: one matrix `[2 N₂, 2 N₂]`, or one for each k₁.
    func forward(_ x: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor {
        let series = x.shape[0]
        precondition(x.shape[1] <= capacity, "a transform for \(capacity) numbers was given \(x.shape[1])")
        let padded = x.padded(0, capacity - x.shape[1], axis: 1)
        // [n₂, n₁, series]
        let blocks = padded.reshaped([series, rows / 2, columns]).permuted([2, 1, 0])
        let stage = first.matmul(blocks).reshaped([columns, 2, rows, series])
        // [k₁, n₂, series, 2], turned
        let turned = complexProduct(
            stage.permuted([3, 2, 0, 1]),
            twiddles
        )
        // [k₁, (re n₂, im n₂), series]
        let ready = turned.permuted([1, 3, 2, 0]).reshaped([rows, 2 * columns, series])
        return second.matmul(ready).reshaped([rows, 2, columns, series]).permuted([0, 2, 3, 1])
    }

    /// The first `length` numbers of each series, `[series, length]`, from spectra `[N₁, N₂, series, 2]`.
    func inverse(_ spectra: Tensor, length: Int, _ back: Tensor, _ last: Tensor) -> Tensor {
        let series = spectra.shape[2]
        let blocks = spectra.permuted([0, 3, 1, 2]).reshaped([rows, 2 * columns, series])
        let stage = back.matmul(blocks).reshaped([rows, 2, columns, series])
        let turned = complexProduct(stage.permuted([3, 0, 2, 1]), twiddles, conjugated: true)
        // [n₂, (re k₁, im k₁), series]
        let ready = turned.permuted([2, 3, 1, 0]).reshaped([columns, 2 * rows, series])
        let numbers = last.matmul(ready).permuted([2, 1, 0]).reshaped([series, capacity])
        return numbers.sliced(0..<length, axis: 1)
    }
}

/// Convolutions by butterflies whose small matrices are learnt, the Fourier transform's at first.
///
/// Learnt matrices no longer give a convolution, and their outputs see the whole sequence. They do not decay: zeros are no
/// transform.
struct ButterflyConvolution: Module {
    private let transform: ButterflyTransform
    @Parameter("first", .stateSpace) var first: Tensor
    @Parameter("second", .stateSpace) var second: Tensor
    @Parameter("back", .stateSpace) var back: Tensor
    @Parameter("last", .stateSpace) var last: Tensor

    /// - Parameter length: of the longest sequence.
    init(length: Int, _ initialiser: inout Initialiser) {
        let type = initialiser.elementType
        transform = ButterflyTransform(length: length, type)
        let (rows, columns) = (transform.rows, transform.columns)
        func repeated(_ matrix: Tensor, _ count: Int) -> Tensor { matrix.broadcast(to: [count] + matrix.shape) }
        let inverse = transform.inverseStages(type)
        self.first = repeated(transform.firstStage(type), columns)
        self.second = repeated(transform.secondStage(type), rows)
        self.back = repeated(inverse.0, rows)
        self.last = repeated(inverse.1, columns)
    }

    /// - Parameters:
    ///   - x: `[batch, length, channels]`.
    ///   - kernel: `[channels, coefficients]`; on either side of the present at most as many as the length it was made for.
    ///   - origin: index of the coefficient that multiplies the present; those before it multiply the future.
    func callAsFunction(_ x: Tensor, kernel: Tensor, origin: Int = 0) -> Tensor {
        let (batch, length, channels) = (x.shape[0], x.shape[1], x.shape[2])
        let series = x.permuted([0, 2, 1]).reshaped([batch * channels, length])
        let spectra = transform.forward(series, first, second)
        let size = [transform.rows, transform.columns, batch, channels, 2]
        let rows = spectra.reshaped(size).permuted([2, 0, 1, 3, 4])
        let products = complexProduct(rows, factors(kernel, origin)).permuted([1, 2, 0, 3, 4])
        let shape = [transform.rows, transform.columns, batch * channels, 2]
        let outputs = transform.inverse(products.reshaped(shape), length: length, back, last)
        return outputs.reshaped([batch, channels, length]).permuted([0, 2, 1])
    }

    /// Spectra `[N₁, N₂, channels, 2]` of kernels. Coefficients of the future lie at negative times: theirs is the conjugate of
    /// what they would have as the past.
    private func factors(_ kernel: Tensor, _ origin: Int) -> Tensor {
        let (channels, count) = (kernel.shape[0], kernel.shape[1])
        let past = kernel.sliced(origin..<count, axis: 1)
        guard origin > 0 else { return transform.forward(past, first, second) }
        let future = kernel.sliced(0..<origin, axis: 1).reversed(axis: 1).padded(1, 0, axis: 1)
        let length = max(count - origin, origin + 1)
        let both = Tensor.concatenated([
            past.padded(0, length - past.shape[1], axis: 1), future.padded(0, length - future.shape[1], axis: 1),
        ])
        let parts = transform.forward(both, first, second).split([channels, channels], axis: 2)
        return parts[0] + complexConjugate(parts[1])
    }
}
