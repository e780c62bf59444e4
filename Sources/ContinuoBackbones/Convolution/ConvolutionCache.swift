import ContinuoTensor

/// The state of a causal long convolution: what is known of the outputs to come, and the inputs that are not part of it yet.
///
/// A prompt is read by one FutureFill; a position at a time, the scheme decides when inputs turn into contributions. Where
/// gradients are recorded, the inputs themselves are kept, at most as many as the kernel reaches back.
///
/// - Memory: two numbers for each channel and position that the kernel reaches, or that are still to be read where `expect`
///   said how many those are, whichever is fewer. The kernel is held once, for all rows and copies.
public struct ConvolutionCache: Sendable {
    /// Positions read.
    public private(set) var length = 0
    public let scheme: ConvolutionScheme
    /// Rows of the convolution for each row of the state.
    private let copies: Int
    private let channels: Int
    private let elementType: ElementType
    private var rows: Int
    /// Positions that may still be read; nil where nobody said.
    private var remaining: Int?
    /// Contributions of what is gone to the outputs to come, `[rows, positions, channels]`.
    private var base: Tensor?
    /// Inputs that are not part of `base`, where gradients are recorded, `[rows, positions, channels]`.
    private var history: Tensor?
    private var stream: ConvolutionStream?
    private var finished = 0.0

    /// - Parameters:
    ///   - batch: rows of the state.
    ///   - copies: rows of the convolution for each of them: those of row i stand behind each other.
    public init(
        batch: Int,
        copies: Int = 1,
        channels: Int,
        _ elementType: ElementType,
        _ scheme: ConvolutionScheme = .continuous
    ) {
        (rows, self.copies, self.channels) = (batch * copies, copies, channels)
        (self.elementType, self.scheme) = (elementType, scheme)
    }

    /// Says that no more than so many further positions will be read: memory then is for those only.
    public mutating func expect(atMost positions: Int) {
        settle()
        remaining = positions
        if let base, base.shape[1] > positions { self.base = base.sliced(0..<positions, axis: 1) }
    }

    /// Bytes of the rows.
    public var byteCount: Int { (base?.byteCount ?? 0) + (history?.byteCount ?? 0) + (stream?.byteCount ?? 0) }

    /// Bytes of the kernel in the forms that it is used in; the same for any number of rows.
    public var kernelByteCount: Int { stream?.filter.byteCount ?? 0 }

    /// Multiply-adds of the scheme so far for one channel of one row; prompts are not counted.
    public var multiplyAdds: Double { finished + (stream?.multiplyAdds ?? 0) }

    /// The next outputs of the convolution.
    /// - Parameters:
    ///   - x: `[batch · copies, length, channels]`.
    ///   - isRecorded: whether gradients are recorded, of the input or of the kernel.
    ///   - kernel: `[channels, coefficients]`; asked for when it is needed. It may not change while the state goes on without
    ///     gradients being recorded.
    /// - Returns: the shape of `x`.
    public mutating func convolve(_ x: Tensor, isRecorded: Bool, kernel: () -> Tensor) -> Tensor {
        precondition(
            x.rank == 3 && x.shape[0] == rows && x.shape[2] == channels,
            "convolution of \(x.shape): the state has \(rows) rows of \(channels) channels"
        )
        if let remaining {
            precondition(
                x.shape[1] <= remaining,
                "\(x.shape[1]) positions are read, no more than \(remaining) were expected"
            )
            self.remaining = remaining - x.shape[1]
        }
        length += x.shape[1]
        let isGoingOn = history.map { Tensor.isRecording([$0]) } ?? false
        return isRecorded || isGoingOn ? recorded(x, kernel()) : withoutGradients { streamed(x.detached, kernel) }
    }

