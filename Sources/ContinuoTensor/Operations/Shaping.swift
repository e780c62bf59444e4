import CKernels

extension Tensor {
    /// The same elements in another shape; one size may be -1 and is computed. Shares storage.
    public func reshaped(_ shape: [Int]) -> Tensor {
        var target = shape
        if let free = target.firstIndex(of: -1) {
            let known = target.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
            precondition(known > 0 && count % known == 0, "shape \(self.shape) cannot be reshaped to \(shape)")
            target[free] = count / known
        }
        precondition(target.reduce(1, *) == count, "shape \(self.shape) cannot be reshaped to \(shape)")
        if target == self.shape { return self }
        let result = Tensor(storage: storage, offset: offset, shape: target, elementType: elementType)
        let original = self.shape
        return result.recorded(from: self) { [$0.reshaped(original)] }
    }

    /// A new axis of size 1 before `axis`.
    public func expanded(at axis: Int) -> Tensor {
        var target = shape
        target.insert(1, at: axis < 0 ? axis + rank + 1 : axis)
        return reshaped(target)
    }

    /// Without an axis of size 1.
    public func squeezed(_ axis: Int) -> Tensor {
        let axis = resolve(axis)
        precondition(shape[axis] == 1, "axis \(axis) of \(shape) is not of size 1")
        var target = shape
        target.remove(at: axis)
        return reshaped(target)
    }

    /// Axes in another order: axis i of the result is axis `order[i]` of this tensor.
    public func permuted(_ order: [Int]) -> Tensor {
        precondition(order.sorted() == Array(0..<rank), "\(order) is not an order of the axes of \(shape)")
        let own = strides
        let target = order.map { shape[$0] }
        let result = Tensor(uninitialised: target, elementType)
        copyStrided(shape: target, strides: order.map { own[$0] }, offset: 0, into: result)
        var inverse = order
        for (index, axis) in order.enumerated() { inverse[axis] = index }
        return result.recorded(from: self) { [$0.permuted(inverse)] }
    }

