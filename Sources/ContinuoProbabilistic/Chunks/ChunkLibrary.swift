/// What sequences are made of: single symbols, chunks (one item behind another) and variables (one of several items).
///
/// Items are numbered in the order in which they came: first the symbols of the alphabet, then chunks. A chunk consists of earlier
/// items and of variables, whose members are earlier items, so that nothing contains itself.
public struct ChunkLibrary: Sendable, Equatable {
    /// A place of a chunk.
    public enum Part: Sendable, Hashable {
        case item(Int)
        case variable(Int)
    }

    /// A chunk or a symbol.
    public struct Item: Sendable, Equatable {
        /// What it was put together from; empty for a symbol.
        public let parts: [Part]
        /// The same with all chunks opened: symbols and variables.
        public let flat: [Part]
        /// Uses in the parse of the training text.
        public internal(set) var count = 0.0
    }

    /// One of several items.
    public struct Variable: Sendable, Equatable {
        /// The items, ascending.
        public let members: [Int]
        /// Uses of each member.
        public internal(set) var counts: [Double]
    }

    /// Number of different symbols.
    public let alphabet: Int
    public private(set) var items: [Item]
    public private(set) var variables: [Variable] = []
    private var known: [[Part]: Int] = [:]

    /// Only the symbols.
    public init(alphabet: Int) {
        self.alphabet = alphabet
        items = (0..<alphabet).map { Item(parts: [], flat: [.item($0)]) }
    }

    /// Adds a chunk; one that reads the same is kept in its place.
    /// - Returns: its number, and whether it is new.
    @discardableResult
    public mutating func add(_ parts: [Part]) -> (item: Int, isNew: Bool) {
        let flat = parts.flatMap { part -> [Part] in
            if case .item(let item) = part { return items[item].flat }
            return [part]
        }
        if flat.count == 1, case .item(let symbol) = flat[0] { return (symbol, false) }
        if let item = known[flat] { return (item, false) }
        items.append(Item(parts: parts, flat: flat))
        known[flat] = items.count - 1
        return (items.count - 1, true)
    }

    /// Adds a variable; one with the same members is kept in its place.
    public mutating func addVariable(_ members: Set<Int>) -> Int {
        let sorted = members.sorted()
        if let place = variables.firstIndex(where: { $0.members == sorted }) { return place }
        variables.append(Variable(members: sorted, counts: sorted.map { _ in 0 }))
        return variables.count - 1
    }

    /// The library with only some of its chunks, and with the counts of a parse.
    /// - Parameter kept: chunks to keep; all that they need is kept with them.
    func restricted(to kept: Set<Int>) -> (library: ChunkLibrary, places: [Int?]) {
        var needed = kept
        for item in items.indices.reversed() where needed.contains(item) {
            for part in items[item].parts { needed.formUnion(uses(part)) }
        }
        var result = ChunkLibrary(alphabet: alphabet)
        var places: [Int?] = (0..<items.count).map { $0 < alphabet ? $0 : nil }
        for symbol in 0..<alphabet { result.items[symbol].count = items[symbol].count }
        for item in items.indices.dropFirst(alphabet) where needed.contains(item) {
            let parts = items[item].parts.map { part -> Part in
                switch part {
                case .item(let other): return .item(places[other]!)
                case .variable(let variable):
                    let old = variables[variable]
                    let place = result.addVariable(Set(old.members.map { places[$0]! }))
                    for (member, count) in zip(old.members, old.counts) {
                        let index = result.variables[place].members.firstIndex(of: places[member]!)!
                        result.variables[place].counts[index] = count
                    }
                    return .variable(place)
                }
            }
            let place = result.add(parts).item
            places[item] = place
            result.items[place].count = items[item].count
        }
        return (result, places)
    }

    private func uses(_ part: Part) -> [Int] {
        switch part {
        case .item(let item): [item]
        case .variable(let variable): variables[variable].members
        }
    }

    /// Every string that a part can stand for.
    /// - Parameter limit: strings at most.
    public func strings(of part: Part, limit: Int = 10_000) -> Set<[Int]> {
        switch part {
        case .item(let item) where item < alphabet: return [[item]]
        case .item(let item):
            return items[item].flat.reduce([[]]) { strings, part in
                let ends = self.strings(of: part, limit: limit)
                return Set(strings.flatMap { string in ends.map { string + $0 } }.prefix(limit))
            }
        case .variable(let variable):
            return variables[variable].members.reduce(into: []) { $0.formUnion(strings(of: .item($1), limit: limit)) }
        }
    }

