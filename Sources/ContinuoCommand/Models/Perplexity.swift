import Continuo
import Foundation

/// How well a model predicts a text: the exponential of the mean negative log-likelihood of a token, in windows that know
/// nothing of each other. The first token of a window is not counted.
struct Perplexity {
    /// A text to measure by.
    struct Text {
        let name: String
        let bytes: [UInt8]
    }

    let value: Double
    let tokenCount: Int

    /// Tokens of a window, where the model holds as many.
    private static let window = 512
    /// Bytes of the built-in text.
    private static let usualByteCount = 64 * 1024

    /// The beginning of the King James Bible's test part; nil where the package is not installed.
    static func usualText() throws -> Text? {
        let corpus: any Corpus
        do { corpus = try BuiltInData.named("kjv").corpus() } catch DatasetError.missingPackage { return nil }
        var bytes: [UInt8] = []
        try corpus.forEach { part, document in
            if part == .test, bytes.count < usualByteCount { bytes += document.bytes }
        }
        return Text(name: corpus.name, bytes: Array(bytes.prefix(usualByteCount)))
    }

    /// Measures a model as it is run: with its weights as they are stored.
    /// - Throws: `CommandError` for a text that is too short to predict anything, and when the user interrupts.
    init(of path: String, _ text: Text) throws {
        let loaded = try ModelLoader.load(path, LoadOptions(weights: .stored))
        let tokens = loaded.tokeniser.encode(text.bytes)
        var length = Self.window
        if let model = loaded.model as? SequenceModel {
            let start = (model.process as? Autoregressive)?.start == nil ? 0 : 1
            length = min(length, (model.backbone.maximumLength ?? length) - start)
        }
        var sum = 0.0
        var count = 0
        for first in stride(from: 0, to: tokens.count, by: max(length, 1)) {
            if Interruption.isRequested { throw CommandError(.interrupted, "Interrupted.") }
            let window = Array(tokens[first..<min(first + length, tokens.count)])
            guard window.count > 1 else { continue }
            let counted = try loaded.model.score(window).logProbabilities.dropFirst()
            sum += counted.reduce(0, +)
            count += counted.count
        }
        guard count > 0 else {
            throw CommandError.usage("\(text.name) has \(tokens.count) tokens: too few to predict one from another.")
        }
        value = exp(-sum / Double(count))
        tokenCount = count
    }
}
