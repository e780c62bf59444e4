/// The parts of a split model: their number and their names.
struct GGUFSplit {
    static let numberKey = "split.no"
    static let countKey = "split.count"
    static let tensorCountKey = "split.tensors.count"
    private static let suffix = ".gguf"
    /// Five digits in the names.
    private static let mostParts = 99_999

    let count: Int
    private let number: Int
    private let folder: String
    private let stem: String

    /// What a file says about the split that it is a part of; nil when it is a model of its own.
    init?(of file: GGUFFile) throws(DataFileError) {
        guard let count = try file.metadata.optional(Self.countKey, GGUFMetadata.integer), count > 1 else { return nil }
        let number = try file.metadata.integer(Self.numberKey)
        guard count <= Self.mostParts, number >= 0, number < count else {
            throw DataFileError(
                .malformed,
                file: file.path,
                place: "key \"\(Self.numberKey)\"",
                expected: "a number from 0 below \(Self.countKey), and that at most \(Self.mostParts)",
                found: "part \(number) of \(count)"
            )
        }
        let name = FileSystem.name(of: file.path)
        let ending = Self.ending(number, of: count)
        guard name.hasSuffix(ending) else {
            throw DataFileError(
                .malformed,
                file: file.path,
                place: "key \"\(Self.numberKey)\"",
                expected: "a file name that ends with \"\(ending)\", for part \(number + 1) of \(count)",
                found: "\"\(name)\"",
                advice: "Give the parts their names back: the others are found by them"
            )
        }
        self.count = count
        self.number = number
        folder = FileSystem.directory(of: file.path)
        stem = String(name.dropLast(ending.count))
    }

    /// Opens all parts, of which one is open already.
    func open(with asked: GGUFFile) throws(DataFileError) -> [GGUFFile] {
        let paths = (0..<count).map { FileSystem.join(folder, stem + Self.ending($0, of: count)) }
        let missing = paths.filter { !FileSystem.exists($0) }.map { FileSystem.name(of: $0) }
        if !missing.isEmpty {
            let more = missing.count > 3 ? " and \(missing.count - 3) more" : ""
            throw DataFileError(
                .missing,
                file: asked.path,
                expected: "the \(count) parts of the model beside each other",
                found: "no \(missing.prefix(3).joined(separator: ", "))\(more)",
                advice: "Fetch the missing parts into the same folder"
            )
        }
        var files: [GGUFFile] = []
        for (index, path) in paths.enumerated() {
            let file = index == number ? asked : try GGUFFile(path: path)
            let isPart = try file.metadata.integer(Self.countKey) == count
            guard isPart, try file.metadata.integer(Self.numberKey) == index else {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "key \"\(Self.numberKey)\"",
                    expected: "part \(index) of \(count)",
                    found: "a part of another number or model"
                )
            }
            files.append(file)
        }
        return files
    }

    /// Compares the number of tensors with what the first file promises, when it does.
    static func checkTensorCount(_ count: Int, _ first: GGUFFile) throws(DataFileError) {
        guard let promised = try first.metadata.optional(tensorCountKey, GGUFMetadata.integer) else { return }
        guard promised == count else {
            throw DataFileError(
                .malformed,
                file: first.path,
                place: "key \"\(tensorCountKey)\"",
                expected: "\(promised) tensors in all parts",
                found: "\(count)",
                advice: "Do all parts belong to one model?"
            )
        }
    }

    /// The file that a path means: itself, or in a folder the only model (of a split one its first part).
    static func mainFile(_ path: String) throws(DataFileError) -> String {
        guard FileSystem.isDirectory(path) else { return path }
        let names = try FileSystem.names(in: path).filter { $0.hasSuffix(suffix) }
        let models = names.filter { name in !isLaterPart(name) }
        guard models.count == 1 else {
            throw DataFileError(
                .missing,
                file: path,
                expected: "one GGUF model in the folder",
                found: models.isEmpty ? "none" : models.prefix(3).joined(separator: ", "),
                advice: models.isEmpty ? "Is this a model's folder?" : "Name the file"
            )
        }
        return FileSystem.join(path, models[0])
    }

    private static func isLaterPart(_ name: String) -> Bool {
        let parts = name.dropLast(suffix.count).split(separator: "-").suffix(3)
        guard parts.count == 3, parts.dropFirst().first == "of" else { return false }
        guard let number = parts.first.flatMap({ Int($0) }), let count = parts.last.flatMap({ Int($0) }) else {
            return false
        }
        return number > 1 && number <= count
    }

    private static func ending(_ number: Int, of count: Int) -> String {
        "-\(fiveDigits(number + 1))-of-\(fiveDigits(count))\(suffix)"
    }

    private static func fiveDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
