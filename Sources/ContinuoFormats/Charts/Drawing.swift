/// A point of a picture: x to the right, y downwards, in points of 1/72 inch (one pixel at scale 1).
struct DrawingPoint: Sendable, Hashable {
    var x: Double
    var y: Double
}

/// A rectangle of a picture.
struct DrawingRectangle: Sendable, Hashable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
    var corners: [DrawingPoint] {
        [
            DrawingPoint(x: left, y: top), DrawingPoint(x: right, y: top), DrawingPoint(x: right, y: bottom),
            DrawingPoint(x: left, y: bottom),
        ]
    }
}

/// What a picture is made of. Both back ends draw exactly these.
enum DrawingElement: Sendable {
    /// Which part of a text stands at its point.
    enum Anchor: String, Sendable {
        case start, middle, end
    }

    /// A line through points, with round joins and ends. `dash` is the length of dashes and gaps, or nil.
    case line([DrawingPoint], width: Double, colour: ChartColour, dash: Double?)
    /// An area within points.
    case area([DrawingPoint], colour: ChartColour)
    /// A filled circle with a white rim.
    case dot(DrawingPoint, radius: Double, colour: ChartColour)
    /// A text whose baseline begins, is centred or ends at a point; turned by a quarter to the left when `isUpright`.
    case text(
        String,
        DrawingPoint,
        size: Double,
        colour: ChartColour,
        anchor: Anchor,
        isBold: Bool = false,
        isUpright: Bool = false
    )
    /// Elements seen only within a rectangle.
    case clipped(DrawingRectangle, [DrawingElement])
}

/// A picture before it is an SVG text or pixels.
struct Drawing: Sendable {
    var width: Double
    var height: Double
    var title: String
    var elements: [DrawingElement] = []
}
