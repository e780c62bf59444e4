import ContinuoTestSupport
import Testing

@testable import ContinuoDecoding

struct GrammarTests {
    @Test func matchingEqualsTheReferenceForGrammarsByChance() throws {
        var generator = TestGenerator(seed: 11)
        let texts = ReferenceGrammar.texts(upTo: 4)
        var (matched, empty) = (0, 0)
        for _ in 0..<600 {
            let reference = ReferenceGrammar.random(rules: 3, isFinite: false, using: &generator)
            let expected = texts.filter(reference.matches)
            guard let grammar = try Self.compile(reference) else {
                #expect(expected.isEmpty, "\(reference.gbnf)")
                empty += 1
                continue
            }
            for text in texts {
                let isMatch = try grammar.matches(text.utf8Bytes)
                #expect(isMatch == reference.matches(text), "\(reference.gbnf) on \(text)")
            }
            matched += expected.count
        }
        #expect(matched > 1000 && empty > 5, "the grammars are neither trivial nor all possible")
    }

    /// The grammar; nil where it matches nothing.
    static func compile(_ reference: ReferenceGrammar) throws -> Grammar? {
        do {
            return try Grammar(gbnf: reference.gbnf)
        } catch {
            guard case .matchesNothing = error else { throw error }
            return nil
        }
    }

    @Test func everyReachableStateLeadsToTheEndOfAText() throws {
        var generator = TestGenerator(seed: 12)
        for _ in 0..<200 {
            let reference = ReferenceGrammar.random(rules: 3, isFinite: false, using: &generator)
            guard let grammar = try? Grammar(gbnf: reference.gbnf) else { continue }
            var machine = try GrammarMachine(grammar.network)
            for walk in 0..<10 {
                var state = GrammarMachine.start
                for _ in 0..<walk {
                    guard let byte = machine.nextBytes(state).randomElement(using: &generator) else { break }
                    state = try machine.advance(state, byte)
                    #expect(state >= 0)
                }
                #expect(machine.isFinal(state) == machine.nextBytes(state).isEmpty)
                #expect(try Self.reachesEnd(from: state, &machine), "\(reference.gbnf)")
            }
        }
    }

    /// Whether some text completes a state, searched breadth first.
    static func reachesEnd(from state: Int32, _ machine: inout GrammarMachine) throws -> Bool {
        var queue = [state]
        var seen: Set<Int32> = [state]
        var index = 0
        while index < queue.count, index < 5000 {
            if machine.isAccepting(queue[index]) { return true }
            for byte in machine.nextBytes(queue[index]) {
                let next = try machine.advance(queue[index], byte)
                if seen.insert(next).inserted { queue.append(next) }
            }
            index += 1
        }
        return false
    }

