import ContinuoDecoding

/// Checks a lossless decoder: at temperature 0 its tokens are those of plain greedy decoding; otherwise short
/// continuations have the probabilities that the model gives them, by a chi-square test against enumeration.
/// - Parameter decode: gives exactly `settings.maximumTokens` tokens that follow the prompt.
public func checkDecoder(
    prompts: Int = 40,
    samples: Int = 20_000,
    isRecurrent: Bool = false,
    _ decode: (ToyLanguageModel, [Int32], SamplingSettings, inout TestGenerator) throws -> [Int32]
) throws {
    var generator = TestGenerator(seed: 77)
    var settings = SamplingSettings.greedy
    for trial in 0..<prompts {
        let model = ToyLanguageModel(vocabularySize: 5, memory: 3, seed: UInt64(trial), isRecurrent: isRecurrent)
        let prompt = (0..<(1 + trial % 4)).map { _ in Int32.random(in: 0..<5, using: &generator) }
        settings.maximumTokens = [1, 2, 7, 24][trial % 4]
        var wanted = prompt
        for _ in 0..<settings.maximumTokens { wanted.append(Int32(greatestIndex(model.logits(after: wanted)))) }
        let found = try decode(model, prompt, settings, &generator)
        guard prompt + found == wanted else {
            throw BrokenLaw("after \(prompt) greedy decoding gives \(wanted.dropFirst(prompt.count)), not \(found)")
        }
    }
    var filtered = SamplingSettings()
    filtered.temperature = 0.8
    filtered.topP = 0.9
    var penalised = SamplingSettings()
    penalised.repetitionPenalty = 1.5
    for var settings in [SamplingSettings(), filtered, penalised] {
        settings.maximumTokens = 3
        let model = ToyLanguageModel(vocabularySize: 4, memory: 2, seed: 3, isRecurrent: isRecurrent)
        let prompt: [Int32] = [2, 0, 1, 2, 0]
        let sampler = try Sampler(settings)
        var law: [[Int32]: Double] = [:]
        for sequence in model.allSequences(length: 3) {
            law[sequence] = try sequence.indices.reduce(1.0) { product, index in
                let context = TokenContext(prompt: prompt, generated: Array(sequence[..<index]))
                let logits = model.logits(after: prompt + context.generated)
                return product * (try sampler.distribution(of: logits, after: context))[Int(sequence[index])]
            }
        }
        var counts: [[Int32]: Int] = [:]
        for _ in 0..<samples { counts[try decode(model, prompt, settings, &generator), default: 0] += 1 }
        let chance = chiSquareTest(counts: counts, probabilities: law)
        guard chance > 0.001 else {
            throw BrokenLaw("\(settings): the samples have the chance \(chance) under the law")
        }
    }
}
