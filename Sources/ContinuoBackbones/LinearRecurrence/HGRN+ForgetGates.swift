import ContinuoTensor

extension StackedBackbone {
    /// The forget gates λ of the layers that are `HGRN`, first to last, on whole sequences that are read forwards: a layer
    /// whose gates are about λ remembers for about 1 / (1 − λ) positions.
    /// - Parameter tokens: Int32 `[batch, length]`.
    /// - Returns: `[batch, length, width]` for each such layer.
    public func forgetGates(_ tokens: Tensor) -> [Tensor] {
        var stream = embed(tokens, start: 0, .causal)
        var gates: [Tensor] = []
        for block in blocks {
            if let layer = block.mixer as? HGRN {
                var copy = stream
                gates.append(layer.forgetGates(block.mixerNormalisation(&copy)))
            }
            block.forward(&stream, .causal)
        }
        return gates
    }
}
