"""The peer of the state-space training benchmarks: a byte model of Mamba layers in eager PyTorch.

`mamba` is mambapy's layer, with its parallel scan (measure `training`) and with its scan of one position after another
(`reference-scan`). `mamba2` is the layer of the paper in plain PyTorch, with the chunked form of its listing 1 (`training`) and
with one position after another (`reference-scan`).
"""

import argparse
import math
import resource
import statistics
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

import common
import gpt


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def segment_sums(x):
    """Sums over j + 1 ... i of the last axis, minus infinity above the diagonal."""
    length = x.shape[-1]
    sums = x.cumsum(-1)
    differences = sums[..., :, None] - sums[..., None, :]
    return differences.masked_fill(~torch.ones(length, length, dtype=torch.bool).tril(), -torch.inf)


def chunked(x, logs, b, c, size=64):
    """x [batch, length, heads, width], logs [batch, length, heads], b and c [batch, length, states]."""
    batch, length, heads, width = x.shape
    x, b, c = (part.unflatten(1, (-1, size)) for part in (x, b, c))
    logs = logs.unflatten(1, (-1, size)).permute(0, 3, 1, 2)
    sums = logs.cumsum(-1)
    inside = torch.einsum("bcln,bcsn,bhcls,bcshp->bclhp", c, b, segment_sums(logs).exp(), x)
    states = torch.einsum("bcln,bhcl,bclhp->bchpn", b, (sums[..., -1:] - sums).exp(), x)
    states = torch.cat([torch.zeros_like(states[:, :1]), states], dim=1)
    carried = segment_sums(F.pad(sums[..., -1], (1, 0))).exp()
    states = torch.einsum("bhzc,bchpn->bzhpn", carried, states)[:, :-1]
    across = torch.einsum("bcln,bchpn,bhcl->bclhp", c, states, sums.exp())
    return (inside + across).flatten(1, 2)


def sequential(x, logs, b, c):
    state = x.new_zeros(x.shape[0], x.shape[2], x.shape[3], b.shape[-1])
    outputs = []
    for t in range(x.shape[1]):
        state = state * logs[:, t].exp()[..., None, None] + x[:, t, :, :, None] * b[:, t, None, None]
        outputs.append((state * c[:, t, None, None]).sum(-1))
    return torch.stack(outputs, dim=1)


class Mamba2(nn.Module):
    def __init__(self, width, scan, layers, states=64, head=64):
        super().__init__()
        self.inner, self.states, self.heads, self.scan = 2 * width, states, 2 * width // head, scan
        self.input = nn.Linear(width, 2 * self.inner + 2 * states + self.heads, bias=False)
        channels = self.inner + 2 * states
        self.convolution = nn.Conv1d(channels, channels, 4, groups=channels, padding=3)
        steps = torch.exp(torch.rand(self.heads) * math.log(100) + math.log(1e-3))
        self.step_bias = nn.Parameter(steps + torch.log(-torch.expm1(-steps)))
        self.logarithms = nn.Parameter(torch.empty(self.heads).uniform_(1, 16).log())
        self.skip = nn.Parameter(torch.ones(self.heads))
        self.norm = RMSNorm(self.inner)
        self.output = nn.Linear(self.inner, width, bias=False)

    def forward(self, u):
        length = u.shape[1]
        z, mixed, steps = self.input(u).split([self.inner, self.inner + 2 * self.states, self.heads], dim=-1)
        mixed = F.silu(self.convolution(mixed.transpose(1, 2))[..., :length].transpose(1, 2))
        x, b, c = mixed.split([self.inner, self.states, self.states], dim=-1)
        x = x.unflatten(-1, (self.heads, -1))
        steps = F.softplus(steps + self.step_bias)
        y = self.scan(x * steps[..., None], -steps * self.logarithms.exp(), b, c) + x * self.skip[:, None]
        return self.output(self.norm(y.flatten(2) * F.silu(z)))


def layer(kind, width, layers, is_reference):
    if kind == "mamba2":
        return Mamba2(width, sequential if is_reference else chunked, layers)
    from mambapy.mamba import MambaBlock, MambaConfig

    return MambaBlock(MambaConfig(d_model=width, n_layers=layers, pscan=not is_reference))


class Model(nn.Module):
    def __init__(self, kind, is_reference, layers=4, width=256):
        super().__init__()
        self.tokens = nn.Embedding(256, width)
        nn.init.normal_(self.tokens.weight, std=0.02)
        self.norms = nn.ModuleList(RMSNorm(width) for _ in range(layers))
        self.layers = nn.ModuleList(layer(kind, width, layers, is_reference) for _ in range(layers))
        self.norm = RMSNorm(width)

    def forward(self, tokens, targets):
        x = self.tokens(tokens)
        for norm, mixer in zip(self.norms, self.layers):
            x = x + mixer(norm(x))
        logits = F.linear(self.norm(x), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=("mamba", "mamba2"), default="mamba")
    parser.add_argument("--data", required=True, help="text file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3, help="measured steps of the parallel scan, after one of warm-up")
    parser.add_argument("--context", type=int, default=256)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def rate(options, data, is_reference):
    """Median tokens a second of training steps.

    The reference scan takes minutes a step, beside which a warm-up is nothing: it does one step, without.
    """
    warm_up, steps = (0, 1) if is_reference else (1, options.steps)
    torch.manual_seed(options.seed)
    model = Model(options.kind, is_reference)
    optimiser = gpt.optimiser(model, 1e-3, "fused")
    times = []
    for _ in range(warm_up + steps):
        starts = torch.randint(len(data) - options.context - 1, (options.batch,)).tolist()
        begin = time.perf_counter()
        windows = torch.stack([data[i : i + options.context + 1] for i in starts])
        loss = model(windows[:, :-1], windows[:, 1:])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        times.append(time.perf_counter() - begin)
    return options.batch * options.context / statistics.median(times[warm_up:])


def main():
    options = parse()
    common.use_threads(options.threads)
    at_start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open(options.data, "rb") as file:
        data = torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8).astype(numpy.int64))
    rows = [
        common.row("training", rate(options, data, is_reference=False), "tok/s"),
        common.row("reference-scan", rate(options, data, is_reference=True), "tok/s"),
    ]
    common.report(rows, memory_before_training=at_start)


if __name__ == "__main__":
    main()
