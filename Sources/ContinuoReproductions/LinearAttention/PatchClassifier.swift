import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// Digits of 16 × 16 pixels, read as 64 patches of 2 × 2, put into classes by a network of one mixer that sees all patches at
/// once: arms of a comparison differ in the mixer alone and share a budget of seconds.
struct PatchClassifier: Module {
    /// Patches along each side.
    static let side = 8
    static let layers = 2

    @Parameter("embedding") var embedding: Linear
    @Parameter("positions") var positions: Embedding?
    @Parameter("blocks") var blocks: [Block]
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("head") var head: Linear

    /// - Parameters:
    ///   - mixer: name of a bidirectional one.
    ///   - settings: of the mixer, complete but for defaults.
    ///   - positions: whether a learnt vector for each patch is added, for mixers without positions of their own.
    /// - Throws: `DataFileError` for a setting that is unknown or does not fit.
    init(_ mixer: String, _ settings: JSONObject, positions: Bool, width: Int, seed: UInt64) throws {
        guard let kind = MixerRegistry.kind(named: mixer) else { preconditionFailure("\(mixer) is no mixer") }
        var initialiser = Initialiser(seed: seed)
        embedding = Linear(inputs: 4, outputs: width, bias: true, &initialiser)
        self.positions = positions ? Embedding(count: Self.side * Self.side, width: width, &initialiser) : nil
        let all = try kind.settings(settings, width: width, file: mixer)
        let deviation = 1 / Double(width).squareRoot()
        blocks = try (0..<Self.layers).map { layer in
            let place = MixerPlace(
                width: width,
                layer: layer,
                layers: Self.layers,
                context: Self.side * Self.side,
                direction: .bidirectional,
                deviation: deviation
            )
            let feedForward = FeedForward(
                .init(hiddenSize: 2 * width, activation: .silu, gated: true, bias: false),
                width: width,
                deviation: deviation,
                outputDeviation: place.outputDeviation,
                &initialiser
            )
            return Block(
                mixer: try kind.layer(all, place, &initialiser),
                feedForward: feedForward,
                normalisation: .init(.rootMeanSquare),
                &initialiser
            )
        }
        normalisation = Normalisation(.init(.rootMeanSquare), width: width, &initialiser)
        head = Linear(inputs: width, outputs: 10, bias: true, &initialiser)
    }

    /// Vectors of images, `[images, width]`.
    private func pooled(_ patches: Tensor) -> Tensor {
        let vectors = embedding(patches)
        var stream = ResidualStream(positions.map { vectors + $0.vectors(0..<patches.shape[1]) } ?? vectors)
        for block in blocks { block.forward(&stream, .bidirectional) }
        return Pooling.mean(normalisation(&stream), lengths: nil)
    }

    /// Trains for a time on the images that are not held out.
    /// - Returns: the number of steps.
    @discardableResult
    func train(on images: PatchedDigits, seconds: Double, seed: UInt64, _ progress: (String) -> Void) throws -> Int {
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.optimiser.weightDecay = 0.05
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 10, floor: 0.02)
        configuration.clip = .global(1)
        configuration.seed = seed
        return try fit(parameters, configuration, seconds: seconds, progress: progress) { _, random in
            var random = random.split("batch")
            let chosen = (0..<32).map { _ in images.training[random.integer(below: images.training.count)] }
            let target = CrossEntropyTarget(Tensor(chosen.map { images.labels[$0] }))
            let vectors = pooled(images.batch(chosen))
            let sum = linearCrossEntropy(vectors, weight: head.weight, bias: head.bias, target).sum
            return ProcessLoss(sum: sum, count: Double(chosen.count))
        }.steps
    }

    /// Share of the held-out images that are put into a wrong class, %.
    func error(on images: PatchedDigits) -> Double {
        let wrong = stride(from: 0, to: images.held.count, by: 64).reduce(0) { sum, start in
            let chosen = Array(images.held[start..<min(start + 64, images.held.count)])
            let guesses = withoutGradients { head(pooled(images.batch(chosen))).argmax() }.array(of: Int32.self)
            return sum + zip(chosen, guesses).count { images.labels[$0] != $1 }
        }
        return 100 * Double(wrong) / Double(images.held.count)
    }
}

/// The handwritten digits at 16 × 16 pixels in patches of 2 × 2; the first fifth is held out.
struct PatchedDigits {
    let labels: [Int32]
    let training: [Int]
    let held: [Int]
    /// Pixels from 0 to 1: `[image][patch · 4 + pixel]`.
    private let patches: [[Float]]

    init() {
        let pixels = SequentialDigits()
        let examples = (0..<SequentialDigits.count).map(pixels.example)
        labels = examples.map(\.label)
        patches = examples.map { example in
            (0..<(PatchClassifier.side * PatchClassifier.side)).flatMap { patch in
                let corner = 2 * (patch / PatchClassifier.side * pixels.side + patch % PatchClassifier.side)
                return [0, 1, pixels.side, pixels.side + 1].map { Float(example.tokens[corner + $0]) / 16 }
            }
        }
        held = Array(0..<(SequentialDigits.count / 5))
        training = Array(held.count..<SequentialDigits.count)
    }

    /// Patches of images, `[images, 64, 4]`.
    func batch(_ images: [Int]) -> Tensor {
        Tensor(images.flatMap { patches[$0] }, shape: [images.count, PatchClassifier.side * PatchClassifier.side, 4])
    }
}
