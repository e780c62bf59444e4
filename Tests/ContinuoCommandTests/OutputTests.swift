import Testing

@testable import ContinuoCommand

@Suite struct OutputTests {
    @Test func figuresAreShort() {
        #expect([0, 7.25, 999, 12_345, 4_560_000].map(Figures.short) == ["0", "7.2", "999", "12.3k", "4.56M"])
        #expect([7, 750, 3723].map(Figures.duration) == ["0:07", "12:30", "1:02:03"])
        #expect([512, 3400, 5_000_000].map(Figures.bytes) == ["512 B", "3.4 kB", "5.0 MB"])
    }

    @Test func columnsStandBelowEachOther() {
        var table = Table(right: [1])
        table.add("a", "1", "x")
        table.add("bcd", "20", "")
        #expect(table.text == "a     1  x\nbcd  20")
    }

    @Test func shellWordsComeBack() {
        #expect(ShellWord.quoted("a/b-1.txt") == "a/b-1.txt")
        #expect(ShellWord.quoted("it's") == #"'it'\''s'"#)
        #expect(ShellWord.quoted("") == "''")
    }
}
