import Continuo
import Foundation

/// Shows how training goes on: one line that is drawn over on a terminal, otherwise a line now and then.
final class TrainingProgress: TrainingObserver {
    private let run: TrainingRun
    private let isShown: Bool
    private let isTerminal: Bool
    /// Steps and seconds of the run before this session.
    private let before: (step: Int, seconds: Double)
    private var lastShown = -Double.infinity
    /// Loss in nats per token, over about the last 50 updates.
    private var loss: Double?
    /// Recent updates, for the rate: seconds and step.
    private var recent: [(seconds: Double, step: Int)] = []
    private var hasLine = false

    /// The last validation.
    private(set) var validation: ValidationReport?

    init(_ run: TrainingRun, isShown: Bool) {
        self.run = run
        self.isShown = isShown
        isTerminal = Console.isTerminal
        before = (run.trainer.step, run.trainer.elapsed)
    }

    func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) {
        let weight = 1 / Double(min(50, report.step - before.step))
        loss = (loss ?? report.loss) * (1 - weight) + report.loss * weight
        recent.append((elapsed, report.step))
        if recent.count > 400 { recent.removeFirst(200) }
        guard isShown, elapsed - lastShown >= (isTerminal ? 0.1 : 10) else { return }
        lastShown = elapsed
        show(trainer, elapsed)
    }

    func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) {
        validation = report
        guard isShown else { return }
        let bound = report.kind == "bound" ? "≤ " : ""
        line(
            "step \(report.step)  held out \(bound)\(Figures.fixed(report.bitsPerByte, 3)) bits/byte"
                + (report.isBest ? "  (best so far)" : "")
        )
    }

    func checkpoint(_ trainer: Trainer, reason: CheckpointReason) {}

    /// Leaves the line for what comes next.
    func end() {
        if isShown, isTerminal, hasLine { Console.draw("\r\u{1B}[K") }
        hasLine = false
    }

    /// What the run came to.
    func summary(_ outcome: TrainingOutcome) -> JSONValue {
        let trainer = run.trainer
        let seconds = trainer.elapsed - before.seconds
        let tokens = Double((trainer.step - before.step) * trainer.tokensPerStep)
        return [
            "folder": .string(run.folder), "outcome": .string(outcome.rawValue), "step": .integer(trainer.step),
            "seconds": .number(trainer.elapsed), "parameters": .integer(run.model.parameterCount),
            "tokens_per_second": .number(seconds > 0 ? tokens / seconds : 0),
            "loss": loss.map { .number($0) } ?? .null,
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
        let remaining = share > 0 ? Figures.duration(elapsed * (1 - share) / share) : "–"
        let total = trainer.configuration.steps.map { "/\($0)" } ?? ""
        let nats = loss ?? 0
        let bits = nats / log(2) / run.bytesPerToken
        let facts =
            "step \(trainer.step)\(total)  loss \(Figures.fixed(nats, 3))  \(Figures.fixed(bits, 3)) bits/byte  "
            + "\(Figures.short(rate(elapsed))) tokens/s  ETA \(remaining)"
        guard isTerminal else { return line(facts) }
        let percent = "\(Int(share * 100))%"
        let room = Console.columns - facts.count - percent.count - 4
        var text = ""
        if room >= 8 {
            let width = min(room, 24)
            let filled = Int((share * Double(width)).rounded())
            text = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " "
        }
        Console.draw("\r" + text + percent + "  " + facts + "\u{1B}[K")
        hasLine = true
    }

    private func line(_ text: String) {
        if isTerminal { Console.draw("\r\u{1B}[K") }
        Console.note(text)
    }
}
