import ContinuoProcesses
import ContinuoSequences
import Testing

@Suite struct LabelEncodingTests {
    private func words(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }

    /// Every word's label stands at its last byte, also where a text is read in several pieces.
    @Test(arguments: 1...20) func labelsStandAtTheLastTokenOfWords(_ limit: Int) {
        let words = words("a quick brown fox jumps")
        let encoding = LabelEncoding(ByteTokeniser(), .word, limit: limit)
        let (pieces, isCut) = encoding.pieces(of: words)
        #expect(isCut == (limit < 23))
        var rest = words[...]
        for piece in pieces {
            #expect(!piece.tokens.isEmpty && piece.tokens.count <= limit)
            for place in piece.places ?? [] {
                // Only a word that is longer than a piece loses its end.
                let last = rest.removeFirst().prefix(limit).last.map(Int32.init)
                #expect(piece.tokens[Int(place)] == last)
            }
            #expect(piece.places?.last == Int32(piece.tokens.count - 1))
        }
        #expect(rest.isEmpty)
    }

    @Test func wordsHaveASpaceBeforeThemButTheFirst() {
        let (pieces, isCut) = LabelEncoding(ByteTokeniser(), .word, limit: 100).pieces(of: words("ab c de"))
        #expect(pieces == [.init(tokens: Array("ab c de".utf8).map(Int32.init), places: [1, 3, 6])] && !isCut)
    }

    @Test func wholeTextsLoseTheirEnd() {
        let encoding = LabelEncoding(ByteTokeniser(), .text, limit: 3)
        #expect(encoding.pieces(of: [Array("abcd".utf8)]).pieces == [.init(tokens: [97, 98, 99])])
        #expect(encoding.pieces(of: [Array("abcd".utf8)]).isCut)
        #expect(!encoding.pieces(of: [Array("abc".utf8)]).isCut)
    }

    /// A network reads at least one token.
    @Test(arguments: LabelUnit.allCases) func nothingIsOneToken(_ unit: LabelUnit) {
        let tokeniser = ByteTokeniser().ensuring([.endOfText])
        #expect(LabelEncoding(tokeniser, unit, limit: 5).pieces(of: [[]]).pieces.map(\.tokens) == [[256]])
    }
}
