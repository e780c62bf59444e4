import Continuo
import Foundation

/// Shows how training goes on: one line that is drawn over on a terminal, otherwise a line now and then.
final class TrainingProgress: TrainingObserver {
    private let run: TrainingRun
    /// Steps and seconds of the run before this session.
    private let before: (step: Int, seconds: Double)
    private var line: ProgressLine
    /// Loss in nats per token.
    private var loss = RecentMean()
    /// Recent updates, for the rate: seconds and step.
    private var recent: [(seconds: Double, step: Int)] = []

    /// The last validation.
    private(set) var validation: ValidationReport?

    init(_ run: TrainingRun, isShown: Bool) {
        self.run = run
        line = ProgressLine(isShown: isShown)
        before = (run.trainer.step, run.trainer.elapsed)
    }

    func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) {
        loss.add(report.loss)
        recent.append((elapsed, report.step))
        if recent.count > 400 { recent.removeFirst(200) }
        if line.isDue(elapsed) { show(trainer, elapsed) }
    }

    func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) {
        validation = report
        let bound = report.kind == "bound" ? "≤ " : ""
        line.note(
            "step \(report.step)  held out \(bound)\(Figures.fixed(report.bitsPerByte, 3)) bits/byte"
                + (report.isBest ? "  (best so far)" : "")
        )
    }

    func checkpoint(_ trainer: Trainer, reason: CheckpointReason) {}

    /// Leaves the line for what comes next.
    func end() { line.end() }

    /// What the run came to.
    func summary(_ outcome: TrainingOutcome) -> JSONValue {
        let trainer = run.trainer
        let seconds = trainer.elapsed - before.seconds
        let tokens = Double((trainer.step - before.step) * trainer.tokensPerStep)
        return [
            "folder": .string(run.folder), "outcome": .string(outcome.rawValue), "step": .integer(trainer.step),
            "seconds": .number(trainer.elapsed), "parameters": .integer(run.model.parameterCount),
            "tokens_per_second": .number(seconds > 0 ? tokens / seconds : 0),
            "loss": loss.value.map { .number($0) } ?? .null,
            "validation_loss": validation.map { .number($0.loss) } ?? .null,
            "bits_per_byte": validation.map { .number($0.bitsPerByte) } ?? .null,
            "kind": validation.map { .string($0.kind) } ?? .null,
        ]
    }

    /// Tokens per second over the last few seconds.
    private func rate(_ elapsed: Double) -> Double {
        let start = recent.first { elapsed - $0.seconds <= 5 } ?? recent[0]
        let seconds = elapsed - start.seconds
        let steps = (recent.last?.step ?? 0) - start.step
        guard seconds > 0, steps > 0 else {
            return Double((run.trainer.step - before.step) * run.trainer.tokensPerStep)
                / max(elapsed - before.seconds, 1e-9)
        }
        return Double(steps * run.trainer.tokensPerStep) / seconds
    }

    private func show(_ trainer: Trainer, _ elapsed: Double) {
        let share = min(1, trainer.progress(elapsed: elapsed))
        let total = trainer.configuration.steps.map { "/\($0)" } ?? ""
        let nats = loss.value ?? 0
        let bits = nats / log(2) / run.bytesPerToken
        line.show(
            share: share,
            "step \(trainer.step)\(total)  loss \(Figures.fixed(nats, 3))  \(Figures.fixed(bits, 3)) bits/byte  "
                + "\(Figures.short(rate(elapsed))) tokens/s  ETA "
                + ProgressLine.remaining(share: share, elapsed: elapsed)
        )
    }
}
