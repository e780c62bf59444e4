import ContinuoTensor

/// What gives the kernels of a long convolution.
protocol LongFilter: Module {
    /// Channels that have a kernel of their own.
    var channels: Int { get }
    /// A parameter that the kernels depend on: whether it is tracked says whether their gradients are recorded.
    var probe: Tensor { get }
    /// Kernels for sequences of `length` positions, `[channels, coefficients]`; all coefficients where nil.
    /// - Parameter dropout: randomness of what is dropped in training; nil outside of it.
    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor
    /// Modes of kernels that are recurrences; nil where they are not.
    var modes: ModalFilter? { get }
}

extension LongFilter {
    var modes: ModalFilter? { nil }
}

/// What a filter remembers: contributions to outputs to come, or the state of a recurrence.
enum LongFilterState: Sendable {
    case cache(ConvolutionCache)
    /// `[batch, modes, 2, channels · copies]`
    case modes(Tensor)

    init(_ filter: any LongFilter, batch: Int, copies: Int = 1, _ scheme: ConvolutionScheme) {
        let type = filter.probe.elementType
        if let modes = filter.modes {
            self = .modes(Tensor.zeros([batch, modes.count, 2, modes.channels * copies], type))
        } else {
            self = .cache(ConvolutionCache(batch: batch, copies: copies, channels: filter.channels, type, scheme))
        }
    }

    mutating func select(rows: [Int]) {
        switch self {
        case .cache(var cache):
            cache.select(rows: rows)
            self = .cache(cache)
        case .modes(let states):
            self = .modes(states.leadingRows(rows))
        }
    }

    mutating func expect(atMost positions: Int) {
        guard case .cache(var cache) = self else { return }
        cache.expect(atMost: positions)
        self = .cache(cache)
    }

    var byteCount: Int {
        switch self {
        case .cache(let cache): cache.byteCount
        case .modes(let states): states.byteCount
        }
    }

    var detached: LongFilterState {
        switch self {
        case .cache(let cache): .cache(cache.detached)
        case .modes(let states): .modes(states.detached)
        }
    }

    /// The next outputs of a filter.
    /// - Parameter x: `[batch, length, channels · copies]`, the copies of a channel side by side.
    mutating func convolve(_ x: Tensor, _ filter: any LongFilter, copies: Int) -> Tensor {
        switch self {
        case .modes(let states):
            guard let modes = filter.modes else { preconditionFailure("a state of modes was given to another filter") }
            let (output, final) = modes.scan(x, from: states)
            self = .modes(final)
            return output
        case .cache(var cache):
            // The caller's copy goes first: buffers that are referenced twice would be copied at every step.
            self = .modes(Tensor.zeros([0]))
            let isRecorded = Tensor.isRecording([x, filter.probe])
            let output = x.inRows(copies: copies) {
                cache.convolve($0, isRecorded: isRecorded) { filter.kernel(nil, nil) }
            }
            self = .cache(cache)
            return output
        }
    }
}

/// One pass of a layer over positions: whole sequences, or pieces with a state.
struct ConvolutionPass {
    private(set) var state: ConvolutionState?
    let dropout: RandomStream?
    /// Positions of the future that whole sequences see, where they are read in both directions.
    private let isBidirectional: Bool

    /// - Parameter layer: its name in errors.
    init(
        _ layer: StaticString,
        _ context: SequenceContext,
        state: consuming ConvolutionState? = nil,
        reads: LayerCapabilities
    ) {
        isBidirectional = context.direction == .bidirectional
        precondition(
            reads.contains(isBidirectional ? .bidirectional : .causal) && context.mask == nil,
            "\(layer) does not read in this direction, or was given a mask"
        )
        dropout = context.dropout
        self.state = state
    }

    /// The convolution of number `place` of the layer. Two-sided kernels have 2 n − 1 coefficients, the middle one for the
    /// present.
    /// - Parameters:
    ///   - x: `[batch, length, channels · copies]`, the copies of a channel side by side.
    ///   - copies: series that each channel's kernel is applied to.
    mutating func convolve(
        _ place: Int,
        _ x: Tensor,
        _ filter: any LongFilter,
        copies: Int = 1,
        _ transform: ConvolutionTransform = .blocked
    ) -> Tensor {
        guard state != nil else {
            let kernel = filter.kernel(x.shape[1], dropout?.split(place))
            let reach = isBidirectional ? ConvolutionReach.bidirectional(origin: kernel.shape[1] / 2) : .causal
            return x.inRows(copies: copies) { longConvolution($0, kernel: kernel, reach: reach, transform: transform) }
        }
        return state!.caches[place].convolve(x, filter, copies: copies)
    }

    /// A short causal convolution whose earlier inputs are part `place` of the state.
    mutating func shorten(_ place: Int, _ x: Tensor, _ filter: ShortFilter) -> Tensor {
        let (output, inputs) = shortConvolution(
            x,
            weight: filter.weight,
            bias: filter.bias,
            state: state?.fixed.parts[place]
        )
        state?.fixed.parts[place] = inputs
        return output
    }

    /// Part `place` of the state; nil where there is no state.
    func part(_ place: Int) -> Tensor? { state?.fixed.parts[place] }

    /// Makes part `place` of the state the last positions of a series `[batch, positions, channels]`, or of what it holds of it.
    mutating func keep(_ place: Int, last count: Int, of series: Tensor, behind before: Tensor?) {
        guard let before else { return }
        let known = Tensor.concatenated([before, series], axis: 1)
        state?.fixed.parts[place] = known.sliced((known.shape[1] - count)..<known.shape[1], axis: 1)
    }
}

extension Tensor {
    /// What `convolve` makes of `[batch, length, channels · copies]` with the copies of all channels as rows of their own.
    fileprivate func inRows(copies: Int, _ convolve: (Tensor) -> Tensor) -> Tensor {
        guard copies > 1 else { return convolve(self) }
        let (batch, length, channels) = (shape[0], shape[1], shape[2] / copies)
        let rows = reshaped([batch, length, channels, copies]).permuted([0, 3, 1, 2])
        let output = convolve(rows.reshaped([batch * copies, length, channels]))
        return output.reshaped([batch, copies, length, channels]).permuted([0, 2, 3, 1]).reshaped(shape)
    }
}
