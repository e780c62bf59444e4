import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoTensor

/// What a model holds after reading a prompt, in a file, so that the same beginning need not be computed again.
///
/// A safetensors file: `tokens`, often `logits` after the last of them, and the state's tensors in their own format; its metadata
/// say of which model. It is written beside its place and renamed, and only over a file of the same model and format.
public struct PromptCache {
    public let path: String
    private let model: SequenceModel
    private let fingerprint: String
    private let cacheFormat: String

    /// A prompt that was read.
    public struct Entry {
        /// Has read `tokens`.
        public let session: any DecodingSession
        public let tokens: [Int32]
        /// After the last token, where they were stored.
        public let logits: [Float]?
    }

    /// Where a generation goes on.
    public struct Beginning {
        public let session: any DecodingSession
        /// How many tokens of the prompt the session has read.
        public let read: Int
        /// After the whole prompt, where it was read.
        public let logits: [Float]?
    }

    private enum Key {
        static let kind = "continuo"
        static let version = "prompt-cache 1"
        static let fingerprint = "model"
        static let format = "cache_format"
        static let checksum = "checksum"
        static let tokens = "tokens"
        static let logits = "logits"
    }

    /// - Parameter path: of the file, which need not exist.
    /// - Throws: `DataFileError` where the model's sessions hold what has no form in files.
    public init(_ path: String, _ model: SequenceModel) throws {
        self.path = path
        self.model = model
        fingerprint = model.fingerprint
        guard let session = try model.makeSession(rows: 1) as? BackboneSession else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a model whose sessions can be stored",
                found: "the process \"\(type(of: model.process).name)\" with settings of its own"
            )
        }
        cacheFormat = session.state.cacheFormat?.rawValue ?? "none"
    }

    /// The prompt of the file; nil where there is no file.
    /// - Throws: `DataFileError` for a damaged file, and for one of another model or cache format.
    public func read() throws -> Entry? {
        guard FileSystem.exists(path) else { return nil }
        let file = try SafeTensorsFile(path: path)
        try checkOwner(file)
        guard Self.checksum(file) == file.metadata[Key.checksum] else {
            throw failure(.malformed, expected: "the checksum of its tensors", found: "another: the file is damaged")
        }
        let count = file.entry(Key.tokens)?.elementCount ?? 0
        let tokens: [Int32] = try numbers(Key.tokens, .int32, count, file)
        var logits: [Float]?
        if file.entry(Key.logits) != nil {
            logits = try numbers(Key.logits, .float32, model.vocabularySize, file)
        }
        guard !tokens.isEmpty, tokens.allSatisfy({ $0 >= 0 && $0 < Int32(model.vocabularySize) }) else {
            throw failure(.malformed, expected: "token ids below \(model.vocabularySize)", found: "others, or none")
        }
        guard let session = try model.makeSession(rows: 1) as? BackboneSession else { return nil }
        try session.restore(from: file, length: tokens.count)
        return Entry(session: session, tokens: tokens, logits: logits)
    }

    /// The session for a prompt that has read the longest beginning of it that the file holds. Without logits at least one
    /// token is left to read.
    public func begin(_ prompt: [Int32]) throws -> Beginning {
        let prefix = PrefixSession { try model.makeSession(rows: 1) }
        if let entry = try read() {
            if entry.tokens == prompt, let logits = entry.logits {
                return Beginning(session: entry.session, read: prompt.count, logits: logits)
            }
            prefix.adopt(entry.session, tokens: entry.tokens)
        }
        let (session, read) = try prefix.prepare(for: prompt)
        return Beginning(session: session, read: read, logits: nil)
    }

    /// Writes the state of a session of the model that has read exactly `tokens`.
    /// - Parameter logits: after the last token, where they are known: then the same prompt needs no reading at all.
    /// - Throws: `DataFileError`, also for a file of another model or format in that place, which stays.
    public func write(_ session: any DecodingSession, tokens: [Int32], logits: [Float]?) throws {
        guard let session = session as? BackboneSession, session.rows == 1, session.length == tokens.count,
            !tokens.isEmpty
        else { return }
        if FileSystem.exists(path) { try checkOwner(SafeTensorsFile(path: path)) }
        var tensors = try session.state.tensors()
        tensors.append(.init(name: Key.tokens, type: .int32, shape: [tokens.count], elements: tokens))
        if let logits {
            tensors.append(.init(name: Key.logits, type: .float32, shape: [logits.count], elements: logits))
        }
        var checks: [(name: String, text: String)] = []
        for tensor in tensors {
            var check = Checksum()
            try tensor.supply { check.add($0) }
            checks.append((tensor.name, check.text))
        }
        try SafeTensorsWriter.write(
            to: path,
            tensors: tensors,
            metadata: [
                Key.kind: Key.version, Key.fingerprint: fingerprint, Key.format: cacheFormat,
                Key.checksum: Self.combined(checks),
            ]
        )
    }

    private static func checksum(_ file: SafeTensorsFile) -> String {
        combined(
            file.entries.map { entry in
                var check = Checksum()
                check.add(file.bytes(of: entry))
                return (entry.name, check.text)
            }
        )
    }

    /// One check of all tensors, whatever their order.
    private static func combined(_ checks: [(name: String, text: String)]) -> String {
        var check = Checksum()
        for tensor in checks.sorted(by: { $0.name < $1.name }) { check.add("\(tensor.name) \(tensor.text)") }
        return check.text
    }

    private func checkOwner(_ file: SafeTensorsFile) throws {
        guard file.metadata[Key.kind] == Key.version else {
            throw failure(
                .unsupported,
                expected: "a stored prompt of this program",
                found: file.metadata[Key.kind] ?? "another safetensors file"
            )
        }
        guard file.metadata[Key.fingerprint] == fingerprint else {
            throw failure(.unsupported, expected: "a prompt that this model has read", found: "one of another model")
        }
        guard file.metadata[Key.format] == cacheFormat else {
            throw failure(
                .unsupported,
                expected: "keys and values in \(cacheFormat), as the model caches them",
                found: file.metadata[Key.format] ?? "no format"
            )
        }
    }

    private func failure(_ kind: DataFileError.Kind, expected: String, found: String) -> DataFileError {
        DataFileError(
            kind,
            file: path,
            expected: expected,
            found: found,
            advice: "Remove the file, or give another place for stored prompts"
        )
    }

    private func numbers<Element: TensorElement>(
        _ name: String,
        _ type: StoredElementType,
        _ count: Int,
        _ file: SafeTensorsFile
    ) throws -> [Element] {
        let bytes = try file.bytes(name)
        guard let entry = file.entry(name), entry.type == type, entry.shape == [count] else {
            throw failure(.malformed, expected: "\(type.rawValue) [\(count)] as \"\(name)\"", found: "another tensor")
        }
        return Tensor(bytes: bytes, shape: [count], Element.elementType).array()
    }
}
