import CKernels

/// Which keys a query sees, and how scores are formed.
public struct AttentionOptions: Sendable {
    /// Query i sees no key after its own position.
    public var isCausal: Bool
    /// Position of the first query among the keys; keys minus queries when nil (the queries are the last positions).
    public var offset: Int?
    /// The same for each batch row, where rows are of different length; instead of `offset`.
    public var offsets: [Int32]?
    /// Keys further back than this are not seen; 0 means no limit.
    public var window: Int = 0
    /// Boolean mask, 1 where a query sees a key: `[queries, keys]`, or `[batch, queries, keys]`. Row-major bytes.
    public var mask: AttentionMask?
    /// Number of real keys of each batch row (padding behind them is not seen).
    public var keyLengths: [Int32]?
    /// Factor of the scores; 1/√D when nil.
    public var scale: Double?
    /// Scores are bounded by c·tanh(s/c); 0 means unbounded.
    public var softCap: Double = 0
    /// Added to the scores after the cap; see `AttentionBias`.
    public var bias: AttentionBias?

    public init(isCausal: Bool, offset: Int? = nil, mask: AttentionMask? = nil) {
        self.isCausal = isCausal
        self.offset = offset
        self.mask = mask
    }
}

/// An arbitrary Boolean attention mask.
public struct AttentionMask: Sendable {
    public let batch: Int
    public let queries: Int
    public let keys: Int
    /// 1 where a query sees a key; `[batch, queries, keys]`, batch 1 serves all rows.
    public let bytes: [UInt8]

    public init(batch: Int = 1, queries: Int, keys: Int, bytes: [UInt8]) {
        precondition(
            bytes.count == batch * queries * keys,
            "mask of \(bytes.count) bytes for [\(batch), \(queries), \(keys)]"
        )
        self.batch = batch
        self.queries = queries
        self.keys = keys
        self.bytes = bytes
    }

    public init(queries: Int, keys: Int, sees: (_ query: Int, _ key: Int) -> Bool) {
        self.init(
            queries: queries,
            keys: keys,
            bytes: (0..<queries).flatMap { q in (0..<keys).map { sees(q, $0) ? 1 : 0 } }
        )
    }
}

/// One operand of attention: a buffer, where its first element lies, and how to walk it.
struct AttentionOperand {
    let tensor: Tensor
    /// Elements before the first.
    let start: Int
    let strides: ck_attention_strides

    init(_ tensor: Tensor, start: Int = 0, length: Int, rowWidth: Int, headWidth: Int) {
        self.tensor = tensor
        self.start = start
        strides = ck_attention_strides(batch: length * rowWidth, position: rowWidth, head: headWidth)
    }
}

struct AttentionCall {
    var batch: Int
    var queryHeads: Int
    var keyHeads: Int
    var queryLength: Int
    var keyLength: Int
    var headWidth: Int
    var options: AttentionOptions
    var wantsBiasGradient = false

    /// Runs `body` with the kernel's description of this call.
    func withShape(
        _ q: ck_attention_strides,
        _ k: ck_attention_strides,
        _ v: ck_attention_strides,
        _ o: ck_attention_strides,
        biasGradient: Tensor? = nil,
        _ body: (UnsafePointer<ck_attention>) -> Void
    ) {
        var shape = ck_attention_make(batch, queryHeads, keyHeads, queryLength, keyLength, headWidth)
        shape.q = q
        shape.k = k
        shape.v = v
        shape.o = o
        shape.causal = options.isCausal
        if let offset = options.offset { shape.offset = offset }
        if let scale = options.scale { shape.scale = scale }
        shape.window = options.window
        shape.soft_cap = options.softCap
        options.bias?.describe(self, gradient: biasGradient, in: &shape)
        let lengths = options.keyLengths ?? []
        let (mask, offsets) = (options.mask, options.offsets)
        (lengths + (offsets ?? [])).withUnsafeBufferPointer { numbers in
            (mask?.bytes ?? []).withUnsafeBufferPointer { bytes in
                if options.keyLengths != nil { shape.key_lengths = numbers.baseAddress }
                if offsets != nil { shape.query_offsets = numbers.baseAddress! + lengths.count }
                if let mask {
                    precondition(
                        mask.queries == queryLength && mask.keys == keyLength
                            && (mask.batch == 1 || mask.batch == batch),
                        "mask [\(mask.batch), \(mask.queries), \(mask.keys)] does not fit \(batch) rows of \(queryLength) queries and \(keyLength) keys"
                    )
                    shape.mask = bytes.baseAddress
                    shape.mask_batch_stride = mask.batch == 1 ? 0 : queryLength * keyLength
                    shape.mask_position_stride = keyLength
                }
                body(&shape)
            }
        }
    }

