#!/usr/bin/env python3
"""Sizes of the last 4 % of the King James Bible under zstd, xz and `continuo compress-file` with models of the rest.

    Benchmarks/quality/compression.py [--program .build/release/continuo] [--orders 5 6 8] [--model FOLDER …]

The n-gram models are trained here, in seconds; `--model` adds models that were trained on `@kjv`, whose held-out part holds these bytes.
Models are not counted in the sizes: both sides of a channel have them.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "driver"))
import kjv


def held_out():
    verses = kjv.verses()
    return b"\n".join(verses[int(len(verses) * 0.96) :]) + b"\n"


def rows(options, folder, file):
    """Name, bytes and seconds of each way."""
    for name, command in [
        ("zstd -19", ["zstd", "-19", "-q", "-f", file, "-o", folder / "z"]),
        ("xz -9e", ["xz", "-9e", "-k", "-f", file]),
    ]:
        if shutil.which(command[0]) is None:
            continue
        begin = time.perf_counter()
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - begin
        made = folder / "z" if name.startswith("zstd") else file.with_name(file.name + ".xz")
        yield name, made.stat().st_size, seconds
    models = [(f"n-gram of order {order}", folder / f"n{order}", order) for order in options.orders]
    models += [(model.name, model, None) for model in options.model]
    for name, model, order in models:
        if order:
            training = [options.program, "ngram", "train", "@kjv", "--order", str(order), "-o", model, "--quiet"]
            subprocess.run(training, check=True, stdout=subprocess.DEVNULL)
        packed, back = folder / "packed", folder / "back"
        for path in (packed, back):
            path.unlink(missing_ok=True)
        command = [options.program, "compress-file", model, file, "-o", packed, "--rows", "1", "--quiet"]
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - begin
        command = [options.program, "decompress-file", model, packed, "-o", back, "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        if back.read_bytes() != file.read_bytes():
            raise SystemExit(f"{name}: the file did not come back")
        yield name, packed.stat().st_size, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/continuo")
    parser.add_argument("--orders", type=int, nargs="*", default=[5, 6, 8])
    parser.add_argument("--model", type=pathlib.Path, nargs="*", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        file = folder / "held-out.txt"
        file.write_bytes(held_out())
        size = file.stat().st_size
        print(f"{size} bytes")
        for name, packed, seconds in rows(options, folder, file):
            print(f"{name:20} {packed:8} bytes  {8 * packed / size:.3f} bits a byte  {seconds:.2f} s")


if __name__ == "__main__":
    main()