    /// With two axes exchanged.
    public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
        var order = Array(0..<rank)
        order.swapAt(resolve(first), resolve(second))
        return permuted(order)
    }

    /// Part of an axis. The leading axis is sliced without copying.
    public func sliced(_ range: Range<Int>, axis: Int = 0) -> Tensor {
        let axis = resolve(axis)
        precondition(
            range.lowerBound >= 0 && range.upperBound <= shape[axis],
            "slice \(range) leaves axis \(axis) of \(shape)"
        )
        if range == 0..<shape[axis] { return self }
        var target = shape
        target[axis] = range.count
        let own = strides
        let start = range.lowerBound * own[axis]
        let result: Tensor
        if shape[..<axis].allSatisfy({ $0 == 1 }) {
            result = Tensor(storage: storage, offset: offset + start, shape: target, elementType: elementType)
        } else {
            result = Tensor(uninitialised: target, elementType)
            copyStrided(shape: target, strides: own, offset: start, into: result)
        }
        let original = shape
        return result.recorded(from: self) { gradient in
            let whole = Tensor.zeros(original, gradient.elementType)
            whole.scatterStrided(gradient, strides: own, offset: start, accumulate: false)
            return [whole]
        }
    }

    /// An axis in reverse order.
    public func reversed(axis: Int) -> Tensor {
        let axis = resolve(axis)
        let result = Tensor(uninitialised: shape, elementType)
        guard count > 0 else { return result }
        var backwards = strides
        let start = (shape[axis] - 1) * backwards[axis]
        backwards[axis] = -backwards[axis]
        copyStrided(shape: shape, strides: backwards, offset: start, into: result)
        return result.recorded(from: self) { [$0.reversed(axis: axis)] }
    }

    /// One position of an axis, which disappears.
    public func selected(_ index: Int, axis: Int = 0) -> Tensor {
        sliced(index..<(index + 1), axis: axis).squeezed(axis)
    }

    /// An axis cut into parts of the given sizes.
    public func split(_ sizes: [Int], axis: Int = -1) -> [Tensor] {
        let axis = resolve(axis)
        precondition(sizes.reduce(0, +) == shape[axis], "parts \(sizes) do not fill axis \(axis) of \(shape)")
        let own = strides
        var start = 0
        var parts: [Tensor] = []
        var starts: [Int] = []
        for size in sizes {
            parts.append(detached.sliced(start..<(start + size), axis: axis))
            starts.append(start * own[axis])
            start += size
        }
        let original = shape
        let type = elementType
        return Tensor.record(parts, inputs: [self]) { gradients in
            let complete = !gradients.contains { $0 == nil }
            let whole = complete ? Tensor(uninitialised: original, type) : Tensor.zeros(original, type)
            for (gradient, start) in zip(gradients, starts) {
                guard let gradient else { continue }
                whole.scatterStrided(gradient, strides: own, offset: start, accumulate: false)
            }
            return [whole]
        }
    }

    /// Tensors joined along an existing axis.
    public static func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
        precondition(!tensors.isEmpty, "nothing to concatenate")
        let first = tensors[0]
        let axis = first.resolve(axis)
        var target = first.shape
        target[axis] = 0
        for tensor in tensors {
            var other = tensor.shape
            precondition(other.count == first.rank, "cannot concatenate shapes \(first.shape) and \(tensor.shape)")
            target[axis] += other[axis]
            other[axis] = first.shape[axis]
            precondition(other == first.shape, "cannot concatenate shapes \(first.shape) and \(tensor.shape)")
            tensor.requireSameType(first, "concatenated")
        }
        let result = Tensor(uninitialised: target, first.elementType)
        let strides = result.strides
        var start = 0
        for tensor in tensors {
            result.scatterStrided(tensor, strides: strides, offset: start * strides[axis], accumulate: false)
            start += tensor.shape[axis]
        }
        let sizes = tensors.map { $0.shape[axis] }
        return Tensor.record([result], inputs: tensors) { gradients in gradients[0]!.split(sizes, axis: axis) }[0]
    }

    /// Tensors of one shape joined along a new axis.
    public static func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
        concatenated(tensors.map { $0.expanded(at: axis) }, axis: axis)
    }

    /// Zeros added before and after along an axis.
    public func padded(_ before: Int, _ after: Int, axis: Int) -> Tensor {
        let axis = resolve(axis)
        var first = shape
        var last = shape
        first[axis] = before
        last[axis] = after
        let parts = [Tensor.zeros(first, elementType), self, Tensor.zeros(last, elementType)]
        return Tensor.concatenated(parts, axis: axis)
    }
}

extension Tensor {
    /// `target` (contiguous) = this tensor read with strides.
    func copyStrided(shape: [Int], strides: [Int], offset: Int, into target: Tensor) {
        precondition(shape.count <= Int(CK_MAXIMUM_RANK), "more than 8 axes: \(shape)")
        switch elementType {
        case .float64:
            ck_copy_strided_f64(Int32(shape.count), shape, strides, double + offset, target.double)
        case .float32, .int32:  // four bytes are copied as they are
            ck_copy_strided_f32(Int32(shape.count), shape, strides, float + offset, target.float)
        case .packed: preconditionFailure(Tensor.noArithmetic)
        }
    }

    /// Writes `part` (contiguous) into this tensor with strides.
    func scatterStrided(_ part: Tensor, strides: [Int], offset: Int, accumulate: Bool) {
        precondition(part.rank <= Int(CK_MAXIMUM_RANK), "more than 8 axes: \(part.shape)")
        let rank = Int32(part.rank)
        switch elementType {
        case .float64:
            ck_scatter_strided_f64(rank, part.shape, strides, part.double, double + offset, accumulate ? 1 : 0)
        case .float32, .int32:
            ck_scatter_strided_f32(rank, part.shape, strides, part.float, float + offset, accumulate ? 1 : 0)
        case .packed: preconditionFailure(Tensor.noArithmetic)
        }
    }
}
