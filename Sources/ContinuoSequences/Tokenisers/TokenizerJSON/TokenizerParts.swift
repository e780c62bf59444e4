import ContinuoFormats

/// The parts of a `tokenizer.json`: those that are large as flat tables, the others as trees.
struct TokenizerParts {
    /// Everything but the model's vocabulary and merges.
    var json: JSONValue = [:]

    /// The spellings of `model.vocab` in the order of the file, one after the other.
    var spellings: [UInt8] = []
    /// Where each of them ends, and its id.
    var ends: [Int] = []
    var ids: [Int32] = []
    /// The scores of a unigram vocabulary.
    var scores: [Double] = []

    /// The two sides of all merges, one after the other, and where each ends.
    var mergeTexts: [UInt8] = []
    var mergeEnds: [Int] = []

    var hasVocabulary = false
    var hasMerges = false

    /// Reads the contents of a file.
    /// - Throws: `DataFileError` that says where the text is no JSON or not what a vocabulary is.
    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(DataFileError) {
        var reader = FlatJSON(bytes, file: file)
        guard reader.peek() != 0 else {
            throw DataFileError(.empty, file: file, expected: "a JSON value", found: "nothing")
        }
        try reader.forEachKey(of: "") { (reader, key) throws(DataFileError) in
            if key == "model", reader.peek() == UInt8(ascii: "{") {
                json["model"] = try model(&reader)
            } else {
                json[key] = try reader.value(key: key)
            }
        }
        if reader.peek() != 0 { throw reader.failure("the end after the value", key: "") }
    }

    private mutating func model(_ reader: inout FlatJSON) throws(DataFileError) -> JSONValue {
        var model: JSONValue = [:]
        try reader.forEachKey(of: "model") { (reader, key) throws(DataFileError) in
            switch (key, reader.peek()) {
            case ("vocab", UInt8(ascii: "{")): try readIDs(&reader)
            case ("vocab", UInt8(ascii: "[")): try readScores(&reader)
            case ("merges", UInt8(ascii: "[")): try readMerges(&reader)
            default: model[key] = try reader.value(key: "model.\(key)")
            }
        }
        return model
    }

    /// A vocabulary that is an object: spellings with ids.
    mutating func readIDs(_ reader: inout FlatJSON) throws(DataFileError) {
        let key = "model.vocab"
        hasVocabulary = true
        try reader.expect("{", key: key)
        if reader.skip("}") { return }
        repeat {
            try reader.text(into: &spellings, key: key)
            ends.append(spellings.count)
            try reader.expect(":", key: key)
            ids.append(try reader.id(key: key))
        } while reader.skip(",")
        try reader.expect("}", key: key)
    }

    /// A vocabulary that is a list: spellings with scores, in the order of their ids.
    private mutating func readScores(_ reader: inout FlatJSON) throws(DataFileError) {
        let key = "model.vocab"
        hasVocabulary = true
        try reader.forEachElement(of: key) { (reader) throws(DataFileError) in
            try reader.expect("[", key: key)
            try reader.text(into: &spellings, key: key)
            ends.append(spellings.count)
            ids.append(Int32(truncatingIfNeeded: ids.count))
            try reader.expect(",", key: key)
            scores.append(try reader.number(key: key))
            try reader.expect("]", key: key)
            guard ids.count < Int(TokenizerJSON.idLimit) else {
                throw reader.failure("at most 16,777,215 pieces", key: key)
            }
        }
    }

    /// Merges as pairs of texts, or as one text with a space between the two.
    private mutating func readMerges(_ reader: inout FlatJSON) throws(DataFileError) {
        let key = "model.merges"
        hasMerges = true
        try reader.forEachElement(of: key) { (reader) throws(DataFileError) in
            let place = reader.position
            if reader.skip("[") {
                try reader.text(into: &mergeTexts, key: key)
                mergeEnds.append(mergeTexts.count)
                try reader.expect(",", key: key)
                try reader.text(into: &mergeTexts, key: key)
                mergeEnds.append(mergeTexts.count)
                try reader.expect("]", key: key)
            } else {
                let start = mergeTexts.count
                try reader.text(into: &mergeTexts, key: key)
                let blank = UInt8(ascii: " ")
                guard let gap = mergeTexts[start...].firstIndex(of: blank),
                    !mergeTexts[(gap + 1)...].contains(blank)
                else {
                    reader.position = place
                    throw reader.failure("a pair of texts", key: "\(key)[\(mergeEnds.count / 2)]")
                }
                mergeTexts.remove(at: gap)
                mergeEnds += [gap, mergeTexts.count]
            }
        }
    }

    /// The highest id and one.
    var idCount: Int { Int(ids.max() ?? -1) + 1 }

    /// The table of the vocabulary; byte-level spellings are turned into the bytes that they stand for.
    /// - Parameter isByteLevel: spellings that have characters which stand for no byte stay as they are.
    func table(isByteLevel: Bool, file: String) throws(TokeniserError) -> TokenTable {
        var table = TokenTable()
        table.reserve(tokens: idCount, bytes: spellings.count)
        table.extend(to: idCount)
        var scratch: [UInt8] = []
        var duplicate: Int32?
        spellings.withUnsafeBufferPointer { spellings in
            var start = 0
            for (index, end) in ends.enumerated() {
                let spelling = UnsafeBufferPointer(rebasing: spellings[start..<end])
                start = end
                if table.kinds[Int(ids[index])] != .absent { duplicate = ids[index] }
                scratch.removeAll(keepingCapacity: true)
                if isByteLevel, ByteLevelAlphabet.append(spelling, to: &scratch) {
                    scratch.withUnsafeBufferPointer { table.set(ids[index], to: $0) }
                } else {
                    table.set(ids[index], to: spelling)
                }
            }
        }
        if let duplicate {
            throw .malformed(file: file, place: "model.vocab", reason: "id \(duplicate) is given twice")
        }
        table.index()
        return table
    }
}
