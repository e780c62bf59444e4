import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// Gated state spaces (Mehta et al. 2022): a narrow state space between wide gates, and its hybrid with blocks of attention.
struct GSSReproduction: Reproduction {
    let id = "gss"
    let claim = """
        A training step of a GSS layer costs at most half of one of a DSS layer of equal parameters (width 256, 2048 \
        positions). King James bytes at 512 positions: fewer bits per byte than DSS after equal time; at 4096 positions they \
        do not rise (≤ 0.5 %). The hybrid needs fewer than pure GSS in at least 2 of 3 seeds.
        """
    let command = "continuo train FILE --recipe gss"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try speed(bench, &evidence)
        if bench.budget == .full { try language(bench, &evidence) }
        return evidence
    }

    /// A state space at the full width; the gate takes what parameters a GSS has more.
    private static func fullWidth(_ width: Int, parameters: Int, stateSize: Int) -> GatedStateSpace.Configuration {
        var configuration = GatedStateSpace.Configuration(stateSize: stateSize)
        configuration.channels = width
        let fixed = 2 * width * stateSize + width * width
        configuration.gateWidth = max(16, (parameters - fixed) / (3 * width))
        return configuration
    }

    private func speed(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let (width, length) = (256, bench.budget.choose(quick: 1024, full: 2048))
        var initialiser = Initialiser(seed: 1)
        let gss = GatedStateSpace(width: width, &initialiser)
        let settings = Self.fullWidth(width, parameters: gss.parameterCount, stateSize: 512)
        let dss = GatedStateSpace(settings, width: width, &initialiser)
        var random = RandomStream(seed: 2)
        let x = Tensor.normal([2, length, width], using: &random).tracked()
        bench.progress("training steps")
        let turns = try Turns(
            rounds: bench.budget.choose(quick: 3, full: 9),
            [gss, dss].map { layer in
                let parameters = layer.parameters.map(\.tensor)
                return {
                    _ = gradients(of: layer.forward(x, .causal).squared().sum(), withRespectTo: [x] + parameters)
                }
            }
        )
        let (ours, baseline) = turns.pair(0, against: 1)
        evidence.rows.append(
            .init(
                "steps a second, width \(width), \(length) positions, against DSS at the full width",
                ours: 1 / ours,
                baseline: 1 / baseline,
                target: .atLeastTimes(2)
            )
        )
        evidence.notes.append(
            "GSS has \(gss.parameterCount) parameters, DSS \(dss.parameterCount); forward and backward passes over 2 sequences, "
                + "the median of the ratios of turns, both with 512 shared eigenvalues."
        )
    }

    private func language(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let text = try KingJamesBytes()
        let (width, stateSize) = (128, 128)
        var initialiser = Initialiser(seed: 0)
        let parameters = GatedStateSpace(.init(stateSize: stateSize), width: width, &initialiser).parameterCount
        let dss = Self.fullWidth(width, parameters: parameters, stateSize: stateSize)
        let arms: [(name: String, mixer: String, settings: JSONObject)] = [
            ("gss", "gss", ["state_size": .integer(stateSize)]),
            (
                "dss", "gss",
                [
                    "state_size": .integer(stateSize), "channels": .integer(width),
                    "gate_width": .integer(dss.gateWidth ?? width),
                ]
            ),
            ("hybrid", "gss-hybrid", ["state_size": .integer(stateSize), "window": 256]),
        ]
        var short: [String: [Double]] = [:]
        var long: [Double] = []
        for arm in arms {
            for seed in 1...(arm.name == "dss" ? 1 : 3) {
                bench.progress("\(arm.name), seed \(seed)")
                var start = Initialiser(seed: UInt64(seed))
                let network = try FamilyRegistry.recipe(
                    "stack",
                    vocabularySize: 256,
                    overrides: [
                        "mixer": .string(arm.mixer), "width": .integer(width), "layers": 4, "context": 512,
                        arm.mixer: .object(arm.settings),
                    ]
                ).backbone(.causal, &start)
                let steps = try text.train(
                    network,
                    length: 512,
                    batch: 4,
                    seconds: 65,
                    seed: UInt64(seed),
                    progress: bench.progress
                )
                short[arm.name, default: []].append(text.bitsPerByte(network, length: 512))
                if arm.name == "gss" { long.append(text.bitsPerByte(network, length: 4096)) }
                evidence.notes.append(
                    "\(arm.name), seed \(seed): \(network.parameterCount) parameters, \(steps) steps in 65 s, "
                        + "\(Figure.text(short[arm.name]!.last!)) bits per byte."
                )
            }
        }
        let (gss, hybrid) = (short["gss"]!, short["hybrid"]!)
        evidence.rows += [
            .init(
                "bits per byte at 512 positions after equal time, against DSS",
                ours: gss[0],
                baseline: short["dss"]![0],
                target: .belowBaseline
            ),
            .init(
                "bits per byte at 4096 positions, against 512",
                ours: long[0],
                baseline: gss[0],
                target: .atMostTimes(1.005)
            ),
            .init(
                "seeds of 3 in which the hybrid needs fewer bits",
                ours: Double(zip(gss, hybrid).count { $1 < $0 }),
                target: .atLeast(2)
            ),
        ]
    }
}
