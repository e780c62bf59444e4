/// A string of symbols that several series show at the same time.
public struct SymbolPattern: Sendable, Hashable {
    /// The slot of its first symbol.
    public var start: Int
    public var symbols: [Int]
    /// The series that show it, rising.
    public var members: [Int]
}

/// Finds strings of symbols that begin at the same slot in enough series, and that no longer string with as many members holds.
public enum SymbolPatterns {
    /// - Parameters:
    ///   - symbols: `[series][slot]`, all of one length.
    ///   - support: members at least.
    /// - Returns: in the order of their starts, shorter ones first.
    public static func closed(_ symbols: [[Int]], support: Int) -> [SymbolPattern] {
        let slots = symbols.first?.count ?? 0
        var found: [SymbolPattern] = []
        for start in 0..<slots {
            // Grown by one symbol at a time: members part ways, they never come together.
            var open = parts(Array(symbols.indices), symbols, start, support).map {
                SymbolPattern(start: start, symbols: [symbols[$0[0]][start]], members: $0)
            }
            while let pattern = open.popLast() {
                let next = start + pattern.symbols.count
                let longer = next < slots ? parts(pattern.members, symbols, next, support) : []
                let growsRight = longer.contains { $0.count == pattern.members.count }
                let growsLeft =
                    start > 0
                    && pattern.members.allSatisfy { symbols[$0][start - 1] == symbols[pattern.members[0]][start - 1] }
                if !growsRight, !growsLeft { found.append(pattern) }
                for members in longer {
                    let symbol = symbols[members[0]][next]
                    open.append(SymbolPattern(start: start, symbols: pattern.symbols + [symbol], members: members))
                }
            }
        }
        return found.sorted {
            ($0.start, $0.symbols.count, $0.members[0]) < ($1.start, $1.symbols.count, $1.members[0])
        }
    }

    /// Members with the same symbol at a slot, as far as there are enough.
    private static func parts(_ members: [Int], _ symbols: [[Int]], _ slot: Int, _ support: Int) -> [[Int]] {
        var groups: [Int: [Int]] = [:]
        for member in members { groups[symbols[member][slot], default: []].append(member) }
        return groups.values.filter { $0.count >= support }
    }
}
