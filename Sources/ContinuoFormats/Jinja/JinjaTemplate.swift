/// A chat template in the part of the Jinja language that the templates of published models use, with the settings and functions
/// of the `transformers` package: `trim_blocks`, `lstrip_blocks`, `break` and `continue`, `raise_exception`, `strftime_now`, a
/// `tojson` that escapes no HTML, and an environment in which nothing can be changed. A `{% generation %}` block is its body.
///
///     let template = try JinjaTemplate("{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}")
///     let text = try template.render(["messages": [["role": "user", "content": "Hello"]]])
///
/// Values are Python's: what a template prints, compares and slices comes out as Jinja 3.1 has it, with text as a row of Unicode
/// scalars. Integers have 64 bits. Whatever is missing (`block`, `extends`, `include`, `import`, `autoescape`, the filters
/// `pprint`, `random`, `urlize`, `wordwrap`, `xmlattr`, `striptags`, `filesizeformat`) throws an error of kind `unsupported`.
/// `map`, `select` and their kin work at once, not when their elements are taken.
///
/// Source: Jinja 3.1's template designer documentation.
public struct JinjaTemplate: Sendable {
    private let body: [JinjaStatement]
    private let names: [String]
    private let limits: JinjaLimits

    /// Parses a template.
    /// - Throws: `JinjaError` of kind `syntax`, `unsupported` or `limit` with the line.
    public init(_ source: String, limits: JinjaLimits = JinjaLimits()) throws(JinjaError) {
        (body, names) = try JinjaParser.parse(source, limits)
        self.limits = limits
    }

    /// Renders the template.
    /// - Parameters:
    ///   - variables: what the template sees by name.
    ///   - date: what `strftime_now` shows.
    /// - Throws: `JinjaError`, of kind `raised` when the template itself refuses its input.
    public func render(_ variables: JSONObject, date: CalendarDate = .now) throws(JinjaError) -> String {
        try JinjaRenderer(names: names, limits: limits, date: date).render(body, variables)
    }

    /// Whether the template reads a variable of this name.
    public func mentions(_ name: String) -> Bool { names.contains { PythonText.equals($0, name) } }
}
