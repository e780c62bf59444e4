"""Writes Sources/ContinuoSequences/Tokenisers/UnicodeData/Unicode*.swift: the classes and mappings of characters as the
`tokenizers` package has them. It is asked, character by character, so that ids agree with it whatever versions of Unicode
its parts follow.

Usage: python Tests/Fixtures/make_unicode_classes.py      (needs: pip install tokenizers sentencepiece; takes some minutes)
"""

import pathlib
import tempfile
import textwrap
import unicodedata

import sentencepiece
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources/ContinuoSequences/Tokenisers/UnicodeData"
CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co".split()
SCRIPTS = "Arabic Cyrillic Devanagari Greek Han Hangul Hebrew Hiragana Katakana Latin Thai".split()
PREPENDED = [
    *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD, 0x111C2, 0x111C3, 0x113D1, 0x1193F,
    0x11941, 0x11A3A, *range(0x11A84, 0x11A8A), 0x11D46, 0x11F02,
]  # fmt: skip


def matching(pattern):
    step = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    text = "".join(map(chr, SCALARS))
    return {ord(c) for piece, _ in step.pre_tokenize_str(text) for c in piece}


def split_off(step):
    """Characters that are cut from an `a` on both sides."""
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


def removed(normaliser):
    return {c for c in SCALARS if normaliser.normalize_str(chr(c)) == ""}


def mapped(normaliser, unless=lambda c: False):
    """What a normaliser makes of each character that it changes."""
    results = ((c, normaliser.normalize_str(chr(c))) for c in SCALARS if not unless(c))
    return {c: [ord(s) for s in text] for c, text in results if text != chr(c)}


def is_hangul(c):
    return 0xAC00 <= c < 0xD7A4


def combining_classes():
    """The canonical combining classes, found by which marks change places."""
    form = normalizers.NFD()

    def changes(*scalars):
        text = "".join(map(chr, scalars))
        return form.normalize_str(text) != text

    marks = {}
    for c in SCALARS:
        value = unicodedata.combining(chr(c))
        if value and c < 0x800 and not changes(c):
            marks.setdefault(value, c)
    for c in SCALARS:
        value = unicodedata.combining(chr(c))
        if value and value not in marks and not changes(c) and (changes(c, 0x334) or changes(0x345, c)):
            marks[value] = c
    classes = {}
    for c in SCALARS:
        if changes(c) or not (changes(c, 0x334) or changes(0x345, c)):
            continue
        equal = [value for value, mark in marks.items() if not changes(c, mark) and not changes(mark, c)]
        assert len(equal) == 1, (hex(c), equal)
        classes[c] = equal[0]
    return classes


def compositions(canonical):
    """First and second part of each character that composes from two."""
    form = normalizers.NFC()
    found = {}
    for c, parts in canonical.items():
        text = "".join(map(chr, parts))
        if len(parts) > 1 and form.normalize_str(text) == chr(c):
            first = form.normalize_str(text[:-1])
            assert len(first) == 1, hex(c)
            found[c] = [ord(first), parts[-1]]
    return found


def character_map(rules):
    """The normaliser of a character map made by sentencepiece from rules."""
    from transformers.utils import sentencepiece_model_pb2_new as proto

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        lines = [f"{c:X}\t{ord(text):X}\n" for c, text in rules.items()]
        (path / "rules.tsv").write_text("".join(lines))
        (path / "text.txt").write_text("a b c d e f\n" * 10)
        sentencepiece.SentencePieceTrainer.train(
            input=str(path / "text.txt"), model_prefix=str(path / "model"), vocab_size=14, hard_vocab_limit=False,
            normalization_rule_tsv=str(path / "rules.tsv"), minloglevel=2,
        )  # fmt: skip
        model = proto.ModelProto()
        model.ParseFromString((path / "model.model").read_bytes())
        return normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap)


def grapheme_classes(categories):
    """Which characters join the one before or the one behind, and which join nothing (as the `Precompiled` step sees it)."""
    controls = set().union(*(categories[name] for name in ("Cc", "Cf", "Zl", "Zp"))) - {0, 0xA, 0xD}
    step = character_map({0x61: "b"} | {c: "b" for c in sorted(controls | set(PREPENDED))})
    extending = {c for c in SCALARS if step.normalize_str("a" + chr(c)) == "b"}
    prepended = {c for c in PREPENDED if step.normalize_str(chr(c) + "x") == "b"}
    separate = {c for c in controls if step.normalize_str(chr(c) + "\u0301") == "b\u0301"} | {0, 0xA, 0xD}
    return extending, prepended, separate


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


