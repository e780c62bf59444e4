"""Hostile text for tokenisers, the same in every run: documents of all that goes wrong.

`documents(size, seed)` gives about `size` bytes of them. Every script has its turn (characters are drawn from all of Unicode, block
by block); besides there are combining marks, emoji sequences, spellings of special tokens, white space in long runs, line ends of
all kinds, digits, huge words, and real text in between. `broken(documents)` puts bytes that are no valid UTF-8 into them.
"""

import random
import unicodedata

PIECES = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|end", "</s>", "<s>", "<unk>", "<pad>", "[MASK]", "[CLS]", "[UNK] ",
    "<mask>", "<bos>", "<eos>", "<start_of_turn>", "<0x0A>", "<0x", "▁", "▁▁", "##ing", "Ġ", "Ċ", "\u200d", "\ufe0f",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👍🏽", "🇩🇪🇫🇷🇬", "☃︎", "1️⃣",
    "'s", "'S", "'ſ", "'ll", "'LL", "'Re", "'ve", " '", "don't", "I'm", "I'd", "O'Neill's", "\r\n", "\r", "\n\n", "\n\r",
    " \n", "\t", "   ", "\u00a0", "\u3000", "\u2028", "\u2029", "\x85", "\x00", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f",
    "\u180e", "\u200b", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\u00ad", "\u2060", "123",
    "4567890", "3.14159", "1,000,000", "0x1F", "½²", "Ⅷ", "٣٤", "१२", "𝟘𝟙", "_", "__init__", "...", "-->", "==", "!!!", "ﬁ",
    "ﬃ", "İ", "ı", "ß", "ẞ", "Σ", "ς", "Ǆ", "ǅ", "Å", "Å", "a\u030a", "e\u0301\u0327", "q\u0323\u0307", "\u1100\u1161\u11a8",
    "각", "한국어", "日本語テキスト", "中文字符", "ｆｕｌｌ", "ﾊﾟ", "ㄱ", "㌔", "①", "™", "ﷺ", "x²", "©\u200d®", "(c)", "http://a.b/c?d=e&f",
    "user@example.com", "CamelCaseWord", "snake_case", "\u202emirror\u202c", "नमस्ते", "ไทยภาษา", "שָׁלוֹם", "اَلْعَرَبِيَّةُ",
]  # fmt: skip

SPACES = [" ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u3000"]


def blocks():
    """The assigned characters of Unicode, in stretches of 128."""
    found = []
    for start in range(0, 0x110000, 128):
        members = [c for c in range(start, start + 128) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")]
        if members:
            found.append(members)
    # Ideographs and Hangul fill most blocks: other scripts get as much room.
    small = [block for block in found if not 0x3400 <= block[0] < 0xD7A4 and block[0] < 0x17000]
    return found, small


def piece(source, all_blocks, small_blocks, real):
    kind = source.random()
    if kind < 0.15:
        return "".join(source.choice(PIECES) for _ in range(source.randint(1, 4)))
    if kind < 0.50:
        block = source.choice(small_blocks if source.random() < 0.7 else all_blocks)
        text = "".join(chr(source.choice(block)) for _ in range(source.randint(1, 10)))
        return text * source.randint(1, 3) if source.random() < 0.1 else text
    if kind < 0.58:
        return source.choice(SPACES) * source.choice([1, 2, 3, 5, 8, 40])
    if kind < 0.62:
        return "".join(source.choice("0123456789") for _ in range(source.randint(1, 24)))
    if kind < 0.64:
        marks = "".join(chr(source.randrange(0x300, 0x370)) for _ in range(source.randint(1, 12)))
        return source.choice("aeioujAEIOU가か") + marks
    if kind < 0.66:
        scalars = (source.randrange(0x110000) for _ in range(source.randint(1, 4)))
        return "".join(chr(c) for c in scalars if not 0xD800 <= c < 0xE000)
    if kind < 0.6605:
        return source.choice(["a", "ab", "xyz", "  ", "word", "é", "界", "🙂", "\u0301"]) * source.randint(200, 2000)
    start = source.randrange(max(len(real) - 300, 1))
    return real[start : start + source.randint(10, 200)]


def documents(size, seed=1, real="In the beginning God created the heaven and the earth. " * 10):
    """Texts of about `size` bytes of UTF-8 together."""
    source = random.Random(seed)
    all_blocks, small_blocks = blocks()
    found, length = [], 0
    while length < size:
        count = source.choice([1, 3, 10, 100, 300])
        parts = []
        for _ in range(count):
            parts.append(piece(source, all_blocks, small_blocks, real))
            if source.random() < 0.4:
                parts.append(" ")
        text = "".join(parts)
        found.append(text)
        length += len(text.encode())
    return found


def broken(texts, seed=2):
    """The same texts as bytes, with stray bytes, cut characters, surrogates and overlong forms in them."""
    source = random.Random(seed)
    rubbish = [b"\x80", b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"]
    found = []
    for text in texts:
        data = bytearray(text.encode())
        for _ in range(1 + len(data) // 200):
            place = source.randrange(len(data) + 1)
            data[place:place] = source.choice(rubbish)
        found.append(bytes(data))
    return found


def packed(texts):
    """Texts one after the other, each behind its length in four bytes (lowest first)."""
    parts = []
    for text in texts:
        data = text if isinstance(text, bytes) else text.encode()
        parts += [len(data).to_bytes(4, "little"), data]
    return b"".join(parts)
