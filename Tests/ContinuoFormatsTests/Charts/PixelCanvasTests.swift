import Testing

@testable import ContinuoFormats

@Suite struct PixelCanvasTests {
    /// The darkness of all pixels, in pixels: what black shapes on white cover.
    func covered(_ canvas: PixelCanvas) -> Double {
        stride(from: 0, to: canvas.pixels.count, by: 3).reduce(0) { $0 + Double(255 - canvas.pixels[$1]) / 255 }
    }

    @Test func areasCoverTheirSize() {
        for (left, top, right, bottom) in [
            (3.0, 4.0, 9.0, 7.0), (2.5, 3.25, 8.125, 10.5), (1.1, 1.1, 1.3, 12.9), (0, 0, 16, 16),
        ] {
            var canvas = PixelCanvas(width: 16, height: 16)
            canvas.addArea(DrawingRectangle(left: left, top: top, right: right, bottom: bottom).corners)
            canvas.paint(ChartColour(0))
            let size = (right - left) * (bottom - top)
            #expect(abs(covered(canvas) - size) < 0.13 * (right - left) + 0.1, "\(size)")
        }
        var canvas = PixelCanvas(width: 40, height: 40)
        canvas.addArea([DrawingPoint(x: 3, y: 2), DrawingPoint(x: 36, y: 17), DrawingPoint(x: 11, y: 38)])
        canvas.paint(ChartColour(0))
        #expect(abs(covered(canvas) - 534) < 3)
    }

    @Test func linesCoverLengthTimesWidthWhateverTheirDirection() {
        for (x, y) in [(30.0, 0.0), (0.0, 30.0), (21.2, 21.2), (28.0, 10.7), (-24.0, 18.0)] {
            for width in [0.6, 1.0, 2.0, 3.5] {
                var canvas = PixelCanvas(width: 80, height: 80)
                let start = DrawingPoint(x: 40.2, y: 40.4)
                canvas.addSegment(start, DrawingPoint(x: start.x + x, y: start.y + y), halfWidth: width / 2)
                canvas.paint(ChartColour(0))
                let length = (x * x + y * y).squareRoot()
                let expected = length * width + .pi * width * width / 4
                #expect(abs(covered(canvas) / expected - 1) < 0.08, "\(x), \(y), \(width)")
            }
        }
    }

    @Test func aLineThatCrossesItselfIsNotDarkerThere() {
        var canvas = PixelCanvas(width: 20, height: 20)
        canvas.addSegment(DrawingPoint(x: 2, y: 10.5), DrawingPoint(x: 18, y: 10.5), halfWidth: 1.5)
        canvas.addSegment(DrawingPoint(x: 10.5, y: 2), DrawingPoint(x: 10.5, y: 18), halfWidth: 1.5)
        canvas.paint(ChartColour(0, opacity: 0.5))
        #expect(canvas.pixels[(10 * 20 + 10) * 3] == canvas.pixels[(10 * 20 + 5) * 3])
        #expect(canvas.pixels[(10 * 20 + 10) * 3] == 128)
    }

    @Test func nothingIsPaintedOutsideTheClip() {
        var canvas = PixelCanvas(width: 12, height: 12)
        canvas.clip = (3, 4, 8, 9)
        canvas.addArea(DrawingRectangle(left: -1e9, top: -1e9, right: 1e9, bottom: 1e9).corners)
        canvas.paint(ChartColour(0))
        #expect(covered(canvas) == 25)
        canvas.addSegment(DrawingPoint(x: -1e6, y: -1e6), DrawingPoint(x: 1e6, y: 1e6), halfWidth: 3)
        canvas.addSegment(DrawingPoint(x: .nan, y: 0), DrawingPoint(x: 5, y: .infinity), halfWidth: 3)
        canvas.paint(ChartColour(0))
        #expect(covered(canvas) == 25)
    }
}
