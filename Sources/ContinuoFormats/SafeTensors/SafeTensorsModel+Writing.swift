extension SafeTensorsModel {
    /// Writes a model's tensors into a directory: one `model.safetensors`, or, when they take more than
    /// `largestFileByteCount`, numbered files and an index, as Hugging Face names them.
    ///
    /// Each file is atomic by itself; for a whole directory at once use `AtomicDirectory.write`.
    /// - Parameter largestFileByteCount: bytes of tensors for each file; a single larger tensor has a file of its own.
    /// - Returns: the names of the files.
    /// - Throws: as `SafeTensorsWriter.write`.
    @discardableResult
    public static func write(
        to directory: String,
        tensors: [SafeTensorsWriter.Source],
        metadata: KeyValuePairs<String, String> = ["format": "pt"],
        largestFileByteCount: Int = 5_000_000_000
    ) throws -> [String] {
        let metadata = JSONObject(metadata.map { ($0.key, .string($0.value)) })
        var shards: [[SafeTensorsWriter.Source]] = [[]]
        var shardByteCount = 0
        var total = 0
        for tensor in tensors {
            let byteCount = tensor.type.byteCount(shape: tensor.shape) ?? 0
            if shardByteCount + byteCount > largestFileByteCount && !shards[shards.count - 1].isEmpty {
                shards.append([])
                shardByteCount = 0
            }
            shards[shards.count - 1].append(tensor)
            shardByteCount += byteCount
            total += byteCount
        }
        if shards.count == 1 {
            let path = FileSystem.join(directory, fileName)
            try SafeTensorsWriter.write(to: path, tensors: tensors, metadata: metadata)
            return [fileName]
        }
        var map = JSONObject()
        var names: [String] = []
        for (index, shard) in shards.enumerated() {
            let name = "model-\(fiveDigits(index + 1))-of-\(fiveDigits(shards.count)).safetensors"
            try SafeTensorsWriter.write(to: FileSystem.join(directory, name), tensors: shard, metadata: metadata)
            for tensor in shard { map[tensor.name] = .string(name) }
            names.append(name)
        }
        let list: JSONValue = ["metadata": ["total_size": .integer(total)], "weight_map": .object(map)]
        try AtomicFile.write(JSONWriter.bytes(list, .pretty) + [10], to: FileSystem.join(directory, indexName))
        return names + [indexName]
    }

    private static func fiveDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
