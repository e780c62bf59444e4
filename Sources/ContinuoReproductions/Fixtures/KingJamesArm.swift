import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining
import Foundation

/// One arm of a comparison on the King James Bible's bytes: a stack of mixers that is trained for a time.
struct KingJamesArm {
    let name: String
    /// The stack's settings beside width, layers and context, such as `mixer`, its own settings and `feed_forward`.
    let settings: JSONObject
    let layers: Int
    /// Bytes in a window of training.
    let context: Int
    var batch = 16
    /// Standard deviation of initial matrices; the stack's own where nil.
    var deviation: Double?

    /// A stack of one mixer.
    init(_ mixer: String, settings: JSONObject = JSONObject(), layers: Int, context: Int, batch: Int = 16) {
        self.init(
            name: mixer,
            stack: ["mixer": .string(mixer), mixer: .object(settings)],
            layers: layers,
            context: context,
            batch: batch
        )
    }

    init(name: String, stack: JSONObject, layers: Int, context: Int, batch: Int = 16) {
        (self.name, settings, self.layers, self.context, self.batch) = (name, stack, layers, context, batch)
    }

    struct Outcome {
        let network: any Backbone
        let parameters: Int
        let width: Int
        let steps: Int
        let bitsPerByte: Double
        /// Bits per byte on the first held-out bytes in the course of training, where that was asked for.
        let curve: [(steps: Int, bitsPerByte: Double)]

        /// The number of steps, between those that were measured, at which the curve came down to some bits per byte; nil
        /// where it never did.
        func steps(to bitsPerByte: Double) -> Double? {
            guard let index = curve.firstIndex(where: { $0.bitsPerByte <= bitsPerByte }) else { return nil }
            let after = curve[index]
            guard index > 0 else { return Double(after.steps) }
            let before = curve[index - 1]
            let share = (before.bitsPerByte - bitsPerByte) / (before.bitsPerByte - after.bitsPerByte)
            return Double(before.steps) + share * Double(after.steps - before.steps)
        }

        /// For a note of evidence.
        var text: String {
            "\(Figure.text(bitsPerByte)) bits per byte after \(steps) steps, \(parameters) parameters, width \(width)"
        }
    }

    /// The network with random parameters.
    func network(width: Int, seed: UInt64) throws -> any Backbone {
        var overrides = settings
        overrides["width"] = .integer(width)
        overrides["layers"] = .integer(layers)
        overrides["context"] = .integer(context)
        if let deviation { overrides["initializer_range"] = .number(deviation) }
        return try MixerStack.network(overrides, seed: seed)
    }

    /// The width, a multiple of `step`, that gives the number of parameters nearest to the asked one.
    func width(forParameters parameters: Int, step: Int = 16) throws -> Int {
        let widths = stride(from: step, through: 64 * step, by: step)
        return try ParameterBudget.width(forParameters: parameters, among: widths) {
            try network(width: $0, seed: 1).parameterCount
        }
    }

    /// Trains a new network for a time and measures it on held-out bytes.
    /// - Parameter curveBytes: held-out bytes on which it is measured in the course of training and at its end; 0 for none.
    func run(
        width: Int,
        seconds: Double,
        seed: UInt64 = 1,
        on bytes: KingJamesBytes,
        curveBytes: Int = 0,
        _ progress: (String) -> Void
    ) throws -> Outcome {
        let network = try network(width: width, seed: seed)
        progress("KJV: \(name), width \(width), \(network.parameterCount) parameters")
        var curve: [(steps: Int, bitsPerByte: Double)] = []
        func measure(_ steps: Int) {
            guard curveBytes > 0 else { return }
            curve.append((steps, bytes.bitsPerByte(network, length: context, bytes: curveBytes)))
        }
        let steps = try bytes.train(
            network,
            length: context,
            batch: batch,
            seconds: seconds,
            seed: seed,
            progress: progress,
            observe: measure
        )
        measure(steps)
        return Outcome(
            network: network,
            parameters: network.parameterCount,
            width: width,
            steps: steps,
            bitsPerByte: bytes.bitsPerByte(network, length: context),
            curve: curve
        )
    }
}

extension KingJamesArm {
    /// Runs of several arms, seed by seed and arm by arm: whatever else the machine does falls on all of them.
    /// - Parameters:
    ///   - widths: one for each arm.
    ///   - notes: gets a line for each run.
    /// - Returns: for each arm its outcomes in the order of the seeds.
    static func runs(
        of arms: [KingJamesArm],
        widths: [Int],
        seconds: Double,
        seeds: ClosedRange<Int>,
        on bytes: KingJamesBytes,
        curveBytes: Int = 0,
        notes: inout [String],
        _ progress: (String) -> Void
    ) throws -> [[Outcome]] {
        var outcomes = arms.map { _ in [Outcome]() }
        for seed in seeds {
            for (index, arm) in arms.enumerated() {
                let outcome = try arm.run(
                    width: widths[index],
                    seconds: seconds,
                    seed: UInt64(seed),
                    on: bytes,
                    curveBytes: curveBytes,
                    progress
                )
                notes.append("KJV bytes, \(arm.name), seed \(seed): \(outcome.text).")
                outcomes[index].append(outcome)
            }
        }
        return outcomes
    }
}

extension [KingJamesArm.Outcome] {
    /// Mean bits per byte over seeds.
    var bitsPerByte: Double { reduce(0) { $0 + $1.bitsPerByte } / Double(count) }
}
