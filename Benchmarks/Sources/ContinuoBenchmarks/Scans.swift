import ArgumentParser
import Continuo

/// Scans, forward and backward, in gigabytes of inputs, results and gradients a second: to be held against what
/// `peers/memory.py` copies.
struct Scans: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Measure linear scans, real and complex, and the selective scan."
    )

    @Option(help: "Time for each measure, in seconds.")
    var seconds = 3.0

    @Option(help: "Sequences.")
    var batch = 8

    @Option(help: "Positions.")
    var length = 2048

    @Option(help: "Channels.")
    var channels = 512

    @Option(help: "States of each channel of the selective scan.")
    var states = 16

    func run() throws {
        try Report(rows: [
            Row(measure: "real-scan", value: linear(pair: []), unit: "GB/s"),
            Row(measure: "complex-scan", value: linear(pair: [2]), unit: "GB/s"),
            Row(measure: "selective-scan", value: selective(), unit: "GB/s"),
        ]).write()
    }

    /// Forward: decay and input are read, states written. Backward: decay, states and their gradient are read, two gradients
    /// written.
    private func linear(pair: [Int]) -> Double {
        let shape = [batch, length, channels] + pair
        var random = RandomStream(seed: 1)
        let input = Tensor.normal(shape, using: &random).tracked()
        let decay = Tensor.uniform(shape, low: 0.5, high: 0.7, using: &random).tracked()
        let cotangent = Tensor.normal(shape, using: &random)
        let time = medianSeconds(of: seconds) {
            let states =
                pair.isEmpty ? linearScan(input, decay: decay).states : complexLinearScan(input, decay: decay).states
            _ = gradients(of: states, withRespectTo: [input, decay], seed: cotangent)
        }
        return Double(8 * input.byteCount) / time / 1e9
    }

    /// x, step sizes and gate are read twice, the output's gradient once; the output and three gradients are written, and the
    /// states that are kept are written and read.
    private func selective() -> Double {
        let shape = [batch, length, channels]
        var random = RandomStream(seed: 2)
        let x = Tensor.normal(shape, using: &random).tracked()
        var scan = SelectiveScan(
            x: x,
            delta: Tensor.normal(shape, using: &random).tracked(),
            aLog: Tensor.uniform([channels, states], low: 0, high: 2, using: &random).tracked(),
            b: Tensor.normal([batch, length, states], using: &random).tracked(),
            c: Tensor.normal([batch, length, states], using: &random).tracked()
        )
        let gate = Tensor.normal(shape, using: &random).tracked()
        scan.gate = gate
        let cotangent = Tensor.normal(shape, using: &random)
        let call = scan
        let time = medianSeconds(of: seconds) {
            _ = gradients(of: call().output, withRespectTo: [x, call.delta, gate, call.b, call.c], seed: cotangent)
        }
        return Double(x.byteCount) * (11 + 2 * Double(states) / 32) / time / 1e9
    }
}
