"""Writes what the benchmark `tokenise` works on: SmolLM2's `tokenizer.json`, and documents of real and of hostile text.

Usage: prepare.py FOLDER DOCUMENTS      (needs gguf, tokenizers and sentencepiece: Benchmarks/setup installs them)
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Benchmarks"), str(ROOT / "Benchmarks" / "tokenisers")]

import hostile  # noqa: E402
import vocabularies  # noqa: E402
from driver import kjv  # noqa: E402

VERSES_OF_A_DOCUMENT = 25
HOSTILE_BYTES = 1_000_000


def main():
    folder, documents = map(pathlib.Path, sys.argv[1:3])
    if not (folder / "tokenizer.json").exists():
        models = sorted((ROOT / ".cache" / "models" / "smollm2").glob("*.gguf"))
        if not models:
            raise SystemExit("SmolLM2's checkpoint is missing: CONTINUO_CACHE=.cache continuo pull smollm2 fetches it")
        vocabularies.from_gguf(str(models[0]), folder.parent, folder.name)
    if not documents.exists():
        verses = [verse.decode() for verse in kjv.verses()]
        step = VERSES_OF_A_DOCUMENT
        texts = ["\n".join(verses[start : start + step]) for start in range(0, len(verses), step)]
        documents.write_bytes(hostile.packed(texts + hostile.documents(HOSTILE_BYTES, real=" ".join(verses))))


main()
