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

    /// Runs of at most ten chapters of one book, of nearly equal size within a book, in the order of the books. Every 20th
    /// run is test, the run before it validation.
    ///
    /// Where an example needs verses from elsewhere in the same book, the chapters of one run are drawn from, so that a
    /// wrong verse is as near in a small part as in the large one.
    public func chapterRuns() -> [(part: DatasetPart, chapters: [[Verse]])] {
        var books: [[[Verse]]] = []
        for chapter in chapters {
            if books.last?[0][0].book == chapter[0].book {
                books[books.count - 1].append(chapter)
            } else {
                books.append([chapter])
            }
        }
        let longest = 10
        let runs = books.flatMap { book in
            let count = (book.count + longest - 1) / longest
            return (0..<count).map { Array(book[(book.count * $0 / count)..<(book.count * ($0 + 1) / count)]) }
        }
        return runs.enumerated().map { (KingJamesBible.part($0), $1) }
    }

    /// Does the second verse follow the first? Half of the pairs do; in the others the second is any other verse of the same
    /// run of chapters (``chapterRuns()``), and so of the same book and the same part.
    /// - Parameter random: draws which pairs follow, and the wrong verses.
    public func nextVerseTask(_ random: RandomStream) -> TextClassification {
        var random = random
        var task = TextClassification(name: "next verse", classNames: ["other", "next"])
        for run in chapterRuns() {
            let all = run.chapters.flatMap { $0 }
            for chapter in run.chapters {
                for (first, next) in zip(chapter, chapter.dropFirst()) {
                    guard random.uniform() < 0.5, all.count > 2 else {
                        task.add(.init([first.text, next.text], label: 1), to: run.part)
                        continue
                    }
                    var other = all[random.integer(below: all.count)]
                    while other == next || other == first { other = all[random.integer(below: all.count)] }
                    task.add(.init([first.text, other.text], label: 0), to: run.part)
                }
            }
        }
        return task
    }

    /// The part of the i-th verse, chapter or run where every 20th is test.
    private static func part(_ index: Int) -> DatasetPart {
        index % 20 == 19 ? .test : index % 20 == 18 ? .validation : .train
    }
}
