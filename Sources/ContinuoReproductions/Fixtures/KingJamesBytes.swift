import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// The King James Bible as bytes, the last 5 % of its verses held out, for comparing networks at other lengths than they were
/// trained at.
struct KingJamesBytes {
    let training: [Int32]
    let test: [Int32]

    init() throws {
        var parts: [DatasetPart: [Int32]] = [:]
        try KingJamesCorpus().forEach { part, document in
            parts[part, default: []].append(contentsOf: document.bytes.map(Int32.init))
        }
        training = parts[.train] ?? []
        test = parts[.test] ?? parts[.validation] ?? []
    }

    /// A window of the training text, drawn at random.
    func window(_ length: Int, using random: inout RandomStream) -> [Int32] {
        KingJamesBytes.window(length, of: training, using: &random)
    }

    /// A window of some bytes, drawn at random.
    static func window(_ length: Int, of bytes: [Int32], using random: inout RandomStream) -> [Int32] {
        let start = random.integer(below: bytes.count - length)
        return Array(bytes[start..<(start + length)])
    }

    /// Trains on windows drawn at random, for a time.
    /// - Parameter observe: told the number of steps at each twentieth of the time, outside of it.
    /// - Returns: the number of steps.
    func train(
        _ network: any Backbone,
        length: Int,
        batch: Int,
        seconds: Double,
        seed: UInt64,
        progress: (String) -> Void,
        observe: (_ step: Int) throws -> Void = { _ in }
    ) throws -> Int {
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.05)
        configuration.seed = seed
        return try fit(
            network.parameters,
            configuration,
            seconds: seconds,
            progress: progress,
            observe: observe
        ) { _, random in
            var random = random
            let windows = (0..<batch).map { _ in window(length + 1, using: &random) }
            let target = CrossEntropyTarget(Tensor(windows.flatMap { $0.dropFirst() }, shape: [batch, length]))
            let hidden = network.hidden(Tensor(rows: windows.map { Array($0.dropLast()) }), .causal)
            let result = linearCrossEntropy(hidden, weight: network.outputWeight, bias: network.outputBias, target)
            return ProcessLoss(sum: result.sum, count: Double(batch * length))
        }.steps
    }

    /// Bits per byte on the first `bytes` held-out bytes, read in windows of a length.
    func bitsPerByte(_ network: any Backbone, length: Int, bytes: Int = 32_768) -> Double {
        let count = min(bytes, test.count - 1) / length
        let sum = (0..<count).reduce(0.0) { sum, index in
            withoutGradients {
                let window = Array(test[(index * length)...((index + 1) * length)])
                let hidden = network.hidden(Tensor(rows: [Array(window.dropLast())]), .causal)
                let target = CrossEntropyTarget(Tensor(rows: [Array(window.dropFirst())]))
                let result = linearCrossEntropy(hidden, weight: network.outputWeight, bias: network.outputBias, target)
                return sum + result.sum.item
            }
        }
        return sum / Double(count * length) / Foundation.log(2)
    }
}
