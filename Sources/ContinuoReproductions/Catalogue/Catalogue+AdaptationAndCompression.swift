extension Catalogue {
    static let adaptationAndCompression = entries(
        of: .adaptationAndCompression,
        [
            (
                "smoothrot", .compression,
                "SmoothRot: Combining Channel-Wise Scaling and Rotation for Quantization-Friendly LLMs"
            ),
            (
                "rrs", .compression,
                "Rotated Runtime Smooth: Training-Free Activation Smoother for accurate INT4 inference"
            ),
            ("dgq", .compression, "Dual Grained Quantization: Efficient Fine-Grained Quantization for LLM"),
            (
                "mergequant", .compression,
                "MergeQuant: Accurate 4-bit Static Quantization of Large Language Models by Channel-wise Calibration"
            ),
            ("spp", .training, "SPP: Sparsity-Preserved Parameter-Efficient Fine-Tuning for Large Language Models"),
            ("progressive-nm", .training, "Progressive Gradient Flow for Robust N:M Sparsity Training in Transformers"),
            ("smp", .compression, "Pruning Pre-trained Language Models Without Fine-Tuning"),
            ("ffr", .compression, "Feature Flow Regularization: Improving Structured Sparsity in Deep Neural Networks"),
            ("dress", .compression, "DReSS: Data-driven Regularized Structured Streamlining for Large Language Models"),
            (
                "asym-seq2seq", .compression,
                """
                To Asymmetry and Beyond: Structured Pruning of Sequence to Sequence Models for Improved \
                Inference Efficiency
                """
            ),
            ("evopress", .compression, "EvoPress: Towards Optimal Dynamic Model Compression via Evolutionary Search"),
            (
                "first-router", .serving,
                "FiRST: Finetuning Router-Selective Transformers for Input-Adaptive Latency Reduction"
            ),
            ("dejavu", .serving, "Deja Vu: Contextual Sparsity for Efficient LLMs at Inference Time"),
            (
                "component-clip", .training,
                """
                Improving Stability of Fine-Tuning Pretrained Language Models via Component-Wise Gradient \
                Norm Clipping
                """
            ),
            (
                "smart", .training,
                """
                SMART: Robust and Efficient Fine-Tuning for Pre-trained Natural Language Models through \
                Principled Regularized Optimization
                """
            ),
            ("dynamic-eval", .training, "Dynamic Evaluation of Neural Sequence Models"),
            (
                "hyperfit", .training,
                "The Hyperfitting Phenomenon: Sharpening and Stabilizing LLMs for Open-Ended Text Generation"
            ),
            (
                "s2ft", .training,
                "S^{2}FT: Efficient, Scalable and Generalizable LLM Fine-tuning by Structured Sparsity"
            ),
            ("senszoq", .training, "Zeroth-Order Fine-Tuning of LLMs with Extreme Sparsity"),
            (
                "comparative-prefix", .training,
                "Enhancing High-Quality Code Generation in Large Language Models with Comparative Prefix-Tuning"
            ),
            ("dpo-prefix-sharing", .training, "Accelerating Direct Preference Optimization with Prefix Sharing"),
            ("rankgen", .decoding, "RankGen: Improving Text Generation with Large Ranking Models"),
            ("nado", .decoding, "Controllable Text Generation with Neurally-Decomposed Oracle"),
            ("ssr-pretrain", .training, "Improving Sequence-to-Sequence Pre-training via Sequence Span Rewriting"),
            ("bilevel-sampling", .training, "Bilevel Scheduled Sampling for Dialogue Generation"),
            (
                "seq3", .training,
                """
                SEQ^3: Differentiable Sequence-to-Sequence-to-Sequence Autoencoder for Unsupervised \
                Abstractive Sentence Compression
                """
            ),
            (
                "seqkd-continual", .training,
                "Sequence-Level Knowledge Distillation for Class-Incremental End-to-End Spoken Language Understanding"
            ),
            ("careless-whisper", .domain, "CarelessWhisper: Turning Whisper into a Causal Streaming Model"),
            ("bass-speech", .domain, "BASS: Block-wise Adaptation for Speech Summarization"),
            (
                "adaptation-audit", .analysis,
                "A Unified Implicit Attention Formulation for Gated-Linear Recurrent Sequence Models"
            ),
        ]
    )
}