    func forward(
        _ q: AttentionOperand,
        _ k: AttentionOperand,
        _ v: AttentionOperand,
        _ o: AttentionOperand,
        logSums: Tensor?
    ) {
        withShape(q.strides, k.strides, v.strides, o.strides) { shape in
            switch o.tensor.elementType {
            case .float32:
                ck_attention_forward_f32(
                    shape,
                    q.tensor.float + q.start,
                    k.tensor.float + k.start,
                    v.tensor.float + v.start,
                    o.tensor.float + o.start,
                    logSums?.float
                )
            default:
                ck_attention_forward_f64(
                    shape,
                    q.tensor.double + q.start,
                    k.tensor.double + k.start,
                    v.tensor.double + v.start,
                    o.tensor.double + o.start,
                    logSums?.double
                )
            }
        }
    }

    func backward(
        _ q: AttentionOperand,
        _ k: AttentionOperand,
        _ v: AttentionOperand,
        _ o: AttentionOperand,
        logSums: Tensor,
        gradient: Tensor,
        dq: Tensor,
        dk: Tensor,
        dv: Tensor,
        biasGradient: Tensor? = nil
    ) {
        withShape(q.strides, k.strides, v.strides, o.strides, biasGradient: biasGradient) { shape in
            switch o.tensor.elementType {
            case .float32:
                ck_attention_backward_f32(
                    shape,
                    q.tensor.float + q.start,
                    k.tensor.float + k.start,
                    v.tensor.float + v.start,
                    o.tensor.float + o.start,
                    logSums.float,
                    gradient.float,
                    dq.float + q.start,
                    dk.float + k.start,
                    dv.float + v.start
                )
            default:
                ck_attention_backward_f64(
                    shape,
                    q.tensor.double + q.start,
                    k.tensor.double + k.start,
                    v.tensor.double + v.start,
                    o.tensor.double + o.start,
                    logSums.double,
                    gradient.double,
                    dq.double + q.start,
                    dk.double + k.start,
                    dv.double + v.start
                )
            }
        }
    }
}

/// Scaled dot-product attention with memory linear in the length (Dao et al. 2022).
///
/// - Parameters:
///   - query: `[batch, queries, query heads, D]`, D at most 256.
///   - key, value: `[batch, keys, key heads, D]`; query heads are a multiple of key heads (grouped heads).
/// - Returns: `[batch, queries, query heads, D]`. A query that sees no key gives zeros.
public func attention(query: Tensor, key: Tensor, value: Tensor, _ options: AttentionOptions) -> Tensor {
    precondition(
        query.rank == 4 && key.rank == 4 && key.shape == value.shape && query.shape[0] == key.shape[0]
            && query.shape[3] == key.shape[3] && query.shape[2] % key.shape[2] == 0,
        "attention: query \(query.shape), key \(key.shape), value \(value.shape) do not fit"
    )
    let call = AttentionCall(
        batch: query.shape[0],
        queryHeads: query.shape[2],
        keyHeads: key.shape[2],
        queryLength: query.shape[1],
        keyLength: key.shape[1],
        headWidth: query.shape[3],
        options: options.detached,
        wantsBiasGradient: options.bias?.values.isTracked == true
    )
    func operand(_ tensor: Tensor) -> AttentionOperand {
        AttentionOperand(
            tensor.detached,
            length: tensor.shape[1],
            rowWidth: tensor.shape[2] * tensor.shape[3],
            headWidth: tensor.shape[3]
        )
    }
    let result = Tensor(uninitialised: query.shape, query.elementType)
    let (q, k, v, o) = (operand(query), operand(key), operand(value), operand(result))
    let inputs = [query, key, value] + options.biasInputs
    let logSums =
        Tensor.isRecording(inputs)
        ? Tensor(uninitialised: [call.batch, call.queryHeads, call.queryLength], query.elementType) : nil
    call.forward(q, k, v, o, logSums: logSums)
    guard let logSums else { return result }
    return Tensor.record([result], inputs: inputs) { gradients in
        let gradient = gradients[0]!
        let bias = call.zerosForBias()
        let dq = Tensor(uninitialised: q.tensor.shape, gradient.elementType)
        let dk = Tensor(uninitialised: k.tensor.shape, gradient.elementType)
        let dv = Tensor(uninitialised: v.tensor.shape, gradient.elementType)
        call.backward(
            q,
            k,
            v,
            o,
            logSums: logSums,
            gradient: gradient,
            dq: dq,
            dk: dk,
            dv: dv,
            biasGradient: bias
        )
        return [dq, dk, dv] + call.forInputs(bias)
    }[0]
}

