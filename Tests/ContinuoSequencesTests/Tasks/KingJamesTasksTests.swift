import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct KingJamesTasksTests {
    private static let bible = try? KingJamesBible()

    @Test func everyBookIsInEveryPart() throws {
        let bible = try #require(Self.bible)
        let task = bible.bookTask()
        #expect(task.classNames.count == 66)
        #expect(task.train.count + task.validation.count + task.test.count == bible.verses.count)
        #expect(Set(task.train.map(\.label)).count == 66)
    }

    @Test func genresAreThoseOfTheBooks() throws {
        #expect(
            [1, 6, 19, 23, 40, 44, 45, 66].map { KingJamesBible.Genre(book: $0) }
                == [.law, .history, .wisdom, .prophets, .gospel, .history, .epistle, .prophets]
        )
        let task = try #require(Self.bible).genreTask()
        #expect(Set(task.test.map(\.label)) == Set(0..<6))
    }

    @Test func halfOfThePairsFollow() throws {
        let bible = try #require(Self.bible)
        let task = bible.nextVerseTask(RandomStream(seed: 1))
        let next = task.train.count { $0.label == 1 }
        #expect(abs(Double(next) / Double(task.train.count) - 0.5) < 0.02)
        var follows = Set<[String]>()
        for (first, second) in zip(bible.verses, bible.verses.dropFirst()) {
            follows.insert([first.text, second.text])
        }
        #expect(task.test.allSatisfy { $0.label == 0 || follows.contains($0.texts) })
        let trainTexts = Set(
            bible.chapterRuns().filter { $0.part == .train }.flatMap { $0.chapters.joined().map(\.text) }
        )
        #expect(task.train.allSatisfy { $0.texts.allSatisfy(trainTexts.contains) })
    }

    @Test func runsKeepToBooksAndCoverEveryChapter() throws {
        let bible = try #require(Self.bible)
        let runs = bible.chapterRuns()
        #expect(runs.flatMap(\.chapters) == bible.chapters)
        #expect(runs.allSatisfy { Set($0.chapters.joined().map(\.book)).count == 1 && $0.chapters.count <= 10 })
        #expect(Set(runs.filter { $0.part == .test }.map { $0.chapters[0][0].book }).count > 3)
    }

    /// A wrong verse must not tell a small part from the large one by how near it is.
    @Test func wrongVersesAreAsFarAwayInEveryPart() throws {
        let bible = try #require(Self.bible)
        let chapterOf = Dictionary(
            bible.verses.map { ($0.text, [$0.book, $0.chapter]) },
            uniquingKeysWith: { first, _ in first }
        )
        let task = bible.nextVerseTask(RandomStream(seed: 1))
        func shareInSameChapter(_ examples: [TextClassification.Example]) -> Double {
            let wrong = examples.filter { $0.label == 0 }
            return Double(wrong.count { chapterOf[$0.texts[0]] == chapterOf[$0.texts[1]] }) / Double(wrong.count)
        }
        #expect(abs(shareInSameChapter(task.train) - shareInSameChapter(task.test)) < 0.1)
    }
}
