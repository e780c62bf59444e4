extension Catalogue {
    static let decodingAndNonAutoregressive = entries(
        of: .decodingAndNonAutoregressive,
        [
            (
                "diverse-beam-search", .decoding,
                "Diverse Beam Search: Decoding Diverse Solutions from Neural Sequence Models"
            ),
            ("blockwise-parallel", .decoding, "Blockwise Parallel Decoding for Deep Autoregressive Models"),
            ("aggressive-decoding", .decoding, "Lossless Acceleration for Seq2seq Generation with Aggressive Decoding"),
            ("batched-speculation", .decoding, "BASS: Batched Attention-optimized Speculative Sampling"),
            (
                "lantern-pp", .decoding,
                """
                LANTERN++: Enhanced Relaxed Speculative Decoding with Static Tree Drafting for Visual \
                Auto-regressive Models
                """
            ),
            (
                "msn-tr-jacobi", .decoding,
                "Make Some Noise: Unlocking Language Model Parallel Inference Capability through Noisy Training"
            ),
            ("self-infilling", .decoding, "Self-Infilling Code Generation"),
            (
                "deep-encoder-shallow-decoder", .decoding,
                "Deep Encoder, Shallow Decoder: Reevaluating Non-autoregressive Machine Translation"
            ),
            ("speculative-survey", .decoding, "Speculative Decoding and Beyond: An In-Depth Survey of Techniques"),
            (
                "accelerated-survey", .decoding,
                "A Comprehensive Survey of Accelerated Generation Techniques in Large Language Models"
            ),
            (
                "ctc-nat", .decoding,
                "End-to-End Non-Autoregressive Neural Machine Translation with Connectionist Temporal Classification"
            ),
            ("ctc-copy", .decoding, "Non-autoregressive Text Editing with Copy-aware Latent Alignments"),
            (
                "fretna", .decoding,
                "Faster Re-translation Using Non-Autoregressive Model For Simultaneous Neural Machine Translation"
            ),
            ("sundae", .process, "Step-unrolled Denoising Autoencoders for Text Generation"),
            ("ut5", .training, "UT5: Pretraining Non autoregressive T5 with unrolled denoising"),
            ("cascaded-markov", .decoding, "Cascaded Text Generation with Markov Transformers"),
            ("edit5", .decoding, "EdiT5: Semi-Autoregressive Text-Editing with T5 Warm-Start"),
            ("edit-processes", .process, "Learning to Model Editing Processes"),
            ("diffuser", .process, "DiffusER: Discrete Diffusion via Edit-based Reconstruction"),
            ("sigma-gpt", .backbone, "σ-GPTs: A New Approach to Autoregressive Models"),
            (
                "insertion-lm", .process,
                "Insertion Language Models: Sequence Generation with Arbitrary-Position Insertions"
            ),
            (
                "learned-order-arm", .probabilistic,
                "Learning-Order Autoregressive Models with Application to Molecular Graph Generation"
            ),
            (
                "ordered-ar-distill", .decoding,
                "Distilling semantically aware orders for autoregressive image generation"
            ),
            (
                "locality-parallel-decoding", .decoding,
                "Locality-aware Parallel Decoding for Efficient Autoregressive Image Generation"
            ),
            ("neighboring-ar", .decoding, "Neighboring Autoregressive Modeling for Efficient Visual Generation"),
            ("next-frequency", .representation, "NFIG: Autoregressive Image Generation with Next-Frequency Prediction"),
            ("local-random-access", .domain, "3D Scene Understanding Through Local Random Access Sequence Modeling"),
            ("visual-ar-survey", .analysis, "Autoregressive Models in Vision: A Survey"),
            ("stack-and-delay", .representation, "Stack-and-Delay: a new codebook pattern for music generation"),
            ("magnet", .process, "Masked Audio Generation using a Single Non-Autoregressive Transformer"),
            (
                "palle", .process,
                "Pseudo-Autoregressive Neural Codec Language Models for Efficient Zero-Shot Text-to-Speech Synthesis"
            ),
            ("wavegrad2", .process, "WaveGrad 2: Iterative Refinement for Text-to-Speech Synthesis"),
            ("delayed-streams", .serving, "Streaming Sequence-to-Sequence Learning with Delayed Streams Modeling"),
        ]
    )
}
