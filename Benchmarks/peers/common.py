"""What every peer shares: two threads, a clock, and one line of JSON on standard output."""

import json
import statistics
import time


def use_threads(count):
    """Sets the number of threads of PyTorch and of the libraries below it."""
    import torch  # not every peer needs it, and it takes seconds to load

    torch.set_num_threads(count)


def median_seconds(action, seconds, warm_up=3, least=5):
    """The median time of `action`, repeated for about `seconds` and at least `least` times after a warm-up."""
    for _ in range(warm_up):
        action()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def row(measure, value, unit, **extra):
    """One measured figure; the driver pairs rows of both programs by `measure`."""
    return {"measure": measure, "value": value, "unit": unit, **extra}


def report(rows, program=None, **extra):
    """Prints the result that the driver reads."""
    if program is None:
        import torch

        program = f"torch {torch.__version__}"
    print(json.dumps({"program": program, "rows": rows, **extra}), flush=True)
