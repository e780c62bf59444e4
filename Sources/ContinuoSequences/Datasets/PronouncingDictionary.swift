import ContinuoFormats
import Foundation

/// The CMU Pronouncing Dictionary: English words with their phonemes (ARPAbet). Of several pronunciations the first counts.
///
/// Format of `cmudict.dict`: a word and its phonemes a line, between spaces; further pronunciations have a number behind the
/// word, `tomato(2)`; what follows `#` is a comment.
public struct PronouncingDictionary: Sendable {
    public struct Entry: Sendable, Equatable {
        /// In lower case.
        public let word: String
        /// Without marks of stress.
        public let phonemes: [String]
    }

    /// In the order of the file.
    public let entries: [Entry]

    /// Name of the variable that says where the file lies.
    public static let variable = "CONTINUO_CMUDICT"

    /// Where `Scripts/fetch-data` puts the file, seen from the project's folder.
    public static let usualPath = ".cache/data/cmudict/cmudict.dict"

    /// Where the file is looked for.
    public static var path: String {
        let given = ProcessInfo.processInfo.environment[variable] ?? ""
        return given.isEmpty ? usualPath : given
    }

    /// Reads the dictionary.
    /// - Throws: `DatasetError.missingDownload` when it is not there, `DataFileError` when the file is something else.
    public init(path: String = PronouncingDictionary.path) throws {
        guard FileSystem.exists(path) else {
            throw DatasetError.missingDownload(
                name: "the CMU Pronouncing Dictionary",
                script: "Scripts/fetch-data cmudict",
                variable: PronouncingDictionary.variable,
                path: path
            )
        }
        var entries: [Entry] = []
        let lines = try FileSystem.read(path).split(separator: UInt8(ascii: "\n"))
        for (number, line) in lines.enumerated() {
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
            let fields = text.split(whereSeparator: \.isWhitespace)
            guard let word = fields.first else { continue }
            let phonemes = fields.dropFirst().map { String($0.filter { !$0.isNumber }) }
            guard !phonemes.isEmpty, phonemes.allSatisfy({ $0.utf8.allSatisfy { (65...90).contains($0) } }) else {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "line \(number + 1)",
                    expected: "a word and its phonemes, such as \"cat K AE1 T\"",
                    found: "\"\(text.prefix(60))\""
                )
            }
            if word.hasSuffix(")") { continue }
            entries.append(Entry(word: word.lowercased(), phonemes: phonemes))
        }
        self.entries = entries
    }

    /// The entries of a part: 90 % train, 5 % validation, 5 % test, by a hash of the word.
    public func entries(of part: DatasetPart) -> [Entry] {
        entries.filter { PronouncingDictionary.part(of: $0.word) == part }
    }

    private static func part(of word: String) -> DatasetPart {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // FNV alone shares out words that differ in their last letter unevenly.
        let mixed = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
        switch (mixed >> 40) % 20 {
        case 0: return .test
        case 1: return .validation
        default: return .train
        }
    }
}
