/// Draws a drawing as pixels.
struct PixelRenderer {
    private var canvas: PixelCanvas
    private let scale: Double

    /// - Parameter scale: pixels for each point.
    static func image(_ drawing: Drawing, scale: Double) -> PNGImage {
        let width = max(1, Int((drawing.width * scale).rounded()))
        let height = max(1, Int((drawing.height * scale).rounded()))
        var renderer = PixelRenderer(canvas: PixelCanvas(width: width, height: height), scale: scale)
        for element in drawing.elements { renderer.draw(element) }
        return PNGImage(width: width, height: height, channels: .rgb, pixels: renderer.canvas.pixels)
    }

    private mutating func draw(_ element: DrawingElement) {
        switch element {
        case .line(let points, let width, let colour, let dash):
            addLine(points.map(scaled), halfWidth: width * scale / 2, dash: dash.map { $0 * scale })
            canvas.paint(colour)
        case .area(let points, let colour):
            canvas.addArea(points.map(scaled))
            canvas.paint(colour)
        case .dot(let point, let radius, let colour):
            let centre = scaled(point)
            canvas.addSegment(centre, centre, halfWidth: (radius + 0.4) * scale)
            canvas.paint(.background)
            canvas.addSegment(centre, centre, halfWidth: (radius - 0.4) * scale)
            canvas.paint(colour)
        case .text(let text, let point, let size, let colour, let anchor, let isBold, let isUpright):
            let start = StrokeFont.start(of: text, at: point, size: size, anchor: anchor, isUpright: isUpright)
            for stroke in StrokeFont.strokes(of: text, at: start, size: size, isUpright: isUpright) {
                addLine(stroke.map(scaled), halfWidth: size * scale * StrokeFont.halfWidth(isBold: isBold), dash: nil)
            }
            canvas.paint(colour)
        case .clipped(let area, let elements):
            let outer = canvas.clip
            canvas.clip = (
                max(outer.left, Int((area.left * scale).rounded(.down))),
                max(outer.top, Int((area.top * scale).rounded(.down))),
                min(outer.right, Int((area.right * scale).rounded(.up))),
                min(outer.bottom, Int((area.bottom * scale).rounded(.up)))
            )
            for element in elements { draw(element) }
            canvas.clip = outer
        }
    }

    private func scaled(_ point: DrawingPoint) -> DrawingPoint { DrawingPoint(x: point.x * scale, y: point.y * scale) }

    private mutating func addLine(_ points: [DrawingPoint], halfWidth: Double, dash: Double?) {
        var walked = 0.0
        for (start, end) in zip(points, points.dropFirst()) {
            guard let dash else {
                canvas.addSegment(start, end, halfWidth: halfWidth)
                continue
            }
            let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y)).squareRoot()
            var position = 0.0
            while position < length {
                let phase = (walked + position).truncatingRemainder(dividingBy: 2 * dash)
                let step = min(length - position, (phase < dash ? dash : 2 * dash) - phase + 1e-9)
                if phase < dash {
                    let (from, to) = (position / length, (position + step) / length)
                    canvas.addSegment(
                        DrawingPoint(x: start.x + (end.x - start.x) * from, y: start.y + (end.y - start.y) * from),
                        DrawingPoint(x: start.x + (end.x - start.x) * to, y: start.y + (end.y - start.y) * to),
                        halfWidth: halfWidth
                    )
                }
                position += step
            }
            walked += length
        }
        if points.count == 1, let point = points.first { canvas.addSegment(point, point, halfWidth: halfWidth) }
    }
}
