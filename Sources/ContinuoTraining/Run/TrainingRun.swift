import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// A training run in a folder: the model's files, which every tool reads, and beside them in `training/` the recipe, the
/// history, TensorBoard events, a picture of the loss, and the checkpoint that the run resumes from.
///
///     let run = try TrainingRun(recipe: .named("gpt2"), data: DataRequest("@kjv"), folder: "my-model")
///     try run.run()
public final class TrainingRun {
    public let folder: String
    public let recipe: Recipe
    public let model: SequenceModel
    public let trainer: Trainer
    public let corpus: TokenisedCorpus
    /// Whether the run went on from a checkpoint.
    public let isResumed: Bool

    /// Bytes of text that one token stands for, on average.
    public var bytesPerToken: Double { Double(corpus.train.textBytes) / Double(max(corpus.train.count, 1)) }

    let lock: FolderLock
    let recorder: RunRecorder

    enum Place {
        static let training = "training"
        static let recipe = "recipe.json"
        static let checkpoint = "checkpoint"
    }

    /// Prepares a run: reads the data, makes the tokeniser and the model.
    /// - Parameters:
    ///   - folder: made if it is missing; only one run at a time may use it.
    ///   - resume: go on from the folder's checkpoint, with its recipe and tokeniser; `changes` alters what may be altered
    ///     (steps, minutes).
    ///   - note: is told what a user may want to know.
    public init(
        recipe: Recipe,
        data: DataRequest,
        folder: String,
        resume: Bool = false,
        changes: (inout TrainingConfiguration) -> Void = { _ in },
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        let trainingFolder = FileSystem.join(folder, Place.training)
        let checkpoint = FileSystem.join(trainingFolder, Place.checkpoint)
        try TrainingRun.checkTarget(folder, checkpoint: checkpoint, resume: resume)
        var data = data
        data.requiresUTF8 = recipe.representation == .characters
        let source = try data.open(note: note)

        var recipe = recipe
        let tokeniser: any Tokeniser
        if resume {
            let path = FileSystem.join(trainingFolder, Place.recipe)
            recipe = try Recipe(JSONParser.parse(file: path), source: path)
            tokeniser = try TokeniserFiles.load(folder)
        } else {
            tokeniser = try recipe.makeTokeniser(source)
        }
        changes(&recipe.training)
        try recipe.training.validate()
        corpus = try TokenisedCorpus(source, tokeniser: tokeniser)
        let model = try recipe.makeModel(tokeniser)
        trainer = try Trainer(
            model.backbone,
            model.process,
            training: corpus.train,
            validation: corpus.validation,
            recipe.training
        )

        try FileSystem.createDirectory(folder)
        lock = try FolderLock(folder: folder)
        try FileSystem.createDirectory(trainingFolder)
        try AtomicDirectory.removeLeftovers(beside: checkpoint)
        if resume { try trainer.resume(from: checkpoint) }
        self.recipe = recipe
        self.model = model
        self.folder = folder
        isResumed = resume
        recorder = try RunRecorder(
            folder: trainingFolder,
            resumedAt: resume ? trainer.step : nil,
            title: "\(recipe.family), \(corpus.train.name)"
        )
        try AtomicFile.write(
            JSONWriter.bytes(recipe.json(), .pretty) + [10],
            to: FileSystem.join(trainingFolder, Place.recipe)
        )
    }

    /// Refuses a folder that holds something else, or an earlier run that would be overwritten.
    private static func checkTarget(_ folder: String, checkpoint: String, resume: Bool) throws {
        let hasCheckpoint = FileSystem.isDirectory(checkpoint)
        if resume, !hasCheckpoint {
            throw DataFileError(
                .missing,
                file: checkpoint,
                expected: "a checkpoint to resume from",
                found: "nothing",
                advice: "Leave --resume out to begin a new run."
            )
        }
        if !resume, hasCheckpoint {
            throw DataFileError(
                .wrongKind,
                file: folder,
                expected: "a new folder",
                found: "an earlier training run",
                advice: "Add --resume to go on with it, or name another folder."
            )
        }
        if !resume, FileSystem.exists(folder), !FileSystem.isDirectory(folder) {
            throw DataFileError(.wrongKind, file: folder, expected: "a folder or nothing", found: "a file")
        }
        if !resume, FileSystem.isDirectory(folder), FileSystem.exists(FileSystem.join(folder, "config.json")) {
            throw DataFileError(
                .wrongKind,
                file: folder,
                expected: "a new folder",
                found: "a model",
                advice: "Name another folder."
            )
        }
    }

    /// Trains to the end, or until `shouldStop`.
    @discardableResult
    public func run(observer: (any TrainingObserver)? = nil, shouldStop: () -> Bool = { false }) throws
        -> TrainingOutcome
    {
        let relay = RunRelay(run: self, observer: observer)
        return try trainer.run(observer: relay, shouldStop: shouldStop)
    }

    /// Writes the model's files, with the parameters that validations are made with.
    public func saveModel() throws {
        var saved = model
        saved.training = [
            "steps": .integer(trainer.step), "data": .string(corpus.train.name),
            "validation_loss": trainer.bestValidation.map { .number($0) } ?? .null,
        ]
        try trainer.withEvaluationParameters { try saved.write(into: folder) }
    }

    /// Writes the checkpoint, then the model, then the record.
    func checkpoint() throws {
        try trainer.writeCheckpoint(
            to: FileSystem.join(FileSystem.join(folder, Place.training), Place.checkpoint)
        )
        try saveModel()
        try recorder.flush()
    }
}

/// Records what the run does, then passes it on to who watches.
private final class RunRelay: TrainingObserver {
    let run: TrainingRun
    let observer: (any TrainingObserver)?

    init(run: TrainingRun, observer: (any TrainingObserver)?) {
        self.run = run
        self.observer = observer
    }

    func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) throws {
        try run.recorder.record(report, elapsed: elapsed, bytesPerToken: run.bytesPerToken)
        try observer?.didUpdate(report, trainer: trainer, elapsed: elapsed)
    }

    func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) throws {
        try run.recorder.record(report, elapsed: elapsed)
        try observer?.didValidate(report, trainer: trainer, elapsed: elapsed)
    }

    func checkpoint(_ trainer: Trainer, reason: CheckpointReason) throws {
        try run.checkpoint()
        try observer?.checkpoint(trainer, reason: reason)
    }
}
