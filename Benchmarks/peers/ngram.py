"""The n-gram peer: KenLM's programs, built by Benchmarks/ngrams/build_kenlm (CONTINUO_KENLM names another folder that has them)."""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile
import time

from common import report, row

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUERIES = 200_000


def programs():
    """The folder of the programs."""
    named = os.environ.get("CONTINUO_KENLM")
    if not named:
        subprocess.run([str(ROOT / "Benchmarks" / "ngrams" / "build_kenlm")], check=True)
    return pathlib.Path(named) if named else ROOT / ".cache" / "kenlm" / "bin"


def timed(command, **options):
    begin = time.perf_counter()
    result = subprocess.run(command, check=True, stderr=subprocess.PIPE, **options)
    return time.perf_counter() - begin, result


def train(folder, text, order, memory, output):
    command = [str(folder / "lmplz"), "-o", str(order), "-S", memory, "--text", text, "--arpa", output, "--discount_fallback"]
    return timed(command)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", choices=("train", "query"), required=True)
    parser.add_argument("--text", required=True)
    parser.add_argument("--order", type=int, default=5)
    parser.add_argument("--memory", default="1G")
    options = parser.parse_args()
    folder = programs()
    megabytes = os.path.getsize(options.text) / 1e6
    with tempfile.TemporaryDirectory() as place:
        arpa, probing, trie = (os.path.join(place, name) for name in ("model.arpa", "model.probing", "model.trie"))
        if options.measure == "train":
            estimation = train(folder, options.text, options.order, options.memory, "/dev/null")
            seconds = train(folder, options.text, options.order, options.memory, arpa)
            seconds += timed([str(folder / "build_binary"), "probing", arpa, probing], stdout=subprocess.DEVNULL)[0]
            rows = [row("estimation", megabytes / estimation, "MB/s"), row("usable-model", megabytes / seconds, "MB/s")]
        else:
            train(folder, options.text, options.order, options.memory, arpa)
            timed([str(folder / "build_binary"), "probing", arpa, probing], stdout=subprocess.DEVNULL)
            timed([str(folder / "build_binary"), "trie", arpa, trie], stdout=subprocess.DEVNULL)
            lines = pathlib.Path(options.text).read_bytes().splitlines(keepends=True)[::10][:QUERIES]
            words, ids = os.path.join(place, "words"), os.path.join(place, "ids")
            pathlib.Path(words).write_bytes(b"".join(lines))
            benchmark = [str(folder / "kenlm_benchmark"), "-m", probing]
            with open(words, "rb") as source, open(ids, "wb") as target:
                subprocess.run([*benchmark, "-v"], check=True, stdin=source, stdout=target, stderr=subprocess.DEVNULL)
            rates = []
            for _ in range(3):
                with open(ids, "rb") as source:
                    result = timed([*benchmark, "-q", "-t", "1", "-b", "1000000"], stdin=source, stdout=subprocess.PIPE)[1]
                printed = (result.stdout + result.stderr).decode(errors="replace")
                rates.append(float(re.search(r"Queries per second excluding load, CPU: ([0-9.e+]+)", printed).group(1)) / 1e6)
            rows = [
                row("queries", sorted(rates)[1], "M/s"),
                row("size", os.path.getsize(trie) / 1e6, "MB"),
            ]
    report(rows, program="KenLM 0.3.0")


main()
