import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Sequences like DNA with a motif for each of three classes, their flow, a guided sampler and a student of one step.
///
/// A row is its class's token, which is given, and 32 nucleotides.
struct MotifFlow {
    private static let length = 32
    private static let classes = 3
    /// Of each class; a nucleotide of a motif changes with probability 0.1.
    private static let motifs: [[Int32]] = [[0, 1, 2, 3, 3, 2], [3, 3, 0, 0, 3, 3], [2, 1, 2, 1, 2, 1]]
    private static let mask = Int32(4 + classes)

    private let bench: Workbench

    init(_ bench: Workbench) { self.bench = bench }

    private func sequence(_ label: Int, using random: inout RandomStream) -> [Int32] {
        let composition = [[0.3, 0.2, 0.2, 0.3], [0.2, 0.3, 0.3, 0.2], [0.25, 0.25, 0.25, 0.25]][label]
        var text = (0..<Self.length).map { _ in Int32(random.categorical(composition)) }
        let start = random.integer(below: Self.length - Self.motifs[label].count + 1)
        for (offset, nucleotide) in Self.motifs[label].enumerated() where random.uniform() >= 0.1 {
            text[start + offset] = nucleotide
        }
        return text
    }

    private func rows(_ count: Int, using random: inout RandomStream) -> [[Int32]] {
        (0..<count).map { _ in
            let label = random.integer(below: Self.classes)
            return [Int32(4 + label)] + sequence(label, using: &random)
        }
    }

