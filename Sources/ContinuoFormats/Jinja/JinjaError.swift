/// What went wrong with a template: which kind of failure, on which line, in words.
///
/// Parsing and rendering throw this one type and never trap; a template that comes with a model is not trusted.
public struct JinjaError: Error, Sendable, Hashable {
    /// The class of a failure.
    public enum Kind: Sendable, Hashable {
        /// The template breaks the language's grammar.
        case syntax
        /// The template is valid Jinja that this implementation does not have; the message names the construct.
        case unsupported
        /// An undefined value was used for something else than printing, testing or looping.
        case undefined
        /// A value of the wrong kind: text plus number, a loop over an integer, a missing argument.
        case type
        /// A value of the right kind outside of its limits.
        case value
        /// A division by zero, or an integer beyond 64 bits.
        case arithmetic
        /// The template tried to change a list or a dictionary, or to reach an internal attribute.
        case security
        /// The template nests, loops or prints beyond `JinjaLimits`.
        case limit
        /// The template itself called `raise_exception`; the message is what it said.
        case raised
    }

    /// The class of the failure.
    public var kind: Kind
    /// The line of the template, from 1; 0 when the failure has none.
    public var line: Int
    /// What happened.
    public var message: String

    /// Describes a failure.
    public init(_ kind: Kind, line: Int, _ message: String) {
        self.kind = kind
        self.line = line
        self.message = message
    }
}

extension JinjaError: CustomStringConvertible {
    /// One line: `chat template, line 3: …`.
    public var description: String {
        let place = line > 0 ? "chat template, line \(line): " : "chat template: "
        switch kind {
        case .raised: return place + "the template refuses this conversation: \(message)"
        case .unsupported: return place + "\(message) is not supported"
        default: return place + message
        }
    }
}

/// How much work a template may cause before it is stopped.
public struct JinjaLimits: Sendable, Hashable {
    /// How deep expressions and blocks may be nested in the source.
    public var nesting = 100
    /// How many operators, attributes, calls and filters one expression may have.
    public var operators = 1000
    /// How deep evaluation may go, macros that call macros included.
    public var depth = 1000
    /// How many nodes of the template may be visited in one rendering.
    public var steps = 20_000_000
    /// The most bytes that the result, or a text on the way to it, may have.
    public var textBytes = 64 << 20
    /// The most elements that a list may have.
    public var elements = 1 << 20
    /// How deep lists and dictionaries that the template makes may be nested.
    public var valueDepth = 200

    /// Limits that no honest template reaches.
    public init() {}
}
