import ContinuoTensor

extension KingJamesBible {
    /// Verse → book: 66 classes. Every 20th verse is test and the verse before it validation, so that every book has its
    /// share of each.
    public func bookTask() -> TextClassification {
        var task = TextClassification(name: "verse → book", classNames: bookNames)
        for (index, verse) in verses.enumerated() {
            task.add(.init([verse.text], label: verse.book - 1), to: KingJamesBible.part(index))
        }
        return task
    }

    /// Kinds of books: T-GENRE's classes.
    public enum Genre: Int, Sendable, CaseIterable {
        case law, history, wisdom, prophets, gospel, epistle

        /// The kind of a book, 1 … 66. Acts counts as history, Revelation among the prophets.
        public init(book: Int) {
            switch book {
            case 1...5: self = .law
            case 6...17, 44: self = .history
            case 18...22: self = .wisdom
            case 40...43: self = .gospel
            case 45...65: self = .epistle
            default: self = .prophets
            }
        }
    }

    /// Verse → kind of book. Every 20th chapter is test, the chapter before it validation.
    public func genreTask() -> TextClassification {
        var task = TextClassification(name: "verse → genre", classNames: Genre.allCases.map { "\($0)" })
        for (index, chapter) in chapters.enumerated() {
            for verse in chapter {
                task.add(
                    .init([verse.text], label: Genre(book: verse.book).rawValue),
                    to: KingJamesBible.part(index)
                )
            }
        }
        return task
    }

    /// Does the second verse follow the first? Half of the pairs do; in the others the second is any other verse of the same
    /// book and the same part. Every 20th chapter is test, the chapter before it validation.
    /// - Parameter random: draws which pairs follow, and the wrong verses.
    public func nextVerseTask(_ random: RandomStream) -> TextClassification {
        var random = random
        var task = TextClassification(name: "next verse", classNames: ["other", "next"])
        var groups: [(part: DatasetPart, book: Int, chapters: [[Verse]])] = []
        for (index, chapter) in chapters.enumerated() {
            let (part, book) = (KingJamesBible.part(index), chapter[0].book)
            if let group = groups.lastIndex(where: { $0.part == part && $0.book == book }) {
                groups[group].chapters.append(chapter)
            } else {
                groups.append((part, book, [chapter]))
            }
        }
        for group in groups {
            let all = group.chapters.flatMap { $0 }
            for chapter in group.chapters {
                for (first, next) in zip(chapter, chapter.dropFirst()) {
                    guard random.uniform() < 0.5, all.count > 2 else {
                        task.add(.init([first.text, next.text], label: 1), to: group.part)
                        continue
                    }
                    var other = all[random.integer(below: all.count)]
                    while other == next || other == first { other = all[random.integer(below: all.count)] }
                    task.add(.init([first.text, other.text], label: 0), to: group.part)
                }
            }
        }
        return task
    }

    /// The part of the i-th verse or chapter where every 20th is test.
    private static func part(_ index: Int) -> DatasetPart {
        index % 20 == 19 ? .test : index % 20 == 18 ? .validation : .train
    }
}
