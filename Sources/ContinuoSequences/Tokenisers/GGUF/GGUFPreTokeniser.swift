/// How the words of a byte-level vocabulary are cut, by the name under which GGUF files know it (`tokenizer.ggml.pre`). The names and
/// patterns are those that llama.cpp reads.
struct GGUFPreTokeniser {
    /// Text is cut by each pattern in turn, matches and what lies between them.
    let patterns: [String]
    /// Whether words that are in the vocabulary are taken as they are.
    var ignoresMerges = false
    /// Whether a text begins with the beginning of text, where the file does not say.
    var addsBeginning = false

    private static let gpt2 = WordPattern.gpt2.rawValue
    private static let gpt4o =
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#
        + #"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#
        + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let tekken =
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"#
        + #"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"#
        + #"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let deepSeek = [
        #"\p{N}{1,3}"#, #"[一-龥\u3040-ゟ゠-ヿ]+"#,
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"##
            + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#,
    ]
    private static let qwen35 =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"#
        + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let seedCoder =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let bailing =
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
    private static let bloom = #" ?[^(\s|.,!?…。，、।۔،)]+"#

    /// Names that share patterns.
    private static let known: [(names: [String], way: GGUFPreTokeniser)] = [
        (
            ["default"],
            GGUFPreTokeniser(patterns: [#"[\p{P}\$\+<=>\^~\|]+"#, gpt2, #"\p{N}+"#, "[0-9][0-9][0-9]"])
        ),
        (
            [
                "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code",
                "roberta-bpe", "gigachat", "a.x-4.0", "mellum", "modern-bert", "mpt", "olmo", "jais", "trillion",
                "granite-docling", "exaone4",
            ],
            GGUFPreTokeniser(patterns: [gpt2])
        ),
        (
            ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"],
            GGUFPreTokeniser(patterns: [#"\p{N}"#, gpt2])
        ),
        (
            ["llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2"],
            GGUFPreTokeniser(patterns: [WordPattern.digitTriples.rawValue], ignoresMerges: true, addsBeginning: true)
        ),
        (
            ["dbrx", "smaug-bpe", "glm4", "chatglm-bpe"],
            GGUFPreTokeniser(patterns: [WordPattern.digitTriples.rawValue])
        ),
        (
            [
                "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "stablelm2", "megrez", "hunyuan", "solar-open",
                "grok-2",
            ],
            GGUFPreTokeniser(patterns: [WordPattern.singleDigits.rawValue])
        ),
        (["qwen35"], GGUFPreTokeniser(patterns: [qwen35])),
        (["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"], GGUFPreTokeniser(patterns: [gpt4o])),
        (["tekken"], GGUFPreTokeniser(patterns: [tekken], ignoresMerges: true, addsBeginning: true)),
        (["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"], GGUFPreTokeniser(patterns: deepSeek)),
        (
            ["deepseek-coder"],
            GGUFPreTokeniser(
                patterns: [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, #"[一-龥ࠀ-一가-\uD7FF]+"#, #"\p{N}"#]
            )
        ),
        (
            ["falcon"],
            GGUFPreTokeniser(patterns: [#"[\p{P}\$\+<=>\^~\|`]+"#, gpt2, "[0-9][0-9][0-9]"])
        ),
        (["poro-chat", "bloom", "gpt3-finnish"], GGUFPreTokeniser(patterns: [bloom])),
        (["viking"], GGUFPreTokeniser(patterns: [bloom, #"\p{N}"#])),
        (["seed-coder"], GGUFPreTokeniser(patterns: [seedCoder])),
        (["bailingmoe", "bailingmoe2", "llada-moe"], GGUFPreTokeniser(patterns: [bailing])),
        (["superbpe"], GGUFPreTokeniser(patterns: [#"\p{N}+"#, #"(?=(\d{3})+(?!\d))"#])),
    ]

    /// All names, for errors.
    static let names = known.flatMap(\.names)

    /// The name for a vocabulary without merges, whose words do not matter.
    static let plainName = "gpt-2"

    /// The name of the way that cuts as steps do; nil where there is none.
    static func name(of steps: [PreTokeniserStep], ignoresMerges: Bool) -> String? {
        let wanted = spelledOut(steps)
        return known.first { _, way in
            way.ignoresMerges == ignoresMerges && (try? way.steps()).map(spelledOut) == wanted
        }?.names.first
    }

    /// Steps with GPT-2's pattern as a step of its own.
    private static func spelledOut(_ steps: [PreTokeniserStep]) -> [PreTokeniserStep] {
        guard steps.last == .byteLevel(addsPrefixSpace: false, usesPattern: true) else { return steps }
        return steps.dropLast() + [.split(.gpt2), .byteLevel(addsPrefixSpace: false, usesPattern: false)]
    }

    private init(patterns: [String], ignoresMerges: Bool = false, addsBeginning: Bool = false) {
        self.patterns = patterns
        self.ignoresMerges = ignoresMerges
        self.addsBeginning = addsBeginning
    }

    init?(named name: String) {
        guard let known = Self.known.first(where: { $0.names.contains(name) }) else { return nil }
        self = known.way
    }

    /// The steps that cut text.
    func steps() throws(TokeniserError) -> [PreTokeniserStep] {
        if patterns == [#"\p{N}"#, Self.gpt2] { return .smolLM }
        if patterns == [Self.gpt2] { return .gpt2 }
        var steps: [PreTokeniserStep] = []
        for pattern in patterns {
            if let known = WordPattern(rawValue: pattern) {
                steps.append(.split(known))
            } else {
                steps.append(.separate(.pattern(try TextPattern(pattern)), .isolated, isInverted: false))
            }
        }
        return steps + [.byteLevel(addsPrefixSpace: false, usesPattern: false)]
    }
}
