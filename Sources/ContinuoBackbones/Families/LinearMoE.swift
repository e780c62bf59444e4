import ContinuoFormats
import ContinuoTensor

/// Linear-MoE: blocks of a linear sequence module and a sparse mixture of experts, with blocks of softmax attention between
/// them as a pattern says: `"LLLN"` is three linear blocks and one of attention, over and over.
///
/// A stack of mixers (`MixerStack`) with its settings said in the words of the paper.
///
/// - Source: Sun et al. 2025, "Linear-MoE: Linear Sequence Modeling Meets Mixture-of-Experts".
public struct LinearMoE: ModelFamily {
    public static let name = "linear-moe"

    /// Name of the linear sequence module, one of the mixers.
    public var module: String
    /// L for the linear module, N for softmax attention; repeats over the layers.
    public var pattern: String
    public var stack: MixerStack

    public static let defaults: JSONObject = [
        "lsm": "gla", "pattern": "LLLN", "num_hidden_layers": 4, "hidden_size": 256,
        "max_position_embeddings": 256,
    ]

    public static let commonKeys = MixerStack.commonKeys

    public init(_ values: ConfigurationValues) throws {
        module = try values.text("lsm", default: "gla")
        pattern = try values.text("pattern", default: "LLLN")
        guard MixerRegistry.kind(named: module) != nil else {
            let names = MixerRegistry.all.map(\.name).joined(separator: ", ")
            throw values.error("lsm", expected: "one of \(names)")
        }
        guard !pattern.isEmpty, pattern.allSatisfy({ $0 == "L" || $0 == "N" }) else {
            throw values.error("pattern", expected: "letters L (linear) and N (softmax attention), such as LLLN")
        }
        var settings = values.object
        let names = pattern.map { [module] in $0 == "L" ? module : "attention" }
        settings["mixer"] = .array(names.map { .string($0) })
        settings["feed_forward"] = "experts"
        stack = try MixerStack(ConfigurationValues(settings, file: values.file))
    }

    public var vocabularySize: Int {
        get { stack.vocabularySize }
        set { stack.vocabularySize = newValue }
    }

    public var configuration: JSONObject {
        var object: JSONObject = ["lsm": .string(module), "pattern": .string(pattern)]
        for (key, value) in stack.configuration where key != "mixer" && key != "feed_forward" { object[key] = value }
        return object
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        try stack.backbone(direction, &initialiser)
    }
}
