/// Pixels (8-bit red, green, blue) and the anti-aliased painting of lines and areas on them.
///
/// A shape is first gathered as the share of every pixel that it covers, then painted at once, so that a line that crosses
/// itself is not darker there.
struct PixelCanvas {
    let width: Int
    let height: Int
    private(set) var pixels: [UInt8]

    /// Only pixels within are painted.
    var clip: (left: Int, top: Int, right: Int, bottom: Int)

    private var coverage: [Float]
    private var touched: (left: Int, top: Int, right: Int, bottom: Int)

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 255, count: width * height * 3)
        coverage = [Float](repeating: 0, count: width * height)
        clip = (0, 0, width, height)
        touched = (width, height, 0, 0)
    }

    /// Gathers a line segment with round ends: a pixel is covered by how far its centre lies within the line's half width.
    mutating func addSegment(_ start: DrawingPoint, _ end: DrawingPoint, halfWidth: Double) {
        let reach = halfWidth + 1
        guard
            let rows = range(min(start.y, end.y) - reach, max(start.y, end.y) + reach, clip.top, clip.bottom)
        else { return }
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let lengthSquared = dx * dx + dy * dy
        // Thinner than a pixel: as wide as one, and paler.
        let strength = min(1, 2 * halfWidth)
        let radius = max(halfWidth, 0.5)
        for row in rows {
            let y = Double(row) + 0.5
            // The part of the segment that comes near this row bounds the columns to look at.
            var (from, to) = (0.0, 1.0)
            if abs(dy) > 1e-9 {
                let (first, second) = ((y - reach - start.y) / dy, (y + reach - start.y) / dy)
                from = min(max(min(first, second), 0), 1)
                to = max(min(max(first, second), 1), 0)
            }
            let (left, right) = (start.x + from * dx, start.x + to * dx)
            guard let columns = range(min(left, right) - reach, max(left, right) + reach, clip.left, clip.right) else {
                continue
            }
            for column in columns {
                let (px, py) = (Double(column) + 0.5 - start.x, y - start.y)
                let along = lengthSquared > 0 ? min(max((px * dx + py * dy) / lengthSquared, 0), 1) : 0
                let (ex, ey) = (px - along * dx, py - along * dy)
                let inside = radius + 0.5 - (ex * ex + ey * ey).squareRoot()
                if inside > 0 {
                    let index = row * width + column
                    coverage[index] = max(coverage[index], Float(min(inside, 1) * strength))
                }
            }
            touch(columns, row)
        }
    }

    /// Gathers the area within a polygon (even-odd), from eight lines for each row of pixels.
    mutating func addArea(_ points: [DrawingPoint]) {
        let lineCount = 8
        guard let top = points.map(\.y).min(), let bottom = points.map(\.y).max(),
            let rows = range(top, bottom, clip.top, clip.bottom)
        else { return }
        for row in rows {
            for line in 0..<lineCount {
                let y = Double(row) + (Double(line) + 0.5) / Double(lineCount)
                var crossings: [Double] = []
                for (index, point) in points.enumerated() {
                    let next = points[(index + 1) % points.count]
                    if (point.y <= y) != (next.y <= y) {
                        crossings.append(point.x + (y - point.y) / (next.y - point.y) * (next.x - point.x))
                    }
                }
                crossings.sort()
                for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                    addSpan(crossings[pair], crossings[pair + 1], row: row, share: 1 / Double(lineCount))
                }
            }
        }
    }

    private mutating func addSpan(_ left: Double, _ right: Double, row: Int, share: Double) {
        guard let columns = range(left, right, clip.left, clip.right) else { return }
        for column in columns {
            let covered = min(right, Double(column) + 1) - max(left, Double(column))
            coverage[row * width + column] += Float(max(covered, 0) * share)
        }
        touch(columns, row)
    }

    /// Paints what was gathered and forgets it.
    mutating func paint(_ colour: ChartColour) {
        let parts = [Float(colour.red), Float(colour.green), Float(colour.blue)]
        for row in stride(from: touched.top, to: touched.bottom, by: 1) {
            for column in touched.left..<touched.right {
                let index = row * width + column
                let share = min(coverage[index], 1) * Float(colour.opacity)
                coverage[index] = 0
                if share <= 0 { continue }
                for part in 0..<3 {
                    let below = Float(pixels[index * 3 + part])
                    pixels[index * 3 + part] = UInt8((below + (parts[part] - below) * share).rounded())
                }
            }
        }
        touched = (width, height, 0, 0)
    }

    private mutating func touch(_ columns: Range<Int>, _ row: Int) {
        touched.left = min(touched.left, columns.lowerBound)
        touched.right = max(touched.right, columns.upperBound)
        touched.top = min(touched.top, row)
        touched.bottom = max(touched.bottom, row + 1)
    }

    /// The pixels that a stretch touches, within limits; nil when there are none.
    private func range(_ low: Double, _ high: Double, _ least: Int, _ most: Int) -> Range<Int>? {
        let first = Int(max(low.rounded(.down), Double(least)).clamped(to: Double(least)...Double(most)))
        let last = Int(min(high.rounded(.up), Double(most)).clamped(to: Double(least)...Double(most)))
        return first < last ? first..<last : nil
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
