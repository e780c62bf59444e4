import ContinuoBackbones
import ContinuoTensor

extension SequencePacking {
    /// That of the rows without their last positions, which nothing is predicted from.
    var droppingLast: SequencePacking {
        SequencePacking(
            lengths.map { row in
                guard let last = row.last else { return row }
                return row.dropLast() + (last > 1 ? [last - 1] : [])
            }
        )
    }

    /// 1 for tokens that have one before them in their own sequence, 0 for the first of each, `[rows, length]`.
    func isLater(_ type: ElementType) -> Tensor {
        let rows = lengths.map { row in row.flatMap { length in (0..<length).map { $0 == 0 ? 0.0 : 1 } } }
        return Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0]).cast(to: type)
    }
}
