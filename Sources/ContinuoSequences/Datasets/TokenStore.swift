/// The tokens of one part of a data set, packed one document after the other: two bytes a token where the vocabulary
/// allows it, four otherwise, in memory or mapped from a file.
public final class TokenStore: @unchecked Sendable {
    /// What to call the store in messages.
    public let name: String

    /// Number of tokens, end-of-document tokens included.
    public let count: Int

    /// Number of ids that the tokens are drawn from.
    public let vocabularySize: Int

    /// Number of bytes of text that the tokens stand for: the denominator of bits per byte.
    public let textBytes: Int

    /// Where each document begins, in tokens.
    public let documentStarts: [Int]

    private enum Contents {
        case narrow(UnsafePointer<UInt16>)
        case wide(UnsafePointer<UInt32>)
    }

    private let contents: Contents
    private let owner: AnyObject

    /// - Parameter owner: keeps the memory at `base` alive.
    init(
        name: String,
        base: UnsafeRawPointer,
        isNarrow: Bool,
        count: Int,
        vocabularySize: Int,
        textBytes: Int,
        documentStarts: [Int],
        owner: AnyObject
    ) {
        self.name = name
        self.count = count
        self.vocabularySize = vocabularySize
        self.textBytes = textBytes
        self.documentStarts = documentStarts
        self.owner = owner
        contents =
            isNarrow
            ? .narrow(base.assumingMemoryBound(to: UInt16.self)) : .wide(base.assumingMemoryBound(to: UInt32.self))
    }

    /// A store in memory that holds `tokens` as one document.
    public convenience init(name: String, tokens: [Int32], vocabularySize: Int, textBytes: Int) {
        var builder = TokenStoreBuilder(name: name, vocabularySize: vocabularySize)
        builder.append(tokens, textBytes: textBytes)
        self.init(builder)
    }

    /// The token at a position.
    public subscript(position: Int) -> Int32 {
        precondition(position >= 0 && position < count, "token \(position) of \(count)")
        return switch contents {
        case .narrow(let tokens): Int32(tokens[position])
        case .wide(let tokens): Int32(bitPattern: tokens[position])
        }
    }

    /// The tokens of a range.
    public subscript(range: Range<Int>) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: range.count) { buffer, initialised in
            copy(range, to: buffer)
            initialised = range.count
        }
    }

    /// Copies the tokens of a range to the beginning of `destination`.
    public func copy(_ range: Range<Int>, to destination: UnsafeMutableBufferPointer<Int32>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "tokens \(range) of \(count)")
        precondition(destination.count >= range.count, "room for \(destination.count) of \(range.count) tokens")
        switch contents {
        case .narrow(let tokens):
            for (index, position) in range.enumerated() { destination[index] = Int32(tokens[position]) }
        case .wide(let tokens):
            for (index, position) in range.enumerated() { destination[index] = Int32(bitPattern: tokens[position]) }
        }
    }

    /// The tokens of one document.
    public func document(_ index: Int) -> [Int32] {
        let end = index + 1 < documentStarts.count ? documentStarts[index + 1] : count
        return self[documentStarts[index]..<end]
    }

    /// Where documents begin in a range of tokens.
    func documentStarts(in range: Range<Int>) -> ArraySlice<Int> {
        func first(from place: Int) -> Int {
            var (low, high) = (0, documentStarts.count)
            while low < high {
                let middle = (low + high) / 2
                if documentStarts[middle] < place { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return documentStarts[first(from: range.lowerBound)..<first(from: range.upperBound)]
    }
}
