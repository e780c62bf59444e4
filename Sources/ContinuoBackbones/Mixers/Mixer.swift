import ContinuoTensor

/// A layer that networks are built from by its name: it is made from settings and its place in the network.
public protocol Mixer: SequenceLayer {
    associatedtype Configuration: MixerSettings

    /// A layer with its initial weights.
    /// - Parameters:
    ///   - configuration: settings that fit the width (`fault` is nil).
    ///   - place: its width, depth, context and direction; output matrices begin smaller in deep networks.
    init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser)
}

extension Mixer {
    /// A layer by itself.
    public init(
        _ configuration: Configuration = Configuration(),
        width: Int,
        context: Int = 256,
        direction: SequenceContext.Direction = .causal,
        _ initialiser: inout Initialiser
    ) {
        self.init(configuration, MixerPlace(width: width, context: context, direction: direction), &initialiser)
    }
}
