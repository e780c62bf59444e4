import Foundation

/// One line of progress: drawn over on a terminal, otherwise a line now and then.
struct ProgressLine {
    private let isShown: Bool
    private let isTerminal = Console.isTerminal
    private var lastShown = -Double.infinity
    private var hasLine = false

    init(isShown: Bool) { self.isShown = isShown }

    /// Whether it is time to show something again, after so many seconds; then it counts as shown.
    mutating func isDue(_ elapsed: Double) -> Bool {
        guard isShown, elapsed - lastShown >= (isTerminal ? 0.1 : 10) else { return false }
        lastShown = elapsed
        return true
    }

    /// Shows facts, with a bar where there is room for one.
    /// - Parameter share: what is done, 0 ... 1.
    mutating func show(share: Double, _ facts: String) {
        guard isTerminal else { return note(facts) }
        let percent = "\(Int(share * 100))%"
        let room = Console.columns - facts.count - percent.count - 4
        var text = ""
        if room >= 8 {
            let width = min(room, 24)
            let filled = Int((share * Double(width)).rounded())
            text = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " "
        }
        Console.draw("\r" + text + percent + "  " + facts + "\u{1B}[K")
        hasLine = true
    }

    /// Says something that stays.
    func note(_ text: String) {
        guard isShown else { return }
        if isTerminal { Console.draw("\r\u{1B}[K") }
        Console.note(text)
    }

    /// Leaves the line for what comes next.
    mutating func end() {
        if isShown, isTerminal, hasLine { Console.draw("\r\u{1B}[K") }
        hasLine = false
    }

    /// The time that is left, as far as the share of what is done tells.
    static func remaining(share: Double, elapsed: Double) -> String {
        share > 0 ? Figures.duration(elapsed * (1 - share) / share) : "–"
    }
}

/// A mean over about the last 50 values.
struct RecentMean {
    private(set) var value: Double?
    private var count = 0

    mutating func add(_ new: Double) {
        count += 1
        let weight = 1 / Double(min(50, count))
        value = (value ?? new) * (1 - weight) + new * weight
    }
}
