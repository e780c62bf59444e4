#!/usr/bin/env python3
"""Compares what our program and its peers make of the same checkpoints: likelihoods, logits, texts, and the formats of tensors.

Usage: Benchmarks/quality/compare.py [--json] [NAME …]

It runs with an interpreter that has the peers (CONTINUO_PEERS_PYTHON, or what Benchmarks/setup installs). Ours are `continuo` and
`continuo-benchmarks`; `--continuo` and `--program` name other places. Exit status 1 when a figure misses what is asked.
"""

import argparse
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from driver import definitions, programs  # noqa: E402

MODELS = ("smollm2", "gemma3")


def checkpoint(name):
    return programs.located(["--model", name])[1]


def row(measure, value, asked=None, holds=None, **further):
    """A figure, what is asked of it, whether it holds, and what else was found."""
    return {"measure": measure, "value": value, "asked": asked, "holds": holds, **further}


def kjv_windows(model, length, count=64 * 1024):
    """The first `count` bytes of the King James Bible in windows of `length` ids, with the id that begins texts where there is one."""
    import sides
    from driver import kjv

    text = b"\n".join(kjv.verses())[:count].decode(errors="ignore")
    ids, start = sides.encode(model, text)
    begin = [] if start is None else [start]
    step = length - len(begin)
    windows = [begin + ids[first : first + step] for first in range(0, len(ids), step)]
    return [window for window in windows if len(window) > len(begin) + 1]


def likelihood(options):
    """Perplexity and most probable ids beside llama.cpp, and beside our products in float32."""
    import sides

    for name in options.models:
        model = checkpoint(name)
        windows = kjv_windows(model, 1024, options.bytes)
        exact = sides.ours(options.program, model, windows, "f32", "f32")
        fast = sides.ours(options.program, model, windows, "stored")
        peer = sides.llama_scores(model, windows)
        gap = 100 * (fast.perplexity / peer.perplexity - 1)
        count = len(exact.best)
        yield row(f"{name}: tokens predicted", count)
        yield row(f"{name}: perplexity, float32", exact.perplexity)
        yield row(f"{name}: perplexity, llama.cpp", peer.perplexity)
        yield row(f"{name}: perplexity, ours", fast.perplexity)
        yield row(f"{name}: ours against llama.cpp, %", gap, "within 0.5", abs(gap) <= 0.5)
        share = 100 * fast.agreement(exact)
        yield row(f"{name}: same best token as float32, ours, %", share, "at least 98", share >= 98)
        yield row(f"{name}: same best token as float32, llama.cpp, %", 100 * peer.agreement(exact))


def logits(options):
    """Logits in float32 beside transformers on the same weights."""
    import numpy
    import sides

    model = checkpoint("smollm2")
    ids = kjv_windows(model, 200)[0]
    found = sides.ours(options.program, model, [ids], "f32", "f32", logits=True)
    wanted = sides.transformers_logits(model, ids)
    worst = float(numpy.abs(found - wanted).max())
    yield row(f"smollm2: greatest difference of a logit from transformers, {len(ids)} tokens", worst, "≤ 0.001", worst <= 1e-3)


NEEDLE = "The secret number of the old garden is 48213."
QUESTION, ANSWER = "\nThe secret number of the old garden is", " 48213"
CONTEXT = 8192


def needle(options):
    """A sentence at the start of a full context, asked for at its end; and whether likelihoods drift on the way."""
    import sides
    from driver import kjv

    model = checkpoint("smollm2")
    text = b"\n".join(kjv.verses())[: 8 * CONTEXT].decode(errors="ignore")
    (first, start), (question, _), (whole, _) = (
        sides.encode(model, text) for text in (NEEDLE + "\n", QUESTION, QUESTION + ANSWER)
    )
    length = len(whole) - len(question)
    begin = [] if start is None else [start]
    room = CONTEXT - len(begin) - len(first) - len(whole)
    window = begin + first + sides.encode(model, text)[0][:room] + whole
    ours = sides.ours(options.program, model, [window], "stored").log_probabilities
    peer = sides.llama_scores(model, [window]).log_probabilities
    recall = [float(side[-length:].sum()) for side in (ours, peer)]
    yield row(f"smollm2: log-probability of the needle after {len(window)} tokens, ours", recall[0])
    yield row(f"smollm2: log-probability of the needle after {len(window)} tokens, llama.cpp", recall[1])
    gap = recall[0] - recall[1]
    yield row("smollm2: the needle, ours less llama.cpp, nats", gap, "within 0.5", abs(gap) <= 0.5)
    for part, place in (("first", slice(0, 1024)), ("last", slice(-1024, None))):
        gap = float((ours[place] - peer[place]).mean())
        measure = f"smollm2: mean log-probability of the {part} 1,024 tokens, ours less llama.cpp"
        yield row(measure, gap, "within 0.01", abs(gap) <= 0.01)


def exported(options):
    """A model trained here, as GGUF: its text beside llama.cpp's, and what quantising costs."""
    import exporting

    yield from exporting.measure(options.program, options.continuo, row)


def formats(options):
    """Which tensor is stored how by `continuo quantise` and by llama.cpp's quantiser."""
    import exporting

    yield from exporting.formats(options.continuo, [checkpoint(name) for name in MODELS], row)


MEASURES = {f.__name__: f for f in (likelihood, logits, needle, exported, formats)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to compare: {', '.join(MEASURES)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--program", type=pathlib.Path, default=programs.PROGRAM, help="our program of the benchmarks")
    parser.add_argument(
        "--continuo", type=pathlib.Path, default=definitions.ROOT / ".build" / "release" / "continuo", help="our program"
    )
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, help="models of `likelihood`")
    parser.add_argument("--bytes", type=int, default=64 * 1024, help="bytes of text for `likelihood` (default: 65536)")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in MEASURES]
    if unknown:
        parser.error(f"NAME is one of {', '.join(MEASURES)}, not {unknown[0]}")
    python = programs.peers_python()
    if os.path.realpath(sys.prefix) != os.path.realpath(pathlib.Path(python).parents[1]):
        os.execv(python, [python, *sys.argv])
    programs.fetch(MODELS)
    rows = []
    for name in options.names or MEASURES:
        for found in MEASURES[name](options):
            rows.append({"comparison": name, **found})
            if not options.json:
                print(line(found), flush=True)
    if options.json:
        print(json.dumps({"rows": rows, "holds": all(found["holds"] is not False for found in rows)}))
    sys.exit(1 if any(found["holds"] is False for found in rows) else 0)


def line(found):
    value = found["value"]
    shown = f"{value:.6g}" if isinstance(value, float) else str(value)
    verdict = {None: "", True: "holds", False: "MISSED"}[found["holds"]]
    asked = f"  ({found['asked']})" if found["asked"] else ""
    return f"{verdict:7}{found['measure']}: {shown}{asked}"


if __name__ == "__main__":
    main()
