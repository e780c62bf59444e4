"""Writes Tests/Fixtures/Tokenisers/{byte_level_bpe.json,manifest.json}: what the `tokenizers` package makes of hostile text.

Usage: python Tests/Fixtures/make_tokeniser_fixtures.py             (needs: pip install tokenizers)
       python Tests/Fixtures/make_tokeniser_fixtures.py --text 2000000 > hostile.txt
       python Tests/Fixtures/make_tokeniser_fixtures.py --ids tokenizer.json hostile.txt > ids.txt

The first form writes the fixtures, the second hostile text of any length, the third the ids of a text (special tokens are
found in it), for comparing at length with what `continuo tokenise` gives.
"""

import copy
import json
import pathlib
import platform
import random
import sys

import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

FOLDER = pathlib.Path(__file__).resolve().parent / "Tokenisers"

BLOCKS = [
    (0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x400), (0x400, 0x530), (0x590, 0x600), (0x600, 0x700),
    (0x900, 0x980), (0xE00, 0xE80), (0x1000, 0x10A0), (0x10A0, 0x1100), (0x1100, 0x1200), (0x1200, 0x1380),
    (0x1680, 0x16A0), (0x2000, 0x2070), (0x2070, 0x20A0), (0x2150, 0x2190), (0x2460, 0x2500), (0x3000, 0x3100),
    (0x3200, 0x3300), (0x4E00, 0x5000), (0xAC00, 0xAE00), (0xFF00, 0xFFEF), (0x10400, 0x10450), (0x10D40, 0x10D90),
    (0x11DE0, 0x11DF0), (0x1D400, 0x1D800), (0x1F1E6, 0x1F200), (0x1F300, 0x1F650), (0x20000, 0x20100),
    (0x31350, 0x31400), (0xE0000, 0xE0080),
]  # fmt: skip

PIECES = [
    "<|endoftext|>", "<|mask|>", "<|im_start|>", " <|pad|> ", "<|endof", "</s>", "<s>", "[MASK]", "\u200d", "\ufe0f",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "'s", "'S", "'ſ", "'ll", "'LL", "'Re", "'ve", " '", "don't", "I'm", "I'd", "\r\n", "\n\n",
    " \n", "\t", "   ", "\u00a0", "\u3000", "\u2028", "\x85", "\x00", "\x1c", "\x1f", "\u180e", "\u200b", "\ufeff",
    "123", "4567890", "½²", "Ⅷ", "_", "...", "-->", "==", "ﬁ", "İ", "ß", "new york", "New York", " new york ", "x<w>y",
    " <w> ", "<w>", "  <l>  ", "\u3000<r>\n\n ", "<r>a",
]  # fmt: skip

ADDED = [
    dict(content="<|mask|>", special=True, normalized=False),
    dict(content="<|endoftext|><|mask|>", special=True, normalized=False),
    dict(content="new york", special=False, normalized=True),
    dict(content="<w>", special=False, normalized=False, single_word=True),
    dict(content="<l>", special=True, normalized=False, lstrip=True),
    dict(content="<r>", special=True, normalized=False, rstrip=True),
]

GPT4 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(prefix=False, pattern=True):
    return dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=True, use_regex=pattern)


def sequence(*steps):
    return dict(type="Sequence", pretokenizers=list(steps))


def split(pattern):
    return dict(type="Split", pattern=dict(Regex=pattern), behavior="Isolated", invert=False)


# What differs from the base tokeniser: pre-tokeniser, entries of the model, added tokens.
VARIANTS = {
    "gpt2": {},
    "prefix space": dict(pre_tokenizer=byte_level(prefix=True)),
    "one word": dict(pre_tokenizer=byte_level(pattern=False)),
    "single numerals": dict(pre_tokenizer=sequence(dict(type="Digits", individual_digits=True), byte_level())),
    "runs of numerals": dict(pre_tokenizer=sequence(dict(type="Digits", individual_digits=False), byte_level())),
    "numerals and prefix space": dict(
        pre_tokenizer=sequence(dict(type="Digits", individual_digits=True), byte_level(prefix=True))
    ),
    "gpt4": dict(pre_tokenizer=sequence(split(GPT4 % "{1,3}"), byte_level(pattern=False))),
    "qwen2": dict(pre_tokenizer=sequence(split(GPT4 % ""), byte_level(pattern=False))),
    "whole words": dict(model=dict(ignore_merges=True)),
    "added tokens": dict(added=ADDED),
    "missing bytes": dict(without_bytes=True),
    "missing bytes, unknown": dict(without_bytes=True, model=dict(unk_token="!")),
    "missing bytes, fused": dict(without_bytes=True, model=dict(unk_token="!", fuse_unk=True)),
}


