extension Catalogue {
    static let transformersAndObjectives = entries(
        of: .transformersAndObjectives,
        [
            ("byt5", .representation, "ByT5: Towards a token-free future with pre-trained byte-to-byte models"),
            (
                "alexatm-seq2seq", .training,
                "AlexaTM 20B: Few-Shot Learning Using a Large-Scale Multilingual Seq2Seq Model"
            ),
            ("tsla", .training, "Towards Understanding Label Smoothing"),
            (
                "syntactic-smoothing", .training,
                "Mitigating Frequency Bias and Anisotropy in Language Model Pre-Training with Syntactic Smoothing"
            ),
            ("nmst", .decoding, "A Non-monotonic Self-terminating Language Model"),
            ("combiner", .backbone, "Combiner: Full Attention Transformer with Sparse Computation Cost"),
            ("hourglass", .backbone, "Hierarchical Transformers Are More Efficient Language Models"),
            ("megabyte", .backbone, "MEGABYTE: Predicting Million-byte Sequences with Multiscale Transformers"),
            (
                "hat", .backbone,
                """
                Hierarchical Autoregressive Transformers: Combining Byte- and Word-Level Processing for \
                Robust, Adaptable Language Models
                """
            ),
            ("equal-info-windows", .representation, "Training LLMs over Neurally Compressed Text"),
            ("patch-level-training", .training, "Patch-Level Training for Large Language Models"),
            (
                "masked-structural-growth", .training,
                "2x Faster Language Model Pre-training via Masked Structural Growth"
            ),
            (
                "seq-vcr", .training,
                "Seq-VCR: Preventing Collapse in Intermediate Transformer Representations for Enhanced Reasoning"
            ),
            ("sublora-bounds", .analysis, "Non-Vacuous Generalization Bounds for Large Language Models"),
            (
                "transformer-smoothness-lab", .analysis,
                """
                Approximation and Estimation Ability of Transformers for Sequence-to-Sequence Functions \
                with Infinite Dimensional Input
                """
            ),
            ("ot-seq2seq", .training, "Improving Sequence-to-Sequence Learning via Optimal Transport"),
            ("eisl", .training, "Don't Take It Literally: An Edit-Invariant Sequence Loss for Text Generation"),
            (
                "bliss", .training,
                "BLISS: Robust Sequence-to-Sequence Learning via Self-Supervised Input Representation"
            ),
            ("slic", .training, "Calibrating Sequence likelihood Improves Conditional Language Generation"),
            (
                "sequencematch", .training,
                "SequenceMatch: Imitation Learning for Autoregressive Sequence Modelling with Backtracking"
            ),
            (
                "yoshida-toolbox", .decoding,
                "Making the Most of your Model: Methods for Finetuning and Applying Pretrained Transformers"
            ),
            (
                "bo-rep", .training,
                "Bilevel Optimization under Unbounded Smoothness: A New Algorithm and Convergence Analysis"
            ),
            ("rrcm", .process, "Robust Representation Consistency Model via Contrastive Denoising"),
            ("lasp", .parallel, "Linear Attention Sequence Parallelism"),
            ("dsp", .parallel, "DSP: Dynamic Sequence Parallelism for Multi-Dimensional Transformers"),
            (
                "flexsp", .parallel,
                "Data-Centric and Heterogeneity-Adaptive Sequence Parallelism for Efficient LLM Training"
            ),
        ]
    )
}
