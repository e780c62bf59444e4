import CKernels

/// Attention of the next positions over a cache, without gradients: keys and values of a fused projection
/// `[batch, count, (query heads + 2 · key heads) · D]` are written into `keys` and `values` behind what each row holds, in their
/// format, then its queries see what the options let them.
///
/// - Parameters:
///   - lengths: positions that each row of the cache holds.
///   - counts: real positions of each row of `projection`, padding behind them; all where nil.
/// - Returns: `[batch, count, query heads · D]`.
public func selfAttentionWithCache(
    projection: Tensor,
    queryHeads: Int,
    keyHeads: Int,
    rotary: RotaryPositions?,
    keys: KeyValueBuffer,
    values: KeyValueBuffer,
    lengths: [Int],
    counts: [Int]? = nil,
    _ options: AttentionOptions
) -> Tensor {
    let (batch, count, width) = (projection.shape[0], projection.shape[1], projection.shape[2])
    let headWidth = width / (queryHeads + 2 * keyHeads)
    let capacity = keys.capacity
    let longest = (lengths.max() ?? 0) + count
    precondition(
        lengths.count == batch && longest <= capacity,
        "a cache of \(lengths.count) rows of \(capacity) positions cannot hold \(longest) in \(batch) rows"
    )
    let input = projection.detached
    let (queryWidth, keyWidth) = (queryHeads * headWidth, keyHeads * headWidth)
    let turned = rotary.map { $0.rotate(input, heads: queryHeads + keyHeads, headWidth: headWidth) }
    let qk = turned ?? input
    let qkWidth = qk.shape[2]
    for row in 0..<batch {
        for index in 0..<(counts?[row] ?? count) {
            let (source, position) = (row * count + index, lengths[row] + index)
            keys.write(qk, from: source * qkWidth + queryWidth, row: row, position: position)
            values.write(input, from: source * width + queryWidth + keyWidth, row: row, position: position)
        }
    }
    let call = AttentionCall(
        batch: batch,
        queryHeads: queryHeads,
        keyHeads: keyHeads,
        queryLength: count,
        keyLength: longest,
        headWidth: headWidth,
        options: options
    )
    let result = Tensor(uninitialised: [batch, count, queryWidth], projection.elementType)
    call.forward(
        AttentionOperand(qk, length: count, rowWidth: qkWidth, headWidth: headWidth),
        keys,
        values,
        AttentionOperand(result, length: count, rowWidth: queryWidth, headWidth: headWidth)
    )
    return result
}

extension AttentionCall {
    /// With stored keys and values, of one format.
    fileprivate func forward(
        _ q: AttentionOperand,
        _ keys: KeyValueBuffer,
        _ values: KeyValueBuffer,
        _ o: AttentionOperand
    ) {
        withShape(q.strides, keys.strides, values.strides, o.strides) { shape in
            if let format = keys.format {
                let query = q.tensor.float + q.start
                ck_attention_forward_stored(
                    shape,
                    format.number,
                    query,
                    keys.pointer,
                    values.pointer,
                    o.tensor.float,
                    nil
                )
            } else {
                let (k, v) = (keys.pointer, values.pointer)
                ck_attention_forward_f64(
                    shape,
                    q.tensor.double + q.start,
                    k.assumingMemoryBound(to: Double.self),
                    v.assumingMemoryBound(to: Double.self),
                    o.tensor.double,
                    nil
                )
            }
        }
    }
}