def hostile(size, seed=5):
    """Random text of about `size` bytes: scripts, marks, emoji sequences, white space, spellings of special tokens."""
    source = random.Random(seed)
    pieces, length = [], 0
    while length < size:
        kind = source.random()
        if kind < 0.25:
            piece = "".join(source.choice(PIECES) for _ in range(source.randint(1, 4)))
        elif kind < 0.8:
            low, high = source.choice(BLOCKS)
            piece = "".join(chr(source.randrange(low, high)) for _ in range(source.randint(1, 8)))
            if source.random() < 0.3:
                piece *= source.randint(1, 3)
        elif kind < 0.9:
            piece = source.choice([" ", "\n", "\t", "  ", "\u2003"]) * source.randint(1, 6)
        else:
            scalars = (source.randrange(0x10FFFF) for _ in range(source.randint(1, 5)))
            piece = "".join(chr(c) for c in scalars if not 0xD800 <= c < 0xE000)
        if source.random() < 0.4:
            piece = " " + piece
        pieces.append(piece)
        length += len(piece.encode())
    return "".join(pieces)


def training_text():
    """Words of a made-up language with many ties, repeated letters and several scripts."""
    source = random.Random(11)
    letters = ["a", "b", "aa", "ab", "e", "th", "er", "é", "ж", "本", "'s", "1", "--"]
    words = ["".join(source.choice(letters) for _ in range(source.randint(1, 7))) for _ in range(700)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    return " ".join(source.choices(words, weights, k=3000))


def train(text, size, minimum):
    tokeniser = Tokenizer(models.BPE())
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=minimum, special_tokens=["<|endoftext|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    tokeniser.train_from_iterator([text], trainer)
    return json.loads(tokeniser.to_str())


def applied(base, changes):
    """The base tokeniser with the changes of a variant."""
    result = copy.deepcopy(base)
    result["pre_tokenizer"] = changes.get("pre_tokenizer", result["pre_tokenizer"])
    result["model"].update(changes.get("model", {}))
    if changes.get("without_bytes"):
        merged = {part for merge in result["model"]["merges"] for part in merge} | {"!", "<|endoftext|>"}
        vocabulary = result["model"]["vocab"]
        result["model"]["vocab"] = {
            text: id for text, id in vocabulary.items() if len(text) > 1 or text in merged or ord(text) < 0x7F
        }
    for token in changes.get("added", []):
        defaults = dict(single_word=False, lstrip=False, rstrip=False)
        id = max(max(result["model"]["vocab"].values()), *(t["id"] for t in result["added_tokens"])) + 1
        result["added_tokens"].append(dict(id=id) | defaults | token)
        result["model"]["vocab"][token["content"]] = id
    return result


def main():
    base_text = hostile(60_000, seed=3) + training_text()
    base = train(base_text, 420, 2)
    texts = [hostile(200, seed=100 + index) for index in range(12)]
    variants = []
    for name, changes in VARIANTS.items():
        contents = applied(base, changes)
        tokeniser = Tokenizer.from_str(json.dumps(contents))
        entry = dict(name=name, tokenizer={key: contents[key] for key in contents if contents[key] != base.get(key)})
        entry["as_tokens"] = [tokeniser.encode(text, add_special_tokens=False).ids for text in texts]
        if changes.keys() <= {"added"}:
            tokeniser.encode_special_tokens = True
            entry["as_text"] = [tokeniser.encode(text, add_special_tokens=False).ids for text in texts]
        variants.append(entry)
    text = training_text()
    trained = [
        dict(vocab_size=size, min_frequency=minimum, merges=train(text, size, minimum)["model"]["merges"])
        for size, minimum in [(300, 0), (600, 2), (100_000, 3)]
    ]
    FOLDER.mkdir(exist_ok=True)
    fixture = dict(base=base, texts=texts, variants=variants, training=dict(text=text, results=trained))
    target = FOLDER / "byte_level_bpe.json"
    target.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    manifest = {
        "byte_level_bpe.json": {
            "made_by": "Tests/Fixtures/make_tokeniser_fixtures.py",
            "reference": f"tokenizers {tokenizers.__version__}",
            "python": platform.python_version(),
            "contents": "a small byte-level BPE trained by the reference; variants of it with other steps, added tokens and "
            "missing bytes; the reference's ids of hostile texts; merges that the reference finds in a text with many ties",
            "bytes": target.stat().st_size,
        }
    }
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print({entry["name"]: sum(map(len, entry["as_tokens"])) for entry in variants}, target.stat().st_size)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--text"]:
        sys.stdout.buffer.write(hostile(int(sys.argv[2])).encode())
    elif sys.argv[1:2] == ["--ids"]:
        text = open(sys.argv[3], encoding="utf-8", newline="").read()
        print(*Tokenizer.from_file(sys.argv[2]).encode(text, add_special_tokens=False).ids)
    else:
        main()
