"""The memory's own speed: what two threads copy, reading and writing, in gigabytes a second."""

import argparse
import threading

import numpy

import common


def copy_rate(threads, megabytes, seconds):
    """Each thread copies between arrays of its own that no cache holds."""
    count = megabytes * 1_000_000 // 4 // threads
    pairs = [(numpy.ones(count, numpy.float32), numpy.ones(count, numpy.float32)) for _ in range(threads)]

    def copy_all():
        workers = [threading.Thread(target=numpy.copyto, args=pair) for pair in pairs]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    return 2 * 4 * count * threads / common.median_seconds(copy_all, seconds) / 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--megabytes", type=int, default=400)
    options = parser.parse_args()
    rate = copy_rate(options.threads, options.megabytes, options.seconds)
    rows = [common.row(name, rate, "GB/s") for name in ("real-scan", "complex-scan", "selective-scan")]
    common.report(rows, f"numpy {numpy.__version__} copying")


main()
