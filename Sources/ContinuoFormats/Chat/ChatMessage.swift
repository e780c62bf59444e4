/// One message of a conversation.
public struct ChatMessage: Sendable, Hashable {
    /// What a message says.
    public enum Content: Sendable, Hashable {
        /// Nothing: an assistant's message that only calls tools.
        case none
        /// Text.
        case text(String)
        /// Parts such as `{"type": "text", "text": …}`, as the OpenAI API has them.
        case parts([JSONValue])
    }

    /// Who speaks: `system`, `user`, `assistant`, `tool`, or what the template knows.
    public var role: String
    /// What is said.
    public var content: Content
    /// Everything else by name: `tool_calls`, `tool_call_id`, `name`, `reasoning_content`.
    public var fields: JSONObject

    /// A message with these parts.
    public init(role: String, content: Content, fields: JSONObject = [:]) {
        self.role = role
        self.content = content
        self.fields = fields
    }

    /// A message that says a text.
    public init(_ role: String, _ text: String) { self.init(role: role, content: .text(text)) }

    /// Reads a message as the OpenAI API and chat data sets write it.
    /// - Parameters:
    ///   - json: an object with `role`, `content` (text, a list of parts, null or missing) and other fields.
    ///   - source: the name of the file or request, for errors.
    ///   - place: where the message stands in it.
    /// - Throws: `DataFileError` of kind `malformed`.
    public init(_ json: JSONValue, source: String, place: String) throws(DataFileError) {
        func failure(_ expected: String, _ found: String) -> DataFileError {
            DataFileError(.malformed, file: source, place: place, expected: expected, found: found)
        }
        guard let object = json.objectValue else { throw failure("a message", json.kindDescription) }
        guard let role = object["role"]?.stringValue else {
            throw failure("a message with text as its \"role\"", object["role"]?.kindDescription ?? "none")
        }
        switch object["content"] ?? .null {
        case .null: content = .none
        case .string(let text): content = .text(text)
        case .array(let parts): content = .parts(parts)
        case let other: throw failure("text or a list of parts as the \"content\"", other.kindDescription)
        }
        self.role = role
        fields = JSONObject(object.filter { $0.0 != "role" && $0.0 != "content" })
    }

    /// The message as JSON: role, content, then the other fields.
    public var json: JSONValue {
        var object: JSONObject = ["role": .string(role)]
        switch content {
        case .none: object["content"] = .null
        case .text(let text): object["content"] = .string(text)
        case .parts(let parts): object["content"] = .array(parts)
        }
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    /// What a template sees: no field that is null, and a reasoning under each of the names that templates read, as
    /// `transformers` does.
    var templateView: JSONObject {
        var object = JSONObject((json.objectValue ?? [:]).filter { !$0.1.isNull })
        let reasoning = ["reasoning_content", "thinking", "reasoning"].lazy.compactMap { object[$0] }.first
        if let reasoning {
            if object["thinking"] == nil { object["thinking"] = reasoning }
            object["reasoning_content"] = reasoning
        }
        return object
    }
}
