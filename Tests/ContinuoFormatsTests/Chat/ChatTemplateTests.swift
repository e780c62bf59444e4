import ContinuoFormats
import Testing

@Suite struct ChatTemplateTests {
    let conversation = [ChatMessage("system", "Be brief."), ChatMessage("user", "Hello")]

    @Test func plainTemplateShowsMessages() throws {
        let template = try ChatTemplate(ChatTemplate.chatMLSource)
        let start = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n"
        #expect(try template.prompt(conversation) == start + "<|im_start|>assistant\n")
        var options = ChatTemplate.Options()
        options.addsGenerationPrompt = false
        #expect(try template.prompt(conversation, options) == start)
    }

    @Test func promptEndsWithinTheMessageThatIsContinued() throws {
        let template = try ChatTemplate("{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}</>{% endfor %}")
        var options = ChatTemplate.Options()
        options.continuesFinalMessage = true
        let begun = conversation + [ChatMessage("assistant", "Well, ")]
        #expect(try template.prompt(begun, options) == "<system>Be brief.</><user>Hello</><assistant>Well, ")
        let silent = ChatMessage(role: "assistant", content: .none)
        #expect(throws: JinjaError.self) { _ = try template.prompt([silent], options) }
    }

    @Test func templatesSeeToolsVariablesTokensAndTheDate() throws {
        let template = try ChatTemplate(
            [
                "default":
                    "{{ bos_token }}{{ messages[0].content }}|{{ tools }}|{{ mood }}|{{ strftime_now('%d %b %Y') }}",
                "tool_use": "{{ tools | tojson }}{{ messages[0].tool_calls is defined }}{{ messages[0].thinking }}",
            ],
            specialTokens: ["bos_token": "<s>"]
        )
        var options = ChatTemplate.Options()
        options.date = CalendarDate(year: 2024, month: 2, day: 29)
        options.variables = ["mood": "fine"]
        #expect(try template.prompt(conversation, options) == "<s>Be brief.|None|fine|29 Feb 2024")
        options.tools = [["name": "clock"]]
        let thinking = ChatMessage(
            role: "assistant",
            content: .none,
            fields: ["tool_calls": nil, "reasoning_content": "hm"]
        )
        #expect(try template.prompt([thinking], options) == #"[{"name": "clock"}]Falsehm"#)
        options.templateName = "rag"
        let error = #expect(throws: JinjaError.self) { _ = try template.prompt(conversation, options) }
        #expect(error?.message == "expected one of the templates default, tool_use, found \"rag\"")
    }

    @Test func templatesAreFoundInADirectory() throws {
        let folder = try TemporaryFolder()
        #expect(try ChatTemplate.load(directory: folder.path) == nil)
        _ = try folder.file(
            "tokenizer_config.json",
            #"{"bos_token": {"content": "<s>"}, "eos_token": "</s>", "chat_template": "{{ bos_token }}A"}"#
        )
        #expect(try ChatTemplate.load(directory: folder.path)?.prompt([]) == "<s>A")
        _ = try folder.file(
            "tokenizer_config.json",
            #"{"chat_template": [{"name": "default", "template": "B"}, {"name": "tool_use", "template": "C"}]}"#
        )
        var options = ChatTemplate.Options()
        options.tools = [["name": "clock"]]
        #expect(try ChatTemplate.load(directory: folder.path)?.prompt([]) == "B")
        #expect(try ChatTemplate.load(directory: folder.path)?.prompt([], options) == "C")
        _ = try folder.file("chat_template.jinja", "D")
        #expect(try ChatTemplate.load(directory: folder.path)?.prompt([]) == "D")
    }

    @Test func errorsNameTheFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("chat_template.jinja", "a\n{% if %}")
        let broken = failure { _ = try ChatTemplate.load(directory: folder.path) }
        #expect(broken?.file == path && broken?.place == "chat template, line 2" && broken?.kind == .malformed)
        _ = try folder.file("chat_template.jinja", "{% block a %}{% endblock %}")
        #expect(failure { _ = try ChatTemplate.load(directory: folder.path) }?.kind == .unsupported)
        let settings = try folder.file("tokenizer_config.json", #"{"chat_template": 5}"#)
        let wrong = failure { _ = try ChatTemplate.load(directory: folder.path) }
        #expect(wrong?.file == settings && wrong?.place == "chat_template" && wrong?.found == "an integer")
    }

    @Test func messagesAreReadFromJSON() throws {
        let json: JSONValue = ["role": "tool", "content": [["type": "text", "text": "x"]], "name": "clock"]
        let message = try ChatMessage(json, source: "request", place: "messages[0]")
        #expect(
            message
                == ChatMessage(
                    role: "tool",
                    content: .parts([["type": "text", "text": "x"]]),
                    fields: ["name": "clock"]
                )
        )
        #expect(message.json == json)
        let refused: [JSONValue] = [[], ["content": "x"], ["role": 1], ["role": "user", "content": 5]]
        for json in refused {
            let error = failure { _ = try ChatMessage(json, source: "request", place: "messages[1]") }
            #expect(error?.kind == .malformed && error?.place == "messages[1]", "\(json)")
        }
    }

    @Test func datesAreWrittenAsCDoes() {
        let date = CalendarDate(year: 2024, month: 2, day: 29, hour: 0, minute: 7, second: 9)
        #expect(date.formatted("%a %A %b %B %d %-d %e %j %w %u") == "Thu Thursday Feb February 29 29 29 060 4 4")
        #expect(date.formatted("%F %T %I %p %y %C %D %R %%") == "2024-02-29 00:07:09 12 AM 24 20 02/29/24 00:07 %")
        #expect(CalendarDate(year: 2000, month: 12, day: 31).formatted("%A %j") == "Sunday 366")
        #expect(date.formatted("%Q") == nil && date.formatted("%") == nil)
        #expect(CalendarDate.now.year >= 2024)
    }
}
