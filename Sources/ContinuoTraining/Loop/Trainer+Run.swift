import Foundation

/// What a run tells while it goes on.
public protocol TrainingObserver: AnyObject {
    /// After each update. `elapsed`: seconds of the whole run, earlier sessions included.
    func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) throws
    /// After each validation.
    func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) throws
    /// When a checkpoint is due: write one.
    func checkpoint(_ trainer: Trainer, reason: CheckpointReason) throws
}

public enum CheckpointReason: String, Sendable {
    case interval, interrupted, finished
}

/// Why a run ended.
public enum TrainingOutcome: String, Sendable, Codable {
    case steps, minutes, patience, interrupted
}

extension Trainer {
    /// Runs until the steps or minutes are used up, patience is lost, or `shouldStop` says so; then writes a last
    /// checkpoint. A validation is made at the end unless the run was interrupted.
    @discardableResult
    public func run(observer: (any TrainingObserver)?, shouldStop: () -> Bool = { false }) throws -> TrainingOutcome {
        let start = Date()
        let earlier = elapsed
        func now() -> Double { earlier + Date().timeIntervalSince(start) }
        var lastValidated = -1
        func validateNow() throws {
            guard lastValidated != step, let report = try validate() else { return }
            lastValidated = step
            try observer?.didValidate(report, trainer: self, elapsed: now())
        }
        func ending() -> TrainingOutcome? {
            if shouldStop() { return .interrupted }
            if hasLostPatience { return .patience }
            if let steps = configuration.steps, step >= steps { return .steps }
            if let minutes = configuration.minutes, now() >= minutes * 60 { return .minutes }
            return nil
        }
        var outcome = ending()
        while outcome == nil {
            let report = try update(elapsed: now())
            elapsed = now()
            try observer?.didUpdate(report, trainer: self, elapsed: elapsed)
            if configuration.validateEvery > 0, step % configuration.validateEvery == 0 { try validateNow() }
            outcome = ending()
            if outcome == nil, configuration.checkpointEvery > 0, step % configuration.checkpointEvery == 0 {
                try observer?.checkpoint(self, reason: .interval)
            }
        }
        if outcome != .interrupted { try validateNow() }
        if outcome == .patience { restoreBest() }
        elapsed = now()
        try observer?.checkpoint(self, reason: outcome == .interrupted ? .interrupted : .finished)
        return outcome!
    }
}
