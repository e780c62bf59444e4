import ContinuoSequences
import Testing

struct WindowSamplerTests {
    static func store(_ count: Int) -> TokenStore {
        TokenStore(name: "counting", tokens: (0..<Int32(count)).map { $0 }, vocabularySize: 100_000, textBytes: count)
    }

    /// In every epoch each window comes once, windows overlap in no more than the shared border token, and epochs differ.
    @Test(arguments: [2, 3, 17, 64, 1000, 1001]) func anEpochIsAPermutation(_ count: Int) throws {
        let length = min(8, count - 1)
        let sampler = try WindowSampler(Self.store(count), length: length, batchSize: 1, seed: 3)
        let windows = sampler.windowCount
        #expect(windows == (count - 1) / length)
        var orders: Set<[Int]> = []
        for epoch in 0..<4 {
            let starts = (0..<windows).map { sampler.start(ofSample: epoch * windows + $0) }
            orders.insert(starts)
            let sorted = starts.sorted()
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 == length })
            #expect(sorted.first! >= 0 && sorted.last! + length < count)
        }
        if windows > 10 { #expect(orders.count == 4) }
    }

    /// Windows are cut where documents begin, wherever those lie and however short they are.
    @Test(arguments: WindowOrder.allCases) func windowsAreCutAtDocuments(_ order: WindowOrder) throws {
        var builder = TokenStoreBuilder(name: "documents", vocabularySize: 100)
        var beginnings: Set<Int> = []
        for length in [1, 3, 20, 0, 2, 1, 40, 5, 9] {
            if length > 0 { beginnings.insert(builder.count) }
            builder.append([Int32](repeating: 7, count: length), textBytes: length)
        }
        let sampler = try WindowSampler(TokenStore(builder), length: 7, batchSize: 3, order: order, seed: 2)
        for step in 0..<20 {
            for (row, parts) in sampler.documentParts(at: step).enumerated() {
                let start = sampler.start(ofSample: 3 * step + row)
                var (place, cuts) = (start, Set<Int>())
                for part in parts.dropLast() {
                    place += part
                    cuts.insert(place)
                }
                #expect(parts.reduce(0, +) == 8)
                #expect(cuts == beginnings.intersection((start + 1)..<(start + 8)))
            }
        }
    }

    @Test(arguments: WindowOrder.allCases) func aBatchDependsOnSeedAndStepAlone(_ order: WindowOrder) throws {
        let store = Self.store(1000)
        let sampler = try WindowSampler(store, length: 16, batchSize: 4, order: order, seed: 9)
        let again = try WindowSampler(store, length: 16, batchSize: 4, order: order, seed: 9)
        let forward = (0..<50).map { sampler.batch(at: $0) }
        let backward = (0..<50).reversed().map { again.batch(at: $0) }
        #expect(forward == backward.reversed())
        for batch in forward {
            for row in 0..<4 {
                let tokens = Array(batch.row(row))
                #expect(tokens.count == 17)
                #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $1 == $0 + 1 })
            }
        }
        if order != .sequential {
            let other = try WindowSampler(store, length: 16, batchSize: 4, order: order, seed: 10)
            #expect(other.batch(at: 0) != forward[0])
        }
    }

    @Test func randomWindowsReachBothEnds() throws {
        let sampler = try WindowSampler(Self.store(20), length: 4, batchSize: 1, order: .random)
        let starts = Set((0..<2000).map { sampler.start(ofSample: $0) })
        #expect(starts == Set(0...15))
    }

    @Test func aShortTextIsRefusedWithBothNumbers() {
        #expect(throws: DatasetError.shorterThanContext(name: "counting", tokens: 256, needed: 257)) {
            try WindowSampler(Self.store(256), length: 256, batchSize: 1)
        }
        #expect(throws: DatasetError.self) { try WindowSampler(Self.store(256), length: 0, batchSize: 1) }
        let text = DatasetError.shorterThanContext(name: "x", tokens: 256, needed: 257).description
        #expect(text.contains("256") && text.contains("257"))
    }

    /// Documents with numbers of their own: no training window shows one that is held out.
    @Test(arguments: SplitTests.rules) func noTrainingWindowTouchesAHeldOutPart(_ rule: SplitRule) throws {
        let documents = (0..<240).map { Document(name: "\($0)", bytes: [UInt8](repeating: UInt8($0), count: 50)) }
        let corpus = try SplitCorpus(InMemorySource(name: "memory", documents: documents), rule: rule)
        let parts = try TokenisedCorpus(corpus, tokeniser: ByteTokeniser(), documentEnd: .nothing)
        var held: Set<Int32> = []
        for part in [DatasetPart.validation, .test] {
            let store = parts[part]
            held.formUnion(store[0..<store.count])
        }
        let sampler = try WindowSampler(parts.train, length: 32, batchSize: 8, order: .random)
        var seen: Set<Int32> = []
        for step in 0..<400 { seen.formUnion(sampler.batch(at: step).tokens) }
        #expect(seen.count > 100)
        // One document is cut in two where two parts meet when bytes are counted.
        #expect(seen.intersection(held).count <= (rule == .lastFraction(0.05) ? 1 : 0))
        #expect(parts.train.count + parts.validation.count + parts.test.count == 240 * 50)
    }
}
