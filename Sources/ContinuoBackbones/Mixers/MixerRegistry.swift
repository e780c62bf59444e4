/// The mixers, by name. Each folder has a list of its own.
public enum MixerRegistry {
    /// Every mixer: one line each, in the lists below.
    public static let all: [MixerKind] = attention + linearAttention + recurrent + stateSpace + convolution

    /// The mixer of a name.
    public static func kind(named name: String) -> MixerKind? { all.first { $0.name == name } }
}