    mutating func clearCounts() {
        for item in items.indices { items[item].count = 0 }
        for variable in variables.indices { variables[variable].counts = variables[variable].members.map { _ in 0 } }
    }

    /// Counts a parsed item and all choices within it.
    mutating func count(_ parsed: ParsedItem) {
        items[parsed.item].count += 1
        countChoices(parsed)
    }

    private mutating func countChoices(_ parsed: ParsedItem) {
        let places = items[parsed.item].flat.compactMap { part -> Int? in
            if case .variable(let variable) = part { return variable }
            return nil
        }
        for (variable, choice) in zip(places, parsed.choices) {
            if let index = variables[variable].members.firstIndex(of: choice.item) {
                variables[variable].counts[index] += 1
            }
            countChoices(choice)
        }
    }

    /// Sets counts as a file holds them.
    mutating func setCounts(items counts: [Double], variables choices: [[Double]]) {
        for (item, count) in counts.enumerated() { items[item].count = count }
        for (variable, counts) in choices.enumerated() { variables[variable].counts = counts }
    }
}

/// An item as it was found in a sequence.
public struct ParsedItem: Sendable, Hashable {
    public let item: Int
    /// What each variable of the item, chunks opened, stood for.
    public let choices: [ParsedItem]

    public init(item: Int, choices: [ParsedItem] = []) {
        self.item = item
        self.choices = choices
    }
}

extension ChunkLibrary {
    /// The symbols that parsed items stand for.
    public func decode(_ parse: [ParsedItem]) -> [Int] { parse.flatMap(symbols) }

    private func symbols(_ parsed: ParsedItem) -> [Int] {
        var choices = parsed.choices.makeIterator()
        return items[parsed.item].flat.flatMap { part -> [Int] in
            switch part {
            case .item(let symbol): return [symbol]
            case .variable: return choices.next().map(symbols) ?? []
            }
        }
    }

    /// A parse with its trees cut at a depth: level 0 has the items as they were found, each further level opens them once more, down to
    /// symbols. Variables are opened to what they stood for.
    public func cut(_ parse: [ParsedItem], level: Int) -> [ParsedItem] {
        level <= 0 ? parse : cut(parse.flatMap(opened), level: level - 1)
    }

    /// The greatest level at which something is still opened.
    public func depth(_ parse: [ParsedItem]) -> Int {
        var (level, current) = (0, parse)
        while true {
            let next = current.flatMap(opened)
            if next == current { return level }
            (level, current) = (level + 1, next)
        }
    }

    private func opened(_ parsed: ParsedItem) -> [ParsedItem] {
        guard parsed.item >= alphabet else { return [parsed] }
        var rest = parsed.choices[...]
        return items[parsed.item].parts.map { part in
            switch part {
            case .variable: return rest.removeFirst()
            case .item(let item):
                let count = items[item].flat.reduce(0) { sum, part in
                    if case .variable = part { sum + 1 } else { sum }
                }
                defer { rest = rest.dropFirst(count) }
                return ParsedItem(item: item, choices: Array(rest.prefix(count)))
            }
        }
    }

    /// The library as a grammar that people read: one line for each chunk and variable, `name` for symbols.
    public func grammar(_ name: (Int) -> String) -> String {
        func text(_ part: Part) -> String {
            switch part {
            case .item(let item): item < alphabet ? name(item) : "C\(item - alphabet)"
            case .variable(let variable): "V\(variable)"
            }
        }
        var lines: [String] = []
        for item in items.indices.dropFirst(alphabet) {
            let flat = items[item].flat.map { part -> String in
                if case .item(let symbol) = part { return name(symbol) }
                return "<" + text(part) + ">"
            }
            lines.append("C\(item - alphabet) = \(flat.joined())    \(Int(items[item].count.rounded()))")
        }
        for (index, variable) in variables.enumerated() {
            let members = zip(variable.members, variable.counts).map { "\(text(.item($0))) \(Int($1.rounded()))" }
            lines.append("V\(index) = \(members.joined(separator: " | "))")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
