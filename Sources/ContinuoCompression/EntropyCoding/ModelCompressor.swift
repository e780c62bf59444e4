import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

/// Files made small by a model: what it predicts well takes few bits. Only the same model gives them back.
///
/// The format: `CNTZ`, a version, the length of a JSON header, the header, then the coded parts one after another. The header holds
/// a check of the original and everything that the distributions depend on, so that a file is given back exactly or refused.
public struct ModelCompressor {
    static let magic: [UInt8] = Array("CNTZ".utf8)
    static let version: UInt8 = 1

    public let model: any GenerativeModel
    public let tokeniser: any Tokeniser
    /// What the distributions depend on: a check of the model's files, and the kernels that compute it.
    public let circumstances: [String: String]

    public init(_ model: any GenerativeModel, _ tokeniser: any Tokeniser, circumstances: [String: String]) {
        self.model = model
        self.tokeniser = tokeniser
        self.circumstances = circumstances
    }

    /// Rows that are read side by side where nothing was chosen: each costs some context and saves time.
    public static func rows(for tokens: Int) -> Int { min(max(tokens / 8192, 1), 16) }

    /// - Parameters:
    ///   - rows: parts that are coded side by side; nil for a number that suits the length.
    ///   - progress: told the share that is done.
    /// - Throws: `ModelCompressionError.lossy` where the tokeniser does not give the bytes back; what the model throws.
    public func compress(
        _ bytes: [UInt8],
        rows: Int? = nil,
        progress: (Double) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let tokens = tokeniser.encode(bytes)
        guard tokeniser.decode(tokens) == bytes else { throw ModelCompressionError.lossy }
        let rows = min(max(rows ?? Self.rows(for: tokens.count), 1), max(tokens.count, 1))
        let longest = max(tokens.count / rows, 1)
        let streams = try withoutActuallyEscaping(progress) { progress in
            try ModelCoder(model: model, rows: rows) { try progress(Double($0) / Double(longest)) }.encode(tokens)
        }
        let header: JSONValue = [
            "bytes": .integer(bytes.count), "check": .string(Self.check(bytes)), "tokens": .integer(tokens.count),
            "parts": .array(streams.map { .integer($0.count) }),
            "circumstances": .object(
                JSONObject(circumstances.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
        ]
        let text = JSONWriter.bytes(header)
        let length = withUnsafeBytes(of: UInt32(text.count).littleEndian) { Array($0) }
        return Self.magic + [Self.version] + length + text + streams.flatMap { $0 }
    }

    /// - Parameter file: what to call the source in errors.
    /// - Throws: `DataFileError` for bytes that are no such file, are damaged, or were made under other circumstances.
    public func decompress(
        _ bytes: [UInt8],
        file: String,
        progress: (Double) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        func failure(_ kind: DataFileError.Kind, _ expected: String, _ found: String) -> DataFileError {
            DataFileError(kind, file: file, expected: expected, found: found)
        }
        guard bytes.count >= 9, Array(bytes[0..<4]) == Self.magic else {
            throw failure(.malformed, "a file that continuo compress-file made", "other bytes")
        }
        guard bytes[4] == Self.version else {
            throw failure(.unsupported, "version \(Self.version)", "version \(bytes[4])")
        }
        let length = bytes[5..<9].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        guard bytes.count - 9 >= length, let header = try? JSONParser.parse(Array(bytes[9..<(9 + length)])),
            let size = header["bytes"]?.intValue, let check = header["check"]?.stringValue,
            let count = header["tokens"]?.intValue, let sizes = header["parts"]?.arrayValue?.compactMap(\.intValue),
            size >= 0, count >= 0, !sizes.isEmpty, sizes.allSatisfy({ (0...bytes.count).contains($0) }),
            count <= 64 * max(bytes.count, 1) * 1024
        else { throw failure(.malformed, "a whole header", "a damaged one") }
        guard sizes.reduce(9 + length, +) == bytes.count else {
            throw failure(.truncated, "\(sizes.reduce(9 + length, +)) bytes", "\(bytes.count)")
        }
        // Another model is said before other kernels.
        let names = ["model"] + circumstances.keys.filter { $0 != "model" }.sorted()
        for name in names {
            guard let value = circumstances[name] else { continue }
            let recorded = header["circumstances"]?[name]?.stringValue ?? "nothing"
            guard recorded == value else {
                throw failure(.unsupported, "the \(name) that it was made with, \(recorded)", value)
            }
        }
        var start = 9 + length
        let streams = sizes.map { size in
            defer { start += size }
            return bytes[start..<(start + size)]
        }
        let longest = max(count / streams.count, 1)
        let tokens = try withoutActuallyEscaping(progress) { progress in
            try ModelCoder(model: model, rows: streams.count) { try progress(Double($0) / Double(longest)) }
                .decode(streams, count: count)
        }
        let result = tokeniser.decode(tokens)
        guard result.count == size, Self.check(result) == check else {
            throw failure(.malformed, "bytes with the check \(check)", "others, so the file is damaged")
        }
        return result
    }

    private static func check(_ bytes: [UInt8]) -> String {
        var check = Checksum()
        bytes.withUnsafeBytes { check.add($0) }
        return check.text
    }
}

/// Why a file cannot be compressed by a model.
public enum ModelCompressionError: Error, Equatable, CustomStringConvertible {
    case lossy

    public var description: String {
        "the model's tokeniser does not give these bytes back exactly; a model of bytes does for every file"
    }
}
