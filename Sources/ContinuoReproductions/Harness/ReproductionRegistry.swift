/// The reproductions that exist.
public enum ReproductionRegistry {
    /// One line for each system.
    public static let all: [any Reproduction] = [
        DiverseBeamSearchReproduction(),
        TwoStageSmoothingReproduction(),
        NonMonotonicTerminationReproduction(),
        ComponentClippingReproduction(),
        DynamicEvaluationReproduction(),
        ByteToByteReproduction(),
        TokenizationBiasReproduction(),
        SkipKneserNeyReproduction(),
        HierarchicalVariablesReproduction(),
        InContextHiddenMarkovReproduction(),
        DecodingRegressionReproduction(),
        Ord2SeqReproduction(),
        Set2SeqReproduction(),
        DirichletFlowReproduction(),
        MambaLaplaceReproduction(),
        TreeFilteringReproduction(),
        NextElementReproduction(),
        HybridEventReproduction(),
        SeriesSummaryReproduction(),
        SpeculativeSurveyReproduction(),
        NHiTSReproduction(),
        TimerXLReproduction(),
        FourierDecoderReproduction(),
        DeerReproduction(),
        GateLoopReproduction(),
        HGRNReproduction(),
        LonghornReproduction(),
        LightNetReproduction(),
        PolarizedStateSpaceReproduction(),
        FutureFillReproduction(),
        LaughingHyenaReproduction(),
        LongConvolutionReproduction(),
        MultiresReproduction(),
        SpectralStateSpaceReproduction(),
        HiPPOReproduction(),
        LSSLReproduction(),
        S4Reproduction(),
        GSSReproduction(),
        SaShiMiReproduction(),
        MixtureOfMemoriesReproduction(),
        LinearMoEReproduction(),
        ParisianGibbsReproduction(),
    ]

    /// Ids in the order of `all`.
    public static var ids: [String] { all.map(\.id) }

    /// The reproduction of a system, or nil where there is none yet.
    public static func reproduction(_ id: String) -> (any Reproduction)? { all.first { $0.id == id } }
}

/// Why a reproduction cannot be run.
public enum ReproductionError: Error, Equatable, CustomStringConvertible {
    case unknownSystem(id: String, near: [String])
    case notYetReproduced(id: String, title: String)

    public var description: String {
        switch self {
        case .unknownSystem(let id, let near):
            let hint = near.isEmpty ? "`continuo systems` lists all" : "did you mean \(near.joined(separator: ", "))?"
            return "the catalogue has no system \"\(id)\"; \(hint)"
        case .notYetReproduced(let id, let title):
            return "\(id) (\(title)) has no reproduction yet; `continuo systems` shows which have one"
        }
    }
}
