import Testing

@testable import ContinuoFormats

@Suite struct StrokeFontTests {
    @Test func everyPrintableLetterHasAnOutlineWithinItsAdvance() {
        let box = StrokeFont.glyph("\u{1F600}")
        for scalar in (0x20...0x7E).compactMap({ UnicodeScalar($0) }) + Array("−×·…±°²µ≤≥→–—’éüßÄ".unicodeScalars)
        where scalar != "ß" {
            let glyph = StrokeFont.glyph(scalar)
            #expect(glyph.strokes != box.strokes, "\(scalar)")
            #expect(glyph.strokes.isEmpty == (scalar == " "))
            for point in glyph.strokes.joined() {
                #expect((-0.5...glyph.advance + 0.5).contains(point.x), "\(scalar)")
                #expect((-4.5...19).contains(point.y), "\(scalar)")
            }
        }
    }

    @Test func anchorsPlaceTheText() {
        let point = DrawingPoint(x: 100, y: 50)
        let width = StrokeFont.width(of: "Hamburg", size: 10)
        for (anchor, share) in [(DrawingElement.Anchor.start, 0.0), (.middle, 0.5), (.end, 1.0)] {
            let start = StrokeFont.start(of: "Hamburg", at: point, size: 10, anchor: anchor, isUpright: false)
            #expect(abs(start.x - (100 - share * width)) < 1e-9)
            let upright = StrokeFont.start(of: "Hamburg", at: point, size: 10, anchor: anchor, isUpright: true)
            #expect(abs(upright.y - (50 + share * width)) < 1e-9)
        }
        // The width of this word in Helvetica is 4.17 times its size; ours is to be near.
        #expect(abs(width / 10 - 4.17) < 0.3)
    }
}
