/// What can be wrong with data, said so that its owner can put it right.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
    /// There is no file or folder at the path.
    case missing(path: String)

    /// The file exists but cannot be read.
    case unreadable(path: String, reason: String)

    /// There is no text in the file.
    case empty(path: String)

    /// No file in the folder holds text.
    case noText(directory: String)

    /// Bytes that are not UTF-8, where text was asked for.
    case invalidUTF8(path: String, offset: Int)

    /// A line of a JSONL file that is not what was asked for.
    case badLine(path: String, line: Int, reason: String)

    /// Fewer tokens than one window needs.
    case shorterThanContext(name: String, tokens: Int, needed: Int)

    /// A part of a split that got no document.
    case emptyPart(name: String, part: String)

    /// A built-in data set that comes with a system package.
    case missingPackage(name: String, package: String, path: String)

    /// A name beginning with `@` that is no built-in data set.
    case unknownName(name: String, known: [String])

    /// A file of a known format with something wrong in it.
    case malformed(path: String, reason: String)

    /// A setting that cannot be met.
    case badSetting(String)

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file or folder. Check the path, or name a built-in data set such as @kjv."
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason)."
        case .empty(let path):
            "\(path): the file is empty; a text of at least one window is needed."
        case .noText(let directory):
            "\(directory): no text file in this folder or below it (binary files are passed over)."
        case .invalidUTF8(let path, let offset):
            "\(path): byte \(offset) is not valid UTF-8. Convert the file, or use the representation \"bytes\", which takes any file."
        case .badLine(let path, let line, let reason):
            "\(path), line \(line): \(reason)."
        case .shorterThanContext(let name, let tokens, let needed):
            "\(name): has \(tokens) tokens, but one window needs \(needed) (the context and one more). "
                + "Use a longer text or a shorter context."
        case .emptyPart(let name, let part):
            "\(name): the split leaves no document for the \(part) part. Use more documents, another split, or larger fractions."
        case .missingPackage(let name, let package, let path):
            "@\(name) comes with the Debian package \(package), and \(path) does not exist. "
                + "Install it: apt-get install \(package)"
        case .unknownName(let name, let known):
            "@\(name): no such built-in data set; known are \(known.map { "@" + $0 }.joined(separator: ", "))."
        case .malformed(let path, let reason):
            "\(path): \(reason)."
        case .badSetting(let reason):
            reason
        }
    }
}
