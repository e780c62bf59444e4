import ContinuoFormats
import ContinuoSequences
import Foundation

/// What the reference packages made of hostile text with small tokenisers of every kind; see `make_subword_fixtures.py`.
struct SubwordFixture {
    struct Kind {
        let name: String
        /// The contents of a `tokenizer.json`, or else of a `tokenizer.model`.
        let json: JSONValue?
        let model: [UInt8]
        let ids: [[Int32]]
        let texts: [String]
        /// Bytes that are no valid UTF-8, with their ids.
        let broken: [(bytes: [UInt8], ids: [Int32])]

        func tokeniser() throws -> any Tokeniser {
            if let json { return try TokenizerJSON.tokeniser(from: json) }
            return try model.withUnsafeBytes { try SentencePieceModel.tokeniser(from: $0) }
        }
    }

    let inputs: [String]
    let kinds: [Kind]

    static let shared = Result { try SubwordFixture() }

    static let names = (try? shared.get().kinds.map(\.name)) ?? []

    private init() throws {
        let json = try JSONParser.parse(file: fixtureFolder.appending(path: "Tokenisers/subwords.json").path)
        func ids(_ value: JSONValue?) -> [Int32] { (value?.arrayValue ?? []).map { Int32($0.intValue!) } }
        inputs = json["inputs"]!.arrayValue!.map { $0.stringValue! }
        kinds = json["kinds"]!.arrayValue!.map { entry in
            Kind(
                name: entry["name"]!.stringValue!,
                json: entry["json"],
                model: Self.bytes(entry["model"]?.stringValue ?? ""),
                ids: entry["ids"]!.arrayValue!.map(ids),
                texts: entry["texts"]!.arrayValue!.map { $0.stringValue! },
                broken: (entry["broken"]?.arrayValue ?? []).map { (Self.bytes($0[0]!.stringValue!), ids($0[1])) }
            )
        }
    }

    private static func bytes(_ base64: String) -> [UInt8] { Data(base64Encoded: base64).map(Array.init) ?? [] }
}
