extension DataFileError {
    /// A tensor that a model's file should have and has not, with the names that end alike.
    static func missingTensor(
        _ name: String,
        among names: [String],
        file: String,
        advice: String
    ) -> DataFileError {
        let lastPart = name.split(separator: ".").suffix(2).joined(separator: ".")
        let similar = names.filter { $0.hasSuffix(lastPart) }.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return DataFileError(
            .missing,
            file: file,
            place: "tensor \"\(name)\"",
            found: "no tensor of that name among \(names.count)",
            advice: similar.isEmpty ? advice : "Similar names here: \(similar)"
        )
    }
}
