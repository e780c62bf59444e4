"""The FFT peer: a batch of causal long convolutions by `torch.fft` with autograd, and one real transform of 2^16."""

import argparse

import torch

import common


def causal_convolution(signal, filters):
    """y[b, h, t] = Σ_{s ≤ t} filters[h, s] · signal[b, h, t − s], by transforms of twice the length."""
    length = signal.shape[-1]
    product = torch.fft.rfft(signal, n=2 * length) * torch.fft.rfft(filters, n=2 * length)
    return torch.fft.irfft(product, n=2 * length)[..., :length]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--channels", type=int, default=256)
    parser.add_argument("--length", type=int, default=4096)
    options = parser.parse_args()
    common.use_threads(options.threads)
    torch.manual_seed(1)
    signal = torch.randn(options.batch, options.channels, options.length, requires_grad=True)
    filters = torch.randn(options.channels, options.length, requires_grad=True)
    cotangent = torch.randn(signal.shape)
    single = torch.randn(1 << 16)

    def forward_and_backward():
        torch.autograd.grad(causal_convolution(signal, filters), (signal, filters), cotangent)

    common.report(
        [
            common.row(
                "causal-convolution", 1e3 * common.median_seconds(forward_and_backward, options.seconds), "ms"
            ),
            common.row(
                "real-transform-65536",
                1e3 * common.median_seconds(lambda: torch.fft.rfft(single), options.seconds / 3, warm_up=50),
                "ms",
            ),
        ]
    )


main()
