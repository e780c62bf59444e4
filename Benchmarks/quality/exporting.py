"""A model trained here, written as GGUF and quantised: what llama.cpp makes of it."""

import ctypes
import json
import pathlib
import tempfile

import llama_cpp
import sides
from driver import programs

PROMPT = "And God said"
TOKENS = 64
SIZES = ("--layers", "3", "--width", "256", "--heads", "4", "--context", "128", "--batch-size", "8")
STEPS = ("--steps", "150", "--learning-rate", "0.003", "--set", "training.schedule.warmup=15")
TRAINING = ("--recipe", "llama", "--representation", "bpe:2000", *STEPS, *SIZES)
SCHEMES = {"q8_0": 7, "q6_k": 18, "q5_k_m": 17, "q5_1": 9, "q5_0": 8, "q4_k_m": 15, "q4_1": 3, "q4_0": 2, "f16": 1}
"""The schemes that we write, with llama.cpp's numbers of them."""


def trained(continuo, folder):
    """A small model of the Llama recipe, as GGUF in float32."""
    model, path = folder / "model", folder / "model.gguf"
    if not path.exists():
        sides.run([continuo, "train", "@kjv", *TRAINING, "--output", model, "--quiet"])
        sides.run([continuo, "convert", model, path, "--type", "f32", "--quiet"])
    return path


def quantise(continuo, model, scheme, output, perplexity=False):
    """Writes a model with fewer bits; returns what the program tells."""
    options = [] if perplexity else ["--no-perplexity"]
    return json.loads(sides.run([continuo, "quantise", model, output, "--type", scheme, "--json", *options]))


def texts(program, path):
    """The tokens that we and llama.cpp go on with, greedily."""
    options = ["--model", path, "--measure", "decode", "--seconds", "0.1", "--prompt", PROMPT, "--tokens", str(TOKENS)]
    peer = programs.PEERS / "llama.py"
    commands = ([program, "checkpoint", *options], [programs.peers_python(), peer, *options])
    return [json.loads(sides.run(command).splitlines()[-1])["tokens"] for command in commands]


def measure(program, continuo, row):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        path = trained(continuo, folder)
        files = {"f32": path}
        for scheme in ("q8_0", "q4_k_m"):
            files[scheme] = folder / f"{scheme}.gguf"
            told = quantise(continuo, path, scheme, files[scheme], perplexity=True)
            change = 100 * (told["perplexity"] / told["perplexity_before"] - 1)
            limit = {"q8_0": 0.5, "q4_k_m": 5}[scheme]
            yield row(
                f"trained here, {scheme}: change of perplexity, %", change, f"at most {limit}", change <= limit,
                before=told["perplexity_before"], after=told["perplexity"],
            )
        for scheme, file in files.items():
            ours, theirs = texts(program, file)
            same = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), TOKENS)
            # Rounded activations may decide a near tie another way; in float32 nothing is rounded.
            asked = f"{TOKENS}" if scheme == "f32" else None
            yield row(
                f"trained here, {scheme}: greedy tokens before the first that llama.cpp has otherwise", same, asked,
                same == TOKENS if asked else None, ours=ours, llama=theirs,
            )


def llama_quantise(model, number, output):
    settings = llama_cpp.llama_model_quantize_default_params()
    settings.ftype = number
    settings.nthread = programs.THREADS
    settings.allow_requantize = True
    log = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(log, ctypes.c_void_p(0))
    if llama_cpp.llama_model_quantize(str(model).encode(), str(output).encode(), ctypes.byref(settings)) != 0:
        raise SystemExit(f"llama.cpp could not quantise {model}")


def types(path):
    """The stored type of each tensor."""
    from gguf import GGUFReader

    return {tensor.name: tensor.tensor_type.name for tensor in GGUFReader(path).tensors}


def formats(continuo, models, row):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for model in [trained(continuo, folder), *map(pathlib.Path, models)]:
            # Formats depend on names and shapes alone; the search for scales takes a while in models of this size.
            schemes = SCHEMES if model.parent == folder else ("q4_k_m",)
            for scheme in schemes:
                ours, theirs = folder / "ours.gguf", folder / "theirs.gguf"
                quantise(continuo, model, scheme, ours)
                llama_quantise(model, SCHEMES[scheme], theirs)
                (found, wanted) = types(ours), types(theirs)
                other = {name: (found.get(name), kind) for name, kind in wanted.items() if found.get(name) != kind}
                name = "trained here" if model.parent == folder else model.parent.name
                yield row(
                    f"{name}, {scheme}: tensors stored in another format than llama.cpp stores them in",
                    len(other), f"0 of {len(wanted)}", not other and found.keys() == wanted.keys(), tensors=other,
                )
