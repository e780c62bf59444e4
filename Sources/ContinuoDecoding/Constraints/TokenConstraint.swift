/// A limit on what may be generated that depends on the tokens so far: a transform that forbids tokens.
///
/// What it allows is a function of the generated tokens alone, so it holds for samplers, beams and verifiers of drafts alike,
/// in whatever order they ask.
public protocol TokenConstraint: LogitTransform {
    /// The tokens that may follow.
    /// - Throws: where the tokens so far break the constraint, or none may follow.
    func allowedTokens(after tokens: [Int32]) throws -> TokenMask

    /// Whether the text is whole and nothing but an ending token may follow. Generation ends there by itself.
    func isComplete(after tokens: [Int32]) throws -> Bool
}

/// A mask for each step: at step i only the tokens of mask i; after the last, what `afterwards` says.
public struct StepMasks: TokenConstraint {
    /// What is allowed when the masks are used up.
    public enum Afterwards: Sendable, Equatable {
        /// Everything.
        case anything
        /// Nothing: the text is complete.
        case completes
    }

    public var masks: [TokenMask]
    public var afterwards: Afterwards

    public init(_ masks: [TokenMask], afterwards: Afterwards = .anything) {
        self.masks = masks
        self.afterwards = afterwards
    }

    public func allowedTokens(after tokens: [Int32]) throws -> TokenMask {
        guard masks.indices.contains(tokens.count) else {
            let size = masks.first?.vocabularySize ?? 0
            return TokenMask(0..<Int32(size), vocabularySize: size)
        }
        return masks[tokens.count]
    }

    public func isComplete(after tokens: [Int32]) -> Bool { afterwards == .completes && tokens.count >= masks.count }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let step = context.generated.count
        if masks.indices.contains(step) { masks[step].apply(to: &logits) }
    }
}
