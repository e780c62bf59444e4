import ContinuoTensor

/// Windows of series, as networks that forecast a whole horizon at once read them.
public struct SeriesWindowBatch: Sendable {
    /// The values read, `[batch, input]`; 0 before a series begins.
    public var values: Tensor
    /// 1 where a value is one of the series, 0 before it, `[batch, input]`; nil where all are.
    public var mask: Tensor?
    /// Quantities known up to the origin, `[batch, features, input]`.
    public var history: Tensor?
    /// Quantities known in advance, `[batch, features, input + horizon]`.
    public var future: Tensor?
    /// Quantities of a whole series, `[batch, features]`.
    public var fixed: Tensor?
    /// What follows, `[batch, horizon]`; nil when it is to be found.
    public var targets: Tensor?
    /// Randomness of dropout; nil outside of training.
    public var dropout: RandomStream?

    public init(values: Tensor, mask: Tensor? = nil, targets: Tensor? = nil) {
        self.values = values
        self.mask = mask
        self.targets = targets
    }
}

/// A network that forecasts a whole horizon at once from a window.
public protocol WindowNetwork: Module {
    /// Numbers for each step ahead: one, or one for each quantile.
    var outputs: Int { get }

    /// Predicts what follows.
    /// - Returns: `[batch, outputs, horizon]`.
    func predict(_ batch: SeriesWindowBatch) -> Tensor

    /// Parts that add up to what `predict` gives, each `[batch, outputs, horizon]`; empty where there are none.
    func components(_ batch: SeriesWindowBatch) -> [(name: String, values: Tensor)]

    /// What is added to the loss, such as a divergence; nil for nothing.
    func penalty(_ batch: SeriesWindowBatch) -> Tensor?
}

extension WindowNetwork {
    public func components(_ batch: SeriesWindowBatch) -> [(name: String, values: Tensor)] { [] }
    public func penalty(_ batch: SeriesWindowBatch) -> Tensor? { nil }
}
