"""The text of the training benchmarks: the King James Bible of Debian's `bible-kjv-text`, one verse a line."""

import pathlib
import struct
import subprocess

SOURCE = pathlib.Path("/usr/lib/bible.data")
COMPRESS_HEADER = b"\x1f\x9d\x90"
WINDOW_COUNT, TABLE = 88, 92


def verses():
    """The words of all verses. Windows of the text are packed one by one in the form of `compress`, less its header."""
    data = SOURCE.read_bytes()
    (windows,) = struct.unpack_from(">I", data, WINDOW_COUNT)
    bounds = struct.unpack_from(f">{windows + 1}I", data, TABLE)
    text = b"".join(
        subprocess.run(
            ["gzip", "-dc"], input=COMPRESS_HEADER + data[begin:end], stdout=subprocess.PIPE, check=True
        ).stdout
        for begin, end in zip(bounds, bounds[1:])
    )
    return [line.partition(b" ")[2] for line in text.splitlines()[1:]]


def prepare(path):
    """Writes the text to `path`, unless it is there."""
    if path.exists():
        return
    if not SOURCE.exists():
        raise SystemExit(f"{SOURCE} is missing: install Debian's package bible-kjv-text (Scripts/setup does)")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(b"".join(verse + b"\n" for verse in verses()))
    beside.replace(path)
