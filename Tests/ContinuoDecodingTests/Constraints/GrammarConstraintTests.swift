import ContinuoTestSupport
import Testing

@testable import ContinuoDecoding

struct GrammarConstraintTests {
    /// Tokens that cut scalars, tokens of equal bytes, tokens without text; the last ends a text.
    static let tokens: [[UInt8]] = [
        Array("a".utf8), Array("b".utf8), Array("é".utf8), Array("ab".utf8), [0xC3], [0xA9], Array("aé".utf8),
        [0xA9, 0x61],
        [0x61, 0xC3], Array("aba".utf8), [], Array("a".utf8), [0xA9, 0xC3], Array("éé".utf8), [0xC3, 0xA9, 0xC3], [],
    ]
    static let end: Int32 = 15
    /// The same and every byte alone: no grammar is a dead end.
    static let covering = tokens + (0...255).map { [UInt8($0)] }

    @Test func masksAreThoseOfTheLanguage() throws {
        var generator = TestGenerator(seed: 21)
        let vocabulary = TokenVocabulary(tokenBytes: Self.tokens)
        let candidates = ReferenceGrammar.texts(upTo: 5)
        var checked = 0
        for _ in 0..<400 {
            let reference = ReferenceGrammar.random(rules: 2, isFinite: true, using: &generator)
            // Only languages of which all texts are known.
            guard reference.longest <= 5, let grammar = try? Grammar(gbnf: reference.gbnf) else { continue }
            let texts = candidates.filter(reference.matches).map(\.utf8Bytes)
            let constraint = try GrammarConstraint(grammar, vocabulary: vocabulary, endTokens: [Self.end])
            for _ in 0..<5 {
                var chosen: [Int32] = []
                var bytes: [UInt8] = []
                while true {
                    let allowed = try constraint.allowedTokens(after: chosen)
                    let expected = Self.tokens.indices.filter { token in
                        token == Int(Self.end)
                            ? texts.contains(bytes)
                            : !Self.tokens[token].isEmpty
                                && texts.contains { $0.starts(with: bytes + Self.tokens[token]) }
                    }
                    #expect(allowed.tokens == expected.map(Int32.init), "\(reference.gbnf) after \(bytes)")
                    checked += 1
                    guard let token = allowed.tokens.filter({ $0 != Self.end }).randomElement(using: &generator) else {
                        break
                    }
                    chosen.append(token)
                    bytes += Self.tokens[Int(token)]
                }
            }
        }
        #expect(checked > 500)
    }

    @Test func aTokenIsAllowedWhereItsBytesAre() throws {
        var generator = TestGenerator(seed: 22)
        let vocabulary = TokenVocabulary(tokenBytes: Self.covering)
        for _ in 0..<200 {
            let reference = ReferenceGrammar.random(rules: 3, isFinite: false, using: &generator)
            guard let grammar = try? Grammar(gbnf: reference.gbnf) else { continue }
            let constraint = try GrammarConstraint(grammar, vocabulary: vocabulary, endTokens: [Self.end])
            var machine = try GrammarMachine(grammar.network)
            var chosen: [Int32] = []
            for _ in 0..<8 {
                let before = try Self.follow(chosen, &machine)
                for token in Self.covering.indices where !Self.covering[token].isEmpty {
                    let after = try Self.follow(chosen + [Int32(token)], &machine)
                    #expect(
                        try constraint.allowedTokens(after: chosen).contains(Int32(token))
                            == (after != GrammarMachine.dead)
                    )
                }
                let mask = try constraint.allowedTokens(after: chosen)
                #expect(mask.contains(Self.end) == machine.isAccepting(before))
                #expect(!mask.contains(10) && !mask.isEmpty)
                guard let token = mask.tokens.filter({ $0 != Self.end }).randomElement(using: &generator) else { break }
                chosen.append(token)
            }
        }
    }

    static func follow(_ tokens: [Int32], _ machine: inout GrammarMachine) throws -> Int32 {
        var state = GrammarMachine.start
        for byte in tokens.flatMap({ Self.covering[Int($0)] }) {
            guard state >= 0 else { break }
            state = try machine.advance(state, byte)
        }
        return state
    }

    @Test func answersDependOnTheTokensAlone() throws {
        let constraint = try GrammarConstraint(
            Grammar(gbnf: "root ::= (\"ab\" | \"é\")* \"b\""),
            vocabulary: TokenVocabulary(tokenBytes: Self.tokens),
            endTokens: [Self.end]
        )
        let prefixes: [[Int32]] = [[], [3], [3, 2], [4], [4, 5, 3], [3, 2, 4], [0, 1, 1], [0, 1]]
        let first = try prefixes.map { try constraint.allowedTokens(after: $0) }
        for (prefix, mask) in zip(prefixes, first).reversed() {
            #expect(try constraint.allowedTokens(after: prefix) == mask)
        }
        #expect(try constraint.isComplete(after: [0, 1, 1]) && !constraint.isComplete(after: [0, 1]))
        #expect(try constraint.isAccepted([3, 1]) && !constraint.isAccepted([3]))
        #expect(throws: GrammarError.inadmissible(token: 2, position: 1)) {
            try constraint.allowedTokens(after: [0, 2])
        }
        #expect(throws: GrammarError.inadmissible(token: 15, position: 1)) {
            try constraint.allowedTokens(after: [3, 15])
        }
        #expect(throws: GrammarError.inadmissible(token: 99, position: 0)) { try constraint.allowedTokens(after: [99]) }
    }

    @Test func aVocabularyThatCannotGoOnIsNamed() throws {
        let constraint = try GrammarConstraint(
            Grammar(gbnf: "root ::= \"a\" [x-z]"),
            vocabulary: TokenVocabulary(tokenBytes: Self.tokens),
            endTokens: [Self.end]
        )
        let error = #expect(throws: GrammarError.deadEnd(position: 1, missing: [0x78, 0x79, 0x7A])) {
            try constraint.allowedTokens(after: [0])
        }
        #expect(error?.description.contains("x y z") == true)
    }

    @Test func masksChangeLogits() {
        for size in [1, 63, 64, 65, 130] {
            var mask = TokenMask(vocabularySize: size)
            mask.insert(0)
            mask.insert(Int32(size - 1))
            mask.insert(Int32(size))
            #expect(mask.tokens == (size == 1 ? [0] : [0, Int32(size - 1)]) && mask.count == mask.tokens.count)
            var logits = [Float](repeating: 1, count: size + 3)
            mask.apply(to: &logits)
            #expect(logits.indices.filter { logits[$0] == 1 } == mask.tokens.map(Int.init))
            mask.formIntersection(TokenMask([0], vocabularySize: size))
            #expect(mask.tokens == [0])
        }
    }
}
