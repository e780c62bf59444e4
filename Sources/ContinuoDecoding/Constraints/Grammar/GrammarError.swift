/// What can be wrong with a grammar, a schema, or with holding a text to one.
public enum GrammarError: Error, Equatable, CustomStringConvertible {
    /// The notation's rules are broken. Lines and columns count from 1, columns in code points.
    case syntax(line: Int, column: Int, problem: String)
    /// A rule is used and not defined.
    case undefinedRule(name: String, line: Int, column: Int)
    /// A name is defined twice.
    case duplicateRule(name: String, line: Int, firstLine: Int)
    /// There is no rule `root`.
    case noRoot
    /// No text of finite length follows the grammar.
    case matchesNothing(rule: String)
    /// The automaton, or what it has to remember, grows beyond a limit.
    case tooLarge(what: String, limit: Int)
    /// A keyword of JSON schema that cannot be held by construction. `pointer` is the keyword's JSON pointer.
    case unsupportedKeyword(String, pointer: String, reason: String)
    /// A schema that breaks the rules of JSON schema.
    case invalidSchema(pointer: String, problem: String)
    /// The text so far does not follow the grammar: `token`, at this place in it, was not admissible.
    case inadmissible(token: Int32, position: Int)
    /// The grammar goes on, but no token of the vocabulary does.
    case deadEnd(position: Int, missing: [UInt8])

    public var description: String {
        switch self {
        case .syntax(let line, let column, let problem): "grammar, line \(line), column \(column): \(problem)"
        case .undefinedRule(let name, let line, let column):
            "grammar, line \(line), column \(column): the rule \"\(name)\" is used and not defined; add \(name) ::= …"
        case .duplicateRule(let name, let line, let firstLine):
            "grammar, line \(line): the rule \"\(name)\" is defined already in line \(firstLine); join them by |"
        case .noRoot: "the grammar has no rule \"root\", which says what a whole text is; add root ::= …"
        case .matchesNothing(let rule):
            "no text of finite length follows the rule \"\(rule)\"; give it an alternative that does not lead back to itself"
        case .tooLarge(let what, let limit):
            "the grammar needs more than \(limit) \(what); use smaller repetition counts or fewer alternatives that overlap"
        case .unsupportedKeyword(let keyword, let pointer, let reason):
            "JSON schema, \(pointer): the keyword \"\(keyword)\" is not supported here: \(reason)"
        case .invalidSchema(let pointer, let problem): "JSON schema, \(pointer.isEmpty ? "root" : pointer): \(problem)"
        case .inadmissible(let token, let position):
            "token \(token) at position \(position) of the text breaks the grammar"
        case .deadEnd(let position, let missing):
            "after \(position) tokens the grammar asks for one of the bytes \(GrammarError.list(missing)) and no token of the "
                + "vocabulary gives one; use a tokeniser that covers every byte, or another grammar"
        }
    }

    private static func list(_ bytes: [UInt8]) -> String {
        let shown = bytes.prefix(16).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte > 0x20 && byte < 0x7F
                ? String(UnicodeScalar(byte)) : "0x" + (digits.count == 1 ? "0" : "") + digits
        }
        return shown.joined(separator: " ") + (bytes.count > shown.count ? " …" : "")
    }
}
