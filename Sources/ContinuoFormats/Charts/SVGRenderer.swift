/// Writes a drawing as SVG 1.1.
struct SVGRenderer {
    private var body = ""
    private var clipCount = 0

    static func text(_ drawing: Drawing) -> String {
        var renderer = SVGRenderer()
        for element in drawing.elements { renderer.draw(element) }
        let (width, height) = (number(drawing.width), number(drawing.height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            role="img" font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
            <title>\(escaped(drawing.title))</title>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            \(renderer.body)</svg>

            """
    }

    private mutating func draw(_ element: DrawingElement) {
        switch element {
        case .line(let points, let width, let colour, let dash):
            let dashes = dash.map { " stroke-dasharray=\"\(Self.number($0)) \(Self.number($0))\"" } ?? ""
            body += "<path d=\"\(Self.path(points))\" fill=\"none\" \(Self.paint("stroke", colour))"
            body +=
                " stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\" stroke-linecap=\"round\"\(dashes)/>\n"
        case .area(let points, let colour):
            body += "<path d=\"\(Self.path(points))Z\" \(Self.paint("fill", colour))/>\n"
        case .dot(let point, let radius, let colour):
            body += "<circle cx=\"\(Self.number(point.x))\" cy=\"\(Self.number(point.y))\" r=\"\(Self.number(radius))\""
            body += " \(Self.paint("fill", colour)) stroke=\"#ffffff\" stroke-width=\"0.8\"/>\n"
        case .text(let text, let point, let size, let colour, let anchor, let isBold, let isUpright):
            let (x, y) = (Self.number(point.x), Self.number(point.y))
            body += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.number(size))\" \(Self.paint("fill", colour))"
            if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
            if isBold { body += " font-weight=\"600\"" }
            if isUpright { body += " transform=\"rotate(-90 \(x) \(y))\"" }
            body += ">\(Self.escaped(text))</text>\n"
        case .clipped(let area, let elements):
            clipCount += 1
            let name = "clip\(clipCount)"
            body += "<clipPath id=\"\(name)\"><path d=\"\(Self.path(area.corners))Z\"/></clipPath>\n"
            body += "<g clip-path=\"url(#\(name))\">\n"
            for element in elements { draw(element) }
            body += "</g>\n"
        }
    }

    private static func path(_ points: [DrawingPoint]) -> String {
        points.enumerated().map { "\($0 == 0 ? "M" : "L")\(number($1.x)) \(number($1.y))" }.joined()
    }

    private static func paint(_ property: String, _ colour: ChartColour) -> String {
        let digits = String(UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue), radix: 16)
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        let opacity = colour.opacity < 1 ? " \(property)-opacity=\"\(number(colour.opacity))\"" : ""
        return "\(property)=\"#\(padded)\"\(opacity)"
    }

    /// Hundredths of a point are finer than any screen.
    private static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded()
        guard hundredths.magnitude < 1e9 else { return hundredths < 0 ? "-9999999" : "9999999" }
        let whole = hundredths / 100
        return whole == whole.rounded() ? String(Int(whole)) : whole.description
    }

    /// Text for XML: its special characters escaped, control characters that XML forbids replaced.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
