/// How to speculate.
public struct Speculation {
    public var drafter: any Drafter
    public var verifier: any Verifier
    /// Tokens proposed in one round; where `control` is given, the most of them.
    public var draftLength: Int
    /// Chooses the length of each draft of a path; nil for always `draftLength`.
    public var control: DraftLengthControl?

    public init(drafter: any Drafter, verifier: any Verifier = LinearVerifier(), draftLength: Int = 4) {
        self.drafter = drafter
        self.verifier = verifier
        self.draftLength = draftLength
    }

    /// - Parameter control: goes on learning from one generation to the next.
    public init(drafter: any Drafter, verifier: any Verifier = LinearVerifier(), control: DraftLengthControl) {
        self.init(drafter: drafter, verifier: verifier, draftLength: control.maximum)
        self.control = control
    }

    /// The next draft, and all that the drafter said where that was more.
    func propose(
        after context: TokenContext,
        atMost limit: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> (draft: Draft, whole: Draft) {
        var count = min(draftLength, limit)
        guard count > 0 else { return (Draft(), Draft()) }
        if let control, !drafter.isFree { count = min(count, control.length(evidence: 0, isCosted: true)) }
        guard count > 0 else { return (Draft(), Draft()) }
        let whole = try drafter.propose(after: context, count: count, using: &generator)
        guard let control, drafter.isFree, !whole.tokens.isEmpty else { return (whole, whole) }
        return (whole.prefix(control.length(evidence: whole.evidence, isCosted: false)), whole)
    }
}
