import ContinuoDecoding

extension SequenceModel {
    /// Whether positions between given ones can be filled, by `fill`; otherwise use `generate` over `makeSession`.
    public var canFill: Bool { process is any FillingProcess }

    /// Whether there is a distribution of the next token, which `makeSession` gives.
    public var canContinue: Bool { process is any NextElementProcess }

    /// Writes `length` tokens between a beginning and an ending; either may be empty.
    ///
    ///     let report = try model.fill(prefix: tokeniser.encode("In the "), suffix: [], length: 20)
    ///     let text = tokeniser.decode(report.grid[0])
    ///
    /// - Parameters:
    ///   - rows: number of independent results.
    ///   - onStep: called after each step with all rows, beginning and ending included; open positions are nil.
    ///   - isCancelled: asked before every network call.
    /// - Returns: `grid` holds the rows with beginning and ending, `networkCalls` the passes through the network.
    /// - Throws: `ProcessError.cannotFill` where the process writes in one direction only; what does not fit the model.
    public func fill(
        prefix: [Int32],
        suffix: [Int32] = [],
        length: Int,
        rows: Int = 1,
        _ settings: FillSettings = FillSettings(),
        onStep: ([[Int32?]]) throws -> Void = { _ in },
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws -> UnmaskingReport {
        let open = [Int32?](repeating: nil, count: max(length, 0))
        let row = prefix.map(Optional.some) + open + suffix.map(Optional.some)
        return try fill(Array(repeating: row, count: rows), settings, onStep: onStep, isCancelled: isCancelled)
    }

    /// Fills the open positions (nil) of rows of equal length, wherever they stand; otherwise as above.
    public func fill(
        _ grid: [[Int32?]],
        _ settings: FillSettings = FillSettings(),
        onStep: ([[Int32?]]) throws -> Void = { _ in },
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws -> UnmaskingReport {
        guard let process = process as? any FillingProcess else {
            throw ProcessError.cannotFill(process: type(of: process).name)
        }
        return try process.fill(backbone, grid, settings, onStep: onStep, isCancelled: isCancelled)
    }
}
