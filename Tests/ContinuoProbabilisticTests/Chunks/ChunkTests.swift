import ContinuoDecoding
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Chunks and variables")
struct ChunkTests {
    /// ab, V = {c, ab, d}, aVd, and a chunk of those.
    private static func library() -> ChunkLibrary {
        var library = ChunkLibrary(alphabet: 4)
        let ab = library.add([.item(0), .item(1)]).item
        let variable = library.addVariable([2, ab, 3])
        let framed = library.add([.item(0), .variable(variable), .item(3)]).item
        let nested = library.addVariable([framed, ab])
        library.add([.item(2), .variable(nested), .item(framed)])
        library.setCounts(items: [5, 3, 4, 2, 6, 3, 2], variables: [[3, 1, 2], [1, 4]])
        return library
    }

    private static func sequences(_ count: Int, seed: UInt64) -> [[Int]] {
        var generator = TestGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...30, using: &generator)).map { _ in Int.random(in: 0..<4, using: &generator) }
        }
    }

    @Test("Decoding a parse gives the sequence back at every level")
    func roundTrip() throws {
        let model = HierarchicalVariableModel(Self.library())
        for sequence in Self.sequences(200, seed: 1) {
            let parse = try model.parse(sequence.map { Int32($0) })
            for level in 0...(model.library.depth(parse) + 1) {
                #expect(model.library.decode(model.library.cut(parse, level: level)) == sequence)
            }
            #expect(model.library.cut(parse, level: 9).allSatisfy { $0.item < 4 })
        }
    }

    @Test("The longest item wins, through variables too")
    func longest() throws {
        let model = HierarchicalVariableModel(Self.library())
        // c · (a (ab) d) · (a c d)
        let parse = try model.parse([2, 0, 0, 1, 3, 0, 2, 3, 1])
        #expect(parse.map(\.item) == [6, 1])
        #expect(parse[0].choices == [ParsedItem(item: 5, choices: [ParsedItem(item: 4)]), ParsedItem(item: 2)])
    }

    @Test("The next symbol's laws sum to one, whether or not variables take strangers", arguments: [true, false])
    func likelihood(isOpen: Bool) throws {
        let model = HierarchicalVariableModel(Self.library(), isOpen: isOpen)
        var total = 0.0
        for code in 0..<256 {
            let sequence = (0..<4).map { Int32(code >> (2 * $0) & 3) }
            total += exp(try model.score(sequence).total)
        }
        #expect(abs(total - 1) < 1e-12)
        for sequence in Self.sequences(50, seed: 2) {
            var state = model.startState
            for symbol in sequence {
                #expect(abs(model.distribution(state).reduce(0, +) - 1) < 1e-12)
                state = model.state(after: state, reading: Int32(symbol))
            }
        }
        // A sequence is at least as probable as its one longest-first reading.
        for sequence in Self.sequences(50, seed: 3) {
            let tokens = sequence.map { Int32($0) }
            let parsed = -model.bits(of: try model.parse(tokens)) * log(2)
            #expect(try model.score(tokens).total >= parsed - 1e-9)
        }
    }

    @Test("An open variable takes an item that it never was, and what follows it is then expected")
    func strangers() throws {
        var library = ChunkLibrary(alphabet: 6)
        let variable = library.addVariable([2, 3])
        library.add([.item(0), .variable(variable), .item(1)])
        library.setCounts(items: [0, 0, 1, 1, 5, 5, 50], variables: [[25, 25]])
        func p(_ isOpen: Bool) throws -> Double {
            let model = HierarchicalVariableModel(library, isOpen: isOpen)
            return exp(try model.score([0, 4, 1]).logProbabilities[2])
        }
        #expect(try p(true) > 0.5)
        #expect(try p(false) < 0.1)
    }

    @Test("The likelihood is that of all strings of items, by enumeration")
    func enumeration() throws {
        let library = Self.library()
        let model = HierarchicalVariableModel(library, isOpen: false)
        let smoothing = HierarchicalVariableModel.smoothing
        func share(_ counts: [Double], _ index: Int) -> Double {
            (counts[index] + smoothing) / counts.reduce(0) { $0 + $1 + smoothing }
        }
        func strings(_ item: Int) -> [[Int]: Double] {
            var result: [[Int]: Double] = [[]: 1]
            for part in library.items[item].flat {
                var ends: [[Int]: Double] = [:]
                switch part {
                case .item(let symbol): ends = [[symbol]: 1]
                case .variable(let number):
                    let variable = library.variables[number]
                    for (index, member) in variable.members.enumerated() {
                        for (string, p) in strings(member) {
                            ends[string, default: 0] += share(variable.counts, index) * p
                        }
                    }
                }
                var longer: [[Int]: Double] = [:]
                for (head, p) in result {
                    for (tail, q) in ends { longer[head + tail, default: 0] += p * q }
                }
                result = longer
            }
            return result
        }
        let counts = library.items.map(\.count)
        var items: [[Int]: Double] = [:]
        for item in counts.indices {
            for (string, p) in strings(item) { items[string, default: 0] += share(counts, item) * p }
        }
        // p of a prefix: whole items, then one that goes on beyond it.
        func prefix(_ text: ArraySlice<Int>) -> Double {
            guard !text.isEmpty else { return 1 }
            return items.reduce(0.0) { sum, item in
                if item.key.count >= text.count { return item.key.starts(with: text) ? sum + item.value : sum }
                return text.starts(with: item.key) ? sum + item.value * prefix(text.dropFirst(item.key.count)) : sum
            }
        }
        for sequence in Self.sequences(40, seed: 4) {
            let text = Array(sequence.prefix(9))
            #expect(abs(try model.score(text.map { Int32($0) }).total - log(prefix(text[...]))) < 1e-9)
        }
    }

    @Test("Sessions keep their laws")
    func sessions() throws { try checkSessions(HierarchicalVariableModel(Self.library())) }

    @Test("JSON gives the same library; what is not one is refused")
    func json() throws {
        let library = Self.library()
        #expect(try ChunkLibrary(library.json, source: "t") == library)
        for text in [
            "{}", #"{"alphabet":1,"symbols":[1],"variables":[],"chunks":[{"parts":[1],"count":1}]}"#,
            #"{"alphabet":1,"symbols":[1],"variables":[],"chunks":[{"parts":[-1],"count":1}]}"#,
            #"{"alphabet":1,"symbols":[1],"variables":[{"members":[1],"counts":[1]}],"chunks":[{"parts":[-1,0],"count":1}]}"#,
            #"{"alphabet":2,"symbols":[1,1],"variables":[],"chunks":[{"parts":[0,1],"count":1},{"parts":[0,1],"count":1}]}"#,
            #"{"alphabet":1,"symbols":[-1],"variables":[],"chunks":[]}"#,
        ] {
            #expect(throws: DataFileError.self) { try ChunkLibrary(JSONParser.parse(text), source: "t") }
        }
    }

    @Test("A generator's variables are found, and its sequences parsed nearly as they were made")
    func learning() throws {
        var random = RandomStream(seed: 5)
        let source = ChunkVariableSource(alphabet: 30, steps: 4, using: &random)
        let (symbols, objects) = source.draw(objects: 10_000, using: &random)
        #expect(source.library.decode(objects) == symbols)
        let result = ChunkLearner().learn([symbols], alphabet: 30)
        func strings(_ library: ChunkLibrary) -> Set<Set<[Int]>> {
            Set(library.variables.indices.map { library.strings(of: .variable($0)) })
        }
        let (found, wanted) = (strings(result.library), strings(source.library))
        #expect(Double(found.intersection(wanted).count) >= 0.8 * Double(wanted.count))
        #expect(Double(result.parseLengths.last ?? .max) < 1.15 * Double(objects.count))
        #expect(zip(result.parseLengths, result.parseLengths.dropFirst()).dropLast().allSatisfy { $0 > $1 })
        var chunks = ChunkLearner()
        chunks.hasVariables = false
        #expect(chunks.learn([symbols], alphabet: 30).library.variables.isEmpty)
    }

    @Test("Independent symbols make no variables and hardly a chunk; nothing makes nothing")
    func noise() {
        var generator = TestGenerator(seed: 6)
        let symbols = (0..<5000).map { _ in Int.random(in: 0..<10, using: &generator) }
        let library = ChunkLearner().learn([symbols], alphabet: 10).library
        #expect(library.items.count - 10 < 60)
        #expect(ChunkLearner().learn([[]], alphabet: 3).library.items.count == 3)
    }
}
