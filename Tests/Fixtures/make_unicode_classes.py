"""Writes Sources/ContinuoSequences/Tokenisers/ByteLevelBPE/UnicodeClassRanges.swift: the letters, numbers and white space
as the regular expressions of the `tokenizers` package see them, the characters that its `Digits` step splits off, and those
that must not touch an added token which is a single word.

Usage: python Tests/Fixtures/make_unicode_classes.py      (needs: pip install tokenizers)
"""

import pathlib
import textwrap

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
TARGET = (
    pathlib.Path(__file__).resolve().parents[2]
    / "Sources/ContinuoSequences/Tokenisers/ByteLevelBPE/UnicodeClassRanges.swift"
)


def matching(pattern):
    step = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    text = "".join(map(chr, SCALARS))
    return {ord(c) for piece, _ in step.pre_tokenize_str(text) for c in piece}


def split_off():
    """Characters that are cut from an `a` on both sides."""
    step = pre_tokenizers.Digits(individual_digits=True)
    text = "a".join(map(chr, SCALARS))
    return {ord(piece) for piece, _ in step.pre_tokenize_str(text) if len(piece) == 1 and piece != "a"}


def touching():
    """Characters behind which an added token that is a single word is not found."""
    tokeniser = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokeniser.add_tokens([AddedToken("<w>", single_word=True, normalized=False)])
    id = tokeniser.token_to_id("<w>")
    found = set()
    for start in range(0, len(SCALARS), 4096):
        chunk = SCALARS[start : start + 4096]
        encoded = tokeniser.encode("".join(f" {chr(c)}<w>" for c in chunk))
        hits = {low for token, (low, _) in zip(encoded.ids, encoded.offsets) if token == id}
        found |= {c for index, c in enumerate(chunk) if 5 * index + 2 not in hits}
    return found


def ranges(members):
    found = []
    for c in sorted(members):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def packed(members):
    """Gap to the range before and length of each range, in base 36."""
    words, end = [], 0
    for low, high in ranges(members):
        words += [base36(low - end), base36(high - low + 1)]
        end = high + 1
    return " ".join(words)


def base36(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if number == 0:
            return text


def constant(name, comment, members):
    lines = textwrap.wrap(packed(members), 100)
    body = " \\\n".join("        " + line for line in lines)
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


letters, numbers, spaces = matching(r"\p{L}"), matching(r"\p{N}"), matching(r"\s")
TARGET.write_text(
    f"""/// Classes of Unicode scalars as `tokenizers` {tokenizers.__version__} has them; made by Tests/Fixtures/make_unicode_classes.py.
///
/// They are data and not asked of the standard library, because ids must not depend on its version of Unicode. Each range is
/// two numbers in base 36: the gap after the range before, and the length.
enum UnicodeClassRanges {{
{constant("letters", "General category L.", letters)}
{constant("numbers", "General category N.", numbers)}
{constant("spaces", "White_Space.", spaces)}
{constant("furtherDigits", "What the step `Digits` splits off besides general category N: its Unicode is newer.", split_off() - numbers)}
{constant("words", "What must not touch an added token that is a single word: roughly letters, marks, digits, `_`.", touching())}}}
"""
)
