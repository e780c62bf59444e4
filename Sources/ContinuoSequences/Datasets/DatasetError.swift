/// What can be wrong with data beyond the reading of a file (for that see `DataFileError`), said so that its owner can put
/// it right.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
    /// No file in the folder holds text.
    case noText(directory: String)

    /// A file without a document in it.
    case noDocument(path: String)

    /// Fewer tokens than one window needs.
    case shorterThanContext(name: String, tokens: Int, needed: Int)

    /// A part of a split that got no document.
    case emptyPart(name: String, part: String)

    /// A built-in data set that comes with a system package.
    case missingPackage(name: String, package: String, path: String)

    /// A data set that a script fetches.
    case missingDownload(name: String, script: String, variable: String, path: String)

    /// A name beginning with `@` that is no built-in data set.
    case unknownName(name: String, known: [String])

    /// A setting that cannot be met.
    case badSetting(String)

    public var description: String {
        switch self {
        case .noText(let directory):
            "\(directory): no text file in this folder or below it (binary files are passed over)."
        case .noDocument(let path):
            "\(path): no document with text in this file."
        case .shorterThanContext(let name, let tokens, let needed):
            "\(name): has \(tokens) tokens, but one window needs \(needed) (the context and one more). "
                + "Use a longer text or a shorter context."
        case .emptyPart(let name, let part):
            "\(name): the split leaves no document for the \(part) part. "
                + "Use more documents, another split, or larger fractions."
        case .missingPackage(let name, let package, let path):
            "@\(name) comes with the Debian package \(package), and \(path) does not exist. "
                + "Install it: apt-get install \(package)"
        case .missingDownload(let name, let script, let variable, let path):
            "\(path): \(name) is not there. Fetch it, `\(script)`, and run this in the project's folder; "
                + "or set \(variable) to the path of the file."
        case .unknownName(let name, let known):
            "@\(name): no such built-in data set; known are \(known.map { "@" + $0 }.joined(separator: ", "))."
        case .badSetting(let reason):
            reason
        }
    }
}
