/// The weights of a model as Hugging Face lays them out: one `model.safetensors`, or several files listed by
/// `model.safetensors.index.json`. Reads like one file.
public final class SafeTensorsModel: Sendable {
    /// The path that was asked for.
    public let path: String
    /// The files, in the order of the index.
    public let files: [SafeTensorsFile]
    /// All tensors, file by file.
    public let entries: [SafeTensorsEntry]

    private let fileOfTensor: [ExactText: Int]

    /// Opens a directory, a safetensors file, or an index.
    /// - Throws: `DataFileError` when nothing of that kind is there, a file is damaged, or files and index disagree.
    public init(path: String) throws(DataFileError) {
        self.path = path
        let main = try Self.mainFile(path)
        var names: [String] = []
        var listed: [(tensor: String, file: String)] = []
        if main.hasSuffix(".json") {
            (names, listed) = try Self.index(main)
        } else {
            names = [FileSystem.name(of: main)]
        }
        let folder = FileSystem.directory(of: main)
        var files: [SafeTensorsFile] = []
        var fileOfTensor: [ExactText: Int] = [:]
        for (number, name) in names.enumerated() {
            let file = try SafeTensorsFile(path: FileSystem.join(folder, name))
            for tensor in file.names {
                if let other = fileOfTensor.updateValue(number, forKey: ExactText(tensor)) {
                    throw DataFileError(
                        .malformed,
                        file: file.path,
                        place: "tensor \"\(tensor)\"",
                        expected: "every tensor in one file",
                        found: "it is in \(names[other]) too"
                    )
                }
            }
            files.append(file)
        }
        for (tensor, name) in listed where fileOfTensor[ExactText(tensor)].map({ names[$0] }) != name {
            throw DataFileError(
                .malformed,
                file: main,
                place: "tensor \"\(tensor)\"",
                expected: "the tensor in \(name)",
                found: "no such tensor there",
                advice: "Do index and files belong to one model?"
            )
        }
        self.files = files
        self.fileOfTensor = fileOfTensor
        entries = files.flatMap(\.entries)
    }

    /// The tensors' names, file by file.
    public var names: [String] { entries.map(\.name) }

    /// The tensor of a name; nil when there is none.
    public func entry(_ name: String) -> SafeTensorsEntry? {
        fileOfTensor[ExactText(name)].flatMap { files[$0].entry(name) }
    }

    /// The bytes of a tensor. Valid as long as this object lives; not necessarily aligned for its type.
    /// - Throws: `DataFileError` of kind `missing` that lists similar names.
    public func bytes(_ name: String) throws(DataFileError) -> UnsafeRawBufferPointer {
        guard let number = fileOfTensor[ExactText(name)] else {
            throw SafeTensorsHeader.missing(name, among: names, file: path)
        }
        return try files[number].bytes(name)
    }

    /// Tells the system that a part of a tensor's bytes will not be read again soon, so that its memory can be given to others.
    /// A name that no tensor has changes nothing.
    public func willNotNeed(_ name: String, _ part: Range<Int>) {
        guard let number = fileOfTensor[ExactText(name)], let entry = files[number].entry(name) else { return }
        files[number].willNotNeed(entry, part)
    }

    /// The name of a model's only file.
    public static let fileName = "model.safetensors"
    /// The name of the list of a model's files.
    public static let indexName = "model.safetensors.index.json"

    private static func mainFile(_ path: String) throws(DataFileError) -> String {
        guard FileSystem.isDirectory(path) else { return path }
        for name in [fileName, indexName] where FileSystem.exists(FileSystem.join(path, name)) {
            return FileSystem.join(path, name)
        }
        throw DataFileError(
            .missing,
            file: path,
            expected: "\(fileName) or \(indexName)",
            found: "neither",
            advice: "Is this a model's directory?"
        )
    }

    private static func index(_ path: String) throws(DataFileError) -> ([String], [(tensor: String, file: String)]) {
        let json = try JSONParser.parse(file: path)
        guard let map = json["weight_map"]?.objectValue else {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "an object \"weight_map\" of tensor to file",
                found: "none"
            )
        }
        var names: [String] = []
        var listed: [(tensor: String, file: String)] = []
        for (tensor, value) in map {
            guard let name = value.stringValue, !name.isEmpty, !name.contains("/"), name.hasSuffix(".safetensors")
            else {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "tensor \"\(tensor)\"",
                    expected: "the name of a safetensors file beside the index",
                    found: "\(value)"
                )
            }
            if !names.contains(name) { names.append(name) }
            listed.append((tensor, name))
        }
        return (names.sorted(), listed)
    }
}
