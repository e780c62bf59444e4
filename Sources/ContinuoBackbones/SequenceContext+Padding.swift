import ContinuoTensor

extension SequenceContext {
    /// 1 at positions behind the rows' ends and 0 elsewhere, `[batch, length, 1]` for an input `[batch, length, width]`; nil
    /// where nothing is padded.
    func padding(of input: Tensor) -> Tensor? {
        guard let lengths else { return nil }
        let ends = Tensor(lengths.map(Double.init)).cast(to: input.elementType).reshaped([input.shape[0], 1, 1])
        let places = Tensor.range(input.shape[1], input.elementType).reshaped([1, input.shape[1], 1])
        return places.greaterOrEqual(to: ends)
    }
}
