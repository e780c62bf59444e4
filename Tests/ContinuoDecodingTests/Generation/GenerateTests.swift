import ContinuoDecoding
import ContinuoSequences
import ContinuoTestSupport
import Foundation
import Testing

struct GenerateTests {
    /// Says its text byte by byte, whatever it reads, then 256.
    struct Parrot: GenerativeModel {
        var text: [UInt8]
        var vocabularySize: Int { 257 }

        func score(_ tokens: [Int32]) throws -> SequenceScore { SequenceScore(logProbabilities: [], kind: .exact) }
        func makeSession(rows: Int) throws -> any DecodingSession { ParrotSession(self) }
    }

    final class ParrotSession: DecodingSession {
        let model: Parrot
        var length = 0
        var networkCalls = 0
        var maximumLength: Int? { 1000 }
        var rows: Int { 1 }
        var vocabularySize: Int { 257 }

        init(_ model: Parrot) { self.model = model }

        func extend(_ tokens: [[Int32]]) throws -> [Float] {
            length += try validate(tokens)
            networkCalls += 1
            var logits = [Float](repeating: 0, count: 257)
            logits[length - 1 < model.text.count ? Int(model.text[length - 1]) : 256] = 50
            return logits
        }

        func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] { try tokens[0].flatMap { try extend([[$0]]) } }
        func select(_ indices: [Int]) throws {}
        func rollBack(to length: Int) throws { self.length = length }
        func fork() throws -> any DecodingSession { ParrotSession(model) }
    }

    static let tokeniser = ByteTokeniser(special: [.endOfText])

    static func run(
        _ text: [UInt8],
        _ settings: SamplingSettings = .greedy,
        cancelAfter: Int = .max
    ) throws -> (report: GenerationReport, pieces: [GeneratedPiece]) {
        var generator = TestGenerator(seed: 1)
        var pieces: [GeneratedPiece] = []
        var asked = 0
        let report = try generate(
            try Parrot(text: text).makeSession(rows: 1),
            prompt: [0],
            settings: settings,
            tokeniser: tokeniser,
            using: &generator,
            onPiece: { pieces.append($0) },
            isCancelled: {
                asked += 1
                return asked > cancelAfter
            }
        )
        return (report, pieces)
    }

    @Test func piecesAreWholeCodePointsAndMakeTheText() throws {
        let text = "héllo 🌍 — ok"
        let (report, pieces) = try Self.run(Array(text.utf8))
        #expect(report.text == text)
        #expect(pieces.map(\.text).joined() == text)
        #expect(!pieces.contains { $0.text.unicodeScalars.contains("\u{FFFD}") })
        #expect(pieces.flatMap(\.tokens) == report.tokens)
        #expect(report.tokens == text.utf8.map(Int32.init))
        #expect(report.finishReason == .endOfText)
        #expect(report.networkCalls == report.tokens.count + 1)
        #expect(report.promptTokens == 1 && report.seconds > 0 && report.tokensPerSecond > 0)
    }

    @Test func stopStringsAreHeldBackAndCutOff() throws {
        var settings = SamplingSettings.greedy
        settings.stopStrings = ["STOP", "\n\n"]
        let (report, pieces) = try Self.run(Array("ab STO ST\ncdSTOPef".utf8), settings)
        #expect(report.text == "ab STO ST\ncd" && report.finishReason == .stopString)
        #expect(pieces.map(\.text).joined() == report.text)
        #expect(report.tokens.count == 16)
    }

    @Test func lengthAndCancellationKeepWhatIsThere() throws {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 3
        #expect(try Self.run(Array("abcdef".utf8), settings).report.finishReason == .length)
        #expect(try Self.run(Array("abcdef".utf8), settings).report.text == "abc")
        let cancelled = try Self.run(Array("abcdef".utf8), cancelAfter: 2).report
        #expect(cancelled.finishReason == .cancelled && cancelled.text == "ab")
        settings.maximumTokens = 0
        let none = try Self.run(Array("abcdef".utf8), settings).report
        #expect(none.text.isEmpty && none.networkCalls == 0)
    }

    @Test func aTruncatedCodePointAtTheEndIsReplaced() throws {
        let (report, pieces) = try Self.run([0x61, 0xE2, 0x82])
        #expect(report.text == "a\u{FFFD}" && pieces.map(\.text) == ["a", "\u{FFFD}"])
    }

    @Test func endOfTextCanBeIgnored() throws {
        var settings = SamplingSettings.greedy
        settings.ignoresEndOfText = true
        settings.maximumTokens = 4
        #expect(try Self.run([0x61], settings).report.tokens == [0x61, 0, 0, 0])
    }

    @Test func idsWithoutTextAreNeverChosen() throws {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 3
        var generator = TestGenerator(seed: 1)
        let report = try generate(
            try Parrot(text: []).makeSession(rows: 1),
            prompt: [0],
            settings: settings,
            tokeniser: ByteTokeniser(),
            using: &generator
        )
        #expect(report.tokens == [0, 0, 0], "256 has no text in a tokeniser of 256 bytes")
    }

    @Test func stopTokensAndConstraintsHold() throws {
        var settings = SamplingSettings.greedy
        settings.stopTokens = [0x63]
        #expect(try Self.run(Array("abcd".utf8), settings).report.text == "ab")
        var generator = TestGenerator(seed: 1)
        let report = try generate(
            try Parrot(text: Array("ab".utf8)).makeSession(rows: 1),
            prompt: [0],
            settings: .greedy,
            tokeniser: Self.tokeniser,
            transforms: [LogitBias(bias: [0x61: -100, 0x7A: 60])],
            using: &generator
        )
        #expect(report.text.hasPrefix("z"))
    }

    @Test func aFullContextEndsTheGeneration() throws {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 5000
        let report = try Self.run([UInt8](repeating: 0x61, count: 3000), settings).report
        #expect(report.finishReason == .contextFull && report.tokens.count == 1000)
    }

    @Test func anEmptyPromptNeedsAModelWithABeginning() throws {
        var generator = TestGenerator(seed: 1)
        #expect(throws: SamplingError.emptyPrompt) {
            _ = try generate(
                try Parrot(text: []).makeSession(rows: 1),
                prompt: [],
                settings: .greedy,
                tokeniser: Self.tokeniser,
                using: &generator
            )
        }
    }

    @Test func assembledTextEqualsDecodingAtOnce() {
        var generator = TestGenerator(seed: 3)
        let alphabet: [UInt8] = [0x61, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x8C, 0x8D, 0xFF, 0xE0]
        for _ in 0..<3000 {
            let bytes = (0..<12).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            var assembler = TextAssembler()
            var text = ""
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(3, rest.count), using: &generator)
                text += assembler.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(text + assembler.finish() == String(decoding: bytes, as: UTF8.self), "\(bytes)")
        }
    }

    @Test func theStreamBringsPiecesThenTheReport() async throws {
        let stream = generationStream(
            prompt: [0],
            settings: .greedy,
            tokeniser: Self.tokeniser,
            using: TestGenerator(seed: 1),
            makeSession: { try Parrot(text: Array("hé!".utf8)).makeSession(rows: 1) }
        )
        var text = ""
        var report: GenerationReport?
        for try await event in stream {
            switch event {
            case .piece(let piece): text += piece.text
            case .finished(let end): report = end
            }
        }
        #expect(text == "hé!" && report?.text == "hé!")
    }

    @Test func theReportHasTheNamesThatMachinesRead() throws {
        let json = try JSONEncoder().encode(try Self.run([0x61]).report)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        for name in ["text", "tokens", "seconds", "tokens_per_second", "network_calls", "finish_reason"] {
            #expect(object[name] != nil, "\(name)")
        }
    }
}
