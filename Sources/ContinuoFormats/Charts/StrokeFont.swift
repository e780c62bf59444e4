#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A plain font of lines and arcs, so that pictures with text need no font from the system.
///
/// Units: capitals are 14 high above the baseline, small letters 10, descenders 4 below it. Advances are close to those of
/// the usual sans-serif fonts, so that SVG texts, set in one of those, fit where these do.
enum StrokeFont {
    /// Points for each unit at size 1.
    static let unit = 0.0462

    /// Half the width of the pen at size 1.
    static func halfWidth(isBold: Bool) -> Double { isBold ? 0.062 : 0.041 }

    /// The width of a text in points.
    static func width(of text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + glyph($1).advance } * unit * size
    }

    /// Where the first letter begins when the text is anchored at a point.
    static func start(
        of text: String,
        at point: DrawingPoint,
        size: Double,
        anchor: DrawingElement.Anchor,
        isUpright: Bool
    ) -> DrawingPoint {
        let share =
            switch anchor {
            case .start: 0.0
            case .middle: 0.5
            case .end: 1.0
            }
        let shift = width(of: text, size: size) * share
        return isUpright ? DrawingPoint(x: point.x, y: point.y + shift) : DrawingPoint(x: point.x - shift, y: point.y)
    }

    /// The lines of a text whose baseline begins at `start`.
    static func strokes(of text: String, at start: DrawingPoint, size: Double, isUpright: Bool) -> [[DrawingPoint]] {
        var position = 0.0
        var strokes: [[DrawingPoint]] = []
        for scalar in text.unicodeScalars {
            let glyph = glyph(scalar)
            for stroke in glyph.strokes {
                strokes.append(
                    stroke.map { point in
                        // The pen's own width keeps the outline on the baseline.
                        let (x, y) = ((position + point.x) * unit * size, (point.y + 0.8) * unit * size)
                        return isUpright
                            ? DrawingPoint(x: start.x - y, y: start.y - x)
                            : DrawingPoint(x: start.x + x, y: start.y - y)
                    }
                )
            }
            position += glyph.advance
        }
        return strokes
    }

    /// A letter: lines with y upwards, and the way to the next letter.
    struct Glyph {
        let advance: Double
        let strokes: [[DrawingPoint]]
    }

    private static let glyphs: [UnicodeScalar: Glyph] = Dictionary(
        outlines.compactMap { outline in
            outline.0.unicodeScalars.first.map { ($0, Glyph(advance: outline.1, strokes: strokes(of: outline.2))) }
        },
        uniquingKeysWith: { first, _ in first }
    )

    private static let unknown = Glyph(advance: 11, strokes: strokes(of: "M 2 0 L 2 13 L 9 13 L 9 0 L 2 0"))

    static func glyph(_ scalar: UnicodeScalar) -> Glyph { glyphs[scalar] ?? accented(scalar) ?? unknown }

    /// A Latin letter with a mark above or below, from the letter and the mark.
    private static func accented(_ scalar: UnicodeScalar) -> Glyph? {
        for (mark, outline, letters) in accents {
            guard let pair = letters.first(where: { $0.unicodeScalars.first == scalar }),
                let letter = pair.unicodeScalars.dropFirst().first, let base = glyphs[letter]
            else { continue }
            let height = mark == "cedilla" || !letter.properties.isUppercase ? 0.0 : 4.0
            let marks = strokes(of: outline).map {
                $0.map { DrawingPoint(x: $0.x + base.advance / 2, y: $0.y + height) }
            }
            // The dot of the i makes way for the mark.
            let body = letter == "i" ? Array(base.strokes.prefix(1)) : base.strokes
            return Glyph(advance: base.advance, strokes: body + marks)
        }
        return nil
    }

    /// Reads an outline: `M x y` begins a line, `L x y` goes on straight, `Q cx cy x y` along a parabola, `A cx cy rx ry from to`
    /// along an ellipse between two angles (degrees, anticlockwise from the right), `O cx cy rx ry` is a whole ellipse.
    private static func strokes(of outline: String) -> [[DrawingPoint]] {
        var words = outline.split(separator: " ")[...]
        func number() -> Double { words.popFirst().flatMap { Double($0) } ?? 0 }
        var strokes: [[DrawingPoint]] = []
        var isOpen = false
        func add(_ point: DrawingPoint) {
            if isOpen { strokes[strokes.count - 1].append(point) } else { strokes.append([point]) }
            isOpen = true
        }
        func arc(_ x: Double, _ y: Double, _ rx: Double, _ ry: Double, _ from: Double, _ to: Double) {
            let steps = max(4, Int(abs(to - from) / 12))
            for step in 0...steps {
                let angle = (from + (to - from) * Double(step) / Double(steps)) * .pi / 180
                add(DrawingPoint(x: x + rx * cos(angle), y: y + ry * sin(angle)))
            }
        }
        while let command = words.popFirst() {
            switch command {
            case "M":
                isOpen = false
                add(DrawingPoint(x: number(), y: number()))
            case "L": add(DrawingPoint(x: number(), y: number()))
            case "Q":
                let start = strokes.last?.last ?? DrawingPoint(x: 0, y: 0)
                let (control, end) = (DrawingPoint(x: number(), y: number()), DrawingPoint(x: number(), y: number()))
                for step in 1...8 {
                    let t = Double(step) / 8
                    let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
                    add(
                        DrawingPoint(
                            x: a * start.x + b * control.x + c * end.x,
                            y: a * start.y + b * control.y + c * end.y
                        )
                    )
                }
            case "A": arc(number(), number(), number(), number(), number(), number())
            case "O":
                isOpen = false
                arc(number(), number(), number(), number(), 0, 360)
                isOpen = false
            default: break
            }
        }
        return strokes
    }
}
