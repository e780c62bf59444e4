import ContinuoFormats
import Testing

@Suite struct JinjaSnippetTests {
    /// Which kinds of error may stand for an exception of jinja2.
    static let kinds: [String: Set<JinjaError.Kind>] = [
        "TemplateSyntaxError": [.syntax], "TemplateAssertionError": [.syntax], "SyntaxError": [.syntax],
        "TemplateRuntimeError": [.syntax, .type], "UndefinedError": [.undefined], "SecurityError": [.security],
        "TypeError": [.type, .value], "ValueError": [.value, .type], "KeyError": [.value], "IndexError": [.value],
        "ZeroDivisionError": [.arithmetic], "OverflowError": [.arithmetic, .limit],
        "FilterArgumentError": [.type, .value],
        "AttributeError": [.type, .undefined], "AssertionError": [.value], "RuntimeError": [.type],
    ]

    /// Where the output of jinja2 is not had, on purpose: integers beyond 64 bits.
    static let beyond64Bits: Set<String> = [
        "{{ 9223372036854775807 + 1 }}", "{{ 99999999999999999999 }}", "{{ 2 ** 64 }}", "{{ big * 2 }}",
        "{{ '99999999999999999999'|int }}",
    ]

    @Test func snippetsGiveWhatJinjaGives() throws {
        let fixture = try JinjaFixtures.load("snippets.json")
        let context = try #require(fixture["context"]?.objectValue)
        let date = JinjaFixtures.date(try #require(fixture["date"]?.arrayValue))
        var unsupported: [String: String] = [:]
        for entry in try #require(fixture["cases"]?.arrayValue) {
            let source = try #require(entry["template"]?.stringValue)
            let result = JinjaFixtures.render(source, context, date: date)
            if case .failure(let error) = result, error.kind == .unsupported {
                unsupported[source] = error.message
                continue
            }
            switch (result, entry["out"]?.stringValue, entry["raised"]?.stringValue, entry["error"]?.stringValue) {
            case (.success(let text), let expected?, _, _):
                #expect(text.utf8.elementsEqual(expected.utf8), "\(source): \(text) is not \(expected)")
            case (.failure(let error), _, let message?, _):
                #expect(error.kind == .raised && error.message == message, "\(source): \(error)")
            case (.failure(let error), _, _, let exception?):
                #expect(Self.kinds[exception]?.contains(error.kind) == true, "\(source): \(exception), \(error)")
                #expect(error.line > 0, "\(source)")
            case (.failure(let error), _, _, _):
                #expect(error.kind == .arithmetic && Self.beyond64Bits.contains(source), "\(source): \(error)")
            case (.success(let text), _, _, let exception):
                Issue.record("\(source): \(text) instead of \(exception ?? "an exception")")
            }
        }
        for (source, message) in unsupported {
            #expect(Self.unsupported[source] == message, "\(source): \(message) is not supported")
        }
        #expect(unsupported.count == Self.unsupported.count)
    }

    /// All snippets that are refused for what they use, with the construct that the error names.
    static let unsupported: [String: String] = [
        #"{{ d.items() == d.items() }}"#: #"a comparison of dictionary views"#,
        #"{{ (-1) ** 0.5 }}"#: #"a complex number"#,
        #"{{ range(5)[1:3] }}"#: #"a slice of a range"#,
        #"{{ items[1:2, 0] }}"#: #"a subscript of several slices"#,
        #"{{ namespace(a=1) }}"#: #"printing a value of type Namespace"#,
        #"{{ self }}"#: #"printing a value of type function"#,
        #"{{ range }}"#: #"printing a value of type function"#,
        #"{{ d|attr('items')|string|length > 5 }}"#: #"printing a value of type method"#,
        #"{{ name.upper }}"#: #"printing a value of type method"#,
        #"{{ 12345|round(-2) }}"#: #"rounding an integer to tens"#,
        #"{{ -15|round(-1) }}"#: #"rounding an integer to tens"#,
        #"{% autoescape true %}{{ html }}{% endautoescape %}"#: #"the block "{% autoescape %}""#,
        #"{% block a %}x{% endblock %}"#: #"the block "{% block %}""#,
        #"{% extends 'x' %}"#: #"the block "{% extends %}""#,
        #"{% import 'x' as y %}"#: #"the block "{% import %}""#,
        #"{% include 'x' %}"#: #"the block "{% include %}""#,
        #"{{ '\N{BULLET}' }}"#: #"the escape \N{…} in a string"#,
        #"{{ '{0.a}'.format(d) }}"#: #"the field "0.a" of a format"#,
        #"{{ 1000|filesizeformat }}"#: #"the filter "filesizeformat""#,
        #"{{ name|pprint }}"#: #"the filter "pprint""#,
        #"{{ words|random }}"#: #"the filter "random""#,
        #"{{ '<a>'|striptags }}"#: #"the filter "striptags""#,
        #"{{ 'x'|urlize }}"#: #"the filter "urlize""#,
        #"{{ name|wordwrap(3) }}"#: #"the filter "wordwrap""#,
        #"{{ {'a': 1}|xmlattr }}"#: #"the filter "xmlattr""#,
        #"{{ lipsum() }}"#: #"the function "lipsum""#,
        #"{{ '{:,}'.format(1000000) }}"#: #"the layout "," of a field of a format"#,
        #"{{ 'A'.casefold() }}"#: #"the method "casefold" of str"#,
        #"{{ 'a'.encode() }}"#: #"the method "encode" of str"#,
        #"{{ 'a\tb'.expandtabs() }}"#: #"the method "expandtabs" of str"#,
        #"{{ 'a' is sameas 'a' }}"#: #"the test "sameas" of two values of type str"#,
    ]
}
