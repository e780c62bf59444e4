import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// FutureFill (Agarwal et al. 2024) against the loop that sums over all inputs for each output.
struct FutureFillReproduction: Reproduction {
    let id = "futurefill"
    let claim = """
        Generating through long convolutions: outputs equal those of the naive loop to 1e-4 and at least 99.9 % of greedy \
        tokens are the same; multiply-adds grow with exponents of at most 1.65 (epoched) and 1.3 (continuous) where the naive \
        loop's is at least 1.95 (L = 2¹² … 2¹⁶); one layer of 64 channels is at least 2 (L = 16384) and 6 times (65536) faster \
        by the continuous scheme, 1.2 times (65536) by the epoched one; after a prompt of 8192 for 512 tokens the cache has at \
        most 1024 numbers for each channel.
        """
    let command = "continuo generate MODEL --conv-cache continuous"

    private static let channels = 64

    func run(on bench: Workbench) throws -> Evidence {
        var rows = accuracy(length: bench.budget.choose(quick: 2048, full: 16384), bench)
        rows += try greedy(bench)
        rows += counts(exponents: bench.budget.choose(quick: 10...13, full: 12...16))
        let (times, notes) = try self.times(bench)
        rows += times
        rows.append(cache())
        return Evidence(
            rows: rows,
            notes: notes + [
                "Filters decay exponentially at rates spread over the channels, with noise; Float32; direct sums for pieces of "
                    + "up to \(ConvolutionScheme.directBlock) positions. The naive loop is vectorised and uses all threads.",
                "Counted multiply-adds: a transform of N complex numbers is 5/2 N log₂ N, a product of two spectra 4 N.",
            ]
        )
    }

    private func kernel(_ length: Int, _ channels: Int) -> Tensor {
        var random = RandomStream(seed: 1)
        let rates = (0..<channels).map { 4.0 / Double(length) * Double(1 << ($0 % 8)) }
        let decay = exp(-(Tensor(rates.map(Float.init)).expanded(at: 1) * Tensor.range(length)))
        return Tensor.normal([channels, length], using: &random) * decay * 0.1
    }

    /// All outputs of `x` `[1, length, channels]`, one position after another.
    private func stream(_ x: Tensor, _ kernel: Tensor, _ scheme: ConvolutionScheme) -> Tensor {
        var cache = ConvolutionCache(batch: 1, channels: x.shape[2], .float32, scheme)
        let positions = (0..<x.shape[1]).map { x.selected(0).sliced($0..<($0 + 1)).expanded(at: 0) }
        return Tensor.concatenated(positions.map { cache.convolve($0, isRecorded: false) { kernel } }, axis: 1)
    }

    private func input(_ length: Int) -> Tensor {
        var random = RandomStream(seed: 2)
        return Tensor.normal([1, length, Self.channels], using: &random)
    }

    private func accuracy(length: Int, _ bench: Workbench) -> [Evidence.Row] {
        bench.progress("outputs of \(length) positions")
        let (x, kernel) = (input(length), kernel(length, Self.channels))
        let expected = stream(x, kernel, .naive)
        let size = abs(expected).reshaped([expected.count]).max(axis: 0).item
        return [ConvolutionScheme.epoched(nil), .continuous].map { scheme in
            let found = stream(x, kernel, scheme)
            let worst = abs(found - expected).reshaped([expected.count]).max(axis: 0).item
            return .init(
                "greatest difference of \(scheme) outputs from the naive ones, as a share of the greatest output",
                ours: worst / size,
                target: .atMost(1e-4)
            )
        }
    }

    /// Slopes of log multiply-adds over log L.
    private func counts(exponents: ClosedRange<Int>) -> [Evidence.Row] {
        func slope(_ scheme: ConvolutionScheme) -> Double {
            let x = Tensor.zeros([1, 1, 1])
            let points = exponents.map { exponent -> (Double, Double) in
                let kernel = Tensor.zeros([1, 1 << exponent])
                var cache = ConvolutionCache(batch: 1, channels: 1, .float32, scheme)
                for _ in 0..<(1 << exponent) { _ = cache.convolve(x, isRecorded: false) { kernel } }
                return (Double(exponent) * log(2), log(cache.multiplyAdds))
            }
            let middle = (points.map(\.0).reduce(0, +), points.map(\.1).reduce(0, +))
            let count = Double(points.count)
            let covariance = points.reduce(0) { $0 + ($1.0 - middle.0 / count) * ($1.1 - middle.1 / count) }
            return covariance / points.reduce(0) { $0 + ($1.0 - middle.0 / count) * ($1.0 - middle.0 / count) }
        }
        return [
            .init("exponent of multiply-adds, naive", ours: slope(.naive), target: .atLeast(1.95)),
            .init("exponent of multiply-adds, epoched", ours: slope(.epoched(nil)), target: .atMost(1.65)),
            .init("exponent of multiply-adds, continuous", ours: slope(.continuous), target: .atMost(1.3)),
        ]
    }