    private mutating func recorded(_ x: Tensor, _ kernel: Tensor) -> Tensor {
        settle()
        let count = x.shape[1]
        let known = history.map { Tensor.concatenated([$0, x], axis: 1) } ?? x
        let whole = longConvolution(known, kernel: kernel)
        var output = whole.sliced((known.shape[1] - count)..<known.shape[1], axis: 1)
        if let base { output = output + base.positions(0, count) }
        base = base.flatMap { $0.shape[1] > count ? $0.sliced(count..<$0.shape[1], axis: 1) : nil }
        history = known.sliced(max(0, known.shape[1] - kernel.shape[1] + 1)..<known.shape[1], axis: 1)
        return output
    }

    private mutating func streamed(_ x: Tensor, _ kernel: () -> Tensor) -> Tensor {
        if stream == nil, x.shape[1] < ConvolutionScheme.directBlock || history != nil {
            start(kernel(), positions: remaining.map { $0 + x.shape[1] })
        }
        // Long pieces go through one transform each way, short ones through the scheme.
        let isLong = x.shape[1] >= max(ConvolutionScheme.directBlock, (stream?.filter.capacity ?? 0) / 4)
        if stream == nil || isLong { return readAtOnce(x, stream?.filter.kernel ?? kernel()) }
        let output = Tensor(uninitialised: x.shape, elementType)
        for place in 0..<x.shape[1] { stream?.step(x, to: output, at: place) }
        return output
    }

    /// Begins a stream with what is known, for so many positions at most.
    private mutating func start(_ kernel: Tensor, positions: Int?) {
        let kernel = kernel.detached
        var pending = base ?? Tensor.zeros([rows, 0, channels], elementType)
        if let history {
            let count = Self.reach(kernel, positions)
            pending = futureFill(history.detached, kernel: kernel, count: count) + pending.positions(0, count)
        }
        begin(kernel, pending, positions: positions)
    }

    /// Outputs behind the last input that a kernel reaches, of those that will be asked for.
    private static func reach(_ kernel: Tensor, _ positions: Int?) -> Int {
        min(kernel.shape[1] - 1, positions ?? kernel.shape[1])
    }

    private mutating func begin(_ kernel: Tensor, _ pending: Tensor, positions: Int?) {
        let filter: StreamedKernel
        if let earlier = stream?.filter, positions.map({ 2 * $0 > earlier.capacity }) ?? true {
            filter = earlier
        } else {
            filter = StreamedKernel(kernel, scheme, positions: positions)
        }
        finished = multiplyAdds
        stream = ConvolutionStream(filter, pending: pending.positions(0, min(pending.shape[1], filter.capacity)))
        (base, history) = (nil, nil)
    }

    private mutating func readAtOnce(_ x: Tensor, _ kernel: Tensor) -> Tensor {
        let (count, kernel) = (x.shape[1], kernel.detached)
        let known = stream?.settled() ?? base ?? Tensor.zeros([rows, 0, channels], elementType)
        let output = longConvolution(x, kernel: kernel) + known.positions(0, count)
        let reached = Self.reach(kernel, remaining)
        let pending = futureFill(x, kernel: kernel, count: reached) + known.positions(count, reached)
        begin(kernel, pending, positions: remaining)
        return output
    }

    /// Turns a stream into what it contributes to the outputs to come.
    private mutating func settle() {
        guard let stream else { return }
        finished = multiplyAdds
        base = stream.settled()
        self.stream = nil
    }

    public mutating func select(rows: [Int]) {
        let chosen = rows.flatMap { row in (0..<copies).map { row * copies + $0 } }
        base = base?.leadingRows(chosen)
        history = history?.leadingRows(chosen)
        stream?.select(rows: chosen)
        self.rows = chosen.count
    }

    /// The same state, cut off from the recorded computation.
    public var detached: ConvolutionCache {
        var result = self
        result.history = history?.detached
        return result
    }
}

extension Tensor {
    /// Positions from `start` on of `[rows, positions, channels]`, zeros behind the last.
    fileprivate func positions(_ start: Int, _ count: Int) -> Tensor {
        let present = start..<Swift.max(start, Swift.min(start + count, shape[1]))
        guard present.lowerBound < shape[1] else { return Tensor.zeros([shape[0], count, shape[2]], elementType) }
        return sliced(present, axis: 1).padded(0, count - present.count, axis: 1)
    }
}
