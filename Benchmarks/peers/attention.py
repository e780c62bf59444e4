"""The attention peer: PyTorch's causal `scaled_dot_product_attention`, forward and backward."""

import argparse

import torch
import torch.nn.functional as F

import common


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--heads", type=int, default=8)
    parser.add_argument("--length", type=int, default=1024)
    parser.add_argument("--head-size", type=int, default=64)
    options = parser.parse_args()
    common.use_threads(options.threads)
    torch.manual_seed(1)
    shape = (options.batch, options.heads, options.length, options.head_size)
    inputs = [torch.randn(shape, requires_grad=True) for _ in range(3)]
    cotangent = torch.randn(shape)

    def forward_and_backward():
        output = F.scaled_dot_product_attention(*inputs, is_causal=True)
        torch.autograd.grad(output, inputs, cotangent)

    def forward():
        with torch.no_grad():
            F.scaled_dot_product_attention(*inputs, is_causal=True)

    common.report(
        [
            common.row("forward-backward", 1e3 * common.median_seconds(forward_and_backward, options.seconds), "ms"),
            common.row("forward", 1e3 * common.median_seconds(forward, options.seconds / 3), "ms"),
        ]
    )


main()
