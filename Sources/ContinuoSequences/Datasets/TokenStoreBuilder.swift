/// Collects the tokens of a store, document by document.
public struct TokenStoreBuilder {
    public let name: String
    public let vocabularySize: Int
    public private(set) var textBytes = 0
    public private(set) var documentStarts: [Int] = []

    /// Tokens of a vocabulary of at most 65,536 ids.
    private(set) var narrow: [UInt16] = []

    /// Tokens of a larger vocabulary.
    private(set) var wide: [UInt32] = []

    /// Whether a token takes two bytes.
    public var isNarrow: Bool { vocabularySize <= 1 << 16 }

    /// Number of tokens so far.
    public var count: Int { isNarrow ? narrow.count : wide.count }

    public init(name: String, vocabularySize: Int) {
        self.name = name
        self.vocabularySize = vocabularySize
    }

    /// Appends a document.
    /// - Parameter textBytes: the number of bytes of text that the tokens stand for.
    public mutating func append(_ tokens: [Int32], textBytes: Int) {
        documentStarts.append(count)
        self.textBytes += textBytes
        if isNarrow {
            narrow.append(contentsOf: tokens.lazy.map { UInt16(truncatingIfNeeded: $0) })
        } else {
            wide.append(contentsOf: tokens.lazy.map { UInt32(bitPattern: $0) })
        }
    }
}

extension TokenStore {
    /// The finished store, in memory.
    public convenience init(_ builder: TokenStoreBuilder) {
        let width = builder.isNarrow ? 2 : 4
        let memory = TokenMemory(byteCount: builder.count * width)
        builder.narrow.withUnsafeBytes { if builder.isNarrow { memory.bytes.copyMemory(from: $0) } }
        builder.wide.withUnsafeBytes { if !builder.isNarrow { memory.bytes.copyMemory(from: $0) } }
        self.init(
            name: builder.name,
            base: UnsafeRawPointer(memory.bytes.baseAddress!),
            isNarrow: builder.isNarrow,
            count: builder.count,
            vocabularySize: builder.vocabularySize,
            textBytes: builder.textBytes,
            documentStarts: builder.documentStarts,
            owner: memory
        )
    }
}

/// Memory that is freed with its owner.
private final class TokenMemory {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64)
    }

    deinit { bytes.deallocate() }
}
