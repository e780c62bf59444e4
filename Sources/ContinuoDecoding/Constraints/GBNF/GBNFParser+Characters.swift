extension GBNFParser {
    /// Reads `"…"`.
    mutating func parseText() throws(GrammarError) -> GrammarNode {
        let start = position
        position += 1
        var text = String.UnicodeScalarView()
        while current != "\"" {
            let place = position
            let value = try parseCharacter(endingAt: "\"", opened: start)
            guard let scalar = UnicodeScalar(value) else {
                position = place
                throw problem("a surrogate is no character; write the code point of the whole character with \\U")
            }
            text.append(scalar)
        }
        position += 1
        return .text(String(text))
    }

    /// Reads `[…]`; a `-` that stands first or last is itself.
    mutating func parseClass() throws(GrammarError) -> GrammarNode {
        let start = position
        position += 1
        let isNegated = current == "^"
        if isNegated { position += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        while current != "]" {
            let place = position
            let low = try parseCharacter(endingAt: "]", opened: start)
            var high = low
            if current == "-", let after = scalar(at: position + 1), after != "]" {
                position += 1
                high = try parseCharacter(endingAt: "]", opened: start)
            }
            guard low <= high else {
                position = place
                throw problem("the range ends before it begins")
            }
            ranges.append(low...high)
        }
        position += 1
        let set = ScalarSet(ranges)
        return .scalars(isNegated ? set.inverted : set)
    }

    /// Reads a code point or an escape.
    private mutating func parseCharacter(
        endingAt end: UnicodeScalar,
        opened start: Int
    ) throws(GrammarError) -> UInt32 {
        guard let scalar = current else {
            position = start
            throw problem("expected \(end) before the end of the grammar")
        }
        position += 1
        guard scalar == "\\" else { return scalar.value }
        guard let escaped = current else { throw problem("expected a character after \\") }
        position += 1
        switch escaped {
        case "x": return try parseHexadecimal(digits: 2)
        case "u": return try parseHexadecimal(digits: 4)
        case "U": return try parseHexadecimal(digits: 8)
        case "t": return 0x09
        case "n": return 0x0A
        case "r": return 0x0D
        case "\\", "\"", "[", "]", "-", "^": return escaped.value
        default:
            position -= 1
            throw problem(
                "there is no escape \\\(escaped); there are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\^ \\x \\u \\U"
            )
        }
    }

    private mutating func parseHexadecimal(digits: Int) throws(GrammarError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = current.flatMap({ UInt32(String($0), radix: 16) }) else {
                throw problem("expected \(digits) hexadecimal digits")
            }
            value = value << 4 | digit
            position += 1
        }
        guard value <= 0x10FFFF else { throw problem("the code point is above 10FFFF") }
        return value
    }

    // MARK: Scanning

    /// The code point at the position; nil at the end.
    var current: UnicodeScalar? { scalar(at: position) }

    func scalar(at position: Int) -> UnicodeScalar? {
        position < source.count ? UnicodeScalar(source[position]) : nil
    }

    /// Goes over spaces, line ends and comments.
    mutating func skipSpace() {
        while let scalar = current {
            if scalar == "#" {
                while let scalar = current, scalar != "\n", scalar != "\r" { position += 1 }
            } else if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" || scalar.value == 0xFEFF {
                position += 1
            } else {
                return
            }
        }
    }

    func starts(with text: String) -> Bool { source[position...].starts(with: text.unicodeScalars.map(\.value)) }

    func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        for value in source[range] { if let scalar = UnicodeScalar(value) { view.append(scalar) } }
        return String(view)
    }

    /// Line and column of a position, from 1. A carriage return alone ends a line as well.
    func place(of position: Int) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for index in 0..<position {
            let isEnd = source[index] == 0x0A || (source[index] == 0x0D && scalar(at: index + 1) != "\n")
            (line, column) = isEnd ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }

    /// What stands at a position, for an error.
    func shown(_ position: Int) -> String { scalar(at: position).map { "\"\($0)\"" } ?? "the end of the grammar" }

    /// An error at the position.
    func problem(_ text: String) -> GrammarError {
        let place = place(of: position)
        return .syntax(line: place.line, column: place.column, problem: text)
    }
}
