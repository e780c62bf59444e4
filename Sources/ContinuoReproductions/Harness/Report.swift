import ContinuoFormats
import Foundation

/// What a run of a reproduction gave.
public struct Report: Sendable, Equatable {
    public var id: String
    public var title: String
    public var claim: String
    public var command: String
    public var budget: Budget
    public var evidence: Evidence

    /// Wall-clock time of the run, training of fixtures that were not cached included.
    public var seconds: Double

    /// Whether every row holds.
    public var holds: Bool { evidence.holds }

    /// The report as machines read it.
    public var json: JSONObject {
        [
            "id": .string(id), "title": .string(title), "claim": .string(claim), "command": .string(command),
            "budget": .string(budget.rawValue), "rows": .array(evidence.rows.map { .object($0.json) }),
            "notes": .array(evidence.notes.map { .string($0) }),
            "seconds": .number((seconds * 10).rounded() / 10), "holds": .bool(holds),
        ]
    }

    /// The report as people read it: the claim, a line a measure, the verdict.
    public var text: String {
        var lines = ["\(id): \(title)", "claim: \(claim)", ""]
        for row in evidence.rows {
            let ours = row.ours.map(Figure.text) ?? "—"
            let baseline = row.baseline.map { "  baseline \(Figure.text($0))" } ?? ""
            lines.append(
                "  \(row.holds ? "holds " : "MISSED")  \(row.measure): \(ours)\(baseline)  target \(row.target.text)"
            )
        }
        if !evidence.notes.isEmpty { lines.append("") }
        lines += evidence.notes.map { "  note: \($0)" }
        let held = evidence.rows.count(where: \.holds)
        lines += [
            "",
            "\(held) of \(evidence.rows.count) rows hold (\(budget.rawValue), \(Figure.text(seconds)) s)",
        ]
        return lines.joined(separator: "\n")
    }
}

extension Evidence.Row {
    var json: JSONObject {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "measure": .string(measure), "ours": number(ours), "baseline": number(baseline),
            "target": .string(target.text), "holds": .bool(holds),
        ]
    }
}
