"""What each side says of the same ids: the log-probability of each next id, and the id that is most probable.

Windows are lists of ids that know nothing of each other; of each all but the first id are predicted.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))

import llama  # noqa: E402
from driver import programs  # noqa: E402

THREADS = programs.THREADS


class Scores:
    """Log-probabilities in nats and most probable ids, of all predicted places of all windows in turn."""

    def __init__(self, log_probabilities, best):
        self.log_probabilities = numpy.asarray(log_probabilities, dtype=numpy.float64)
        self.best = numpy.asarray(best, dtype=numpy.int64)

    @property
    def perplexity(self):
        return float(numpy.exp(-self.log_probabilities.mean()))

    def agreement(self, other):
        """The share of places with the same most probable id."""
        return float((self.best == other.best).mean())


def run(command):
    """Runs one of our programs with the benchmarks' environment and returns what it prints."""
    command = [str(word) for word in command]
    result = subprocess.run(command, env=programs.environment(), capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{programs.shown(command)}\nended with status {result.returncode}:\n{result.stderr[-4000:]}")
    return result.stdout


def ours(program, model, windows, weights, cache="f16", logits=False):
    """Our scores of windows; with `logits`, those after every id `[ids, width]` in their place."""
    with tempfile.TemporaryDirectory() as folder:
        ids, output, table = (pathlib.Path(folder) / name for name in ("ids", "scores", "logits"))
        numbers = [number for window in windows for number in (len(window), *window)]
        ids.write_bytes(numpy.asarray(numbers, dtype="<i4").tobytes())
        command = [program, "score", "--model", model, "--ids", ids, "--weights", weights, "--cache-type", cache]
        run([*command, "--output", output, *(["--logits", table] if logits else [])])
        if logits:
            return numpy.fromfile(table, dtype="<f4").reshape(sum(map(len, windows)), -1)
        pairs = numpy.fromfile(output, dtype="<f4").reshape(-1, 2)
        return Scores(pairs[:, 0], pairs[:, 1])


def llama_scores(model, windows):
    """llama.cpp's scores of windows."""
    session = llama.Session(model, max(map(len, windows)), THREADS, batch=128)
    found, best = [], []
    for window in windows:
        session.forget()
        following = iter(window[1:])
        for part in session.logits(window):
            # The last id of a window predicts nothing that is known.
            for row, token in zip(part, following):
                most = row.argmax()
                best.append(most)
                found.append(row[token] - row[most] - numpy.log(numpy.exp(row - row[most], dtype=numpy.float64).sum()))
    session.close()
    return Scores(found, best)


def encode(model, text):
    """llama.cpp's ids of a text, and the id that begins texts, or None."""
    session = llama.Session(model, 64, THREADS)
    begins = llama.llama_cpp.llama_vocab_get_add_bos(session.vocabulary)
    start = llama.llama_cpp.llama_vocab_bos(session.vocabulary) if begins else None
    ids = session.encode(text, special=False)
    session.close()
    return ids, start


def transformers_logits(model, ids):
    """The logits of transformers after every id, with the weights of a GGUF file in float32."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(THREADS)
    path = pathlib.Path(model)
    network = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    with torch.no_grad():
        return network(torch.tensor([ids])).logits[0].numpy()
