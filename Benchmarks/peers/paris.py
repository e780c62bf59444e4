"""The PaRIS peer: the on-line smoother of `particles` (Chopin) on the same observations, with as many particles."""

import argparse
import math
import time

import common
import numpy
import particles
from particles import distributions, state_space_models
from particles.collectors import Paris

LENGTH, A, Q, C, R = 100, 0.97, 0.6, 0.54, 0.33


def observation(step):
    """The same in both programs."""
    return 0.8 * math.sin(0.3 * step) + 0.4 * math.cos(1.1 * step)


class LinearGaussian(state_space_models.StateSpaceModel):
    """X' = A X + Q ε, Y = C X + R ζ, and the sum of products of neighbouring states."""

    def PX0(self):
        return distributions.Normal(scale=Q / math.sqrt(1 - A * A))

    def PX(self, t, xp):
        return distributions.Normal(loc=A * xp, scale=Q)

    def PY(self, t, xp, x):
        return distributions.Normal(loc=C * x, scale=R)

    def upper_bound_log_pt(self, t):
        return -math.log(Q) - 0.5 * math.log(2 * math.pi)

    def add_func(self, t, xp, x):
        return numpy.zeros_like(x) if xp is None else xp * x


def exact():
    """E Σ x_t x_{t+1} given all observations (Rauch–Tung–Striebel)."""
    filtered, predicted = [], []
    mean, variance = 0.0, Q * Q / (1 - A * A)
    for step in range(LENGTH):
        predicted.append((mean, variance))
        gain = C * variance / (C * C * variance + R * R)
        mean, variance = mean + gain * (observation(step) - C * mean), (1 - gain * C) * variance
        filtered.append((mean, variance))
        mean, variance = A * mean, A * A * variance + Q * Q
    later_mean, later_variance = filtered[-1]
    total = 0.0
    for step in reversed(range(LENGTH - 1)):
        gain = filtered[step][1] * A / predicted[step + 1][1]
        own_mean = filtered[step][0] + gain * (later_mean - predicted[step + 1][0])
        own_variance = filtered[step][1] + gain * gain * (later_variance - predicted[step + 1][1])
        total += own_mean * later_mean + gain * later_variance
        later_mean, later_variance = own_mean, own_variance
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--particles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    data = numpy.array([observation(step) for step in range(LENGTH)])
    answer = exact()
    times, errors = [], []
    for seed in range(options.runs):
        numpy.random.seed(seed)
        begin = time.perf_counter()
        run = particles.SMC(
            fk=state_space_models.Bootstrap(ssm=LinearGaussian(), data=data),
            N=options.particles,
            ESSrmin=1.0,
            resampling="multinomial",
            collect=[Paris()],
        )
        run.run()
        times.append(time.perf_counter() - begin)
        errors.append(float(run.summaries.paris[-1]) - answer)
    common.report(
        [
            common.row("sweep", 1e3 * sorted(times)[len(times) // 2], "ms"),
            common.row("error", sum(error * error for error in errors) / len(errors), "squared error"),
        ],
        program=f"particles {particles.__version__}" if hasattr(particles, "__version__") else "particles",
    )


main()
