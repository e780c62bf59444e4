"""The Baum–Welch peer: `hmmlearn` from the same parameters on the same sequences, for as many iterations."""

import argparse
import math
import time

import common
import hmmlearn
import numpy
from hmmlearn import hmm

STATES, SYMBOLS, SEQUENCES, LENGTH = 16, 32, 64, 500


def noise(index):
    """Even in 0 … 1, and the same in both programs."""
    value = math.sin(12.9898 * index + 4.1414) * 43758.5453
    return value - math.floor(value)


def row(first, count):
    """A distribution, the same in both programs."""
    weights = [0.1 + noise(first + place) for place in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]


def symbol(sequence, place):
    """Runs that shift slowly, with noise."""
    index = sequence * LENGTH + place
    steady = (place // 20 + sequence) % STATES * 2
    return steady if noise(index) < 0.7 else int(noise(index + 777_777) * SYMBOLS)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--iterations", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    data = numpy.array([[symbol(s, t)] for s in range(SEQUENCES) for t in range(LENGTH)])
    rows = []
    for implementation in ("scaling", "log"):
        times = []
        for _ in range(options.runs):
            model = hmm.CategoricalHMM(
                STATES, n_iter=options.iterations, tol=-math.inf, init_params="", implementation=implementation
            )
            model.startprob_ = numpy.array(row(0, STATES))
            model.transmat_ = numpy.array([row(1000 + 100 * state, STATES) for state in range(STATES)])
            model.emissionprob_ = numpy.array([row(9000 + 100 * state, SYMBOLS) for state in range(STATES)])
            begin = time.perf_counter()
            model.fit(data, [LENGTH] * SEQUENCES)
            times.append(time.perf_counter() - begin)
        rows.append(common.row(implementation, 1e3 * sorted(times)[len(times) // 2] / options.iterations, "ms"))
        if implementation == "scaling":
            score = -model.score(data, [LENGTH] * SEQUENCES) / data.size
            rows.append(common.row("nats-after", score, "nats"))
    common.report(rows, program=f"hmmlearn {hmmlearn.__version__}")


main()
