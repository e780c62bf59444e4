import ContinuoTensor

/// A state whose memory may be cut to the positions that are still to be read.
public protocol BoundedState: LayerState {
    /// Says that no more than so many further positions will be read.
    mutating func expect(atMost positions: Int)
}

extension BackboneState {
    /// Says that no more than so many further positions will be read: states of long convolutions then hold what those need.
    public mutating func expect(atMost positions: Int) {
        for index in layers.indices {
            guard var state = layers[index] as? any BoundedState else { continue }
            state.expect(atMost: positions)
            layers[index] = state
        }
    }
}

/// The state of a layer of long convolutions: what each of them remembers, and parts of fixed size (of short convolutions).
public struct ConvolutionState: BoundedState {
    var caches: [LongFilterState]
    var fixed: FixedSizeState

    /// - Parameters:
    ///   - layer: its name in errors.
    ///   - shapes: of the parts of fixed size, without the batch axis.
    init(layer: String, batch: Int, _ caches: [LongFilterState], shapes: [[Int]] = [], _ elementType: ElementType) {
        self.caches = caches
        fixed = FixedSizeState(layer: layer, batch: batch, shapes: shapes, elementType)
    }

    /// This state, which is left empty: buffers that are referenced twice would be copied at every step.
    mutating func taken() -> ConvolutionState {
        let state = self
        caches = []
        return state
    }

    /// Positions read.
    public var length: Int { fixed.length }

    public mutating func expect(atMost positions: Int) {
        for index in caches.indices { caches[index].expect(atMost: positions) }
    }

    public mutating func select(rows: [Int]) {
        for index in caches.indices { caches[index].select(rows: rows) }
        fixed.select(rows: rows)
    }

    public mutating func rollBack(to length: Int) throws { try fixed.rollBack(to: length) }

    /// The states of the convolutions that are caches.
    public var convolutions: [ConvolutionCache] {
        caches.compactMap { state in
            guard case .cache(let cache) = state else { return nil }
            return cache
        }
    }

    public var byteCount: Int { caches.reduce(fixed.byteCount) { $0 + $1.byteCount } }

    public var detached: ConvolutionState {
        var result = self
        result.caches = caches.map(\.detached)
        result.fixed = fixed.detached
        return result
    }
}
