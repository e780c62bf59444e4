extension Tensor {
    /// The same elements in the opposite order along an axis.
    public func reversed(axis: Int) -> Tensor {
        let axis = resolve(axis)
        guard count > 0 else { return self }
        var strides = self.strides
        let last = (shape[axis] - 1) * strides[axis]
        strides[axis] = -strides[axis]
        let result = Tensor(uninitialised: shape, elementType)
        copyStrided(shape: shape, strides: strides, offset: last, into: result)
        return result.recorded(from: self) { [$0.reversed(axis: axis)] }
    }
}
