import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

/// A process that gives a distribution of the next token after any prefix, and so can be decoded step by step.
public protocol NextElementProcess: SequenceProcess {
    /// A session of `rows` empty sequences over a backbone that this process accepts.
    func makeSession(_ backbone: any Backbone, rows: Int) throws -> any DecodingSession
}

/// The processes, by the names that configurations use.
public enum ProcessRegistry {
    /// A process and how it is made from its settings and the tokeniser of the model.
    public struct Entry: Sendable {
        public let name: String
        /// Special tokens that the process needs beside the tokeniser's own.
        public let roles: [SpecialRole]
        /// Special tokens without a role that the process needs as well.
        public let tokens: [NewSpecialToken]
        public let make: @Sendable (ConfigurationValues, any Tokeniser) throws -> any SequenceProcess

        public init(
            _ name: String,
            roles: [SpecialRole] = [],
            tokens: [NewSpecialToken] = [],
            _ make: @escaping @Sendable (ConfigurationValues, any Tokeniser) throws -> any SequenceProcess
        ) {
            self.name = name
            self.roles = roles
            self.tokens = tokens
            self.make = make
        }
    }

    /// Every process: one line each.
    public static let all: [Entry] = [
        Entry(Autoregressive.name) { try Autoregressive($0, tokeniser: $1) },
        Entry(MaskedDiffusion.name, roles: [.mask]) { try MaskedDiffusion($0, tokeniser: $1) },
        Entry(MaskedLanguageModel.name, roles: [.mask]) { try MaskedLanguageModel($0, tokeniser: $1) },
        Entry(DirichletFlow.name, roles: [.mask]) { try DirichletFlow($0, tokeniser: $1) },
        Entry(SequenceToSequence.name, roles: [.pad, .endOfText]) { try SequenceToSequence($0, tokeniser: $1) },
        Entry(SpanCorruption.name, roles: [.pad, .endOfText], tokens: Sentinels.usualTokens) {
            try SpanCorruption($0, tokeniser: $1)
        },
    ]

    /// Names of the processes.
    public static var names: [String] { all.map(\.name) }

    /// The process of a name.
    /// - Parameters:
    ///   - settings: what the configuration says of it; `settings.file` stands in errors.
    ///   - tokeniser: has the special ids that the process may need.
    /// - Throws: `DataFileError` for an unknown name or a setting that does not fit.
    public static func make(
        _ name: String,
        _ settings: ConfigurationValues,
        tokeniser: any Tokeniser
    ) throws -> any SequenceProcess {
        try entry(named: name, file: settings.file).make(settings, tokeniser)
    }

    /// The special tokens that a process needs.
    /// - Throws: `DataFileError` for an unknown name.
    public static func roles(of name: String) throws(DataFileError) -> [SpecialRole] {
        try entry(named: name, file: "recipe").roles
    }

    /// The tokeniser with what a process needs besides.
    /// - Throws: `DataFileError` for an unknown name.
    public static func prepare<T: Tokeniser>(_ tokeniser: T, for name: String) throws(DataFileError) -> T {
        let entry = try entry(named: name, file: "recipe")
        let result = tokeniser.ensuring(entry.roles)
        let missing = entry.tokens.filter { result.specialTokens.id(of: $0.text) == nil }
        return missing.isEmpty ? result : result.appending(missing)
    }

    private static func entry(named name: String, file: String) throws(DataFileError) -> Entry {
        guard let entry = all.first(where: { $0.name == name }) else {
            throw DataFileError(
                .unsupported,
                file: file,
                place: "process",
                expected: "one of \(names.joined(separator: ", "))",
                found: "\"\(name)\""
            )
        }
        return entry
    }
}
