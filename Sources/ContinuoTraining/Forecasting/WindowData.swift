import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor

/// Series ready to be cut into windows: scaled, in single precision, with their other quantities sorted by what is known when.
public struct WindowData: Sendable {
    public let input: Int
    public let horizon: Int
    /// Names of quantities that are known up to the origin, in advance, and once for a series.
    public let historyNames: [String]
    public let futureNames: [String]
    public let fixedNames: [String]
    public let scalers: [SeriesScaler]
    let isWindowScaled: Bool
    let kind: SeriesScaler.Kind
    private let values: [[Float]]
    private let history: [[[Float]]]
    private let future: [[[Float]]]
    private let fixed: [[Float]]

    /// Which quantities of a panel are of which sort: a quantity that never changes within a series is one of the series; one
    /// that every series knows up to the horizon's end is known in advance.
    public struct Features: Sendable, Hashable, Codable {
        public var history: [String] = []
        public var future: [String] = []
        public var fixed: [String] = []

        public init() {}

        /// All names.
        public var names: [String] { history + future + fixed }

        public init(_ panel: [TimeSeries], horizon: Int) {
            let common = panel.reduce(nil as Set<String>?) { names, series in
                let own = Set(series.exogenous.keys)
                return names.map { $0.intersection(own) } ?? own
            }
            for name in (common ?? []).sorted() {
                let columns = panel.map { $0.exogenous[name] ?? [] }
                if panel.count > 1, columns.allSatisfy({ column in column.allSatisfy { $0 == column[0] } }) {
                    fixed.append(name)
                } else if zip(panel, columns).allSatisfy({ $1.count >= $0.values.count + horizon }) {
                    future.append(name)
                } else {
                    history.append(name)
                }
            }
        }
    }

    /// - Parameter learnt: how many values of each series scalers may look at; all when nil.
    public init(
        _ panel: [TimeSeries],
        input: Int,
        horizon: Int,
        features: Features = Features(),
        scaling: WindowTrainingConfiguration.Scaling,
        scaler kind: SeriesScaler.Kind = .standard,
        learnt: [Int]? = nil
    ) {
        (self.input, self.horizon, self.kind) = (input, horizon, kind)
        (historyNames, futureNames, fixedNames) = (features.history, features.future, features.fixed)
        isWindowScaled = scaling == .window
        let parts = panel.enumerated().map { $1.values.prefix(learnt?[$0] ?? $1.values.count) }
        let scalers = parts.map { SeriesScaler(scaling == .series ? kind : .none, $0) }
        self.scalers = scalers
        values = zip(panel, scalers).map { series, scaler in series.values.map { Float(scaler.scaled($0)) } }
        func columns(_ names: [String]) -> [[[Float]]] {
            panel.enumerated().map { index, series in
                names.map { name in
                    let column = series.exogenous[name] ?? []
                    let scaler = SeriesScaler(.standard, column.prefix(learnt?[index] ?? series.values.count))
                    return column.map { Float(scaler.scaled($0)) }
                }
            }
        }
        history = columns(features.history)
        future = columns(features.future)
        fixed = panel.map { series in features.fixed.map { Float(series.exogenous[$0]?.first ?? 0) } }
    }

    /// A batch, and the map back to the series' own units for each of its rows.
    public struct Batch: Sendable {
        public var windows: SeriesWindowBatch
        /// What is subtracted from and what divides each row beyond `scalers`: (0, 1) but for windows scaled by themselves.
        public var rowScales: [(shift: Float, scale: Float)]
        public var series: [Int]
    }

    /// Reads windows.
    /// - Parameters:
    ///   - starts: series, and position of the first value of the input, negative where the window begins before its series.
    ///   - hasTargets: whether what follows is read, too.
    public func batch(_ starts: [(series: Int, position: Int)], hasTargets: Bool) -> Batch {
        let rows = starts.count
        let inputs = Tensor.zeros([rows, input])
        let targets = hasTargets ? Tensor.zeros([rows, horizon]) : nil
        let needsMask = starts.contains { $0.position < 0 }
        let mask = needsMask ? Tensor.zeros([rows, input]) : nil
        var scales: [(shift: Float, scale: Float)] = []
        scales.reserveCapacity(rows)
        for (row, start) in starts.enumerated() {
            let series = values[start.series]
            let lacking = Swift.max(-start.position, 0)
            let pointer = inputs.pointer(Float.self) + row * input
            let seen = (start.position + lacking)..<Swift.max(start.position + input, start.position + lacking)
            series.withUnsafeBufferPointer { source in
                for (offset, index) in seen.enumerated() { pointer[lacking + offset] = source[index] }
                if let targets {
                    let target = targets.pointer(Float.self) + row * horizon
                    for step in 0..<horizon { target[step] = source[start.position + input + step] }
                }
            }
            if let mask {
                let ones = mask.pointer(Float.self) + row * input
                for index in lacking..<input { ones[index] = 1 }
            }
            scales.append((0, 1))
            if isWindowScaled {
                let scaler = SeriesScaler(kind, series[seen].map(Double.init))
                let (shift, scale) = (Float(scaler.shift), Float(scaler.scale))
                scales[row] = (shift, scale)
                for index in lacking..<input { pointer[index] = (pointer[index] - shift) / scale }
                if let targets {
                    let target = targets.pointer(Float.self) + row * horizon
                    for step in 0..<horizon { target[step] = (target[step] - shift) / scale }
                }
            }
        }
        var windows = SeriesWindowBatch(values: inputs, mask: mask, targets: targets)
        windows.history = gathered(history, historyNames.count, starts, length: input)
        windows.future = gathered(future, futureNames.count, starts, length: input + horizon)
        if !fixedNames.isEmpty {
            windows.fixed = Tensor(starts.flatMap { fixed[$0.series] }, shape: [rows, fixedNames.count])
        }
        return Batch(windows: windows, rowScales: scales, series: starts.map(\.series))
    }

    private func gathered(
        _ columns: [[[Float]]],
        _ count: Int,
        _ starts: [(series: Int, position: Int)],
        length: Int
    ) -> Tensor? {
        guard count > 0 else { return nil }
        let result = Tensor.zeros([starts.count, count, length])
        for (row, start) in starts.enumerated() {
            for feature in 0..<count {
                let column = columns[start.series][feature]
                let pointer = result.pointer(Float.self) + (row * count + feature) * length
                for index in 0..<length {
                    let position = start.position + index
                    if position >= 0, position < column.count { pointer[index] = column[position] }
                }
            }
        }
        return result
    }

    /// Predictions `[batch, outputs, horizon]` in the series' own units: row by row, output by output.
    public func restored(_ predictions: Tensor, _ batch: Batch) -> [[[Double]]] {
        let (outputs, horizon) = (predictions.shape[1], predictions.shape[2])
        let numbers = predictions.array(of: Float.self)
        return batch.series.enumerated().map { row, series in
            (0..<outputs).map { output in
                (0..<horizon).map { step in
                    let (shift, scale) = batch.rowScales[row]
                    let value = numbers[(row * outputs + output) * horizon + step] * scale + shift
                    return scalers[series].restored(Double(value))
                }
            }
        }
    }
}
