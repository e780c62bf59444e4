import ContinuoFormats

/// The contents of a SentencePiece `tokenizer.model` (the message `ModelProto` of Kudo and Richardson 2018).
struct SentencePieceFile {
    /// How text is cut into pieces.
    enum Algorithm: UInt64, Sendable {
        case unigram = 1
        case bytePairs = 2
        case words = 3
        case characters = 4
    }

    var table = TokenTable()
    var scores: [Float] = []
    var algorithm = Algorithm.unigram
    var hasByteFallback = false
    var unknown = 0
    var roles: [(role: SpecialRole, id: Int)] { [(.beginningOfText, begin), (.endOfText, end), (.pad, pad)] }
    var normaliser = SentencePieceNormaliser()

    private var begin = 1
    private var end = 2
    private var pad = -1
    private let file: String

    /// Reads the bytes of a file.
    /// - Throws: `DataFileError` that says which message is broken, and where.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(DataFileError) {
        self.file = file
        var reader = ProtocolBufferReader(bytes, 0..<bytes.count, file: file, name: "the model")
        while let (field, value) = try reader.next() {
            guard case .bytes(let range) = value else { continue }
            switch field {
            case 1: try readPiece(ProtocolBufferReader(bytes, range, file: file, name: "pieces[\(table.count)]"))
            case 2: try readTrainer(ProtocolBufferReader(bytes, range, file: file, name: "trainer_spec"))
            case 3: try readNormaliser(ProtocolBufferReader(bytes, range, file: file, name: "normalizer_spec"))
            default: continue
            }
        }
        guard table.count > 0 else { throw reader.failure("pieces of a vocabulary", found: "none") }
        guard unknown >= 0, unknown < table.count else {
            throw reader.failure("trainer_spec.unk_id below \(table.count)", found: "\(unknown)")
        }
        table.index { [table] id in
            switch table.kinds[Int(id)] {
            case .normal, .userDefined, .unused: true
            case .absent, .unknown, .control, .byte: false
            }
        }
    }

    private mutating func readPiece(_ reader: ProtocolBufferReader) throws(DataFileError) {
        var reader = reader
        var spelling: Range<Int>?
        var score: Float = 0
        var kind = TokenTable.Kind.normal
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .bytes(let range)): spelling = range
            case (2, .fixed32(let bits)): score = Float(bitPattern: bits)
            case (3, .integer(let number)):
                guard let known = UInt8(exactly: number).flatMap(TokenTable.Kind.init), known != .absent else {
                    throw reader.failure("a type from 1 to 6", found: "\(number)")
                }
                kind = known
            default: continue
            }
        }
        guard let spelling, !spelling.isEmpty else { throw reader.failure("a piece that is not empty", found: "none") }
        guard !score.isNaN else { throw reader.failure("a score", found: "NaN") }
        guard table.count < Int(TokenizerJSON.idLimit) else { throw reader.failure("at most 16,777,215 pieces") }
        let bytes = UnsafeRawBufferPointer(rebasing: reader.bytes[spelling])
        table.set(Int32(table.count), to: bytes.bindMemory(to: UInt8.self), kind: kind)
        scores.append(score)
    }

    private mutating func readTrainer(_ reader: ProtocolBufferReader) throws(DataFileError) {
        var reader = reader
        while let (field, value) = try reader.next() {
            guard case .integer(let number) = value else { continue }
            let id = Int(Int32(truncatingIfNeeded: number))
            switch field {
            case 3:
                guard let known = Algorithm(rawValue: number) else {
                    throw reader.failure("a model_type from 1 to 4", found: "\(number)")
                }
                algorithm = known
            case 24: normaliser.putsSpaceBehind = number != 0
            case 35: hasByteFallback = number != 0
            case 40: unknown = id
            case 41: begin = id
            case 42: end = id
            case 43: pad = id
            default: continue
            }
        }
    }

    private mutating func readNormaliser(_ reader: ProtocolBufferReader) throws(DataFileError) {
        var reader = reader
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (2, .bytes(let range)):
                guard let map = CharacterMap(Array(reader.bytes[range])) else {
                    throw reader.failure("a precompiled_charsmap", found: "an array that is longer than it")
                }
                normaliser.map = map
            case (3, .integer(let number)): normaliser.addsPrefixSpace = number != 0
            case (4, .integer(let number)): normaliser.removesExtraSpaces = number != 0
            case (5, .integer(let number)): normaliser.escapesSpaces = number != 0
            default: continue
            }
        }
    }
}
