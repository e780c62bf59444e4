import ArgumentParser
import Continuo

/// `continuo distill-flow`.
struct DistilFlowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distill-flow",
        abstract: "Teach a copy of a dirichlet model to write in one step what it writes in many.",
        discussion: """
            Example: continuo distill-flow my-flow my-student --length 32

            The model samples from noise; its copy learns to give the same tokens from the same noise at once. Write with the \
            copy by `continuo generate my-student --unmasking-steps 1`.
            """,
        aliases: ["distil-flow"]
    )

    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "The folder to write; it must not exist.") var output: String
    @Option(help: "Tokens of a sample.") var length = 32
    @Option(help: "Samples that the copy learns from.") var samples = 2048
    @Option(help: "Network calls of the model for each sample.") var teacherSteps = 40
    @Option(help: "Updates of the copy.") var steps = 500
    @Option(help: "Peak learning rate.") var learningRate = 1e-3
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    private static let batch = 32

    func validate() throws {
        let rules = [
            ("--length", length), ("--samples", samples), ("--teacher-steps", teacherSteps), ("--steps", steps),
        ]
        if let (name, value) = rules.first(where: { $0.1 < 1 }) {
            throw ValidationError("\(name) \(value): expected at least 1.")
        }
        guard learningRate > 0, learningRate.isFinite else {
            throw ValidationError("--learning-rate \(learningRate): expected a number above 0.")
        }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let path = try ModelLoader.locate(model)
        let (teacher, student) = (try SequenceModel.load(from: path), try SequenceModel.load(from: path))
        guard let flow = teacher.process as? DirichletFlow else {
            throw CommandError.usage("\(model) is no model of the process \(DirichletFlow.name).")
        }
        let row = [Int32?](repeating: nil, count: length)
        var lessons: [DirichletFlow.Lessons] = []
        for part in 0..<((samples + Self.batch - 1) / Self.batch) {
            var settings = FillSettings()
            settings.steps = teacherSteps
            settings.sampling.seed = seed &+ UInt64(part)
            lessons.append(try flow.lessons(teacher.backbone, Array(repeating: row, count: Self.batch), settings))
            if part % 8 == 0 { printing.note("\(part * Self.batch) of \(samples) samples") }
        }
        var configuration = TrainingConfiguration()
        (configuration.steps, configuration.seed) = (steps, seed)
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: min(20, steps / 10), floor: 0.02)
        let (printing, given) = (printing, lessons)
        let losses = try fit(
            student.backbone.parameters,
            configuration,
            progress: { printing.note($0) },
            loss: { step, random in
                try flow.distillationLoss(
                    student.backbone,
                    given[step % given.count],
                    ObjectiveOptions(random: random, isTraining: true)
                )
            }
        )
        try student.save(to: output)
        let last = losses.suffix(20)
        let loss = last.reduce(0, +) / Double(last.count)
        guard !printing.json else {
            return printing.print(["loss": .number(loss), "samples": .integer(lessons.count * Self.batch)])
        }
        Console.print("\(output): loss \(Figures.fixed(loss, 4)) nats a token of the model's samples")
    }
}
