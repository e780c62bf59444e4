import ContinuoTensor

/// Noise that turns tokens into a mask, each by itself, where they stay (Austin et al. 2021).
public struct AbsorbingNoise: Sendable {
    public let mask: Int32
    public let schedule: any NoiseSchedule

    public init(mask: Int32, schedule: any NoiseSchedule) {
        self.mask = mask
        self.schedule = schedule
    }

    /// Tokens at their levels: each is the mask with probability 1 − α(its time).
    /// - Parameters:
    ///   - tokens: Int32 `[rows, length]`.
    ///   - levels: times `[rows, length]` in 0 … 1, real.
    ///   - fixed: cells that stay as they are, row-major; none when empty.
    public func corrupt(
        _ tokens: Tensor,
        levels: Tensor,
        fixed: [Bool] = [],
        using random: inout RandomStream
    ) -> Tensor {
        precondition(levels.shape == tokens.shape, "levels \(levels.shape) for tokens \(tokens.shape)")
        let result = tokens.copy()
        let cells = result.pointer(Int32.self)
        for (cell, intact) in schedule.intact(at: levels).doubles.enumerated() {
            // One number for every cell, fixed or not: what is fixed does not change the noise of the others.
            let draw = random.uniform()
            if draw >= intact, fixed.isEmpty || !fixed[cell] { cells[cell] = mask }
        }
        return result
    }
}
