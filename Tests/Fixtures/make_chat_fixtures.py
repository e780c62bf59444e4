"""Makes chat/snippets.json and chat/templates.json: what Python's jinja2 makes of templates, set up as transformers does.

    make_chat_fixtures.py [--check]    (needs jinja2 and transformers; made with jinja2 3.1.6 and transformers 5)

`snippets.json` holds small pieces of Jinja with their exact output, or the class of the exception. `templates.json` holds chat
templates times conversations with the prompt, or the message of `raise_exception`. The templates of `chat_templates/` are written
for these tests in the shape that the published ones of each family have; `smollm2-135m` is the one of the model itself.
"""

import datetime
import json
import pathlib
import random
import re
import sys

import jinja2
from transformers.utils import chat_template_utils

from chat_conversations import CONVERSATIONS, DATE, SETTINGS
from chat_snippets import CONTEXT, SNIPPETS

HERE = pathlib.Path(__file__).parent


class FixedDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(*DATE)


chat_template_utils.datetime = FixedDate


def render(source, variables):
    """The output, or the class and the message of what was raised."""
    random.seed(7)
    try:
        template = chat_template_utils._compile_jinja_template(source)
        return {"out": re.sub(r" at 0x[0-9a-f]+", "", template.render(**variables))}
    except jinja2.exceptions.TemplateError as error:
        name = type(error).__name__
        if name == "TemplateError":
            return {"raised": str(error)}
        return {"error": name}
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, AssertionError, SyntaxError,
            RuntimeError) as error:
        return {"error": type(error).__name__}


def snippets():
    cases = []
    for source in SNIPPETS:
        cases.append({"template": source, **render(source, CONTEXT)})
    return {"date": DATE, "context": CONTEXT, "cases": cases}


def templates():
    families = []
    for path in sorted((HERE / "chat_templates").glob("*.jinja")):
        source = path.read_text()
        settings = SETTINGS.get(path.stem, {})
        cases = []
        for name, conversation in CONVERSATIONS.items():
            for prompt in (False, True):
                variables = {
                    "messages": conversation["messages"],
                    "tools": conversation.get("tools"),
                    "documents": None,
                    "add_generation_prompt": prompt,
                    "bos_token": settings.get("bos_token", "<s>"),
                    "eos_token": settings.get("eos_token", "</s>"),
                    **conversation.get("extra", {}),
                }
                case = render(source, variables)
                cases.append({"conversation": name, "add_generation_prompt": prompt, **case})
        families.append({"name": path.stem, **settings, "cases": cases})
    return {"date": DATE, "conversations": CONVERSATIONS, "families": families}


def main():
    for name, make in (("snippets", snippets), ("templates", templates)):
        path = HERE / "chat" / f"{name}.json"
        text = json.dumps(make(), ensure_ascii=False, indent=None, separators=(",", ":")) + "\n"
        if "--check" in sys.argv:
            assert path.read_text() == text, f"{path} is not what this script makes"
        path.write_text(text)
        print(path, len(text))


if __name__ == "__main__":
    main()
