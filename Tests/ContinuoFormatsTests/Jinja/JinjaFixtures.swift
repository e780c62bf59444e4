import ContinuoFormats
import Foundation

/// What Python's jinja2 makes of templates (`Tests/Fixtures/make_chat_fixtures.py`).
enum JinjaFixtures {
    private static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
    }

    static func load(_ name: String) throws -> JSONValue { try JSONParser.parse(file: path("chat/\(name)")) }

    /// The text of one of the templates, as Python reads it.
    static func template(_ name: String) throws -> String {
        try FileSystem.readText(path("chat_templates/\(name).jinja"))
    }

    /// A template's text, or the error in its place.
    static func render(_ source: String, _ variables: JSONObject, date: CalendarDate) -> Result<String, JinjaError> {
        Result { () throws(JinjaError) in try JinjaTemplate(source).render(variables, date: date) }
    }

    static func date(_ parts: [JSONValue]) -> CalendarDate {
        let parts = parts.compactMap(\.intValue)
        return CalendarDate(
            year: parts[0],
            month: parts[1],
            day: parts[2],
            hour: parts[3],
            minute: parts[4],
            second: parts[5]
        )
    }
}
