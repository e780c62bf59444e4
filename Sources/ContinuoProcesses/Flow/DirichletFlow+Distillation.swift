import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

extension DirichletFlow {
    /// Noise and what a teacher makes of it: a student learns to give the same at once.
    public struct Lessons: Sendable {
        /// Mixtures at time 0, `[rows, length, vocabulary]`.
        public let start: Tensor
        /// The teacher's tokens, Int32 `[rows, length]`.
        public let tokens: Tensor
        /// Cells that were open.
        let open: [Int]
    }

    /// Lets a teacher sample.
    /// - Throws: as `fill`.
    public func lessons(_ teacher: any Backbone, _ grid: [[Int32?]], _ settings: FillSettings) throws -> Lessons {
        let (report, start) = try flow(teacher, grid, settings, guide: nil)
        let cells = grid.flatMap { $0 }
        return Lessons(start: start, tokens: Tensor(rows: report.grid), open: cells.indices.filter { cells[$0] == nil })
    }

    /// The cross-entropy of a student's law at time 0 against the teacher's tokens. The student is then sampled from in one step.
    public func distillationLoss(
        _ student: any Backbone,
        _ lessons: Lessons,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        let reader = try reader(student)
        let tokens = lessons.tokens.array(of: Int32.self)
        var prediction = CellPrediction(inputs: tokens)
        for cell in lessons.open { prediction.add(cell, weight: 1, target: tokens[cell]) }
        var context = SequenceContext.bidirectional
        if options.isTraining { context.dropout = options.random.split("dropout") }
        let hidden = reader.hidden(mixtures: lessons.start, context)
        let result = prediction.crossEntropy(student, hidden: hidden, mask: mask)
        return ProcessLoss(sum: result.sum, count: Double(lessons.open.count))
    }
}
