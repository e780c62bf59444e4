"""The training peer: eager PyTorch on the bytes of a text, either a number of steps (throughput) or a time (loss curve)."""

import argparse
import resource
import statistics
import time

import numpy
import torch

import common
import gpt

PRESETS = {
    "small": {"layers": 4, "width": 256, "heads": 4},
    "medium": {"layers": 8, "width": 512, "heads": 8},
}


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=sorted(PRESETS), default="small")
    parser.add_argument("--data", required=True, help="text file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=12, help="measured steps, after the warm-up")
    parser.add_argument("--warm-up", type=int, default=3)
    parser.add_argument("--curve-seconds", type=float, help="train for this time and report the validation loss")
    parser.add_argument("--context", type=int, default=256)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--rate-warm-up", type=int, default=50, help="steps of linear warm-up; constant afterwards")
    parser.add_argument("--optimiser", choices=("fused", "foreach"), default="fused")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def split(path):
    """The bytes of the training and the validation part. The last 5 % of lines are kept for tests and never read; the
    5 % before them are validation."""
    with open(path, "rb") as file:
        lines = file.readlines()
    held = round(0.05 * len(lines))
    parts = lines[: -2 * held], lines[-2 * held : -held]
    return [torch.from_numpy(numpy.frombuffer(b"".join(part), numpy.uint8).astype(numpy.int64)) for part in parts]


class Trainer:
    def __init__(self, options):
        self.options = options
        torch.manual_seed(options.seed)
        self.training, self.validation = split(options.data)
        self.model = gpt.GPT(context=options.context, **PRESETS[options.preset])
        self.optimiser = gpt.optimiser(self.model, options.rate, options.optimiser)
        self.steps = 0

    def batch(self, data, starts):
        length = self.options.context
        return (
            torch.stack([data[i : i + length] for i in starts]),
            torch.stack([data[i + 1 : i + length + 1] for i in starts]),
        )

    def step(self):
        """One optimiser step on a random batch, clipped to norm 1."""
        starts = torch.randint(len(self.training) - self.options.context - 1, (self.options.batch,)).tolist()
        loss = self.model(*self.batch(self.training, starts))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.steps += 1
        for group in self.optimiser.param_groups:
            group["lr"] = self.options.rate * min(1.0, self.steps / self.options.rate_warm_up)
        self.optimiser.step()
        return loss.item()

    @torch.no_grad()
    def validate(self, windows=64):
        """The mean loss in nats per byte over windows spread evenly over the held-out part."""
        last = len(self.validation) - self.options.context - 1
        starts = [last * i // (windows - 1) for i in range(windows)]
        groups = [starts[i : i + self.options.batch] for i in range(0, windows, self.options.batch)]
        return statistics.mean(self.model(*self.batch(self.validation, group)).item() for group in groups)


def throughput(trainer, options):
    for _ in range(options.warm_up):
        trainer.step()
    times = []
    for _ in range(options.steps):
        begin = time.perf_counter()
        trainer.step()
        times.append(time.perf_counter() - begin)
    tokens = options.batch * options.context
    return [
        common.row("training", tokens / statistics.median(times), "tok/s"),
        common.row("fastest-step", tokens / min(times), "tok/s"),
    ], {}


def curve(trainer, options):
    """Validation losses at ten evenly spaced times; the time of validating itself is not counted."""
    points, trained = [[0.0, trainer.validate(), 0]], 0.0
    for part in range(1, 11):
        while trained < options.curve_seconds * part / 10:
            begin = time.perf_counter()
            trainer.step()
            trained += time.perf_counter() - begin
        points.append([trained, trainer.validate(), trainer.steps])
    rate = trainer.steps * options.batch * options.context / trained
    return [common.row("training", rate, "tok/s")], {"curve": points}


def main():
    options = parse()
    common.use_threads(options.threads)
    at_start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    trainer = Trainer(options)
    rows, extra = (curve if options.curve_seconds else throughput)(trainer, options)
    common.report(rows, memory_before_training=at_start, optimiser=options.optimiser, **extra)


main()
