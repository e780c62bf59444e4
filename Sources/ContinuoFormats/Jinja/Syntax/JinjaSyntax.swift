/// An expression of a template. Names are numbers into the template's table of names.
indirect enum JinjaExpression: Sendable {
    case literal(JinjaLiteral)
    case name(Int)
    case attribute(JinjaExpression, String)
    case item(JinjaExpression, JinjaExpression)
    case slice(JinjaExpression, JinjaSlice)
    case call(JinjaExpression, JinjaCallArguments)
    /// Without an operand only as the filter of a block, which hands in the block's text.
    case filter(JinjaExpression?, String, JinjaCallArguments)
    case test(JinjaExpression, String, JinjaCallArguments)
    case not(JinjaExpression)
    case negative(JinjaExpression)
    case positive(JinjaExpression)
    case arithmetic(JinjaToken.Symbol, JinjaExpression, JinjaExpression)
    case and(JinjaExpression, JinjaExpression)
    case or(JinjaExpression, JinjaExpression)
    case comparison(JinjaExpression, [(JinjaComparison, JinjaExpression)])
    case concatenation([JinjaExpression])
    case conditional(test: JinjaExpression, then: JinjaExpression, otherwise: JinjaExpression?)
    case list([JinjaExpression])
    case tuple([JinjaExpression])
    case dictionary([(JinjaExpression, JinjaExpression)])
}

/// A value written in the template.
enum JinjaLiteral: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
}

/// How two values are compared.
enum JinjaComparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contained, notContained

    init?(_ symbol: JinjaToken.Symbol) {
        switch symbol {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        default: return nil
        }
    }
}

/// The bounds of `[lower:upper:step]`.
struct JinjaSlice: Sendable {
    var lower: JinjaExpression?
    var upper: JinjaExpression?
    var step: JinjaExpression?
}

/// What stands between the parentheses of a call.
struct JinjaCallArguments: Sendable {
    var positional: [JinjaExpression] = []
    var keywords: [(name: String, value: JinjaExpression)] = []
    /// What follows `*`.
    var spread: JinjaExpression?
    /// What follows `**`.
    var keywordSpread: JinjaExpression?
}

/// What an assignment or a loop writes to.
indirect enum JinjaTarget: Sendable {
    case name(Int)
    case attribute(Int, String)
    case tuple([JinjaTarget])
}

/// A statement of a template, with the line it begins on.
struct JinjaStatement: Sendable {
    indirect enum Kind: Sendable {
        case text(String)
        case print(JinjaExpression)
        case conditional([(test: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
        case loop(JinjaForStatement)
        case assign(JinjaTarget, JinjaExpression)
        case assignBlock(JinjaTarget, filter: JinjaExpression?, body: [JinjaStatement])
        case filterBlock(JinjaExpression, body: [JinjaStatement])
        case macro(Int, JinjaMacroDefinition)
        case callBlock(JinjaExpression, JinjaCallArguments, JinjaMacroDefinition)
        case with([(JinjaTarget, JinjaExpression)], body: [JinjaStatement])
        /// A body with a scope of its own: `{% generation %}`.
        case scope([JinjaStatement])
        case breakLoop
        case continueLoop
    }

    let line: Int
    let kind: Kind
}

/// `{% for … in … if … recursive %}…{% else %}…{% endfor %}`.
struct JinjaForStatement: Sendable {
    let target: JinjaTarget
    let iterable: JinjaExpression
    let filter: JinjaExpression?
    let isRecursive: Bool
    let body: [JinjaStatement]
    let otherwise: [JinjaStatement]
}

/// A macro, or the body of a call block.
final class JinjaMacroDefinition: Sendable {
    struct Parameter: Sendable {
        let name: Int
        let text: String
        let replacement: JinjaExpression?
    }

    let name: String
    let parameters: [Parameter]
    let body: [JinjaStatement]
    /// Which of `varargs`, `kwargs` and `caller` the body uses; it accepts surplus arguments only for those.
    let uses: Set<String>

    init(name: String, parameters: [Parameter], body: [JinjaStatement], uses: Set<String>) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.uses = uses
    }
}