    private func times(_ bench: Workbench) throws -> ([Evidence.Row], [String]) {
        let lengths = bench.budget.choose(quick: [4096], full: [4096, 16384, 65536])
        var (rows, notes) = ([Evidence.Row](), [String]())
        var exponents: [String: [(Double, Double)]] = [:]
        for length in lengths {
            let (x, kernel) = (input(length), kernel(length, Self.channels))
            bench.progress("\(length) positions of \(Self.channels) channels")
            let schemes = [ConvolutionScheme.naive, .epoched(nil), .continuous]
            // The naive loop takes long for the longest.
            let turns = try Turns(
                rounds: length > 20_000 ? 1 : 3,
                warmUp: 0,
                schemes.map { scheme in { _ = stream(x, kernel, scheme) } }
            )
            let seconds = schemes.indices.map(turns.median)
            for (scheme, time) in zip(schemes, seconds) {
                exponents[scheme.description, default: []].append((log(Double(length)), log(time)))
            }
            notes.append(
                "L = \(length), \(Self.channels) channels: naive \(Figure.text(seconds[0])) s, epoched "
                    + "\(Figure.text(seconds[1])) s, continuous \(Figure.text(seconds[2])) s."
            )
            let wanted: [Int: (epoched: Double?, continuous: Double)] = [16384: (nil, 2), 65536: (1.2, 6)]
            guard let target = wanted[length] else { continue }
            rows.append(
                .init(
                    "naive time over continuous time, L = \(length)",
                    ours: turns.ratio(0, to: 2),
                    target: .atLeast(target.continuous)
                )
            )
            if let epoched = target.epoched {
                rows.append(
                    .init(
                        "naive time over epoched time, L = \(length)",
                        ours: turns.ratio(0, to: 1),
                        target: .atLeast(epoched)
                    )
                )
            }
        }
        guard lengths.count > 1 else {
            notes.append("Rows on time are measured by the full run: at short lengths direct sums are as fast.")
            return (rows, notes)
        }
        for (scheme, points) in exponents.sorted(by: { $0.key < $1.key }) {
            let (first, last) = (points[0], points[points.count - 1])
            let exponent = Figure.text((last.1 - first.1) / (last.0 - first.0))
            notes.append("Exponent of the time from L = 4096 to 65536, \(scheme): \(exponent).")
        }
        return (rows, notes)
    }

    /// Numbers for each channel after a prompt of 8192, while 512 positions follow.
    private func cache() -> Evidence.Row {
        let (prompt, generated) = (8192, 512)
        let kernel = kernel(prompt + generated, Self.channels)
        var cache = ConvolutionCache(batch: 1, channels: Self.channels, .float32)
        cache.expect(atMost: prompt + generated)
        _ = cache.convolve(input(prompt), isRecorded: false) { kernel }
        var largest = cache.byteCount
        let x = input(1)
        for _ in 0..<generated {
            _ = cache.convolve(x, isRecorded: false) { kernel }
            largest = max(largest, cache.byteCount)
        }
        return .init(
            "numbers in the cache for each channel, prompt of \(prompt), \(generated) positions to come",
            ours: Double(largest / MemoryLayout<Float>.size / Self.channels),
            target: .atMost(1024)
        )
    }

    /// Greedy continuations by a Hyena model under each scheme.
    private func greedy(_ bench: Workbench) throws -> [Evidence.Row] {
        let text = try TokenisedText(KingJamesCorpus())
        let model = try ConvolutionalCharacters.model(bench, text, mixer: "hyena")
        guard let family = model.family as? MixerStack else { return [] }
        let prompts = text.documents(.test).filter { $0.count >= 64 }.prefix(bench.budget.choose(quick: 2, full: 8))
        var tokens: [ConvolutionScheme: [Int32]] = [:]
        for scheme in [ConvolutionScheme.naive, .epoched(nil), .continuous] {
            bench.progress("greedy continuations, \(scheme)")
            var initialiser = Initialiser(seed: 1)
            initialiser.convolutionScheme = scheme
            let network = try family.backbone(.causal, &initialiser)
            for (own, trained) in zip(network.parameters, model.backbone.parameters) {
                own.tensor.assign(trained.tensor)
            }
            for prompt in prompts {
                let session = BackboneSession(network, rows: 1, prefix: [])
                var logits = try session.extend([Array(prompt.prefix(64))])
                for _ in 0..<bench.budget.choose(quick: 128, full: 448) {
                    let next = Int32(logits.indices.max { logits[$0] < logits[$1] } ?? 0)
                    tokens[scheme, default: []].append(next)
                    logits = try session.extend([[next]])
                }
            }
        }
        let expected = tokens[.naive] ?? []
        return [ConvolutionScheme.epoched(nil), .continuous].map { scheme in
            let same = zip(tokens[scheme] ?? [], expected).count { $0 == $1 }
            return .init(
                "greedy tokens of a Hyena model that are the naive ones, %, \(scheme)",
                ours: 100 * Double(same) / Double(max(expected.count, 1)),
                target: .atLeast(99.9)
            )
        }
    }
}