    private func network(seed: UInt64) throws -> any Backbone {
        var initialiser = Initialiser(seed: seed)
        return try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: Int(Self.mask) + 1,
            overrides: [
                "layers": 2, "width": 64, "heads": 4, "context": .integer(Self.length + 1), "initializer_range": 0.1,
            ]
        ).backbone(.bidirectional, &initialiser)
    }

    private func configuration(steps: Int) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 2e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.02)
        return configuration
    }

    func measure(_ evidence: inout Evidence) throws {
        var process = DirichletFlow(mask: Self.mask)
        process.givenShare = 0
        let teacher = try network(seed: 1)
        try fit(teacher.parameters, configuration(steps: 2500), progress: { bench.progress("motifs: \($0)") }) {
            _,
            random in
            var draws = random.split("data")
            let tokens = rows(32, using: &draws)
            let weights = tokens.flatMap { row in row.indices.map { $0 == 0 ? 0.0 : 1 } }
            let batch = SequenceBatch(
                tokens: Tensor(rows: tokens),
                weights: Tensor(weights, shape: [32, Self.length + 1]).cast(to: .float32)
            )
            return try process.loss(teacher, batch, ObjectiveOptions(random: random, isTraining: true))
        }
        let classifier = try classifier()
        let count = 900
        let grid: [[Int32?]] = (0..<count).map {
            [Int32(4 + $0 % Self.classes)] + [Int32?](repeating: nil, count: Self.length)
        }
        var settings = FillSettings()
        settings.steps = 40
        settings.sampling.seed = 5
        func wanted(_ found: [[Int32]]) -> Double {
            let batch = SequenceBatch(tokens: Tensor(rows: found.map { Array($0.dropFirst()) }))
            let laws = withoutGradients { softmax(classifier.logits(batch)).doubles }
            return (0..<count).reduce(0) { $0 + laws[$1 * Self.classes + $1 % Self.classes] } / Double(count)
        }
        var random = RandomStream(seed: 977).split("reference")
        let reference = profile(rows(20_000, using: &random))
        func distance(_ found: [[Int32]]) -> Double {
            zip(profile(found), reference).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        var results: [Double: (grid: [[Int32]], calls: Int)] = [:]
        for gamma in [0.0, 1, 3] {
            bench.progress("motifs: sampling with γ = \(gamma)")
            var guided = process
            guided.guidance = gamma
            let report = try guided.fill(teacher, grid, settings)
            results[gamma] = (report.grid, report.networkCalls)
        }
        let (free, plain, strong) = (results[0]!, results[1]!, results[3]!)
        evidence.rows += [
            .init(
                "classifier's probability of the wanted class, γ = 3 against no condition",
                ours: wanted(strong.grid),
                baseline: wanted(free.grid),
                target: .atLeastBaseline(plus: 0.2)
            ),
            .init(
                "distance from the data, γ = 3 against no condition",
                ours: distance(strong.grid),
                baseline: distance(free.grid),
                target: .atMostTimes(1.1)
            ),
        ]
        let student = try student(of: teacher, process, grid, settings)
        settings.steps = 1
        let once = try process.fill(student, grid, settings)
        evidence.rows += [
            .init(
                "distance from the data: a student of one step against its teacher",
                ours: distance(once.grid),
                baseline: distance(plain.grid),
                target: .atMostTimes(1.5)
            ),
            .init(
                "network calls of the teacher against the student's",
                ours: Double(plain.calls),
                baseline: Double(once.networkCalls),
                target: .atLeastTimes(20)
            ),
        ]
        let fresh = rows(count, using: &random)
        evidence.notes.append(
            "Motifs: 32 nucleotides, \(count) samples; the distance is that of the frequencies of all 3-mers; data against data "
                + "\(Figure.text(distance(fresh))), γ = 1 \(Figure.text(distance(plain.grid))). Wanted class: γ = 0 "
                + "\(Figure.text(wanted(free.grid))), γ = 1 \(Figure.text(wanted(plain.grid))), γ = 3 "
                + "\(Figure.text(wanted(strong.grid))), student \(Figure.text(wanted(once.grid)))."
        )
    }

    /// Frequencies of all 3-mers, the class's token left out.
    private func profile(_ rows: [[Int32]]) -> [Double] {
        var counts = [Double](repeating: 0, count: 64)
        for row in rows {
            for start in 1..<(row.count - 2) {
                let word = row[start..<(start + 3)]
                // A class's token in the place of a nucleotide counts for none.
                guard word.allSatisfy({ $0 < 4 }) else { continue }
                counts[word.reduce(0) { $0 * 4 + Int($1) }] += 1
            }
        }
        let total = Double(rows.count * (Self.length - 2))
        return counts.map { $0 / total }
    }

    private func classifier() throws -> SequenceClassifier {
        var initialiser = Initialiser(seed: 9)
        let backbone = try network(seed: 9)
        let classifier = try SequenceClassifier(
            backbone,
            classes: Self.classes,
            pooling: .mean,
            direction: .bidirectional,
            &initialiser
        )
        try fit(classifier.parameters, configuration(steps: 800), progress: { bench.progress("classifier: \($0)") }) {
            _,
            random in
            var draws = random.split("data")
            let tokens = rows(32, using: &draws)
            return try classifier.loss(
                SequenceBatch(tokens: Tensor(rows: tokens.map { Array($0.dropFirst()) })),
                labels: tokens.map { $0[0] - 4 },
                ObjectiveOptions(random: random, isTraining: true)
            )
        }
        return classifier
    }

    /// A student that begins as its teacher and learns what it makes of 2880 rows of noise.
    private func student(
        of teacher: any Backbone,
        _ process: DirichletFlow,
        _ grid: [[Int32?]],
        _ settings: FillSettings
    ) throws -> any Backbone {
        let student = try network(seed: 1)
        for (own, theirs) in zip(student.parameters, teacher.parameters) { own.tensor.assign(theirs.tensor) }
        var lessons: [DirichletFlow.Lessons] = []
        for part in 0..<90 {
            if part % 10 == 0 { bench.progress("motifs: lessons \(part) of 90") }
            var settings = settings
            settings.sampling.seed = UInt64(1000 + part)
            lessons.append(try process.lessons(teacher, Array(grid.prefix(32)), settings))
        }
        try fit(student.parameters, configuration(steps: 1000), progress: { bench.progress("student: \($0)") }) {
            step,
            random in
            try process.distillationLoss(
                student,
                lessons[step % lessons.count],
                ObjectiveOptions(random: random, isTraining: true)
            )
        }
        return student
    }
}
