"""Conversations and tokens for make_chat_fixtures.py."""

# What strftime_now shows: year, month, day, hour, minute, second.
DATE = (2024, 7, 26, 14, 5, 9)

SETTINGS = {
    "llama3": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "llama31": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "gemma2": {"bos_token": "<bos>", "eos_token": "<eos>"},
    "gemma3": {"bos_token": "<bos>", "eos_token": "<eos>"},
    "phi3": {"eos_token": "<|endoftext|>"},
    "olmo2": {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"},
}

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Tells the weather.\nIn <degrees> & words.",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "The town, e.g. 京都"},
                "days": {"type": "integer"},
                "share": {"type": "number", "default": 0.5},
                "exact": {"type": "boolean", "default": False},
            },
            "required": ["place"],
        },
    },
}
CLOCK = {
    "type": "function",
    "function": {"name": "clock", "description": "Tells the time.", "parameters": {"type": "object", "properties": {}, "required": []}},
}


def call(name, arguments, identifier):
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}


def turn(role, content, **extra):
    return {"role": role, "content": content, **extra}


CONVERSATIONS = {
    "one": {"messages": [turn("user", "Hello")]},
    "system": {"messages": [turn("system", "Be brief."), turn("user", "Hello")]},
    "turns": {
        "messages": [
            turn("system", "  You know it all.\n"),
            turn("user", " What is 1 + 1? "),
            turn("assistant", "2\n"),
            turn("user", "And <b>2 + 2</b> & 'more' \"still\"?"),
            turn("assistant", "4"),
            turn("user", "Line one\r\nline two\n\nline three"),
        ]
    },
    "ends-with-answer": {"messages": [turn("user", "Say hi"), turn("assistant", "hi")]},
    "unicode": {"messages": [turn("system", "Sprich Deutsch 🇩🇪"), turn("user", "Grüße 👩‍👩‍👧 e\u0301 日本語 \u00a0\u200b"), turn("assistant", "ÄÖÜ ß \u2028 …")]},
    "empty": {"messages": [turn("system", ""), turn("user", ""), turn("assistant", "")]},
    "no-messages": {"messages": []},
    "wrong-order": {"messages": [turn("assistant", "I begin"), turn("user", "No, I do")]},
    "two-users": {"messages": [turn("user", "One"), turn("user", "Two")]},
    "unknown-role": {"messages": [turn("user", "One"), turn("critic", "Two")]},
    "thinking": {
        "messages": [
            turn("user", "Think"),
            turn("assistant", "<think>\nhm, hm\n</think>\n\nDone"),
            turn("user", "Again"),
            turn("assistant", "Done too", reasoning_content="hm\n"),
        ]
    },
    "no-thinking": {"messages": [turn("system", "Short /no_think"), turn("user", "Think not")], "extra": {"enable_thinking": False}},
    "tools": {"messages": [turn("system", "Use tools."), turn("user", "Weather in 京都?")], "tools": [WEATHER, CLOCK]},
    "tool-result": {
        "messages": [
            turn("user", "Weather in 京都?"),
            turn("assistant", None, tool_calls=[call("weather", {"place": "京都", "days": 2, "exact": True, "limit": None}, "abcdef123")]),
            turn("tool", '{"degrees": 21.5}', tool_call_id="abcdef123", name="weather"),
            turn("assistant", "It is 21.5 degrees."),
            turn("user", "Thanks"),
        ],
        "tools": [WEATHER],
    },
    "two-results": {
        "messages": [
            turn("user", "Weather and time?"),
            turn("assistant", "I look.", tool_calls=[call("weather", {"place": "Oslo"}, "abcdef124"), call("clock", {}, "abcdef125")]),
            turn("tool", "rain", tool_call_id="abcdef124"),
            turn("tool", "noon", tool_call_id="abcdef125"),
        ],
        "tools": [WEATHER, CLOCK],
    },
    "string-arguments": {
        "messages": [turn("user", "Time?"), turn("assistant", "", tool_calls=[{"id": "x", "type": "function", "function": {"name": "clock", "arguments": '{"zone": "UTC"}'}}])],
        "tools": [CLOCK],
    },
    "parts": {"messages": [turn("user", [{"type": "image"}, {"type": "text", "text": " What is this? "}])]},
    "missing-content": {"messages": [{"role": "user"}]},
}
