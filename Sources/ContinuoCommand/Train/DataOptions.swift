import ArgumentParser
import Continuo

/// Options that say what is learnt from.
struct DataOptions: ParsableArguments {
    @Argument(help: "A text file, a JSONL file or a folder.")
    var path: String?

    @Option(help: "The same, or built-in data such as @kjv (see `continuo list data`).")
    var data: String?

    @Option(help: "Key of the text in JSONL.")
    var field = "text"

    @Option(help: "What separates the documents of a text file: file, line, blank-line, or heading:TEXT.")
    var documents = "file"

    @Option(help: "Ending of the file names that are read in a folder. Repeatable; all when left out.")
    var ending: [String] = []

    /// Where the data are; nil where nothing was said.
    /// - Throws: `CommandError` when it was said twice.
    func location() throws -> String? {
        if path != nil, data != nil {
            throw CommandError.usage("The data are named twice, \(path!) and --data \(data!); name them once.")
        }
        return path ?? data
    }

    /// Names of the options that were given of what a plain text looks like.
    var formGiven: [String] {
        let all = [
            ("--field", field != "text"), ("--documents", documents != "file"), ("--ending", !ending.isEmpty),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// The request for data at a location.
    func request(_ location: String) throws -> DataRequest {
        let boundary: DocumentBoundary =
            switch documents {
            case "file": .file
            case "line": .line
            case "blank-line": .blankLine
            case let text where text.hasPrefix("heading:") && text.count > 8: .heading(Array(text.dropFirst(8).utf8))
            default:
                throw CommandError.usage(
                    "--documents \(documents): expected file, line, blank-line, or heading:TEXT."
                )
            }
        return DataRequest(location, boundary: boundary, field: field, extensions: ending)
    }
}
