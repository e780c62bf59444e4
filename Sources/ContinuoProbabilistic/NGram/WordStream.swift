/// Text as numbered words: runs of bytes between white space, one document a line, numbered by first occurrence.
///
/// Made for large texts: one pass, a hash table of offsets, no object for a word. Words that are no UTF-8 are unknown words.
public struct WordStream: Sendable {
    /// The distinct words, one behind the other, and where each ends.
    private var pool: [UInt8] = []
    private var ends: [Int] = [0]
    private var counts: [UInt32] = []
    /// Open addressing over the hashes; −1 is free.
    private var slots: [Int32] = [Int32](repeating: -1, count: 1 << 16)
    private var hashes: [UInt32] = []
    /// Numbers of words; −1 begins a document, −2 is an unknown word.
    private var tokens: [Int32] = []

    public init() {}

    /// Number of distinct words so far.
    public var wordCount: Int { counts.count }

    /// Adds the lines of a text; blank ones are passed over.
    public mutating func append(_ text: UnsafeRawBufferPointer) {
        var place = 0
        var startsLine = true
        while place < text.count {
            let byte = text[place]
            let space = Self.space(text, place)
            if space > 0 {
                if byte == 0x0A { startsLine = true }
                place += space
                continue
            }
            let start = place
            var isASCII = true
            while place < text.count, Self.space(text, place) == 0 {
                isASCII = isASCII && text[place] < 0x80
                place += 1
            }
            if startsLine {
                tokens.append(-1)
                startsLine = false
            }
            let word = UnsafeRawBufferPointer(rebasing: text[start..<place])
            tokens.append(isASCII || Self.isText(word) ? number(of: word) : -2)
        }
    }

    /// What the words come to.
    public struct Vocabulary: Sendable {
        /// The known words in the order of their ids.
        public let words: [String]
        /// The id of words that are not known, then that of the end of a document.
        public var unknown: Int32 { Int32(words.count) }
        public var end: Int32 { Int32(words.count) + 1 }
        public var size: Int { words.count + 2 }
    }

    /// The vocabulary, and the text in its ids: −1 begins each document, the end token closes it.
    /// - Parameters:
    ///   - minimumCount: words that occur less often are unknown.
    ///   - reserved: words that are unknown however often they occur, as they are spelled like special tokens.
    public consuming func finished(minimumCount: Int = 1, reserved: Set<String> = []) -> (Vocabulary, [Int32]) {
        var words: [String] = []
        var ids: [Int32] = []
        ids.reserveCapacity(counts.count)
        for (number, count) in counts.enumerated() {
            let word = String(decoding: pool[ends[number]..<ends[number + 1]], as: UTF8.self)
            let isKnown = Int(count) >= minimumCount && !reserved.contains(word)
            ids.append(isKnown ? Int32(words.count) : -1)
            if isKnown { words.append(word) }
        }
        let vocabulary = Vocabulary(words: words)
        var stream: [Int32] = []
        stream.reserveCapacity(tokens.count + tokens.count / 8)
        for (place, token) in tokens.enumerated() {
            if token == -1 {
                if place > 0 { stream.append(vocabulary.end) }
                stream.append(-1)
            } else {
                let id = token < 0 ? -1 : ids[Int(token)]
                stream.append(id < 0 ? vocabulary.unknown : id)
            }
        }
        if !tokens.isEmpty { stream.append(vocabulary.end) }
        return (vocabulary, stream)
    }

    private mutating func number(of word: UnsafeRawBufferPointer) -> Int32 {
        let hash = Self.hash(word)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, pool[ends[number]..<ends[number + 1]].elementsEqual(word) {
                counts[number] &+= 1
                return Int32(number)
            }
            slot = (slot + 1) & mask
        }
        let number = Int32(counts.count)
        slots[slot] = number
        hashes.append(hash)
        counts.append(1)
        pool.append(contentsOf: word)
        ends.append(pool.count)
        if counts.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(number)
        }
    }

    /// A multiply–rotate hash of eight bytes at a time.
    private static func hash(_ word: UnsafeRawBufferPointer) -> UInt32 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(word.count)
        var place = 0
        while place < word.count {
            var piece: UInt64 = 0
            if place + 8 <= word.count {
                piece = word.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            } else {
                for offset in 0..<(word.count - place) { piece |= UInt64(word[place + offset]) << UInt64(8 * offset) }
            }
            state = (state ^ piece) &* 0xD6E8_FEB8_6659_FD93
            state ^= state >> 32
            place += 8
        }
        return UInt32(truncatingIfNeeded: state ^ state >> 29)
    }

    /// The length of the white space at a place, 0 where there is none: Unicode's, in UTF-8.
    @inline(__always)
    private static func space(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
        let byte = text[place]
        if byte <= 0x20 { return byte == 0x20 || (0x09...0x0D).contains(byte) ? 1 : 0 }
        guard byte == 0xC2 || (0xE1...0xE3).contains(byte) else { return 0 }
        return wideSpace(text, place)
    }

    private static func wideSpace(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 { place + offset < text.count ? text[place + offset] : 0 }
        switch (byte(0), byte(1), byte(2)) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
            (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            return 3
        default: return 0
        }
    }

    private static func isText(_ word: UnsafeRawBufferPointer) -> Bool {
        String(validating: word, as: UTF8.self) != nil
    }
}
