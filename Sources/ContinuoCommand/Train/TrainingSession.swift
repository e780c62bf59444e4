import Continuo
import Foundation

/// One training in the terminal: preparation, progress, the end in words or as JSON.
struct TrainingSession {
    let folder: String
    let printing: OutputOptions

    /// Prepares a new run.
    func prepare(recipe: Recipe, data: DataRequest) throws -> TrainingRun {
        let printing = printing
        return try TrainingSession.asUsage {
            try TrainingRun(recipe: recipe, data: data, folder: folder, note: { printing.note($0) })
        }
    }

    /// Prepares to go on with the run in the folder.
    func prepare(
        resuming data: DataRequest,
        changes: (inout TrainingConfiguration) -> Void
    ) throws -> TrainingRun {
        let printing = printing
        // The folder's own recipe is read in place of this one.
        let placeholder = try Recipe(family: FamilyRegistry.names[0])
        return try TrainingRun(recipe: placeholder, data: data, folder: folder, resume: true, changes: changes) {
            printing.note($0)
        }
    }

    /// A recipe that its family or process refuses was put together from options here.
    static func asUsage<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DataFileError where error.file == "recipe" || error.file.hasPrefix("recipe ") {
            throw CommandError.usage("\(error)")
        }
    }

    /// Whether there is something to go on from.
    var hasCheckpoint: Bool { FileSystem.isDirectory(FileSystem.join(folder, "training/checkpoint")) }

    /// The data that the run in the folder was started with.
    func recordedData() -> String? {
        let path = FileSystem.join(folder, SequenceModel.FileName.configuration)
        let json = try? JSONParser.parse(file: path)
        return json?["continuo"]?["training"]?["data"]?.stringValue
    }

    /// Trains to the end and tells of it.
    /// - Throws: `CommandError` of status 130 after an interruption.
    func train(_ run: TrainingRun) throws {
        introduce(run)
        let (progress, outcome) = try follow(run)
        let interruption = interruption(run, outcome, command: "train")
        if printing.json { printing.print(progress.summary(outcome)) }
        if let interruption { throw interruption }
        if !printing.json { tell(progress, run, outcome) }
    }

    /// What an interrupted run ends with; nil for one that was not.
    func interruption(_ run: TrainingRun, _ outcome: TrainingOutcome, command: String) -> CommandError? {
        guard outcome == .interrupted else { return nil }
        return CommandError(
            .interrupted,
            "interrupted at step \(run.trainer.step); the checkpoint is saved. "
                + "Go on with: continuo \(command) --resume -o \(ShellWord.quoted(folder))"
        )
    }

    /// Tells what is about to be trained.
    func introduce(_ run: TrainingRun) {
        printing.note(
            "\(run.recipe.family), \(Figures.short(Double(run.model.parameterCount))) parameters, "
                + "\(run.recipe.representation.text); \(run.corpus.train.name): "
                + "\(Figures.short(Double(run.corpus.train.count))) tokens, "
                + "\(Figures.short(Double(run.corpus.validation.count))) held out for validation"
                + (run.isResumed ? "; going on from step \(run.trainer.step)" : "")
        )
    }

    /// Trains to the end and shows the progress.
    func follow(_ run: TrainingRun) throws -> (progress: TrainingProgress, outcome: TrainingOutcome) {
        let progress = TrainingProgress(run, isShown: !printing.quiet)
        defer { progress.end() }
        return (progress, try run.run(observer: progress, shouldStop: { Interruption.isRequested }))
    }

    private func tell(_ progress: TrainingProgress, _ run: TrainingRun, _ outcome: TrainingOutcome) {
        let reason =
            switch outcome {
            case .steps, .minutes, .interrupted: ""
            case .patience: " (stopped early: \(run.recipe.training.patience ?? 0) validations without improvement)"
            }
        var text = "\(run.trainer.step) steps in \(Figures.duration(run.trainer.elapsed))\(reason)"
        if let validation = progress.validation {
            let bound = validation.kind == "bound" ? "at most " : ""
            text += "; held out: \(bound)\(Figures.fixed(validation.bitsPerByte, 3)) bits per byte"
        }
        Console.print(text)
        Console.print("model in \(folder), loss picture \(FileSystem.join(folder, "training/loss.svg"))")
        Console.print("try: continuo generate \(ShellWord.quoted(folder)) --prompt \"…\"")
    }
}

/// Words as a shell takes them.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+:@,".utf8.contains(byte)
            }
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
