import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// SaShiMi (Goel et al. 2022): stable state spaces at several sampling rates.
struct SaShiMiReproduction: Reproduction {
    let id = "sashimi"
    let claim = """
        Going on sample by sample gives the logits of the whole to 1e-3 over 4096 samples. Generation never overflows, however \
        the dynamics are displaced. Audio of 8 bits at 8 kHz, equal parameters and budget: bits per sample at least 3 % below \
        WaveNet and SampleRNN.
        """
    let command = "continuo train FILE --recipe sashimi"

    func run(on bench: Workbench) throws -> Evidence {
        var initialiser = Initialiser(seed: 1)
        let overrides: JSONObject = ["width": 32, "layers": .integer(bench.budget.choose(quick: 1, full: 2))]
        let network = try FamilyRegistry.recipe("sashimi", vocabularySize: 256, overrides: overrides)
            .backbone(.causal, &initialiser)
        var evidence = Evidence(rows: [steps(bench, network), generation(bench, network)])
        for baseline in ["WaveNet", "SampleRNN"] {
            evidence.rows.append(
                .notRun(
                    "8-bit audio: bits per sample, against \(baseline)",
                    target: .atMostTimes(0.97),
                    reason: "there is no \(baseline) to compare with"
                )
            )
        }
        return evidence
    }

    private func steps(_ bench: Workbench, _ network: any Backbone) -> Evidence.Row {
        let length = bench.budget.choose(quick: 1024, full: 4096)
        var random = RandomStream(seed: 2)
        let tokens = Tensor((0..<length).map { _ in Int32(random.integer(below: 256)) }, shape: [1, length])
        bench.progress("sample by sample")
        let worst = withoutGradients { () -> Double in
            let whole = network.logits(network.hidden(tokens, .causal))
            var state = network.initialState(batch: 1)
            return (0..<length).reduce(0.0) { worst, position in
                let token = tokens.sliced(position..<(position + 1), axis: 1)
                let found = network.logits(network.hidden(token, state: &state, .causal))
                let expected = whole.sliced(position..<(position + 1), axis: 1)
                return max(worst, abs(found - expected).doubles.max() ?? 0)
            }
        }
        return .init(
            "\(length) steps against the whole: greatest difference of a logit",
            ours: worst,
            target: .atMost(1e-3)
        )
    }

    /// Samples on end, each drawn from the network's law, from dynamics displaced at random.
    private func generation(_ bench: Workbench, _ network: any Backbone) -> Evidence.Row {
        bench.progress("generation")
        let count = bench.budget.choose(quick: 1024, full: 32_768)
        var random = RandomStream(seed: 3)
        for parameter in network.parameters where parameter.group == .stateSpace {
            let noise = Tensor.normal(parameter.tensor.shape, using: &random)
            parameter.tensor.assign(parameter.tensor.detached + noise)
        }
        var (token, finite) = (Int32(128), 0)
        withoutGradients {
            var state = network.initialState(batch: 1)
            for _ in 0..<count {
                let input = Tensor([token], shape: [1, 1])
                let law = softmax(network.logits(network.hidden(input, state: &state, .causal))).doubles
                guard law.allSatisfy(\.isFinite) else { break }
                finite += 1
                token = Int32(random.categorical(law))
            }
        }
        return .init("generated samples with a finite law", ours: Double(finite), target: .atLeast(Double(count)))
    }
}
