/// The King James Bible with one of its two named splits. A document is a chapter, one verse a line; where parts meet
/// inside of a chapter, each part has its share of it.
public struct KingJamesCorpus: Corpus {
    /// The two ways in which the catalogue's systems share the text out.
    public enum Split: String, Sendable, CaseIterable {
        /// The last 5 % of the verses are test, the 5 % before them validation.
        case lastVerses

        /// Every 20th chapter is test, the chapter before each of these is validation.
        case everyTwentiethChapter
    }

    public let bible: KingJamesBible
    public let split: Split

    public var name: String { "@kjv" }

    /// - Throws: ``DatasetError/missingPackage(name:package:path:)`` when the text is not installed.
    public init(split: Split = .lastVerses, path: String = KingJamesBible.debianPath) throws {
        bible = try KingJamesBible(path: path)
        self.split = split
    }

    public func forEach(_ body: (DatasetPart, Document) throws -> Void) throws {
        let held = Int((0.05 * Double(bible.verses.count)).rounded())
        let testStart = bible.verses.count - held
        var index = 0
        for (chapterIndex, chapter) in bible.chapters.enumerated() {
            var shares: [(part: DatasetPart, text: String)] = []
            for verse in chapter {
                let part: DatasetPart =
                    switch split {
                    case .lastVerses: index >= testStart ? .test : index >= testStart - held ? .validation : .train
                    case .everyTwentiethChapter:
                        chapterIndex % 20 == 19 ? .test : chapterIndex % 20 == 18 ? .validation : .train
                    }
                if shares.last?.part != part { shares.append((part, "")) }
                shares[shares.count - 1].text += verse.text + "\n"
                index += 1
            }
            let name = "\(bible.bookNames[chapter[0].book - 1]) \(chapter[0].chapter)"
            for share in shares { try body(share.part, Document(name: name, text: share.text)) }
        }
    }
}
