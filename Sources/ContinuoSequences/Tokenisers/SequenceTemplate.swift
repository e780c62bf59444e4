import ContinuoFormats

/// The special ids that go before and after one text, as the post-processor of `tokenizer.json` says. `encode` does not add
/// them: who builds a model's input does.
public struct SequenceTemplate: Sendable, Equatable {
    public let prefix: [Int32]
    public let suffix: [Int32]

    /// The post-processor as the file has it; kept for writing.
    let source: JSONValue

    /// Nothing before and nothing after.
    public init() {
        prefix = []
        suffix = []
        source = .null
    }

    init(prefix: [Int32], suffix: [Int32], source: JSONValue) {
        self.prefix = prefix
        self.suffix = suffix
        self.source = source
    }

    /// The ids of one text with what goes around them.
    public func wrap(_ ids: [Int32]) -> [Int32] { prefix + ids + suffix }
}