    @Test(arguments: [
        ("root ::= root \"a\" | \"b\"", ["b", "ba", "baaa"], ["", "a", "bb"]),
        ("root ::= \"a\" root | \"\"", ["", "a", "aaaa"], ["b"]),
        ("root ::= root root | \"a\" | \"\"", ["", "a", "aaaaa"], ["ab"]),
        ("root ::= x \"c\"\nx ::= y \"b\" | \"\"\ny ::= x \"a\"", ["c", "abc", "ababc"], ["ac", "bc"]),
        ("root ::= root | \"a\"", ["a"], ["", "aa"]),
        ("root ::= (\"\")* \"a\" (\"\"*)+ ((\"b\"?)*)*", ["a", "abbb"], ["", "ba"]),
        ("root ::= \"(\" root \")\" root | \"\"", ["", "()", "(()())()"], ["(", ")", "(()"]),
        ("root ::= \"a\" root \"a\" | \"b\" root \"b\" | \"c\"", ["c", "abcba"], ["abcab", "ab"]),
        ("root ::= (\"a\"?){3} \"b\"{2,3} \"c\"{2,}", ["bbcc", "aaabbbcccc"], ["aaaabbcc", "bcc", "bbc"]),
        ("root ::= [a-c\\]\\\\x-] [^a-z] .", ["a1x", "]É\n", "\\-é", "-0🌍"], ["d1x", "aax", "a1"]),
        ("root ::= \"\\x41\\u00e9\\U0001F30D\\n\\t\\\"\\\\\"", ["Aé🌍\n\t\"\\"], ["A"]),
        (
            "# first\nroot ::= # here\n  \"a\" |\n  b # there\n\n  \"d\"\nb-2 ::= \"x\"\nb ::=\n(\"b\"\n| \"c\")",
            ["a", "bd", "cd"], ["b"]
        ),
        ("root ::= [^\\x00-\\U0010FFFF] | \"a\"", ["a"], [""]),
    ])
    func notation(_ text: String, _ members: [String], _ strangers: [String]) throws {
        let grammar = try Grammar(gbnf: text)
        for member in members { #expect(try grammar.matches(member), "\(member)") }
        for stranger in strangers { #expect(try !grammar.matches(stranger), "\(stranger)") }
    }

    @Test func scalarsAreTheirUTF8() throws {
        let borders: [UInt32] = [
            0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x3FFFF, 0x40000, 0xFFFFF,
            0x10FFFF,
        ]
        var generator = TestGenerator(seed: 4)
        for _ in 0..<300 {
            let (one, other) = (
                borders.randomElement(using: &generator)!, UInt32.random(in: 0...0x10FFFF, using: &generator)
            )
            let set = ScalarSet([min(one, other)...max(one, other)])
            let grammar = try Grammar(GrammarDefinition(rules: [.init(name: "root", body: .scalars(set))]))
            for probe in borders
                + set.ranges.flatMap({ [$0.lowerBound, $0.upperBound, $0.lowerBound &- 1, $0.upperBound + 1] })
            {
                guard let scalar = UnicodeScalar(probe) else { continue }
                #expect(try grammar.matches(String(scalar)) == set.contains(probe), "\(set.ranges) \(probe)")
            }
        }
        let any = try Grammar(gbnf: "root ::= .")
        for bytes: [UInt8] in [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80], [0xFF],
        ] {
            #expect(try !any.matches(bytes), "no UTF-8: \(bytes)")
        }
    }

    @Test(arguments: [
        ("", GrammarError.noRoot),
        ("# nothing", .noRoot),
        ("rot ::= \"a\"", .noRoot),
        ("root ::= root", .matchesNothing(rule: "root")),
        ("root ::= \"a\" root", .matchesNothing(rule: "root")),
        ("root ::= []", .matchesNothing(rule: "root")),
        ("root ::= \"a\"\n  | b", .undefinedRule(name: "b", line: 2, column: 5)),
        ("root ::= \"a\"\nb ::= \"b\"\nroot ::= b", .duplicateRule(name: "root", line: 3, firstLine: 1)),
        ("root = \"a\"", .syntax(line: 1, column: 6, problem: "expected ::= after the name \"root\"")),
        ("root ::= \"a", .syntax(line: 1, column: 10, problem: "expected \" before the end of the grammar")),
        ("root ::= [a", .syntax(line: 1, column: 10, problem: "expected ] before the end of the grammar")),
        ("root ::= [b-a]", .syntax(line: 1, column: 11, problem: "the range ends before it begins")),
        ("root ::=\n (\"a\"", .syntax(line: 2, column: 6, problem: "expected ) for the ( of line 2, column 2")),
        ("root ::= \"a\" )", .syntax(line: 1, column: 14, problem: "unexpected \")\"")),
        ("root ::= *", .syntax(line: 1, column: 10, problem: "\"*\" has nothing before it to repeat")),
        (
            "root ::= \"a\"{3,2}",
            .syntax(line: 1, column: 17, problem: "the repetition {3,2} has a minimum above its maximum")
        ),
        ("root ::= \"a\"{,2}", .syntax(line: 1, column: 14, problem: "expected a repetition count")),
        (
            "root ::= \"a\"{99999999999999999999}",
            .syntax(line: 1, column: 20, problem: "the repetition count is above 1000000")
        ),
        (
            "root ::= \"\\q\"",
            .syntax(
                line: 1,
                column: 12,
                problem: "there is no escape \\q; there are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\^ \\x \\u \\U"
            )
        ),
        ("root ::= \"\\xé\"", .syntax(line: 1, column: 13, problem: "expected 2 hexadecimal digits")),
        (
            "root ::= \"\\uD800\"",
            .syntax(
                line: 1,
                column: 11,
                problem: "a surrogate is no character; write the code point of the whole character with \\U"
            )
        ),
        (
            "root ::= <think>",
            .syntax(
                line: 1,
                column: 10,
                problem: "tokens by id, <…>, are not supported; write their text in quotes"
            )
        ),
        (
            "root ::= ((\"a\"{1000}){1000}){1000000}{1000000} \"b\"{1000000} \"c\"{1000000}",
            .tooLarge(what: "states", limit: 1 << 20)
        ),
    ])
    func whatIsWrongIsSaid(_ text: String, _ expected: GrammarError) {
        #expect(throws: expected) { try Grammar(gbnf: text) }
    }

    @Test func hostileNestingIsRefused() {
        let deep = "root ::= " + String(repeating: "(", count: 100_000) + "\"a\""
        #expect(throws: GrammarError.self) { try Grammar(gbnf: deep) }
        let stars = "root ::= \"a\"" + String(repeating: "*", count: 100_000)
        #expect(throws: GrammarError.self) { try Grammar(gbnf: stars) }
    }

    @Test(arguments: [
        ("root ::= \"a\" root | \"\"", 3, 20_000),
        ("root ::= root \"a\" | \"\"", 3, 20_000),
        ("root ::= (\"a\" | \"aa\" | [a-z]+)*", 6, 20_000),
        ("root ::= (((\"a\"*)*)*)*", 3, 20_000),
        ("root ::= (\"a\"?){0,1000} [a-c]{0,1000}", 2100, 2_000),
        ("root ::= (\"a\"{0,1000} \"b\"?){0,1000}", 400, 300),
        ("root ::= root root | \"a\"", 400, 300),
        ("root ::= \"a\" root \"a\" | \"a\"", 400, 300),
    ])
    func statesStayFew(_ text: String, _ limit: Int, _ length: Int) throws {
        var machine = try GrammarMachine(Grammar(gbnf: text).network)
        var state = GrammarMachine.start
        for _ in 0..<length {
            state = try machine.advance(state, 0x61)
            guard state >= 0 else { break }
        }
        #expect(state >= 0 && machine.stateCount <= limit, "\(machine.stateCount) states")
        #expect(machine.itemCount < 1 << 21, "\(machine.itemCount) items")
    }
}
