import Continuo

/// Shows how the training of labels goes on.
struct LabellingProgress {
    private var line: ProgressLine
    private var loss = RecentMean()
    /// Updates and seconds of an earlier session.
    private let before: (steps: Int, seconds: Double)

    init(_ trainer: ClassifierTrainer, isShown: Bool) {
        line = ProgressLine(isShown: isShown)
        before = (trainer.step, trainer.elapsed)
    }

    /// After an update.
    mutating func show(_ report: StepReport, _ trainer: ClassifierTrainer) {
        loss.add(report.loss)
        let elapsed = trainer.elapsed
        guard line.isDue(elapsed) else { return }
        let share = min(1, trainer.progress(elapsed: elapsed))
        let texts = Double((report.step - before.steps) * trainer.configuration.batchSize)
        line.show(
            share: share,
            "step \(report.step)\(trainer.steps.map { "/\($0)" } ?? "")  loss \(Figures.fixed(loss.value ?? 0, 3))  "
                + "\(Figures.short(texts / max(elapsed - before.seconds, 1e-9))) texts/s  ETA "
                + ProgressLine.remaining(share: share, elapsed: elapsed)
        )
    }

    /// After a measurement on what is held out.
    func show(_ report: ClassificationReport, at step: Int) {
        line.note(
            "step \(step)  held out: accuracy \(Figures.fixed(100 * report.accuracy, 2)) %, "
                + "macro F1 \(Figures.fixed(100 * report.macroF1, 2)) %"
        )
    }

    /// Leaves the line for what comes next.
    mutating func end() { line.end() }
}
