import ContinuoFormats
import ContinuoTensor

extension Activation {
    /// Names of the transformers package.
    private static let configurationNames: KeyValuePairs<String, Activation> = [
        "gelu_new": .gelu, "gelu_pytorch_tanh": .gelu, "gelu": .geluErf, "silu": .silu, "swish": .silu,
        "relu": .relu, "tanh": .tanh, "sigmoid": .sigmoid, "linear": .identity,
    ]

    /// The name in `config.json`.
    public var configurationName: String {
        Activation.configurationNames.first { $0.value == self }?.key ?? rawValue
    }

    /// The activation of a name in `config.json`.
    public init?(configurationName: String) {
        guard let pair = Activation.configurationNames.first(where: { $0.key == configurationName }) else { return nil }
        self = pair.value
    }
}

extension ConfigurationValues {
    /// An activation by its name.
    public func activation(_ key: String, default fallback: String) throws(DataFileError) -> Activation {
        let name = try text(key, default: fallback)
        guard let found = Activation(configurationName: name) else {
            throw unsupported(key, expected: "gelu_new, gelu, silu, relu, tanh or sigmoid")
        }
        return found
    }
}
