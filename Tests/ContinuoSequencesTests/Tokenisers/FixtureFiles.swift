import ContinuoFormats
import Foundation

/// The folder of the golden fixtures, found from where this file stands.
let fixtureFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

/// What the `tokenizers` package made of hostile text; see `make_tokeniser_fixtures.py`.
struct ByteLevelBPEFixture {
    struct Variant {
        let name: String
        let json: JSONValue
        let asTokens: [[Int32]]
        let asText: [[Int32]]
    }

    let texts: [String]
    let variants: [Variant]
    let trainingText: String
    let trained: [(size: Int, minimum: Int, merges: [[String]])]

    static let shared = Result { try ByteLevelBPEFixture() }

    private init() throws {
        let json = try JSONParser.parse(file: fixtureFolder.appending(path: "Tokenisers/byte_level_bpe.json").path)
        func ids(_ value: JSONValue?) -> [[Int32]] {
            (value?.arrayValue ?? []).map { ($0.arrayValue ?? []).map { Int32($0.intValue!) } }
        }
        texts = (json["texts"]?.arrayValue ?? []).map { $0.stringValue! }
        variants = (json["variants"]?.arrayValue ?? []).map { entry in
            var contents = json["base"]!
            for (key, value) in entry["tokenizer"]!.objectValue! { contents[key] = value }
            return Variant(
                name: entry["name"]!.stringValue!,
                json: contents,
                asTokens: ids(entry["as_tokens"]),
                asText: ids(entry["as_text"])
            )
        }
        let training = json["training"]!
        trainingText = training["text"]!.stringValue!
        trained = training["results"]!.arrayValue!.map { result in
            let merges = result["merges"]!.arrayValue!.map { $0.arrayValue!.map { $0.stringValue! } }
            return (result["vocab_size"]!.intValue!, result["min_frequency"]!.intValue!, merges)
        }
    }
}
