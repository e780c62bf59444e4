import Continuo

/// What a comparison found, as a table, as JSON and as a picture.
struct ComparisonReport {
    private let comparison: ModelComparison
    /// How much worse each entry is than the best.
    private let losses: [PairedBootstrap?]
    private let verdict: String?

    init(_ comparison: ModelComparison) {
        self.comparison = comparison
        losses = comparison.entries.map(comparison.loss)
        verdict = comparison.verdict
    }

    private func bits(_ scores: PredictionScores) -> String {
        (scores.kind == .bound ? "≤ " : "") + Figures.fixed(scores.bits, 3)
    }

    var text: String {
        let unit = comparison.data.unit
        var table = Table(right: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        table.add(
            "model",
            "bits/\(unit)",
            "95 %",
            "behind the best",
            "Brier",
            "top-1",
            "training",
            "\(unit)s/s",
            "size",
            "state",
            "graph",
            "what it is"
        )
        for (entry, loss) in zip(comparison.entries, losses) {
            let scores = entry.scores
            let behind = loss.map {
                "\(Figures.fixed($0.difference, 3)) (\(range($0.interval)))"
            }
            table.add(
                entry.name,
                bits(scores),
                range(entry.interval),
                behind ?? "",
                scores.brier.map { Figures.fixed($0, 3) } ?? "–",
                scores.accuracy.map { Figures.fixed(100 * $0, 1) + " %" } ?? "–",
                Figures.fixed(entry.trainingSeconds, 1) + " s",
                Figures.short(scores.tokensPerSecond),
                Figures.bytes(entry.fitted.byteCount),
                entry.fitted.stateByteCount.map(Figures.bytes) ?? "–",
                entry.fitted.graph.map { "\($0.graphSize.nodes) + \($0.graphSize.arcs)" } ?? "–",
                entry.fitted.detail
            )
        }
        let failures = comparison.failures.map { "\($0.name): left out, \($0.reason)" }
        return (table.lines + failures + [""] + [verdict].compactMap { $0 }).joined(separator: "\n")
    }

    private func range(_ interval: ClosedRange<Double>) -> String {
        "\(Figures.fixed(interval.lowerBound, 3))–\(Figures.fixed(interval.upperBound, 3))"
    }

    var json: JSONValue {
        func pair(_ interval: ClosedRange<Double>) -> JSONValue {
            .array([.number(interval.lowerBound), .number(interval.upperBound)])
        }
        let models = zip(comparison.entries, losses).map { entry, loss -> JSONValue in
            let scores = entry.scores
            var line: JSONValue = [
                "name": .string(entry.name), "bits": .number(scores.bits), "kind": .string(scores.kind.rawValue),
                "interval": pair(entry.interval), "brier": scores.brier.map { .number($0) } ?? .null,
                "accuracy": scores.accuracy.map { .number($0) } ?? .null,
                "training_seconds": .number(entry.trainingSeconds),
                "tokens_per_second": .number(scores.tokensPerSecond), "bytes": .integer(entry.fitted.byteCount),
                "state_bytes": entry.fitted.stateByteCount.map { .integer($0) } ?? .null,
                "detail": .string(entry.fitted.detail),
            ]
            if let size = entry.fitted.graph?.graphSize {
                line["graph"] = ["nodes": .integer(size.nodes), "arcs": .integer(size.arcs)]
            }
            if let loss {
                line["behind"] = ["bits": .number(loss.difference), "interval": pair(loss.interval)]
            }
            return line
        }
        let scored = comparison.windows.reduce(0) { $0 + $1.scoredCount }
        return [
            "data": .string(comparison.data.name), "kind": .string(comparison.data.kind.rawValue),
            "unit": .string(comparison.data.unit), "scored_tokens": .integer(scored), "models": .array(models),
            "failed": .array(comparison.failures.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
            "verdict": verdict.map { .string($0) } ?? .null,
        ]
    }

    /// Bits of a token against what scoring it costs: models below and left of others are better.
    var chart: Chart {
        let series = comparison.entries.map { entry in
            ChartSeries(
                entry.name,
                x: [1e6 / entry.scores.tokensPerSecond],
                y: [entry.scores.bits],
                style: .scatter
            )
        }
        let costs = series.flatMap(\.points).map(\.x)
        // Room on both sides of the outermost points.
        let range = (costs.min() ?? 1) / 1.5...(costs.max() ?? 1) * 1.5
        return Chart(
            title: "Which model predicts \(comparison.data.name)?",
            subtitle: verdict ?? "",
            xAxis: ChartAxis("microseconds to score \(comparison.data.oneUnit)", scale: .logarithmic, range: range),
            yAxis: ChartAxis("bits \(comparison.data.oneUnit)"),
            series: series
        )
    }
}
