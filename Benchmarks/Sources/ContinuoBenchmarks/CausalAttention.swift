import ArgumentParser
import Continuo

/// Causal attention, forward and backward, in milliseconds: the work of `peers/attention.py`.
struct CausalAttention: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Measure causal attention forward and backward."
    )

    @Option(help: "Time for each measure, in seconds.")
    var seconds = 3.0

    @Option(help: "Sequences.")
    var batch = 4

    @Option(help: "Heads of queries, keys and values.")
    var heads = 8

    @Option(help: "Positions.")
    var length = 1024

    @Option(help: "Width of a head.")
    var headSize = 64

    func run() throws {
        var random = RandomStream(seed: 1)
        let shape = [batch, length, heads, headSize]
        let inputs = (0..<3).map { _ in Tensor.normal(shape, using: &random).tracked() }
        let cotangent = Tensor.normal(shape, using: &random)
        let options = AttentionOptions(isCausal: true)
        func forward() -> Tensor { attention(query: inputs[0], key: inputs[1], value: inputs[2], options) }
        let both = medianSeconds(of: seconds) {
            _ = gradients(of: forward(), withRespectTo: inputs, seed: cotangent)
        }
        let alone = medianSeconds(of: seconds / 3) { withoutGradients { _ = forward() } }
        try Report(rows: [
            Row(measure: "forward-backward", value: 1e3 * both, unit: "ms"),
            Row(measure: "forward", value: 1e3 * alone, unit: "ms"),
        ]).write()
    }
}
