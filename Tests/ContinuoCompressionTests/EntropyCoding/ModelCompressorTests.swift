import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoCompression

@Suite("Compression by a model")
struct ModelCompressorTests {
    private static let text = Array(
        String(repeating: "In the beginning was the Word, and the Word was. ", count: 12).utf8
    )

    private static func nGrams() throws -> ModelCompressor {
        let model = try NGramModel.train([text.map(Int32.init)], order: 4, vocabularySize: 256)
        return ModelCompressor(model, ByteTokeniser(), circumstances: ["model": "n"])
    }

    private static func network(_ family: String) throws -> ModelCompressor {
        var settings: JSONObject = ["layers": 1, "width": 16]
        // A context that is used up again and again.
        if family == "gpt2" { settings["context"] = 32 }
        let recipe = try FamilyRegistry.recipe(family, vocabularySize: 256, overrides: settings)
        let model = try SequenceModel(family: recipe, tokeniser: ByteTokeniser(), process: Autoregressive(), seed: 1)
        return ModelCompressor(model, ByteTokeniser(), circumstances: ["model": family])
    }

    @Test("Symbols take about their information, and come back", arguments: [1, 2, 3])
    func arithmetic(seed: UInt64) {
        var random = RandomStream(seed: seed)
        let law = [0.9, 0.07, 0.02, 0.0099, 0.0001]
        let frequencies = SymbolFrequencies(logits: law.map { Float(log($0)) }[...])
        let symbols = (0..<5000).map { _ in random.categorical(law) }
        var encoder = ArithmeticEncoder()
        for symbol in symbols { encoder.encode(frequencies.range(of: symbol), of: frequencies.total) }
        let bytes = encoder.finish()
        let bits = symbols.reduce(0) { $0 - log2(law[$1]) }
        #expect(abs(Double(8 * bytes.count) - bits) < 16 + 0.001 * bits)
        var decoder = ArithmeticDecoder(bytes[...])
        let found = symbols.map { _ in
            let symbol = frequencies.symbol(at: decoder.place(of: frequencies.total))
            decoder.consume(frequencies.range(of: symbol), of: frequencies.total)
            return symbol
        }
        #expect(found == symbols)
    }

    @Test("Extreme distributions keep every symbol codable")
    func extremes() {
        var logits = [Float](repeating: -.infinity, count: 256)
        logits[3] = 0
        let frequencies = SymbolFrequencies(logits: logits[...])
        var encoder = ArithmeticEncoder()
        let symbols = [3, 3, 255, 0, 3, 128]
        for symbol in symbols { encoder.encode(frequencies.range(of: symbol), of: frequencies.total) }
        let bytes = encoder.finish()
        var decoder = ArithmeticDecoder(bytes[...])
        for symbol in symbols {
            #expect(frequencies.symbol(at: decoder.place(of: frequencies.total)) == symbol)
            decoder.consume(frequencies.range(of: symbol), of: frequencies.total)
        }
    }

    @Test("Every file comes back, in any number of rows")
    func roundTrips() throws {
        var random = RandomStream(seed: 9)
        let noise = (0..<300).map { _ in UInt8(random.integer(below: 256)) }
        for compressor in [try Self.nGrams(), try Self.network("gpt2"), try Self.network("gru")] {
            for bytes in [[], [0], noise, Self.text, [UInt8](repeating: 255, count: 100)] {
                for rows in [nil, 1, 3] {
                    let packed = try compressor.compress(bytes, rows: rows)
                    #expect(try compressor.decompress(packed, file: "x") == bytes)
                }
            }
        }
        // The model has learnt this text.
        let packed = try Self.nGrams().compress(Self.text, rows: 1)
        #expect(packed.count < Self.text.count / 2)
    }

    @Test("Damage, truncation and another model are refused by name")
    func refusals() throws {
        let compressor = try Self.nGrams()
        let packed = try compressor.compress(Self.text, rows: 2)
        for place in stride(from: 0, to: packed.count, by: 7) {
            var damaged = packed
            damaged[place] ^= 0x10
            #expect(throws: DataFileError.self) { try compressor.decompress(damaged, file: "x") }
            #expect(throws: DataFileError.self) {
                try compressor.decompress(Array(packed.prefix(place)), file: "x")
            }
        }
        let other = ModelCompressor(compressor.model, compressor.tokeniser, circumstances: ["model": "m"])
        let error = #expect(throws: DataFileError.self) { try other.decompress(packed, file: "x") }
        #expect(error?.found == "m")
    }

    @Test("A tokeniser that loses something is refused")
    func lossy() throws {
        let tokeniser = CharacterTokeniser(alphabet: "ab".unicodeScalars)
        let model = try NGramModel.train([[0, 1, 0]], order: 2, vocabularySize: tokeniser.vocabularySize)
        let compressor = ModelCompressor(model, tokeniser, circumstances: [:])
        #expect(throws: ModelCompressionError.lossy) { try compressor.compress(Array("abc".utf8)) }
        let packed = try compressor.compress(Array("abba".utf8))
        #expect(try compressor.decompress(packed, file: "x") == Array("abba".utf8))
    }
}
