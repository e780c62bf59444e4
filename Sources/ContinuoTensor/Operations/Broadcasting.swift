import CKernels

extension Tensor {
    /// The shape that two shapes broadcast to (NumPy's rule): aligned at the last axis, sizes equal or one of them 1.
    public static func broadcastShape(_ first: [Int], _ second: [Int]) -> [Int]? {
        let rank = Swift.max(first.count, second.count)
        var shape = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let a = axis < rank - first.count ? 1 : first[axis - (rank - first.count)]
            let b = axis < rank - second.count ? 1 : second[axis - (rank - second.count)]
            guard a == b || a == 1 || b == 1 else { return nil }
            shape[axis] = a == 1 ? b : a
        }
        return shape
    }

    /// Strides that walk this tensor over `target`: 0 along axes that repeat.
    func broadcastStrides(to target: [Int]) -> [Int] {
        let own = strides
        let missing = target.count - rank
        return target.indices.map { axis in
            axis < missing || shape[axis - missing] == 1 ? 0 : own[axis - missing]
        }
    }

    func binary(_ function: ck_binary, _ other: Tensor, _ name: StaticString) -> Tensor {
        requireReal(name)
        requireSameType(other, name)
        guard let target = Tensor.broadcastShape(shape, other.shape) else {
            preconditionFailure("\(name): shapes \(shape) and \(other.shape) do not broadcast")
        }
        precondition(target.count <= Int(CK_MAXIMUM_RANK), "\(name): more than 8 axes: \(target)")
        let result = Tensor(uninitialised: target, elementType)
        let left = broadcastStrides(to: target)
        let right = other.broadcastStrides(to: target)
        switch elementType {
        case .float32:
            ck_binary_f32(function, Int32(target.count), target, left, right, float, other.float, result.float)
        default:
            ck_binary_f64(function, Int32(target.count), target, left, right, double, other.double, result.double)
        }
        return result
    }

    func adding(_ other: Tensor) -> Tensor { binary(CK_ADD, other, "addition") }

    /// The sum of a gradient over the axes along which `shape` was broadcast.
    func summed(to target: [Int]) -> Tensor {
        if shape == target { return self }
        var result = self
        let missing = rank - target.count
        // Joined axes are summed in one pass: leading ones first, then each inner one.
        if missing > 0 {
            let outer = shape[..<missing].reduce(1, *)
            result = result.reshaped([outer] + shape[missing...]).sum(axis: 0)
        }
        for axis in target.indices where target[axis] == 1 && result.shape[axis] != 1 {
            result = result.sum(axis: axis, keepingAxis: true)
        }
        return result
    }

    /// This tensor repeated to a larger shape.
    public func broadcast(to target: [Int]) -> Tensor {
        if shape == target { return self }
        precondition(
            Tensor.broadcastShape(shape, target) == target,
            "shape \(shape) does not broadcast to \(target)"
        )
        let result = Tensor(uninitialised: target, elementType)
        copyStrided(shape: target, strides: broadcastStrides(to: target), offset: 0, into: result)
        let original = shape
        return result.recorded(from: self) { [$0.summed(to: original)] }
    }

    /// 1 where elements are equal, else 0. No gradient.
    public func equal(to other: Tensor) -> Tensor { detached.binary(CK_EQUAL, other.detached, "equal") }
    /// 1 where an element is greater, else 0. No gradient.
    public func greater(than other: Tensor) -> Tensor { detached.binary(CK_GREATER, other.detached, "greater") }
    /// 1 where an element is at least as great, else 0. No gradient.
    public func greaterOrEqual(to other: Tensor) -> Tensor {
        detached.binary(CK_GREATER_EQUAL, other.detached, "greaterOrEqual")
    }
}

public func + (x: Tensor, y: Tensor) -> Tensor {
    x.adding(y).recorded(from: x, y) { [$0.summed(to: x.shape), $0.summed(to: y.shape)] }
}

public func - (x: Tensor, y: Tensor) -> Tensor {
    x.binary(CK_SUBTRACT, y, "subtraction").recorded(from: x, y) {
        [$0.summed(to: x.shape), (-$0).summed(to: y.shape)]
    }
}

public func * (x: Tensor, y: Tensor) -> Tensor {
    let (a, b) = (x.detached, y.detached)
    return x.binary(CK_MULTIPLY, y, "multiplication").recorded(from: x, y) {
        [($0 * b).summed(to: a.shape), ($0 * a).summed(to: b.shape)]
    }
}

public func / (x: Tensor, y: Tensor) -> Tensor {
    let (a, b) = (x.detached, y.detached)
    let quotient = x.binary(CK_DIVIDE, y, "division")
    return quotient.recorded(from: x, y) {
        let scaled = $0 / b
        return [scaled.summed(to: a.shape), (-(scaled * quotient)).summed(to: b.shape)]
    }
}

/// The greater of two elements; of equals, the first takes the gradient.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
    let chosen = x.greaterOrEqual(to: y)
    return x.binary(CK_MAXIMUM, y, "maximum").recorded(from: x, y) {
        [($0 * chosen).summed(to: x.shape), ($0 * (1 - chosen)).summed(to: y.shape)]
    }
}

/// The lesser of two elements; of equals, the first takes the gradient.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { -maximum(-x, -y) }

/// x^y elementwise, x > 0 where a gradient with respect to y is wanted.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor {
    let (a, b) = (x.detached, y.detached)
    let power = x.binary(CK_POWER, y, "pow")
    return power.recorded(from: x, y) {
        [($0 * b * pow(a, b - 1)).summed(to: a.shape), ($0 * power * log(a)).summed(to: b.shape)]
    }
}

/// `x` where `condition` is not 0, else `y`.
public func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    let mask = condition.detached
    return x * mask + y * (1 - mask)
}
