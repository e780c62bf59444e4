"""The tokenising peer: the `tokenizers` package, one call a document on one thread."""

import argparse
import json
import pathlib
import statistics
import time

import tokenizers


def documents(path):
    """Texts, each behind its length in four bytes."""
    data, position, found = pathlib.Path(path).read_bytes(), 0, []
    while position < len(data):
        end = position + 4 + int.from_bytes(data[position : position + 4], "little")
        found.append(data[position + 4 : end].decode())
        position = end
    return found


def median_seconds(action, seconds, warm_up=1, least=3):
    for _ in range(warm_up):
        action()
    times, end = [], time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--tokeniser", required=True)
    parser.add_argument("--documents", required=True)
    options = parser.parse_args()
    path = str(pathlib.Path(options.tokeniser) / "tokenizer.json")
    model = tokenizers.Tokenizer.from_file(path)
    texts = documents(options.documents)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6

    def encode():
        for text in texts:
            model.encode(text, add_special_tokens=False)

    encoding = median_seconds(encode, options.seconds)
    loading = median_seconds(lambda: tokenizers.Tokenizer.from_file(path), options.seconds / 3)
    rows = [
        {"measure": "encoding", "value": megabytes / encoding, "unit": "MB/s"},
        {"measure": "loading", "value": 1e3 * loading, "unit": "ms"},
    ]
    print(json.dumps({"program": f"tokenizers {tokenizers.__version__}", "rows": rows}), flush=True)


main()
