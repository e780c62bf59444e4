import ContinuoFormats
import Testing

@Suite struct JinjaTemplateTests {
    /// Published template shapes times conversations: the prompt is jinja2's, byte for byte, or the refusal is.
    @Test func familiesGiveWhatJinjaGives() throws {
        let fixture = try JinjaFixtures.load("templates.json")
        let conversations = try #require(fixture["conversations"]?.objectValue)
        let date = JinjaFixtures.date(try #require(fixture["date"]?.arrayValue))
        let families = try #require(fixture["families"]?.arrayValue)
        #expect(families.count >= 20)
        for family in families {
            let name = try #require(family["name"]?.stringValue)
            let template = try JinjaTemplate(try JinjaFixtures.template(name))
            for entry in try #require(family["cases"]?.arrayValue) {
                let key = try #require(entry["conversation"]?.stringValue)
                let conversation = try #require(conversations[key])
                var variables = conversation["extra"]?.objectValue ?? [:]
                variables["messages"] = conversation["messages"]
                variables["tools"] = conversation["tools"] ?? .null
                variables["documents"] = .null
                variables["add_generation_prompt"] = entry["add_generation_prompt"]
                variables["bos_token"] = family["bos_token"] ?? "<s>"
                variables["eos_token"] = family["eos_token"] ?? "</s>"
                let result = Result { () throws(JinjaError) in try template.render(variables, date: date) }
                switch (result, entry["out"]?.stringValue, entry["raised"]?.stringValue, entry["error"]?.stringValue) {
                case (.success(let text), let expected?, _, _):
                    #expect(text.utf8.elementsEqual(expected.utf8), "\(name), \(key): \(text)\nis not\n\(expected)")
                case (.failure(let error), _, let message?, _):
                    #expect(error.kind == .raised && error.message == message, "\(name), \(key): \(error)")
                case (.failure(let error), _, _, let exception?):
                    let kinds = JinjaSnippetTests.kinds[exception]
                    #expect(kinds?.contains(error.kind) == true, "\(name), \(key): \(exception), \(error)")
                case (.failure(let error), _, _, _): Issue.record("\(name), \(key): \(error)")
                case (.success(let text), _, _, _): Issue.record("\(name), \(key): no exception, \(text)")
                }
            }
        }
    }

    @Test func errorsNameTheLineAndTheConstruct() {
        let cases: [(String, JinjaError.Kind, Int, String)] = [
            ("a\n{% include 'x' %}", .unsupported, 2, "the block \"{% include %}\""),
            ("a\n\n{{ 'x'|pprint }}", .unsupported, 3, "the filter \"pprint\""),
            ("{{ 'x'.encode() }}", .unsupported, 1, "the method \"encode\" of str"),
            ("{% for x in [1] %}\n{{ x.y.z }}\n{% endfor %}", .undefined, 2, "int has no \"y\""),
            ("{{ a }}\n{{ a.b }}", .undefined, 2, "\"a\" is undefined"),
            ("{{ raise_exception('No!') }}", .raised, 1, "No!"),
            (
                "x\n{% if a %}\ny", .syntax, 3,
                "the template ends where \"{% elif %}\" or \"{% else %}\" or \"{% endif %}\" is expected"
            ),
        ]
        for (source, kind, line, message) in cases {
            let result = JinjaFixtures.render(source, [:], date: .now)
            guard case .failure(let error) = result else {
                Issue.record("\(source): no error")
                continue
            }
            #expect(error == JinjaError(kind, line: line, message), "\(source): \(error)")
        }
    }

    /// Templates that would nest, loop or grow without end are stopped.
    @Test func hostileTemplatesAreStopped() {
        let nesting = 5000
        func repeated(_ text: String, _ count: Int = nesting) -> String { String(repeating: text, count: count) }
        let doubling =
            "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
        let hostile = [
            repeated("{{ (") + "1", "{{ " + repeated("(") + "1" + repeated(")") + " }}", "{{ " + repeated("[") + " }}",
            "{{ " + repeated("not ") + "1 }}", "{{ " + repeated("-") + "1 }}", "{{ 1" + repeated(" + 1") + " }}",
            "{{ a" + repeated(".b") + " }}", "{{ a" + repeated("|upper") + " }}",
            "{{ 1" + repeated(" if 1 else 1") + " }}",
            repeated("{% if 1 %}"), repeated("{% for x in [1] %}") + repeated("{% endfor %}"),
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{% macro m() %}{{ m() ~ m() }}{% endmacro %}{{ m() }}",
            "{% macro a() %}{% call b() %}x{% endcall %}{% endmacro %}{% macro b() %}{{ a() ~ caller() }}{% endmacro %}{{ a() }}",
            "{% for x in [[]] recursive %}{{ loop([x]) }}{% endfor %}",
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "{{ range(99999999) }}",
            "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}", "{{ 'x' * 9223372036854775807 }}",
            "{{ [1] * 9223372036854775807 }}", "{{ [1] * 99999999 }}", "{{ '%999999999999d' % 1 }}",
            "{{ 'x'.ljust(999999999999) }}", "{{ 'x'|center(999999999999) }}", "{{ 'a'|indent(999999999999, true) }}",
            doubling, "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
            "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == ns.x }}"
                + "{{ ns.x|tojson }}",
            "{% set ns = namespace() %}{% for i in range(9999) %}{% set ns.x = namespace(x=ns.x) %}{% endfor %}",
            "{{ 'aaaaaaaaaa'.replace('', 'x' * 9999999).replace('', 'x' * 9999999) }}",
        ]
        var limits = JinjaLimits()
        limits.steps = 300_000
        limits.textBytes = 1 << 20
        for source in hostile {
            do {
                _ = try JinjaTemplate(source, limits: limits).render([:])
                Issue.record("\(source.prefix(80)): no error")
            } catch { #expect([.limit, .syntax].contains(error.kind), "\(source.prefix(80)): \(error)") }
        }
    }

    /// A namespace and a macro that hold themselves do no harm, and a chain of them can be let go.
    @Test func cyclesAreCut() throws {
        let template = try JinjaTemplate(
            "{% set ns = namespace() %}{% set ns.me = ns %}{% macro m() %}{{ ns.me.me is defined }}{% endmacro %}{{ m() }}"
        )
        #expect(try template.render([:]) == "True")
        let chain = try JinjaTemplate(
            "{% set first = namespace() %}{% set at = namespace(x=first) %}{% for i in range(50000) %}{% set n = namespace() %}"
                + "{% set last = at.x %}{% set last.x = n %}{% set at.x = n %}{% endfor %}ok"
        )
        #expect(try chain.render([:]) == "ok")
    }

    /// Any bytes are a template or an error, never a trap.
    @Test func brokenTemplatesAreErrors() throws {
        let source = try JinjaFixtures.template("hermes") + (try JinjaFixtures.template("command_r"))
        let variables: JSONObject = ["messages": [["role": "user", "content": "x"]], "bos_token": "b"]
        let bytes = Array(source.utf8)
        for end in stride(from: 0, to: bytes.count, by: 3) {
            let text = String(decoding: bytes[..<end], as: UTF8.self)
            _ = JinjaFixtures.render(text, variables, date: .now)
        }
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = Int(state >> 33) % damaged.count
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[place] = Array("{}%#-+()[].,'\"|~ a1\n".utf8)[Int(state >> 33) % 20]
            }
            _ = JinjaFixtures.render(String(decoding: damaged, as: UTF8.self), variables, date: .now)
        }
    }
}
