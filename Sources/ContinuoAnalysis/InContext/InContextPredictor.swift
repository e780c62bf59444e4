import ContinuoDecoding

/// Predicts each symbol of a sequence from those before it, and from nothing else that it has seen of the sequence.
public protocol InContextPredictor {
    /// As tables call it.
    var name: String { get }

    /// The law of each symbol given those before it, `[length][symbols]`; the first is that before anything was seen.
    func predictions(of symbols: [Int]) throws -> [[Double]]
}

/// A sequence of symbols as the ids that a language model reads: one for each symbol, a separator between them or in front of
/// each as part of its id.
public struct SymbolPrompt: Sendable, Equatable {
    /// The id of each symbol.
    public let symbols: [Int32]
    /// Ids between two symbols; empty where they carry their separator.
    public let separator: [Int32]

    public init(symbols: [Int32], separator: [Int32] = []) {
        self.symbols = symbols
        self.separator = separator
    }
}

/// A frozen language model that has seen the sequence and nothing else: its logits of the symbols' ids, normalised.
///
/// One pass over the sequence gives the prediction at every length. What it says of separators is not looked at.
///
/// - Source: Dai et al. 2025, "Pre-trained Large Language Models Learn Hidden Markov Models In-context".
public struct LanguageModelPredictor: InContextPredictor {
    public let name: String
    private let prompt: SymbolPrompt
    private let makeSession: () throws -> any DecodingSession

    /// Ids that are read in one call.
    private static let chunk = 128

    /// - Parameter makeSession: gives a session of one row that has read nothing.
    public init(name: String, prompt: SymbolPrompt, makeSession: @escaping () throws -> any DecodingSession) {
        self.name = name
        self.prompt = prompt
        self.makeSession = makeSession
    }

    public func predictions(of symbols: [Int]) throws -> [[Double]] {
        guard !symbols.isEmpty else { return [] }
        let session = try makeSession()
        let count = prompt.symbols.count
        let uniform = [Double](repeating: 1 / Double(count), count: count)
        var found = [try session.initialLogits().map { law($0[...]) } ?? uniform]
        var ids: [Int32] = []
        var isBeforeSymbol: [Bool] = []
        for symbol in symbols.dropLast() {
            ids += [prompt.symbols[symbol]] + prompt.separator
            isBeforeSymbol += prompt.separator.map { _ in false } + [true]
        }
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            let part = Array(ids[start..<min(start + Self.chunk, ids.count)])
            let logits = try session.extendWithAllLogits([part])
            let width = logits.count / part.count
            for offset in part.indices where isBeforeSymbol[start + offset] {
                found.append(law(logits[(offset * width)..<((offset + 1) * width)]))
            }
        }
        return found
    }

    private func law(_ logits: ArraySlice<Float>) -> [Double] {
        softmax(prompt.symbols.map { logits[logits.startIndex + Int($0)] })
    }
}
