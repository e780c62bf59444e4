/// What can be wrong with a tokeniser or its file.
public enum TokeniserError: Error, Equatable, CustomStringConvertible {
    /// A construct of `tokenizer.json` that is valid but not known here.
    case unsupported(file: String, construct: String, supported: String)

    /// Something in the file contradicts itself or the format.
    case malformed(file: String, place: String, reason: String)

    /// A tokeniser that a format, `tokenizer.json` or GGUF, has no words for.
    case cannotBeWritten(reason: String, form: String = "tokenizer.json")

    /// A setting that cannot be met.
    case badSetting(String)

    public var description: String {
        switch self {
        case .unsupported(let file, let construct, let supported):
            "\(file): \(construct) is not supported here; supported: \(supported)."
        case .malformed(let file, let place, let reason):
            "\(file): \(place): \(reason)."
        case .cannotBeWritten(let reason, let form):
            "This tokeniser cannot be written as \(form): \(reason)."
        case .badSetting(let reason):
            reason
        }
    }
}