/// Self-attention of a fused projection, rotary position embedding included, without transposing anything.
///
/// - Parameters:
///   - projection: `[batch, length, (query heads + 2 · key heads) · D]`: queries, then keys, then values.
///   - rotary: turns queries and keys by their positions first; nil for none.
/// - Returns: `[batch, length, query heads · D]`.
public func selfAttention(
    projection: Tensor,
    queryHeads: Int,
    keyHeads: Int,
    rotary: RotaryPositions? = nil,
    _ options: AttentionOptions
) -> Tensor {
    precondition(
        projection.rank == 3 && projection.shape[2] % (queryHeads + 2 * keyHeads) == 0,
        "selfAttention: projection \(projection.shape) does not hold \(queryHeads) + 2 · \(keyHeads) heads"
    )
    let (batch, length, width) = (projection.shape[0], projection.shape[1], projection.shape[2])
    let headWidth = width / (queryHeads + 2 * keyHeads)
    let call = AttentionCall(
        batch: batch,
        queryHeads: queryHeads,
        keyHeads: keyHeads,
        queryLength: length,
        keyLength: length,
        headWidth: headWidth,
        options: options.detached,
        wantsBiasGradient: options.bias?.values.isTracked == true
    )
    let input = projection.detached
    let turnedWidth = (queryHeads + keyHeads) * headWidth
    let turned = rotary.map { $0.rotate(input, heads: queryHeads + keyHeads, headWidth: headWidth) }
    let qk = turned ?? input
    let qkWidth = turned == nil ? width : turnedWidth
    let result = Tensor(uninitialised: [batch, length, queryHeads * headWidth], projection.elementType)
    let q = AttentionOperand(qk, length: length, rowWidth: qkWidth, headWidth: headWidth)
    let k = AttentionOperand(
        qk,
        start: queryHeads * headWidth,
        length: length,
        rowWidth: qkWidth,
        headWidth: headWidth
    )
    let v = AttentionOperand(input, start: turnedWidth, length: length, rowWidth: width, headWidth: headWidth)
    let o = AttentionOperand(result, length: length, rowWidth: queryHeads * headWidth, headWidth: headWidth)
    let inputs = [projection] + options.biasInputs
    let recording = Tensor.isRecording(inputs)
    let logSums = recording ? Tensor(uninitialised: [batch, queryHeads, length], projection.elementType) : nil
    call.forward(q, k, v, o, logSums: logSums)
    guard let logSums else { return result }
    return Tensor.record([result], inputs: inputs) { gradients in
        let gradient = gradients[0]!
        let bias = call.zerosForBias()
        let whole = Tensor(uninitialised: input.shape, gradient.elementType)
        let inner = turned.map { Tensor(uninitialised: $0.shape, gradient.elementType) } ?? whole
        call.backward(
            q,
            k,
            v,
            o,
            logSums: logSums,
            gradient: gradient,
            dq: inner,
            dk: inner,
            dv: whole,
            biasGradient: bias
        )
        rotary?.rotateBack(inner, heads: queryHeads + keyHeads, headWidth: headWidth, into: whole)
        return [whole] + call.forInputs(bias)
    }[0]
}
