/// A regular expression as files of tokenisers have them, matched over bytes with backtracking.
///
/// Understood is what such patterns are made of, with the meaning that it has in Oniguruma, which the reference packages use:
/// alternatives, groups, look-ahead, atomic groups, greedy, lazy and possessive repetition, classes of characters with
/// negation, nesting and intersection, properties (general categories and some scripts), `\s \d \w \h \b`, line ends,
/// `(?i:…)` over ASCII letters. Everything else is refused by name.
public struct TextPattern: Sendable, Equatable {
    /// The expression as it is written.
    public let source: String

    let program: [Instruction]
    let sets: [ScalarSet]

    /// One step of matching; numbers are places in the program.
    enum Instruction: Sendable {
        /// Takes a character of a set.
        case take(set: Int)
        /// Takes as many characters of a set as there are, from `least` to `most`; gives them back one by one when the rest does
        /// not match, unless it is possessive.
        case takeRun(set: Int, least: Int, most: Int, isPossessive: Bool)
        /// Goes on at the first place, and when that fails at the second.
        case split(Int, Int)
        case jump(Int)
        /// Matches what stands behind this up to its ``accept`` without taking it, and goes on at `next`.
        case look(isNegative: Bool, next: Int)
        /// Matches what stands behind this up to its ``accept`` once and for all, and goes on at `next`.
        case atomic(next: Int)
        case lineStart
        case lineEnd
        case textStart
        case textEnd
        case wordBoundary(isNegative: Bool)
        case accept
    }

    /// Two patterns are equal when they are written alike.
    public static func == (left: TextPattern, right: TextPattern) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
    }

    /// - Throws: ``TokeniserError/badSetting(_:)`` that names what is not understood.
    public init(_ source: String) throws(TokeniserError) {
        var compiler = TextPatternCompiler(source)
        try compiler.compile()
        self.source = source
        program = compiler.program
        sets = compiler.sets
    }

    /// Calls `body` with each match from the left; matches do not overlap.
    func forEachMatch(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        var matcher = TextPatternMatcher(program: program, sets: sets, bytes: bytes)
        var position = 0
        while position <= bytes.count {
            if let end = matcher.match(at: position) {
                body(position..<end)
                if end > position {
                    position = end
                    continue
                }
            }
            guard position < bytes.count else { return }
            position += UTF8Scanner.scalar(in: bytes, at: position).length
        }
    }
}

/// Runs a program over bytes.
struct TextPatternMatcher {
    let program: [TextPattern.Instruction]
    let sets: [ScalarSet]
    let bytes: UnsafeBufferPointer<UInt8>

    /// A place to go on from when matching fails: a place of the program and of the text; a run of characters may be given back
    /// down to `lowest`.
    private struct Choice {
        let instruction: Int
        var position: Int
        let lowest: Int
    }

    private var choices: [Choice] = []

    init(program: [TextPattern.Instruction], sets: [ScalarSet], bytes: UnsafeBufferPointer<UInt8>) {
        self.program = program
        self.sets = sets
        self.bytes = bytes
    }

    /// The end of the match that begins at a position.
    mutating func match(at position: Int) -> Int? {
        choices.removeAll(keepingCapacity: true)
        return run(from: 0, at: position)
    }

    private mutating func run(from first: Int, at start: Int) -> Int? {
        let bottom = choices.count
        var instruction = first
        var position = start
        while true {
            var isMatching = true
            switch program[instruction] {
            case .accept:
                choices.removeLast(choices.count - bottom)
                return position
            case .take(let set):
                isMatching = take(set, &position)
                instruction += 1
            case .takeRun(let set, let least, let most, let isPossessive):
                var lowest = position
                var count = 0
                while count < most, take(set, &position) {
                    count += 1
                    if count == least { lowest = position }
                }
                isMatching = count >= least
                instruction += 1
                if isMatching, !isPossessive, position > lowest {
                    choices.append(Choice(instruction: instruction, position: position, lowest: lowest))
                }
            case .split(let one, let other):
                choices.append(Choice(instruction: other, position: position, lowest: position))
                instruction = one
            case .jump(let target):
                instruction = target
            case .look(let isNegative, let next):
                isMatching = (run(from: instruction + 1, at: position) != nil) != isNegative
                instruction = next
            case .atomic(let next):
                if let end = run(from: instruction + 1, at: position) { position = end } else { isMatching = false }
                instruction = next
            case .lineStart, .lineEnd, .textStart, .textEnd, .wordBoundary:
                isMatching = stands(program[instruction], position)
                instruction += 1
            }
            if !isMatching {
                guard choices.count > bottom else { return nil }
                (instruction, position) = goBack()
            }
        }
    }

    /// Takes the last choice, or gives the last character of its run back.
    private mutating func goBack() -> (instruction: Int, position: Int) {
        let last = choices.count - 1
        guard choices[last].position > choices[last].lowest else {
            let choice = choices.removeLast()
            return (choice.instruction, choice.position)
        }
        var position = choices[last].position - 1
        // Back to the beginning of a character, unless its bytes are stray ones.
        let end = choices[last].position
        while position > choices[last].lowest, bytes[position] & 0xC0 == 0x80, end - position < 4 { position -= 1 }
        if position + UTF8Scanner.scalar(in: bytes, at: position).length != end { position = end - 1 }
        let instruction = choices[last].instruction
        if position > choices[last].lowest {
            choices[last].position = position
        } else {
            choices.removeLast()
        }
        return (instruction, position)
    }

    @inline(__always)
    private func take(_ set: Int, _ position: inout Int) -> Bool {
        guard position < bytes.count else { return false }
        let (value, length) = UTF8Scanner.scalar(in: bytes, at: position)
        guard sets[set].contains(value) else { return false }
        position += length
        return true
    }

    private func stands(_ instruction: TextPattern.Instruction, _ position: Int) -> Bool {
        switch instruction {
        case .lineStart: position == 0 || bytes[position - 1] == 0x0A
        case .lineEnd: position == bytes.count || bytes[position] == 0x0A
        case .textStart: position == 0
        case .textEnd: position == bytes.count
        case .wordBoundary(let isNegative): (isWord(before: position) != isWord(at: position)) != isNegative
        default: false
        }
    }

    private func isWord(at position: Int) -> Bool {
        position < bytes.count
            && TextPatternClasses.word.contains(UTF8Scanner.scalar(in: bytes, at: position).value)
    }

    private func isWord(before position: Int) -> Bool {
        for length in 1...4 where position >= length {
            let (value, actual) = UTF8Scanner.scalar(in: bytes, at: position - length)
            if actual == length, value != UTF8Scanner.invalid { return TextPatternClasses.word.contains(value) }
        }
        return false
    }
}
