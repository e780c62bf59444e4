import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import Foundation

/// Learning chunks and variables (Wu et al. 2025) from a generator whose library is known, from text, and for fillers never seen.
struct HierarchicalVariablesReproduction: Reproduction {
    let id = "hvm"
    let claim = """
        On sequences of a generator with nested chunks and variables the learnt library has at least 80 % of the true variables and \
        parses to within 15 % of the true parse length, and HVM has a lower sequence negative log-likelihood than HCM at every \
        depth. On 200 KB of text bits per symbol and parse length lie below those of LZ78 at the same size of dictionary. After \
        training on a·X·c with fillers X, the likelihood of unseen fillers' sequences rises more for HVM than for an n-gram \
        model of equal size.
        """
    let command = "continuo chunks learn FILE --method hvm -o MODEL"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(
            rows: [],
            notes: [
                """
                Negative log-likelihood of a sequence: −Σ log₂ p(item) − Σ log₂ p(member | variable) over the longest-item-first \
                parse, of sequences that were not learnt from. Bits per symbol of text: by the distribution of the next symbol, \
                summed over all readings.
                """
            ]
        )
        try judgeGenerator(&evidence, bench)
        try judgeText(&evidence, bench)
        try judgeTransfer(&evidence, bench)
        return evidence
    }

    // MARK: The generator

    private func judgeGenerator(_ evidence: inout Evidence, _ bench: Workbench) throws {
        let depths = bench.budget.choose(quick: [4], full: [5, 10, 20, 35])
        let objects = bench.budget.choose(quick: 4000, full: 40_000)
        var (found, wanted) = (0, 0)
        for depth in depths {
            bench.progress("generator of depth \(depth)")
            var random = RandomStream(seed: 1).split("chunks").split(depth)
            let source = ChunkVariableSource(alphabet: 40, steps: depth, using: &random)
            let (symbols, _) = source.draw(objects: objects, using: &random)
            let (test, truth) = source.draw(objects: 1000, using: &random)
            let models = [true, false].map { hasVariables -> HierarchicalVariableModel in
                var learner = ChunkLearner()
                learner.hasVariables = hasVariables
                return HierarchicalVariableModel(learner.learn([symbols], alphabet: 40).library)
            }
            let parses = try models.map { try $0.parse(test.map { Int32($0) }) }
            let bits = zip(models, parses).map { $0.bits(of: $1) }
            evidence.rows.append(
                .init(
                    "generator, depth \(depth): negative log-likelihood, bits a symbol, HVM against HCM",
                    ours: bits[0] / Double(test.count),
                    baseline: bits[1] / Double(test.count),
                    target: .belowBaseline
                )
            )
            evidence.rows.append(
                .init(
                    "generator, depth \(depth): items of the parse against the true ones",
                    ours: Double(parses[0].count),
                    baseline: Double(truth.count),
                    target: .atMostTimes(1.15)
                )
            )
            let learned = Set(models[0].library.variableStrings)
            let trueVariables = Set(source.library.variableStrings)
            let hits = trueVariables.intersection(learned).count
            (found, wanted) = (found + hits, wanted + trueVariables.count)
            evidence.notes.append(
                "Depth \(depth): \(hits) of \(trueVariables.count) variables found among \(learned.count) learnt; HVM "
                    + "\(parses[0].count) items with \(models[0].library.items.count - 40) chunks, HCM \(parses[1].count) with "
                    + "\(models[1].library.items.count - 40)."
            )
        }
        evidence.rows.append(
            .init(
                "generator: share of the true variables in the library",
                ours: Double(found) / Double(max(wanted, 1)),
                target: .atLeast(0.8)
            )
        )
    }

    // MARK: Text

    private func judgeText(_ evidence: inout Evidence, _ bench: Workbench) throws {
        let size = bench.budget.choose(quick: 20_000, full: 200_000)
        let bytes = try KingJamesBytes().training
        let training = Array(bytes[..<size])
        let test = Array(bytes[size..<(size + size / 10)])
        bench.progress("chunks of \(size) bytes of text")
        let library = ChunkLearner().learn([training.map { Int($0) }], alphabet: 256).library
        let model = HierarchicalVariableModel(library)
        let parse = try model.parse(test)
        let dictionary = PhraseDictionary(training, phrases: library.items.count - 256)
        bench.progress("likelihood of text")
        let bits = -(try model.score(test).total) / log(2) / Double(test.count)
        let phrases = dictionary.parse(test)
        evidence.rows.append(
            .init(
                "text: bits a symbol against LZ78 of as many phrases",
                ours: bits,
                baseline: dictionary.bits(of: phrases) / Double(test.count),
                target: .belowBaseline
            )
        )
        evidence.rows.append(
            .init(
                "text: items of the parse against LZ78 of as many phrases",
                ours: Double(parse.count),
                baseline: Double(phrases.count),
                target: .belowBaseline
            )
        )
        evidence.notes.append(
            "King James Bible, \(size) bytes to learn from and the next \(test.count) to test on: \(library.items.count - 256) "
                + "chunks, \(library.variables.count) variables; the parse alone takes "
                + "\(Figure.text(model.bits(of: parse) / Double(test.count))) bits a symbol. LZ78's phrases are those of its own pass "
                + "over the same text, coded by their frequencies there."
        )
    }

    // MARK: Fillers that were never seen

    private func judgeTransfer(_ evidence: inout Evidence, _ bench: Workbench) throws {
        let alphabet = 40
        let (fillers, unseen) = (Array(2..<6), Array(6..<10))
        var random = RandomStream(seed: 1).split("transfer")
        // Frames among noise of any length, so that nothing but a frame's own parts depends on what stands beside it.
        func draw(_ count: Int, _ fillers: [Int]) -> [Int] {
            (0..<(5 * count)).flatMap { _ -> [Int] in
                random.integer(below: 5) == 0
                    ? [0, fillers[random.integer(below: fillers.count)], 1]
                    : [10 + random.integer(below: alphabet - 10)]
            }
        }
        let training = draw(bench.budget.choose(quick: 1000, full: 4000), fillers)
        let test = draw(500, unseen).map { Int32($0) }
        let before = Double(test.count) * log(1 / Double(alphabet))
        let model = HierarchicalVariableModel(ChunkLearner().learn([training], alphabet: alphabet).library)
        let chunkRise = (try model.score(test).total - before) / Double(test.count)
        let plain = try NGramModel.train([training.map { Int32($0) }], order: 3, vocabularySize: alphabet)
        // As many n-grams as the library has parts.
        let parts = model.library.items.reduce(0) { $0 + max(1, $1.parts.count) }
        var (low, high) = (1e-9, 1.0)
        for _ in 0..<40 {
            let middle = (low * high).squareRoot()
            if plain.pruned(threshold: middle).trie.count > parts { low = middle } else { high = middle }
        }
        let small = plain.pruned(threshold: high)
        let countRise = (try small.score(test).total - before) / Double(test.count)
        evidence.rows.append(
            .init(
                "unseen fillers: rise of ln p a symbol over even chances, HVM against a 3-gram model of equal size",
                ours: chunkRise,
                baseline: countRise,
                target: .atLeastBaseline(plus: 0)
            )
        )
        evidence.notes.append(
            "Unseen fillers: \(parts) parts of chunks; \(small.trie.count) n-grams; all \(plain.trie.count) n-grams rise by "
                + "\(Figure.text((try plain.score(test).total - before) / Double(test.count)))."
        )
    }
}

