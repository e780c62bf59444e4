import ArgumentParser
import Continuo
import Foundation

/// `continuo demo`.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Train a small language model of real text, compare it with baselines, and let it go on from a prompt.",
        discussion: """
            Example: continuo demo --minutes 2

            The text is the King James Bible (Debian's bible-kjv-text), or small built-in data where it is not installed.
            """
    )

    @Option(help: "Minutes of training.") var minutes = 2.0
    @Option(name: [.customShort("o"), .long], help: "Folder for the model.") var output = "continuo-demo"
    @Flag(help: "Go on with the demo in the folder, for --minutes in all.") var resume = false
    @Option(help: "Start of all random numbers.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func run() throws {
        if FileSystem.exists(output), !resume {
            throw CommandError.usage(
                "\(output) exists already. Add --resume to go on with it, or name another folder with -o."
            )
        }
        Interruption.listen()
        let session = TrainingSession(folder: output, printing: printing)
        let subject = DemoSubject.choose(recorded: resume ? session.recordedData() : nil)
        if let note = subject.note { printing.note(note) }
        let run =
            try resume
            ? session.prepare(resuming: DataRequest(subject.data)) { $0.minutes = minutes }
            : session.prepare(recipe: recipe(), data: DataRequest(subject.data))
        printing.note(
            "A network learns \(subject.title), byte by byte, for \(Figures.fixed(minutes, 1)) minutes. "
                + "Ctrl-C stops and saves; continuo demo --resume goes on."
        )
        let (progress, outcome) = try session.follow(run)
        if let interruption = session.interruption(run, outcome, command: "demo") { throw interruption }
        let comparison = try DemoComparison(run, subject)
        let sample = try self.sample(run, subject)
        if printing.json {
            var summary = progress.summary(outcome)
            summary["comparison"] = comparison.json
            summary["prompt"] = .string(subject.prompt)
            summary["sample"] = .string(sample)
            printing.print(summary)
            return
        }
        Console.print("Held-out text, never seen in training (\(comparison.bytes) bytes):")
        Console.print(comparison.text)
        Console.print("\nThe prompt and what the network makes of it:")
        Console.print(subject.prompt + sample)
        let folder = ShellWord.quoted(output)
        Console.print(
            """

            model          \(output)
            loss picture   \(FileSystem.join(output, "training/loss.svg"))
            go on with     continuo generate \(folder) --prompt "\(subject.shellPrompt)" --temperature 0.7
                           continuo score \(folder) FILE
                           continuo demo --resume --minutes \(Figures.short(minutes * 5)) -o \(folder)
            """
        )
    }

    private func recipe() throws -> Recipe {
        var recipe = try Recipe(family: "llama")
        recipe.model = ["layers": 4, "width": 192, "heads": 4]
        recipe.training.context = 256
        recipe.training.batchSize = 8
        recipe.training.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        recipe.training.schedule = LearningRateSchedule(.cosine, warmup: 50, floor: 0.05)
        recipe.training.steps = nil
        recipe.training.minutes = minutes
        recipe.training.seed = seed
        recipe.training.validationWindows = 64
        return recipe
    }

    private func sample(_ run: TrainingRun, _ subject: DemoSubject) throws -> String {
        var settings = SamplingSettings()
        settings.temperature = 0.7
        settings.seed = seed
        settings.maximumTokens = 200
        var random = settings.makeRandomStream()
        let tokeniser = run.model.tokeniser
        return try generate(
            run.model.makeSession(rows: 1),
            prompt: tokeniser.encode(subject.prompt),
            settings: settings,
            tokeniser: tokeniser,
            using: &random
        ).text
    }
}
