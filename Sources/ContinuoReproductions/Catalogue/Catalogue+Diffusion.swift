extension Catalogue {
    static let diffusion = entries(
        of: .diffusion,
        [
            (
                "block-diffusion", .process,
                "Block Diffusion: Interpolating Between Autoregressive and Diffusion Language Models"
            ),
            ("hyperschedule-hdlm", .process, "Unifying Autoregressive and Diffusion-Based Sequence Generation"),
            ("mdm-steps-theory", .analysis, "Theoretical Benefit and Limitation of Diffusion Language Model"),
            (
                "pc-sampler", .decoding,
                "PC-Sampler: Position-Aware Calibration of Decoding Bias in Masked Diffusion Models"
            ),
            ("dilated-unmasking", .decoding, "Plan for Speed: Dilated Scheduling for Masked Diffusion Language Models"),
            ("prophet-early-commit", .decoding, "Diffusion Language Models Know the Answer Before Decoding"),
            (
                "flash-dlm", .decoding,
                "Accelerating Diffusion Language Model Inference via Efficient KV Caching and Guided Diffusion"
            ),
            (
                "schema-scaffolding", .decoding,
                "Unveiling the Potential of Diffusion Large Language Model in Controllable Generation"
            ),
            ("dimple", .domain, "Dimple: Discrete Diffusion Multimodal Large Language Model with Parallel Decoding"),
            ("diffusion-lm", .process, "Diffusion-LM Improves Controllable Text Generation"),
            ("diffuseq", .process, "DiffuSeq: Sequence to Sequence Text Generation with Diffusion Models"),
            ("seqdiffuseq", .process, "SeqDiffuSeq: Text Diffusion with Encoder-Decoder Transformers"),
            ("dinoiser", .training, "DINOISER: Diffused Conditional Sequence Learning by Manipulating Noises"),
            ("plaid", .process, "Likelihood-Based Diffusion Language Models"),
            ("smoothie", .process, "Smoothie: Smoothing Diffusion on Token Embeddings for Text Generation"),
            ("ddpm-ip", .training, "Input Perturbation Reduces Exposure Bias in Diffusion Models"),
            (
                "denoise-curriculum", .training,
                "Denoising Task Difficulty-based Curriculum for Training Diffusion Models"
            ),
            ("sg-minority", .decoding, "Self-Guided Generation of Minority Samples Using Diffusion Models"),
            (
                "diffusion-sharpening", .training,
                "Diffusion-Sharpening: Fine-tuning Diffusion Models with Denoising Trajectory Sharpening"
            ),
            (
                "cat-pruning", .compression,
                "CAT Pruning: Cluster-Aware Token Pruning For Text-to-Image Diffusion Models"
            ),
            ("approx-cache", .serving, "Approximate Caching for Efficiently Serving Diffusion Models"),
            ("diffusion-forcing", .process, "Diffusion Forcing: Next-token Prediction Meets Full-Sequence Diffusion"),
            ("pa-vdm", .process, "Progressive Autoregressive Video Diffusion Models"),
            ("tedi", .process, "TEDi: Temporally-Entangled Diffusion for Long-Term Motion Synthesis"),
            (
                "cam-noise-aug", .training,
                "Continuous Autoregressive Models with Noise Augmentation Avoid Error Accumulation"
            ),
            (
                "ca2-vdm", .decoding,
                "Ca2-VDM: Efficient Autoregressive Video Diffusion Model with Causal Generation and Cache Sharing"
            ),
            ("video-gpt", .process, "Video-GPT via Next Clip Diffusion"),
            ("sadm", .domain, "SADM: Sequence-Aware Diffusion Model for Longitudinal Medical Image Generation"),
            (
                "unigenx", .process,
                "UniGenX: Unified Generation of Sequence and Structure with Autoregressive Diffusion"
            ),
            ("nexus-gen", .domain, "Nexus-Gen: A Unified Model for Image Understanding, Generation, and Editing"),
            ("bad-motion", .process, "BAD: Bidirectional Auto-regressive Diffusion for Text-to-Motion Generation"),
            ("loong", .training, "Loong: Generating Minute-level Long Videos with Autoregressive Language Models"),
            (
                "smooth-video", .training,
                "Smooth Video Synthesis with Noise Constraints on Diffusion Models for One-shot Video Tuning"
            ),
            ("frvsr", .domain, "Frame-Recurrent Video Super-Resolution"),
            (
                "diffvsr", .domain,
                """
                DiffVSR: Enhancing Real-World Video Super-Resolution with Diffusion Models for Advanced \
                Visual Quality and Temporal Consistency
                """
            ),
            (
                "mila", .domain,
                "MiLA: Multi-view Intensive-fidelity Long-term Video Generation World Model for Autonomous Driving"
            ),
            ("vgot", .domain, "VideoGen-of-Thought: A Collaborative Framework for Multi-Shot Video Generation"),
            (
                "ism-3d", .domain,
                "LucidDreamer: Towards High-Fidelity Text-to-3D Generation via Interval Score Matching"
            ),
            ("dlm-survey", .analysis, "A Survey on Diffusion Language Models"),
        ]
    )
}
