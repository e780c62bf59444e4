extension Catalogue {
    static let probabilisticAndDomain = entries(
        of: .probabilisticAndDomain,
        [
            (
                "skip-kneser-ney", .probabilistic,
                "A Generalized Language Model as the Combination of Skipped n-grams and Modified Kneser-Ney Smoothing"
            ),
            (
                "next-element-bench", .analysis,
                "An Interdisciplinary Comparison of Sequence Modeling Methods for Next-Element Prediction"
            ),
            (
                "fhmm-graph-filter", .probabilistic,
                "Exploiting locality in high-dimensional factorial hidden Markov models"
            ),
            ("paris-particle-gibbs", .probabilistic, "State and parameter learning with PaRIS particle Gibbs"),
            ("ho-crf-spn", .probabilistic, "Sum-Product Networks for Sequence Labeling"),
            (
                "hvm", .representation,
                "Building, Reusing, and Generalizing Abstract Representations from Concrete Sequences"
            ),
            (
                "tree-filtering-bp", .analysis,
                "How transformers learn structured data: insights from hierarchical filtering"
            ),
            ("icl-hmm", .analysis, "Pre-trained Large Language Models Learn Hidden Markov Models In-context"),
            ("mamba-laplace", .analysis, "From Markov to Laplace: How Mamba In-Context Learns Markov Chains"),
            ("tokenization-bias", .decoding, "Understanding and Mitigating Tokenization Bias in Language Models"),
            (
                "hypro", .probabilistic,
                "HYPRO: A Hybridly Normalized Probabilistic Model for Long-Horizon Prediction of Event Sequences"
            ),
            ("decoding-regression", .decoding, "Decoding-based Regression"),
            ("ord2seq", .decoding, "Ord2Seq: Regarding Ordinal Regression as Label Sequence Prediction"),
            ("tivy", .analysis, "TiVy: Time Series Visual Summary for Scalable Visualization"),
            ("set2seq", .backbone, "Order Matters: Sequence to sequence for sets"),
            ("dirichlet-flow", .process, "Dirichlet Flow Matching with Applications to DNA Sequence Design"),
            (
                "recformer", .domain,
                "Text Is All You Need: Learning Language Representations for Sequential Recommendation"
            ),
            ("gsm-plus-plus", .domain, "Best of Both Worlds: Advantages of Hybrid Graph Sequence Models"),
            ("code2seq", .domain, "code2seq: Generating Sequences from Structured Representations of Code"),
            (
                "nqg", .domain,
                """
                Compositional Generalization and Natural Language Variation: Can a Semantic Parsing \
                Approach Handle Both?
                """
            ),
            ("stable-tables", .decoding, "STable: Table Generation Framework for Encoder-Decoder Models"),
            ("sana", .domain, "Sketch and Refine: Towards Faithful and Informative Table-to-Text Generation"),
            ("spaformer", .domain, "SPAFormer: Sequential 3D Part Assembly with Transformers"),
            ("figaro", .domain, "FIGARO: Generating Symbolic Music with Fine-Grained Artistic Control"),
            (
                "sugar-structure", .training,
                "Unified Generative and Discriminative Training for Multi-modal Large Language Models"
            ),
        ]
    )
}
