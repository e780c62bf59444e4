"""Makes ngram/genesis.txt and ngram/genesis-ORDER.arpa: the reference that n-gram models are checked against.

    make_ngram_fixtures.py PATH-TO-lmplz

The text is Genesis 1 of the King James version (public domain) in lower-case words without punctuation, one verse a
line, as Debian's `bible` (package bible-kjv-text) prints it. `lmplz` is KenLM's trainer: the PyPI source distribution
kenlm 0.3.0 holds it (lm/builder; needs the Boost headers and g++).
"""

import pathlib
import re
import subprocess
import sys

here = pathlib.Path(__file__).parent / "ngram"
here.mkdir(exist_ok=True)
printed = subprocess.run(["bible", "-f", "gen1:1-31"], check=True, capture_output=True, text=True).stdout
verses = []
for line in printed.splitlines():
    words = re.findall("[a-z]+", line.split(" ", 1)[-1].lower())
    if words:
        verses.append(" ".join(words))
text = "\n".join(verses) + "\n"
(here / "genesis.txt").write_text(text)
for order in (1, 3):
    arpa = subprocess.run(
        [sys.argv[1], "-o", str(order), "--discount_fallback", "-S", "100M"],
        input=text, check=True, capture_output=True, text=True,
    ).stdout
    (here / f"genesis-{order}.arpa").write_text(arpa)
