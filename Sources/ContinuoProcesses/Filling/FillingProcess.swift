import ContinuoBackbones
import ContinuoDecoding

/// A process that fills open positions between given ones: prompts, endings, infilling.
public protocol FillingProcess: SequenceProcess {
    /// Fills the open cells (nil) of a grid of rows of equal length; given cells stay as they are.
    /// - Parameters:
    ///   - onStep: called after each step with the grid; cells that are still open are nil.
    ///   - isCancelled: asked before every network call.
    /// - Throws: `ProcessError` for a backbone that cannot be used or a grid that it cannot hold; settings out of range;
    ///   ids outside of the vocabulary.
    func fill(
        _ backbone: any Backbone,
        _ grid: [[Int32?]],
        _ settings: FillSettings,
        onStep: ([[Int32?]]) throws -> Void,
        isCancelled: () -> Bool
    ) throws -> UnmaskingReport
}

extension FillingProcess {
    /// Fills without reports on the way.
    public func fill(
        _ backbone: any Backbone,
        _ grid: [[Int32?]],
        _ settings: FillSettings
    ) throws -> UnmaskingReport {
        try fill(backbone, grid, settings, onStep: { _ in }, isCancelled: { false })
    }
}
