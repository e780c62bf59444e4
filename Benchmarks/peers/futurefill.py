"""The naive loop of a long convolution whose inputs come one by one: each output is a sum over all inputs so far, for all
channels at once, in the faster of two forms. Its steps are timed at places spread evenly over the sequence; their mean times the length is the time."""

import argparse

import torch

import common


def by_products(history, turned, position):
    """y[c] = Σ_s kernel[c, s] · x[c, position − s]; `turned` is the kernel, its last coefficient first."""
    return (history[:, : position + 1] * turned[:, -position - 1 :]).sum(1)


def by_dot_products(history, turned, position):
    """The same, one channel after another."""
    return [torch.dot(x, k) for x, k in zip(history[:, : position + 1], turned[:, -position - 1 :])]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--lengths", type=int, nargs="+", default=[4096, 8192, 16384, 32768, 65536])
    parser.add_argument("--places", type=int, default=16)
    options = parser.parse_args()
    common.use_threads(options.threads)
    torch.manual_seed(1)
    rows = []
    with torch.no_grad():
        for length in options.lengths:
            history = torch.randn(options.channels, length)
            turned = torch.randn(options.channels, length)
            places = [(2 * place + 1) * length // (2 * options.places) for place in range(options.places)]
            share = options.seconds / options.places / 2
            times = [
                min(
                    common.median_seconds(lambda at=place: form(history, turned, at), share)
                    for form in (by_products, by_dot_products)
                )
                for place in places
            ]
            rows.append(common.row(f"length-{length}", 1e3 * length * sum(times) / len(times), "ms"))
    common.report(rows)


main()
