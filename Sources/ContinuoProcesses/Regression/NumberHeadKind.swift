import ContinuoBackbones
import ContinuoSequences

/// The heads that tell numbers, by the names that configurations and commands use.
public enum NumberHeadKind: String, Sendable, CaseIterable {
    case decodeNormalised = "decode-norm"
    case decodeFloat = "decode-float"
    case decodeHamming = "decode-hamming"
    case pointwise = "mse"
    case riemann
    case mixture = "mdn"
    case gaussian
    case ordinal
    case softmax
    case rank

    /// Whether targets are classes 0, 1, … in their order.
    public var isOrdinal: Bool { [.ordinal, .softmax, .rank].contains(self) }

    /// What it is, for lists.
    public var summary: String {
        switch self {
        case .decodeNormalised: "digits of the number scaled to the range of training, decoded (Song and Bahri 2025)"
        case .decodeFloat: "sign, exponent and mantissa, decoded"
        case .decodeHamming: "bits in the order of their number of ones, decoded"
        case .pointwise: "one number, squared error"
        case .riemann: "a softmax over bins of equal width"
        case .mixture: "a mixture of normal laws"
        case .gaussian: "one normal law"
        case .ordinal: "ordered classes as paths through a tree, decoded (Wang et al. 2023)"
        case .softmax: "ordered classes as plain ones"
        case .rank: "ordered classes by a question for each threshold"
        }
    }

    /// Settings of all heads; each reads its own.
    public struct Settings: Sendable, Equatable {
        /// Of decoded digits.
        public var base = 4
        public var digits = 4
        /// Of decoded floats, with `digits` as those of the mantissa.
        public var exponentDigits = 1
        public var repeats = 1
        public var bins = 64
        public var components = 5
        public var decoder = DecodedNumberHead.Configuration()
        public var ordinal = OrdinalSequenceHead.Configuration()
        /// Of ordered classes; the balanced one when nil.
        public var tree: OrdinalTree?

        public init() {}
    }

    /// A head for features of a width.
    /// - Parameters:
    ///   - targets: of training: what scales, ranges and numbers of classes come from. At least one.
    public func head(
        _ settings: Settings,
        targets: [Double],
        inputs: Int,
        _ initialiser: inout Initialiser
    ) -> any NumberHead {
        let scaling = NumberScaling(targets)
        func decoded(_ kind: NumberCode.Kind) -> DecodedNumberHead {
            let code = NumberCode(kind, range: scaling.codedRange, repeats: settings.repeats)
            return DecodedNumberHead(settings.decoder, code: code, inputs: inputs, &initialiser)
        }
        let classes = settings.tree?.classes ?? max(Int(scaling.range.upperBound) + 1, 2)
        switch self {
        case .decodeNormalised: return decoded(.digits(base: settings.base, count: settings.digits))
        case .decodeFloat:
            return decoded(.float(exponentDigits: settings.exponentDigits, mantissaDigits: settings.digits))
        case .decodeHamming: return decoded(.hamming(bits: settings.digits))
        case .pointwise: return PointwiseHead(scaling, inputs: inputs, &initialiser)
        case .riemann: return HistogramHead(scaling, bins: settings.bins, inputs: inputs, &initialiser)
        case .mixture: return MixtureHead(scaling, components: settings.components, inputs: inputs, &initialiser)
        case .gaussian: return MixtureHead(scaling, components: 1, inputs: inputs, &initialiser)
        case .ordinal:
            let tree = settings.tree ?? OrdinalTree(balanced: classes)
            return OrdinalSequenceHead(settings.ordinal, tree: tree, inputs: inputs, &initialiser)
        case .softmax: return ClassHead(classes: classes, inputs: inputs, &initialiser)
        case .rank: return RankHead(classes: classes, inputs: inputs, &initialiser)
        }
    }
}
