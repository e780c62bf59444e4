extension ChartLayout {
    /// The series as elements: bands first, then the others in order.
    var data: [DrawingElement] {
        let bars = chart.series.indices.filter { chart.series[$0].style == .bars }
        var elements: [DrawingElement] = []
        for index in chart.series.indices { elements += bands(index) }
        for (index, series) in chart.series.enumerated() {
            switch series.style {
            case .line: elements += lines(index, dash: nil)
            case .dashedLine: elements += lines(index, dash: 5)
            case .scatter:
                let radius = series.points.count > 400 ? 2.2 : 3.6
                elements += series.points.compactMap { place($0) }.map {
                    .dot($0, radius: radius, colour: colours[index])
                }
            case .bars:
                elements += rectangles(index, rank: bars.firstIndex(of: index) ?? 0, of: bars.count)
            case .band: break
            }
        }
        return elements
    }

    private func lines(_ index: Int, dash: Double?) -> [DrawingElement] {
        let series = chart.series[index]
        return runs(series.points.map(place)).map { run in
            run.count == 1
                ? .dot(run[0], radius: series.lineWidth + 0.8, colour: colours[index])
                : .line(thinned(run), width: series.lineWidth, colour: colours[index], dash: dash)
        }
    }

    private func bands(_ index: Int) -> [DrawingElement] {
        let series = chart.series[index]
        guard case .band = series.style else { return [] }
        let pairs = zip(series.points, series.upperValues).map { point, upper -> (DrawingPoint, DrawingPoint)? in
            guard let low = place(point), let high = place(ChartSeries.Point(point.x, upper)) else { return nil }
            return (low, high)
        }
        return runs(pairs).map { run in
            .area(run.map(\.0) + run.reversed().map(\.1), colour: colours[index].withOpacity(0.2))
        }
    }

    private func rectangles(_ index: Int, rank: Int, of count: Int) -> [DrawingElement] {
        let floor = y.isLogarithmic ? y.range.lowerBound : 0
        let share = 0.72 / Double(count)
        return chart.series[index].points.compactMap { point in
            let left = point.x - 0.36 + Double(rank) * share
            let gap = count > 1 ? share * 0.06 : 0
            guard let bottom = place(ChartSeries.Point(left + gap, floor)),
                let top = place(ChartSeries.Point(left + share - gap, point.y))
            else { return nil }
            let bar = DrawingRectangle(
                left: bottom.x,
                top: min(bottom.y, top.y),
                right: top.x,
                bottom: max(bottom.y, top.y)
            )
            return .area(bar.corners, colour: colours[index])
        }
    }

    /// The stretches without a gap.
    private func runs<Place>(_ places: [Place?]) -> [[Place]] {
        places.split { $0 == nil }.map { $0.compactMap { $0 } }
    }

    /// A line of very many points without those that no pixel shows: of each half point's width the first, the lowest, the
    /// highest and the last stay.
    private func thinned(_ points: [DrawingPoint]) -> [DrawingPoint] {
        guard points.count > 4 * Int(plot.width) else { return points }
        var kept: [DrawingPoint] = []
        var start = 0
        while start < points.count {
            let column = (points[start].x * 2).rounded(.down)
            var end = start + 1
            while end < points.count && (points[end].x * 2).rounded(.down) == column { end += 1 }
            let run = start..<end
            let lowest = run.min { points[$0].y < points[$1].y } ?? start
            let highest = run.max { points[$0].y < points[$1].y } ?? start
            for index in Set([start, lowest, highest, end - 1]).sorted() { kept.append(points[index]) }
            start = end
        }
        return kept
    }
}

extension Chart {
    /// The chart as elements.
    func drawing(width: Double, height: Double) -> Drawing {
        ChartLayout(self, width: width, height: height).drawing
    }
}
