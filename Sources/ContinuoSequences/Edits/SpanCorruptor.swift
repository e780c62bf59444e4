import ContinuoTensor

/// Takes spans out of a text and leaves a sentinel for each (Raffel et al. 2020).
///
///     text      the quick brown fox jumps
///     source    the ⟨0⟩ fox ⟨1⟩
///     target    ⟨0⟩ quick brown ⟨1⟩ jumps ⟨2⟩
///
/// The number of tokens that are taken and of spans follow from the length; how both the taken and the kept tokens are cut
/// into so many parts is drawn evenly. A text begins with kept tokens. A sentinel's id never occurs in the text itself.
public struct SpanCorruptor: Sendable {
    /// Share of the tokens that are taken.
    public var rate: Double
    /// Mean length of a span.
    public var meanSpan: Double
    public var sentinels: Sentinels

    public init(rate: Double = 0.15, meanSpan: Double = 20, sentinels: Sentinels) {
        self.rate = rate
        self.meanSpan = meanSpan
        self.sentinels = sentinels
    }

    /// A text in two parts, and the sentinels in them in their order.
    public struct Parts: Sendable, Equatable {
        public var source: [Int32]
        public var target: [Int32]
        /// One for each span, and the one that ends the target.
        public var sentinels: [Int32]

        public init(source: [Int32], target: [Int32], sentinels: [Int32]) {
            self.source = source
            self.target = target
            self.sentinels = sentinels
        }

        /// The text; nil where source and target do not fit together.
        public func merged() -> [Int32]? {
            let spans = target.split(omittingEmptySubsequences: false) { sentinels.contains($0) }
            let order = target.filter { sentinels.contains($0) }
            guard order == sentinels, spans.first?.isEmpty == true, spans.last?.isEmpty == true else { return nil }
            var result: [Int32] = []
            var next = 0
            for token in source {
                guard sentinels.contains(token) else {
                    result.append(token)
                    continue
                }
                guard next + 1 < sentinels.count, token == sentinels[next] else { return nil }
                next += 1
                result += spans[next]
            }
            return next == sentinels.count - 1 ? result : nil
        }
    }

    /// Spans of a text of `length` tokens, in order; none where it is too short to keep anything.
    public func spans(length: Int, using random: inout RandomStream) -> [Range<Int>] {
        guard length >= 2 else { return [] }
        let taken = min(max(Int((Double(length) * rate).rounded()), 1), length - 1)
        let count = min(max(Int((Double(taken) / meanSpan).rounded()), 1), taken, length - taken)
        let kept = SpanCorruptor.parts(length - taken, count, using: &random)
        let removed = SpanCorruptor.parts(taken, count, using: &random)
        var place = 0
        return zip(kept, removed).map { kept, removed in
            let start = place + kept
            place = start + removed
            return start..<place
        }
    }

    /// - Throws: `CorruptionError.tooFewSentinels`.
    public func callAsFunction(_ tokens: [Int32], using random: inout RandomStream) throws(CorruptionError) -> Parts {
        let spans = spans(length: tokens.count, using: &random)
        let present = Set(tokens)
        let free = sentinels.ids.lazy.filter { !present.contains($0) }.prefix(spans.count + 1)
        let used = Array(free)
        guard used.count == spans.count + 1 else {
            throw .tooFewSentinels(needed: spans.count + 1, available: used.count)
        }
        var parts = Parts(source: [], target: [], sentinels: used)
        var place = 0
        for (span, sentinel) in zip(spans, used) {
            parts.source += tokens[place..<span.lowerBound] + [sentinel]
            parts.target += [sentinel] + tokens[span]
            place = span.upperBound
        }
        parts.source += tokens[place...]
        parts.target.append(used[spans.count])
        return parts
    }

    /// `count` numbers of at least 1 that add up to `total`, each such list equally probable.
    private static func parts(_ total: Int, _ count: Int, using random: inout RandomStream) -> [Int] {
        // A cut lies behind some of the first total − 1 elements.
        var places = Array(1..<max(total, 1))
        for index in 0..<(count - 1) { places.swapAt(index, index + random.integer(below: places.count - index)) }
        let cuts = [0] + places.prefix(count - 1).sorted() + [total]
        return zip(cuts, cuts.dropFirst()).map { $1 - $0 }
    }
}

/// Why a text cannot be corrupted.
public enum CorruptionError: Error, Equatable, CustomStringConvertible {
    case tooFewSentinels(needed: Int, available: Int)

    public var description: String {
        switch self {
        case .tooFewSentinels(let needed, let available):
            "the spans of a text need \(needed) sentinels that do not occur in it, there are \(available); "
                + "corrupt shorter texts, make spans longer, or give the tokeniser sentinels of its own"
        }
    }
}
