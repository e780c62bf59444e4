import ContinuoSequences
import ContinuoTensor
import Testing

@Suite struct SpanCorruptorTests {
    private static let extra = ByteTokeniser.publishedByT5

    /// Any bytes, with sentinels of their own.
    @Test func mergingRestoresRandomBytes() throws {
        var random = RandomStream(seed: 5)
        let corruptor = SpanCorruptor(meanSpan: 4, sentinels: Sentinels(of: Self.extra, .extra))
        for index in 0..<10_000 {
            let bytes = (0..<(index % 97)).map { _ in UInt8(random.integer(below: 256)) }
            let tokens = Self.extra.encode(bytes)
            #expect(Self.extra.decode(tokens) == bytes)
            let parts = try corruptor(tokens, using: &random)
            #expect(parts.merged() == tokens)
        }
    }

    /// Text of valid UTF-8, with the sentinels that ByT5 was trained with.
    @Test func mergingRestoresTextWithReusedSentinels() throws {
        let tokeniser = ByteTokeniser(layout: .byT5)
        let sentinels = Sentinels(of: tokeniser, .reused)
        #expect(sentinels.ids.count == 100 && sentinels.ids.prefix(2) == [258, 257])
        #expect(Sentinels.usualKind(of: Self.extra) == .reused)
        #expect(Sentinels(of: Self.extra, .reused) == sentinels)
        let corruptor = SpanCorruptor(meanSpan: 20, sentinels: sentinels)
        var random = RandomStream(seed: 6)
        let texts = ["In the beginning ", "Im Anfang schuf Gott – ", "初めに、神は天地を創造された。", "🙂🙃 "]
        for repetition in 0..<1000 {
            let text = (0..<(1 + repetition % 30)).map { _ in texts[random.integer(below: texts.count)] }.joined()
            let tokens = tokeniser.encode(text)
            let parts = try corruptor(tokens, using: &random)
            #expect(parts.merged() == tokens)
            #expect(Set(parts.sentinels).isDisjoint(with: tokens))
        }
    }

    @Test func takesItsShareInSpansOfTheirMean() throws {
        let corruptor = SpanCorruptor(sentinels: Sentinels(of: Self.extra, .extra))
        var random = RandomStream(seed: 7)
        var (taken, spans, kept) = (0, 0, [Int](repeating: 0, count: 1024))
        for _ in 0..<400 {
            let found = corruptor.spans(length: 1024, using: &random)
            spans += found.count
            for span in found {
                taken += span.count
                for place in span { kept[place] += 1 }
            }
            #expect(found.first.map { $0.lowerBound > 0 } == true && found.last.map { $0.upperBound <= 1024 } == true)
            for (left, right) in zip(found, found.dropFirst()) { #expect(left.upperBound < right.lowerBound) }
        }
        #expect(taken == 400 * 154 && spans == 400 * 8)
        // Every place inside is taken about equally often.
        let middle = kept[100..<900].map(Double.init)
        #expect(middle.allSatisfy { abs($0 / 400 - 0.15) < 0.09 })
    }

    @Test func shortTextsKeepSomething() throws {
        let corruptor = SpanCorruptor(rate: 1, meanSpan: 1, sentinels: Sentinels(of: Self.extra, .extra))
        var random = RandomStream(seed: 8)
        #expect(try corruptor([], using: &random).target.count == 1)
        #expect(try corruptor([65], using: &random).source == [65])
        let two = try corruptor([65, 66], using: &random)
        #expect(two.source == [65, two.sentinels[0]] && two.target == [two.sentinels[0], 66, two.sentinels[1]])
    }

    @Test func saysWhenSentinelsDoNotSuffice() {
        let corruptor = SpanCorruptor(rate: 0.5, meanSpan: 1, sentinels: Sentinels(ids: [258, 257]))
        var random = RandomStream(seed: 9)
        #expect(throws: CorruptionError.tooFewSentinels(needed: 11, available: 2)) {
            try corruptor([Int32](repeating: 65, count: 20), using: &random)
        }
    }

    @Test func mergingRefusesWhatDoesNotFit() {
        let fitting = SpanCorruptor.Parts(source: [5, 258, 6], target: [258, 7, 257], sentinels: [258, 257])
        #expect(fitting.merged() == [5, 7, 6])
        var other = fitting
        other.target = [257, 7, 258]
        #expect(other.merged() == nil)
        other = fitting
        other.source = [5, 6]
        #expect(other.merged() == nil)
        other.source = [258, 258]
        #expect(other.merged() == nil)
    }
}
