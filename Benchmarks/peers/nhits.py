"""The N-HiTS peer: Nixtla's `neuralforecast` on the same series, of the same sizes, with the same number of updates."""

import argparse
import logging
import math
import time
import warnings

import common

LENGTH, SERIES, HORIZON, INPUT, ORIGINS = 2000, 32, 24, 120, 12


def noise(series, step):
    """Even in −1 … 1, and the same in both programs."""
    value = math.sin(12.9898 * step + 78.233 * series) * 43758.5453
    return 2 * (value - math.floor(value)) - 1


def value(series, step):
    """A day's and a week's wave of each series' own size and phase, and noise."""
    day = (2 + series % 3) * math.sin(2 * math.pi * (step + series) / 24)
    week = (1 + series % 5) * math.sin(2 * math.pi * step / 168 + series)
    return day + week + noise(series, step)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--batch", type=int, default=1024)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    common.use_threads(options.threads)
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    logging.getLogger("lightning_fabric").setLevel(logging.ERROR)

    import neuralforecast
    import pandas
    import pytorch_lightning
    from neuralforecast import NeuralForecast
    from neuralforecast.losses.pytorch import MSE
    from neuralforecast.models import NHITS

    times = []

    class Clock(pytorch_lightning.Callback):
        def on_train_batch_end(self, *_):
            times.append(time.perf_counter())

    frame = pandas.DataFrame(
        [
            {"unique_id": f"{series:02}", "ds": step, "y": value(series, step)}
            for series in range(SERIES)
            for step in range(LENGTH)
        ]
    )
    learnt = LENGTH - ORIGINS * HORIZON
    model = NHITS(
        h=HORIZON,
        input_size=INPUT,
        loss=MSE(),
        max_steps=options.updates,
        learning_rate=1e-3,
        num_lr_decays=3,
        batch_size=SERIES,
        windows_batch_size=options.batch,
        mlp_units=[[512, 512]],
        n_pool_kernel_size=[8, 4, 1],
        n_freq_downsample=[12, 4, 1],
        scaler_type="standard",
        random_seed=1,
        accelerator="cpu",
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        enable_checkpointing=False,
        callbacks=[Clock()],
    )
    forecasts = NeuralForecast(models=[model], freq=1)
    forecasts.fit(frame[frame.ds < learnt])
    between = sorted(after - before for before, after in zip(times, times[1:]))
    update = between[len(between) // 2]
    windows = SERIES * (learnt - INPUT - HORIZON + 1)
    errors = []
    for origin in range(learnt, LENGTH - HORIZON + 1, HORIZON):
        found = forecasts.predict(frame[frame.ds < origin]).reset_index()
        joined = found.merge(frame, on=["unique_id", "ds"])
        errors += list((joined["NHITS"] - joined["y"]) ** 2)
    common.report(
        [
            common.row("epoch", update * windows / options.batch, "s"),
            common.row("test-mse", sum(errors) / len(errors), "squared error"),
        ],
        program=f"neuralforecast {neuralforecast.__version__}",
    )


main()
