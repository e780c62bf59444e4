import ContinuoFormats

/// The King James Bible as Debian's package `bible-kjv-text` brings it: 31,102 verses in 1,189 chapters of 66 books.
///
/// Format of `bible.data` (all numbers big-endian): the letters `EC02`, a title, at byte 84 the size of a window of text
/// and the number of windows, then where each window begins and where the last one ends; each window is packed on its own
/// by `compress`. The text is one verse a line, `Ge1:1 In the beginning…`, after a line with the title.
public struct KingJamesBible: Sendable, Equatable {
    /// One verse.
    public struct Verse: Sendable, Equatable {
        /// 1 (Genesis) to 66 (Revelation).
        public let book: Int
        public let chapter: Int
        public let verse: Int

        /// The words, without a line end.
        public let text: String
    }

    /// The verses in the order of the books.
    public let verses: [Verse]

    /// The books' names as the data spell them, such as `Ge` and `1Cor`.
    public let bookNames: [String]

    /// Where Debian puts the text.
    public static let debianPath = "/usr/lib/bible.data"

    /// Reads the text.
    /// - Throws: ``DatasetError/missingPackage(name:package:path:)`` when it is not installed, `DataFileError` when the file is
    ///   something else.
    public init(path: String = KingJamesBible.debianPath) throws {
        guard FileSystem.exists(path) else {
            throw DatasetError.missingPackage(name: "kjv", package: "bible-kjv-text", path: path)
        }
        let lines = try Self.expand(MappedFile(path: path)).split(separator: UInt8(ascii: "\n"))
        var verses: [Verse] = []
        var names: [String] = []
        verses.reserveCapacity(lines.count)
        for line in lines.dropFirst() {
            guard let (name, chapter, verse, text) = Self.parse(line) else {
                throw malformed(path, place: "verse \(verses.count + 1)", expected: "a reference such as Ge1:1")
            }
            if names.last != name { names.append(name) }
            verses.append(Verse(book: names.count, chapter: chapter, verse: verse, text: text))
        }
        guard !verses.isEmpty else { throw malformed(path, expected: "verses", found: "none") }
        self.verses = verses
        bookNames = names
    }

    /// The verses chapter by chapter.
    public var chapters: [[Verse]] {
        verses.chunkedByKey { [$0.book, $0.chapter] }
    }

    private static let tableOffset = 84

    /// The whole text.
    private static func expand(_ file: MappedFile) throws(DataFileError) -> [UInt8] {
        let bytes = file.bytes
        guard bytes.count > tableOffset + 8, bytes.prefix(4).elementsEqual("EC02".utf8) else {
            throw malformed(file.path, expected: "the data file of bible-kjv-text, which begins with EC02")
        }
        func number(at offset: Int) -> Int {
            Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
        let windows = number(at: tableOffset + 4)
        let table = tableOffset + 8
        guard windows > 0, windows < bytes.count, table + (windows + 1) * 4 <= bytes.count else {
            throw malformed(file.path, expected: "a table that fits the file", found: "one of \(windows) windows")
        }
        var decoder = LZWDecoder()
        var text: [UInt8] = []
        for window in 0..<windows {
            let start = number(at: table + window * 4)
            let end = number(at: table + window * 4 + 4)
            guard start <= end, end <= bytes.count else {
                throw malformed(
                    file.path,
                    place: "window \(window)",
                    expected: "a place in the file's \(bytes.count) bytes",
                    found: "\(start) to \(end)"
                )
            }
            do {
                try decoder.expand(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &text)
            } catch {
                throw malformed(
                    file.path,
                    place: "window \(window)",
                    expected: "packed text",
                    found: "a bad code after \(error.offset) bytes of text"
                )
            }
        }
        return text
    }

    /// Takes a line such as `1Cor13:4 Charity suffereth long…` apart.
    private static func parse(_ line: ArraySlice<UInt8>) -> (name: String, chapter: Int, verse: Int, text: String)? {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")),
            let colon = line[..<space].firstIndex(of: UInt8(ascii: ":")),
            let lastLetter = line[..<colon].lastIndex(where: { !(48...57).contains($0) }),
            let chapter = Int(String(decoding: line[(lastLetter + 1)..<colon], as: UTF8.self)),
            let verse = Int(String(decoding: line[(colon + 1)..<space], as: UTF8.self))
        else { return nil }
        let name = String(decoding: line[...lastLetter], as: UTF8.self)
        return (name, chapter, verse, String(decoding: line[(space + 1)...], as: UTF8.self))
    }
}

extension Array {
    /// The array cut where the key of an element differs from the one before.
    fileprivate func chunkedByKey<Key: Equatable>(_ key: (Element) -> Key) -> [[Element]] {
        var chunks: [[Element]] = []
        var last: Key?
        for element in self {
            let current = key(element)
            if current == last { chunks[chunks.count - 1].append(element) } else { chunks.append([element]) }
            last = current
        }
        return chunks
    }
}
