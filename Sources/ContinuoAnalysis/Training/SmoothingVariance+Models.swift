import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

extension SmoothingVariance {
    /// Measures a classifier with uniform and class-frequency targets, and a teacher's where one is given.
    /// - Parameters:
    ///   - batchSize: sequences of a minibatch; a last, smaller one is left out.
    ///   - samples: minibatches over which the expectations are taken.
    ///   - teacher: gives the class probabilities of a batch, `[rows, classes]`.
    public static func measure(
        _ classifier: SequenceClassifier,
        _ data: LabelledSequences,
        batchSize: Int,
        samples: Int,
        seed: UInt64 = 1,
        teacher: ((SequenceBatch) -> Tensor)? = nil
    ) throws -> [SmoothingVariance] {
        let random = RandomStream(seed: seed).split("smoothing variance")
        let batches = data.batches(batchSize, random).filter { $0.count == min(batchSize, data.count) }
        func loss(_ index: Int, smoothing: Double = 0, prior: Tensor? = nil) throws -> Tensor {
            let (batch, labels) = data.batch(batches[index])
            var options = ObjectiveOptions(random: random, isTraining: false)
            options.smoothing = smoothing
            options.smoothingPrior = prior
            return try classifier.loss(batch, labels: labels, options).mean
        }
        let frequencies = classFrequencies(data.labels, classes: data.classes)
        var targets: [(name: String, loss: (Int) throws -> Tensor)] = [
            ("uniform", { try loss($0, smoothing: 1) }),
            ("unigram", { try loss($0, smoothing: 1, prior: frequencies) }),
        ]
        if let teacher {
            targets.append(
                (
                    "teacher",
                    { index in
                        let batch = data.batch(batches[index]).batch
                        let distributions = withoutGradients { teacher(batch) }
                        let logits = classifier.logits(batch)
                        return crossEntropy(logits, distributions: distributions).sum / Double(batches[index].count)
                    }
                )
            )
        }
        return try measure(
            classifier.parameters.map(\.tensor),
            batches: batches.count,
            sampled: sample(samples, of: batches.count, random),
            loss: { try loss($0) },
            targets: targets
        )
    }

    /// Measures a sequence model on windows of tokens, with uniform and token-frequency targets, and a teacher's where one
    /// is given.
    /// - Parameters:
    ///   - length: tokens of a window; `batchSize` windows make a minibatch.
    ///   - batches: minibatches of which the mean gradient stands for that of all data.
    ///   - samples: minibatches over which the expectations are taken.
    ///   - teacher: an autoregressive network over the same token ids; only for autoregressive models.
    /// - Throws: `SmoothingVarianceError` for a teacher that does not fit.
    public static func measure(
        _ model: SequenceModel,
        _ store: TokenStore,
        length: Int,
        batchSize: Int,
        batches: Int,
        samples: Int,
        seed: UInt64 = 1,
        teacher: (any Backbone)? = nil
    ) throws -> [SmoothingVariance] {
        let random = RandomStream(seed: seed).split("smoothing variance")
        let sampler = try WindowSampler(store, length: length, batchSize: batchSize, seed: seed)
        let count = max(1, min(batches, sampler.windowCount / batchSize))
        func loss(_ index: Int, smoothing: Double = 0, prior: Tensor? = nil) throws -> Tensor {
            var options = ObjectiveOptions(random: random.split(index), isTraining: false)
            options.smoothing = smoothing
            options.smoothingPrior = prior
            return try model.process.loss(model.backbone, model.process.batch(sampler.batch(at: index)), options).mean
        }
        let frequencies = unigramFrequencies(store, ids: model.vocabularySize)
        var targets: [(name: String, loss: (Int) throws -> Tensor)] = [
            ("uniform", { try loss($0, smoothing: 1) }),
            ("unigram", { try loss($0, smoothing: 1, prior: frequencies) }),
        ]
        if let teacher {
            guard model.process is Autoregressive else {
                throw SmoothingVarianceError.teacherNeedsAutoregression(process: type(of: model.process).name)
            }
            guard teacher.vocabularySize == model.vocabularySize else {
                throw SmoothingVarianceError.otherVocabulary(
                    teacher: teacher.vocabularySize,
                    model: model.vocabularySize
                )
            }
            targets.append(
                (
                    "teacher",
                    { index in
                        let inputs = model.process.batch(sampler.batch(at: index)).tokens.sliced(0..<length, axis: 1)
                        let rows = inputs.count
                        let distributions = withoutGradients {
                            softmax(teacher.logits(teacher.hidden(inputs, .causal)))
                                .reshaped([rows, teacher.vocabularySize])
                        }
                        let logits = model.backbone.logits(model.backbone.hidden(inputs, .causal))
                        return crossEntropy(logits, distributions: distributions).sum / Double(rows)
                    }
                )
            )
        }
        return try measure(
            model.backbone.parameters.map(\.tensor),
            batches: count,
            sampled: sample(samples, of: count, random),
            loss: { try loss($0) },
            targets: targets
        )
    }

    private static func sample(_ count: Int, of total: Int, _ random: RandomStream) -> [Int] {
        var random = random.split("sample")
        return random.permutation(total).prefix(max(count, 1)).sorted()
    }
}

/// A teacher that does not fit the model whose smoothing is measured.
public enum SmoothingVarianceError: Error, Equatable, CustomStringConvertible {
    case teacherNeedsAutoregression(process: String)
    case otherVocabulary(teacher: Int, model: Int)

    public var description: String {
        switch self {
        case .teacherNeedsAutoregression(let process):
            "a teacher gives distributions of next tokens, the model's process is \"\(process)\"; leave the teacher out"
        case .otherVocabulary(let teacher, let model):
            "the teacher has \(teacher) token ids, the model \(model); they must share a tokeniser"
        }
    }
}
