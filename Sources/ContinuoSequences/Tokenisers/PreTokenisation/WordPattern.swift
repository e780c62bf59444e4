/// A pattern that cuts text into the words inside of which byte pairs are merged.
///
/// The patterns are regular expressions in the files; here each is a scanner written by hand, so that cutting costs little.
/// Other patterns go through ``TextPattern``. A byte that is no valid UTF-8 counts as a symbol.
public enum WordPattern: String, Sendable, CaseIterable {
    /// GPT-2's: contractions; letters, digits or symbols with one space before; white space.
    case gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    /// GPT-4's and Llama 3's: any symbol may stand before letters, digits come in threes, line ends stay with symbols.
    case digitTriples =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    /// Qwen 2's: as ``digitTriples``, with each digit by itself.
    case singleDigits =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    /// Calls `body` with each word of `bytes`, in order; together they are all of `bytes`.
    func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        UnicodeClassTable.shared.withLookup { classes in
            let scanner = WordScanner(bytes: bytes, classes: classes)
            var start = 0
            while start < bytes.count {
                let end =
                    switch self {
                    case .gpt2: scanner.endOfGPT2Word(from: start)
                    case .digitTriples: scanner.endOfGPT4Word(from: start, longestNumber: 3)
                    case .singleDigits: scanner.endOfGPT4Word(from: start, longestNumber: 1)
                    }
                body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }
}