/// The phrases of LZ78 (Ziv and Lempel 1978) up to a number, then frozen: a text is cut into the longest phrases that it begins with.
private struct PhraseDictionary {
    private var children: [[Int32: Int]] = [[:]]
    private var counts: [Double] = [0]

    /// - Parameter phrases: beside the 256 single bytes.
    init(_ text: [Int32], phrases: Int) {
        for byte in Int32(0)..<256 { _ = child(0, byte) }
        var node = 0
        for byte in text where children.count - 257 < phrases {
            if let next = children[node][byte] {
                node = next
            } else {
                _ = child(node, byte)
                node = children[0][byte]!
            }
        }
        for phrase in parse(text) { counts[phrase] += 1 }
    }

    private mutating func child(_ node: Int, _ byte: Int32) -> Int {
        children[node][byte] = children.count
        children.append([:])
        counts.append(HierarchicalVariableModel.smoothing)
        return children.count - 1
    }

    func parse(_ text: [Int32]) -> [Int] {
        var (result, node): ([Int], Int) = ([], 0)
        for byte in text {
            if let next = children[node][byte] {
                node = next
            } else {
                result.append(node)
                node = children[0][byte]!
            }
        }
        return node == 0 ? result : result + [node]
    }

    func bits(of phrases: [Int]) -> Double {
        let total = counts.reduce(0, +)
        return phrases.reduce(0) { $0 - log2(counts[$1] / total) }
    }
}

extension ChunkLibrary {
    /// For each variable the strings that it can stand for.
    fileprivate var variableStrings: [Set<[Int]>] { variables.indices.map { strings(of: .variable($0)) } }
}