def packed_mapping(mapping):
    """Gap to the character before, number of results, and each result's distance from the character (its sign in the lowest
    bit), in base 36."""
    words, end = [], 0
    for c in sorted(mapping):
        distances = [result - c for result in mapping[c]]
        words += [base36(c - end), base36(len(distances))]
        words += [base36(2 * abs(distance) + (distance < 0)) for distance in distances]
        end = c
    return " ".join(words)


def base36(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if number == 0:
            return text


def constant(name, comment, text):
    lines = textwrap.wrap(text, 107)
    body = " \\\n".join("        " + line for line in lines)
    return f'    /// {comment}\n    static let {name}: StaticString = """\n{body}\n        """\n'


def write(name, comment, constants):
    text = "\n".join(constants)
    (FOLDER / f"{name}.swift").write_text(
        f"""/// {comment}, as `tokenizers` {tokenizers.__version__} has them;
/// made by Tests/Fixtures/make_unicode_classes.py and read by ``UnicodeTables``.
///
/// They are data and not asked of the standard library, because ids must not depend on its version of Unicode.
enum {name} {{
{text}}}
"""
    )


def main():
    FOLDER.mkdir(exist_ok=True)
    categories = {name: matching(r"\p{%s}" % name) for name in CATEGORIES}
    letters_marks = set().union(*(members for name, members in categories.items() if name[0] in "LM"))
    write(
        "UnicodeCategoryRanges",
        "The general categories and some scripts of characters",
        [constant(name.lower(), f"General category {name}.", packed(members)) for name, members in categories.items()]
        + [constant(name.lower(), f"Script {name}.", packed(matching(r"\p{%s}" % name))) for name in SCRIPTS],
    )
    numbers = set().union(*(categories[name] for name in ("Nd", "Nl", "No")))
    bert = dict(handle_chinese_chars=False, lowercase=False)
    extending, prepended, separate = grapheme_classes(categories)
    write(
        "UnicodeClassRanges",
        "Further classes of characters",
        [
            constant("spaces", "White_Space.", packed(matching(r"\s"))),
            constant(
                "furtherWordCharacters",
                r"What `\w` matches besides letters, marks, decimal digits and connectors.",
                packed(matching(r"\w") - letters_marks - categories["Nd"] - categories["Pc"]),
            ),
            constant(
                "furtherDigits",
                "What the step `Digits` splits off besides general category N: its Unicode is newer.",
                packed(split_off(pre_tokenizers.Digits(individual_digits=True)) - numbers),
            ),
            constant(
                "words",
                "What must not touch an added token that is a single word: roughly letters, marks, digits, `_`.",
                packed(touching()),
            ),
            constant(
                "punctuation",
                "What the steps `Punctuation` and `BertPreTokenizer` split off.",
                packed(split_off(pre_tokenizers.Punctuation())),
            ),
            constant(
                "cleaned",
                "What `BertNormalizer` removes as control characters.",
                packed(removed(normalizers.BertNormalizer(clean_text=True, strip_accents=False, **bert))),
            ),
            constant(
                "bertAccents",
                "What `BertNormalizer` removes as accents, after decomposition.",
                packed(removed(normalizers.BertNormalizer(clean_text=False, strip_accents=True, **bert))),
            ),
            constant("accents", "What `StripAccents` removes.", packed(removed(normalizers.StripAccents()))),
            constant("extending", "What joins the character before it to one grapheme.", packed(extending)),
            constant("prepended", "What joins the character behind it to one grapheme.", packed(prepended)),
            constant("separate", "What is a grapheme by itself.", packed(separate)),
        ],
    )
    write("UnicodeLowercase", "The lowercase of characters", [
        constant("mapping", "Of each character that has one.", packed_mapping(mapped(normalizers.Lowercase()))),
    ])  # fmt: skip
    canonical = mapped(normalizers.NFD(), unless=is_hangul)
    compatible = mapped(normalizers.NFKD(), unless=is_hangul)
    compatible = {c: parts for c, parts in compatible.items() if canonical.get(c) != parts}
    classes = combining_classes()
    write(
        "UnicodeDecompositions",
        "The canonical decompositions, compositions and combining classes of characters",
        [
            constant("canonical", "The full canonical decompositions but those of Hangul.", packed_mapping(canonical)),
            constant("compositions", "The two parts of each composed character.", packed_mapping(compositions(canonical))),
            constant(
                "combiningClasses",
                "Each character with a combining class other than 0, with that class.",
                packed_mapping({c: [value] for c, value in classes.items()}),
            ),
        ],
    )
    write("UnicodeCompatibility", "The compatibility decompositions of characters", [
        constant("compatible", "The full ones that differ from the canonical ones.", packed_mapping(compatible)),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
