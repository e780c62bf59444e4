/// Turns a regular expression into a program; see ``TextPattern`` for what is understood.
struct TextPatternCompiler {
    private(set) var program: [TextPattern.Instruction] = []
    private(set) var sets: [ScalarSet] = []

    let source: String
    var scalars: [Unicode.Scalar]
    var position = 0
    private var ignoresCase = false
    private var depth = 0

    private static let depthLimit = 100
    private static let longestProgram = 10_000

    /// How often something is repeated.
    private struct Repetition {
        var least: Int
        var most: Int
        var isLazy = false
        var isPossessive = false
    }

    init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    mutating func compile() throws(TokeniserError) {
        try alternatives()
        guard position == scalars.count else { throw refused("a closing parenthesis without an opening one") }
        program.append(.accept)
    }

    func refused(_ what: String) -> TokeniserError {
        .badSetting("the pattern \(source): \(what) at character \(position + 1) is not understood")
    }

    func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    /// Alternatives up to a closing parenthesis or the end.
    private mutating func alternatives() throws(TokeniserError) {
        depth += 1
        guard depth < Self.depthLimit else { throw refused("nesting deeper than \(Self.depthLimit)") }
        let caseBefore = ignoresCase
        var ends: [Int] = []
        while true {
            let split = program.count
            program.append(.jump(0))
            try sequence()
            guard skip("|") else {
                // The last alternative needs no way out.
                program[split] = .jump(split + 1)
                break
            }
            ends.append(program.count)
            program.append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for end in ends { program[end] = .jump(program.count) }
        ignoresCase = caseBefore
        depth -= 1
    }

    private mutating func sequence() throws(TokeniserError) {
        while let next = peek(), next != "|", next != ")" {
            let start = program.count
            let set = try atom()
            try repeatAtom(from: start, set)
            guard program.count < Self.longestProgram else { throw refused("a pattern of this length") }
        }
    }

    /// One atom; its set when it is a single character of one.
    private mutating func atom() throws(TokeniserError) -> Int? {
        switch peek() {
        case "(":
            try group()
            return nil
        case "[": return append(try characterClass())
        case "^":
            position += 1
            program.append(.lineStart)
            return nil
        case "$":
            position += 1
            program.append(.lineEnd)
            return nil
        case ".":
            position += 1
            return append(TextPatternClasses.notLineEnd)
        case "\\":
            let anchors: [(String, TextPattern.Instruction)] = [
                ("\\A", .textStart), ("\\z", .textEnd), ("\\b", .wordBoundary(isNegative: false)),
                ("\\B", .wordBoundary(isNegative: true)),
            ]
            for (text, instruction) in anchors where skip(text) {
                program.append(instruction)
                return nil
            }
            return append(try escape())
        case "*", "+", "?": throw refused("a repetition of nothing")
        case let scalar?:
            position += 1
            return append(try single(scalar))
        case nil: throw refused("the end")
        }
    }

    private mutating func append(_ set: ScalarSet) -> Int {
        sets.append(set)
        program.append(.take(set: sets.count - 1))
        return sets.count - 1
    }

    /// The set of one character, and of what equals it where case is ignored.
    func single(_ scalar: Unicode.Scalar) throws(TokeniserError) -> ScalarSet {
        var set = ScalarSet()
        set.insert(CollectionOfOne(scalar.value))
        guard ignoresCase else { return set }
        guard scalar.isASCII else { throw refused("\(scalar) where case is ignored") }
        if scalar.properties.isAlphabetic {
            set.insert(CollectionOfOne(scalar.value ^ 0x20))
            // The long s and the Kelvin sign.
            if scalar.value | 0x20 == 0x73 { set.insert(CollectionOfOne(0x17F)) }
            if scalar.value | 0x20 == 0x6B { set.insert(CollectionOfOne(0x212A)) }
        }
        return set
    }

    private mutating func group() throws(TokeniserError) {
        position += 1
        let start = program.count
        if skip("?:") || peek() != "?" {
            try closed()
        } else if skip("?i:") {
            let before = ignoresCase
            ignoresCase = true
            try closed()
            ignoresCase = before
        } else if skip("?=") || peek(1) == "!" {
            let isNegative = skip("?!")
            program.append(.look(isNegative: isNegative, next: 0))
            try closed()
            program.append(.accept)
            program[start] = .look(isNegative: isNegative, next: program.count)
        } else if skip("?>") {
            program.append(.atomic(next: 0))
            try closed()
            program.append(.accept)
            program[start] = .atomic(next: program.count)
        } else if skip("?i)") {
            ignoresCase = true
        } else {
            throw refused("this kind of group")
        }
    }

    private mutating func closed() throws(TokeniserError) {
        try alternatives()
        guard skip(")") else { throw refused("a group without an end") }
    }

    /// Repeats what the program has from a place on as the quantifiers behind it say.
    private mutating func repeatAtom(from start: Int, _ set: Int?) throws(TokeniserError) {
        var set = set
        while var repetition = try quantifier() {
            if skip("?") { repetition.isLazy = true } else if skip("+") { repetition.isPossessive = true }
            if let single = set, !repetition.isLazy {
                program.removeLast(program.count - start)
                program.append(
                    .takeRun(
                        set: single,
                        least: repetition.least,
                        most: repetition.most,
                        isPossessive: repetition.isPossessive
                    )
                )
            } else {
                try unroll(from: start, repetition)
            }
            set = nil
        }
    }

    private mutating func unroll(from start: Int, _ repetition: Repetition) throws(TokeniserError) {
        let body = Array(program[start...])
        program.removeLast(body.count)
        let isBounded = repetition.most != .max
        let copies = isBounded ? repetition.most : repetition.least + 1
        guard copies * (body.count + 2) < Self.longestProgram else { throw refused("a repetition of this length") }
        if repetition.isPossessive { program.append(.atomic(next: 0)) }
        for _ in 0..<repetition.least { append(body, from: start) }
        func choice(_ one: Int, _ other: Int) -> TextPattern.Instruction {
            repetition.isLazy ? .split(other, one) : .split(one, other)
        }
        if isBounded {
            var exits: [Int] = []
            for _ in repetition.least..<max(repetition.most, repetition.least) {
                exits.append(program.count)
                program.append(.jump(0))
                append(body, from: start)
            }
            for exit in exits { program[exit] = choice(exit + 1, program.count) }
        } else {
            let loop = program.count
            program.append(.jump(0))
            append(body, from: start)
            program.append(.jump(loop))
            program[loop] = choice(loop + 1, program.count)
        }
        if repetition.isPossessive {
            program.append(.accept)
            program[start] = .atomic(next: program.count)
        }
    }

    /// Appends a copy of instructions that stood at a place, with their targets moved along.
    private mutating func append(_ body: [TextPattern.Instruction], from start: Int) {
        let shift = program.count - start
        for instruction in body {
            switch instruction {
            case .split(let one, let other): program.append(.split(one + shift, other + shift))
            case .jump(let target): program.append(.jump(target + shift))
            case .look(let isNegative, let next): program.append(.look(isNegative: isNegative, next: next + shift))
            case .atomic(let next): program.append(.atomic(next: next + shift))
            default: program.append(instruction)
            }
        }
    }

    private mutating func quantifier() throws(TokeniserError) -> Repetition? {
        if skip("*") { return Repetition(least: 0, most: .max) }
        if skip("+") { return Repetition(least: 1, most: .max) }
        if skip("?") { return Repetition(least: 0, most: 1) }
        let before = position
        guard skip("{") else { return nil }
        let least = number()
        var most = least
        if skip(",") { most = number() ?? .max }
        guard skip("}"), let most, most >= least ?? 0 else {
            position = before
            throw refused("this repetition")
        }
        return Repetition(least: least ?? 0, most: most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = peek(), ("0"..."9").contains(scalar), digits.utf8.count < 5 {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return Int(digits)
    }
}
