import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

extension MaskingProcess {
    public func fill(
        _ backbone: any Backbone,
        _ grid: [[Int32?]],
        _ settings: FillSettings,
        onStep: ([[Int32?]]) throws -> Void,
        isCancelled: () -> Bool
    ) throws -> UnmaskingReport {
        try check(backbone)
        let length = grid.first?.count ?? 0
        if let maximum = backbone.maximumLength, length > maximum {
            throw ProcessError.tooLong(length: length, maximum: maximum)
        }
        for row in grid {
            // A mask that is given as a token would be filled as if it were open.
            if let position = row.firstIndex(of: mask) {
                throw ProcessError.maskGiven(mask: mask, position: position)
            }
        }
        let cells = grid.map { row in row.map { $0 ?? mask } }
        let model = MaskedBackbone(backbone, mask: mask)
        var random = RandomStream(seed: settings.sampling.seed ?? UInt64.random(in: 0 ... .max)).split("fill")
        func report(_ cells: [[Int32]]) throws {
            try onStep(cells.map { row in row.map { $0 == mask ? nil : $0 } })
        }
        let open = grid.map { row in row.count { $0 == nil } }.max() ?? 0
        guard let unmasking = settings.unmasking(open: open) else {
            return try unmaskAncestrally(
                cells,
                model: model,
                revealing: revealProbabilities(steps: settings.steps ?? max(open, 1)),
                sampling: settings.sampling,
                forbidden: settings.forbidden,
                using: &random,
                onStep: report,
                isCancelled: isCancelled
            )
        }
        return try unmask(
            cells,
            model: model,
            settings: unmasking,
            forbidden: settings.forbidden,
            using: &random,
            onStep: report,
            isCancelled: isCancelled
        )
    }
}
