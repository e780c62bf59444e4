import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Variables that a multivariate network reads side by side.
public struct VariableGroups: Sendable {
    /// Values of variables over the same time.
    struct Group: Sendable {
        /// Which series of the panel the variables are; -1 for a quantity beside a series.
        var series: [Int]
        /// Variable by variable; those whose future is known are longer than `count`.
        var values: [[Float]]
        /// Moments that all variables know.
        var count: Int
    }

    let groups: [Group]
    let graph: VariableGraph

    /// Puts series together as a graph asks: each by itself for `none`, with its exogenous quantities for `covariate`, all of
    /// them for `all` and `matrix`.
    /// - Throws: `ForecastError.badSetting` for series of different times that are to be read side by side, and for a matrix of
    ///   another size.
    init(_ panel: [TimeSeries], _ graph: VariableGraph) throws(ForecastError) {
        self.graph = graph
        switch graph {
        case .none:
            groups = panel.enumerated().map {
                Group(series: [$0], values: [$1.values.map { Float($0) }], count: $1.values.count)
            }
        case .covariate:
            groups = panel.enumerated().map { index, series in
                let others = series.exogenous.keys.sorted().map { name in
                    (series.exogenous[name] ?? []).map { Float($0) }
                }
                return Group(
                    series: [index] + others.map { _ in -1 },
                    values: [series.values.map { Float($0) }] + others,
                    count: series.values.count
                )
            }
        case .all, .matrix:
            let count = panel[0].values.count
            for series in panel
            where (series.values.count, series.start, series.frequency)
                != (count, panel[0].start, panel[0].frequency)
            {
                throw .badSetting(
                    field: "graph",
                    expected: "series of the same times to read side by side, but \"\(series.name)\" has others than "
                        + "\"\(panel[0].name)\""
                )
            }
            if case .matrix(let rows) = graph,
                rows.count != panel.count || rows.contains(where: { $0.count != panel.count })
            {
                throw .badSetting(
                    field: "graph",
                    expected:
                        "a matrix of \(panel.count) × \(panel.count), one row for each series, got \(rows.count) rows"
                )
            }
            groups = [
                Group(
                    series: Array(panel.indices),
                    values: panel.map { $0.values.map { Float($0) } },
                    count: count
                )
            ]
        }
    }

    /// A window of a group: `[patches, variables, patch]` numbers, scaled by each variable's mean and deviation over its first
    /// `known` patches.
    struct Window {
        var numbers: [Float]
        var shifts: [Float]
        var scales: [Float]
    }

    func window(_ group: Int, start: Int, patches: Int, patch: Int, known: Int) -> Window {
        let values = groups[group].values
        var window = Window(
            numbers: [Float](repeating: 0, count: patches * values.count * patch),
            shifts: [],
            scales: []
        )
        for (variable, series) in values.enumerated() {
            let scaler = SeriesScaler(.standard, series[start..<(start + known * patch)].map(Double.init))
            let (shift, scale) = (Float(scaler.shift), Float(scaler.scale))
            window.shifts.append(shift)
            window.scales.append(scale)
            for index in 0..<(patches * patch) {
                let place = (index / patch * values.count + variable) * patch + index % patch
                window.numbers[place] = (series[start + index] - shift) / scale
            }
        }
        return window
    }
}
