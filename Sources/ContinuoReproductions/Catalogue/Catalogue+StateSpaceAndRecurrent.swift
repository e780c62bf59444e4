extension Catalogue {
    static let stateSpaceAndRecurrent = entries(
        of: .stateSpaceAndRecurrent,
        [
            ("hippo", .backbone, "HiPPO: Recurrent Memory with Optimal Polynomial Projections"),
            (
                "lssl", .backbone,
                "Combining Recurrent, Convolutional, and Continuous-time Models with Linear State-Space Layers"
            ),
            ("s4", .backbone, "Efficiently Modeling Long Sequences with Structured State Spaces"),
            (
                "universality-linear-recurrence", .analysis,
                "On the Universality of Linear Recurrences Followed by Nonlinear Projections"
            ),
            (
                "inverse-approximation-memory", .analysis,
                "Inverse Approximation Theory for Nonlinear Recurrent Neural Networks"
            ),
            (
                "temporal-rescaled-error", .training,
                "Improve Long-term Memory Learning Through Rescaling the Error Temporally"
            ),
            ("gss", .backbone, "Long Range Language Modeling via Gated State Spaces"),
            ("sashimi", .domain, "It's Raw! Audio Generation with State-Space Models"),
            ("ls4", .probabilistic, "Deep Latent State Space Models for Time-Series Generation"),
            ("long-conv-squash", .backbone, "Simple Hardware-Efficient Long Convolutions for Sequence Modeling"),
            ("multires-conv", .backbone, "Sequence Modeling with Multiresolution Convolutional Memory"),
            ("spectral-ssm", .backbone, "Spectral State Space Models"),
            ("futurefill", .decoding, "FutureFill: Fast Generation from Convolutional Sequence Models"),
            (
                "laughing-hyena", .compression,
                "Laughing Hyena Distillery: Extracting Compact Recurrences From Convolutions"
            ),
            (
                "hippo-prophecy", .analysis,
                "HiPPO-Prophecy: State-Space Models can Provably Learn Dynamical Systems in Context"
            ),
            ("gateloop", .backbone, "GateLoop: Fully Data-Controlled Linear Recurrence for Sequence Modeling"),
            ("hgrn", .backbone, "Hierarchically Gated Recurrent Neural Network for Sequence Modeling"),
            ("longhorn", .backbone, "Longhorn: State Space Models are Amortized Online Learners"),
            ("lightnet", .backbone, "You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet"),
            (
                "polarized-ssm", .analysis,
                """
                Understanding and Mitigating Bottlenecks of State Space Models through the Lens of \
                Recency and Over-smoothing
                """
            ),
            ("simba", .compression, "Sparsified State-Space Models are Efficient Highway Networks"),
            ("vssm", .probabilistic, "Parallelizing Autoregressive Generation with Variational State Space Models"),
            ("grootvl", .backbone, "GrootVL: Tree Topology is All You Need in State Space Model"),
            ("mom", .backbone, "MoM: Linear Sequence Modeling with Mixture-of-Memories"),
            ("linear-moe", .parallel, "Linear-MoE: Linear Sequence Modeling Meets Mixture-of-Experts"),
            (
                "implicit-attention", .analysis,
                "A Unified Implicit Attention Formulation for Gated-Linear Recurrent Sequence Models"
            ),
            ("mamba-lrp", .analysis, "MambaLRP: Explaining Selective State Space Sequence Models"),
            (
                "selective-ssm-generalization", .analysis,
                "Generalization Error Analysis for Selective State-Space Models Through the Lens of Attention"
            ),
            ("deer", .parallel, "Parallelizing non-linear sequential models over the sequence length"),
            ("wavernn", .domain, "Efficient Neural Audio Synthesis"),
            (
                "hierarchical-multiscale-cl", .training,
                "Continuous Learning in a Hierarchical Multiscale Neural Network"
            ),
            ("n-hits", .domain, "N-HiTS: Neural Hierarchical Interpolation for Time Series Forecasting"),
            ("timer-xl", .backbone, "Timer-XL: Long-Context Transformers for Unified Time Series Forecasting"),
            (
                "fourier-decoder", .probabilistic,
                "Conditional Generation of Periodic Signals with Fourier-Based Decoder"
            ),
            ("s4-survey", .analysis, "A Survey on Structured State Space Sequence (S4) Models"),
            (
                "mamba-360", .backbone,
                """
                Mamba-360: Survey of State Space Models as Transformer Alternative for Long Sequence \
                Modelling: Methods, Applications, and Challenges
                """
            ),
        ]
    )
}
