"""Compares the ids of our tokenisers with those of the reference packages over hostile text, and says where they differ.

Usage: Benchmarks/tokenisers/compare.py [--megabytes 10] [--gguf MODEL.gguf …] [NAME …]

Trained vocabularies and text stay in `.cache/tokenisers`. Ours are the ids of `continuo-benchmarks tokenise --ids`; `--program` names
another program with the same options. Exit status 1 when an id differs.
"""

import argparse
import array
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import hostile  # noqa: E402
import vocabularies  # noqa: E402
from driver import kjv  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "tokenisers"
PROGRAM = ROOT / "Benchmarks" / ".build" / "release" / "continuo-benchmarks"


def reference(folder, texts):
    """The reference package's ids of each text, and its seconds."""
    if (folder / "tokenizer.model").exists():
        import sentencepiece

        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
        begin = time.perf_counter()
        return [model.encode(text) for text in texts], time.perf_counter() - begin
    from tokenizers import Tokenizer

    model = Tokenizer.from_file(str(folder / "tokenizer.json"))
    begin = time.perf_counter()
    return [model.encode(text, add_special_tokens=False).ids for text in texts], time.perf_counter() - begin


def llama(path, texts):
    """llama.cpp's ids of each text."""
    import llama_cpp

    model = llama_cpp.Llama(path, vocab_only=True, verbose=False)
    begin = time.perf_counter()
    return (
        [model.tokenize(t if isinstance(t, bytes) else t.encode(), add_bos=False, special=True) for t in texts],
        time.perf_counter() - begin,
    )


def ours(program, path, packed, spelling):
    """Our ids of each text, and what the program says of its time."""
    ids = CACHE / "ids.bin"
    command = [str(program), "tokenise", "--tokeniser", str(path), "--documents", str(packed), "--ids", str(ids)]
    result = subprocess.run([*command, "--special", spelling], capture_output=True, text=True)
    if result.returncode != 0:
        return None, result.stderr.strip()
    values = array.array("i", ids.read_bytes())
    found, position = [], 0
    while position < len(values):
        found.append(values[position + 1 : position + 1 + values[position]].tolist())
        position += 1 + values[position]
    return found, result.stdout.strip()


def difference(texts, expected, found):
    """Where the first difference of a shortest text is, in words."""
    wrong = [index for index in range(len(texts)) if expected[index] != found[index]]
    if not wrong:
        return None
    index = min(wrong, key=lambda index: len(texts[index]))
    left, right = expected[index], found[index]
    place = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
    return (
        f"{len(wrong)} of {len(texts)} texts differ; text {index}, token {place}: reference "
        f"{left[max(place - 2, 0) : place + 6]}, ours {right[max(place - 2, 0) : place + 6]}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="tokenisers to compare; all when none is named")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gguf", action="append", default=[], help="a GGUF file; compared by conversion, and with llama.cpp")
    parser.add_argument("--program", default=str(PROGRAM))
    options = parser.parse_args()
    real = b" ".join(kjv.verses()).decode() if kjv.SOURCE.exists() else "In the beginning was the Word. " * 1000
    CACHE.mkdir(parents=True, exist_ok=True)
    names = vocabularies.train_all(CACHE, [*hostile.documents(1_000_000, seed=7, real=real), real[:2_000_000]])
    for path in options.gguf:
        names += vocabularies.from_gguf(path, CACHE, pathlib.Path(path).stem)
    texts = hostile.documents(int(options.megabytes * 1e6), options.seed, real)
    packed = CACHE / "hostile.bin"
    packed.write_bytes(hostile.packed(texts))
    failures = 0
    for name in options.names or names:
        folder = CACHE / name
        expected, seconds = reference(folder, texts)
        # sentencepiece finds no special tokens in text; tokenizers does.
        spelling = "text" if (folder / "tokenizer.model").exists() else "token"
        found, timing = ours(options.program, folder, packed, spelling)
        failures += report(name, texts, expected, found, timing, seconds)
    for path in options.gguf:
        try:
            expected, seconds = llama(path, texts)
        except ImportError:
            print("llama-cpp-python is not installed: GGUF files are compared by conversion only")
            break
        found, timing = ours(options.program, path, packed, "token")
        failures += report(f"{pathlib.Path(path).name} (llama.cpp)", texts, expected, found, timing, seconds)
    sys.exit(1 if failures else 0)


def report(name, texts, expected, found, timing, seconds):
    """Prints one line, and tells whether ids differ."""
    if found is None:
        print(f"{name:28} FAILED     {timing}", flush=True)
        return 1
    wrong = difference(texts, expected, found)
    size = sum(len(text.encode()) for text in texts) / 1e6
    count = sum(map(len, expected))
    verdict = "identical" if wrong is None else "DIFFERENT"
    print(f"{name:28} {verdict}  {size:.1f} MB, {count} ids; reference {size / seconds:.1f} MB/s; {timing}", flush=True)
    if wrong:
        print(f"    {wrong}", flush=True)
    return 0 if wrong is None else 1


if __name__ == "__main__":
    main()
