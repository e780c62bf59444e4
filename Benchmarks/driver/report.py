"""Pairs of results into medians, ratios and the lines that people and programs read."""

import math
import statistics

FASTER_IS_SMALLER = {"ms", "s", "squared error", "nats", "MB"}


def ratio(ours, peer, unit):
    """How many times better ours is than the peer's; above 1 is in our favour whatever the unit."""
    return peer / ours if unit in FASTER_IS_SMALLER else ours / peer


def rows(benchmark, pairs):
    """One row for each measure that both programs report, in the peer's order."""
    result = []
    for first in pairs[0][1]["rows"]:
        measure, unit = first["measure"], first["unit"]
        values = [(_value(ours, measure), _value(peer, measure)) for ours, peer in pairs]
        if any(ours is None or peer is None for ours, peer in values):
            continue
        ratios = [ratio(ours, peer, unit) for ours, peer in values]
        result.append(
            {
                "measure": measure,
                "ours": statistics.median(ours for ours, _ in values),
                "peer": statistics.median(peer for _, peer in values),
                "ratio": statistics.median(ratios),
                "lowest": min(ratios),
                "highest": max(ratios),
                "unit": unit,
                "aim": benchmark.aims.get(measure, benchmark.aim),
            }
        )
    return result


def summary(benchmark, pairs, commands):
    """The result of a benchmark: the keys that programs read, and the details behind them."""
    measures = rows(benchmark, pairs)
    head = next((row for row in measures if row["measure"] == benchmark.headline), None) or _mean(measures)
    last_ours, last_peer = pairs[-1]
    result = {
        "name": benchmark.name,
        **{key: head[key] for key in ("ours", "peer", "ratio", "lowest", "highest", "unit", "aim")},
        "limit": benchmark.limit,
        "commands": commands,
        "pairs": len(pairs),
        "programs": {"ours": last_ours["program"], "peer": last_peer["program"]},
        "memory": {
            "ours": statistics.median(ours["peak_memory"] for ours, _ in pairs),
            "peer": statistics.median(peer["peak_memory"] for _, peer in pairs),
            "unit": "bytes",
        },
        "rows": measures,
    }
    if "tokens" in last_ours and "tokens" in last_peer:
        result["same_output"] = last_ours["tokens"] == last_peer["tokens"]
    if "curve" in last_ours and "curve" in last_peer:
        result["curves"] = {"ours": last_ours["curve"], "peer": last_peer["curve"]}
        result["time_to_loss"] = time_to_loss(last_ours["curve"], last_peer["curve"])
        result["loss_after_steps"] = loss_after_steps(last_ours["curve"], last_peer["curve"])
    return result


SECONDS, LOSS, STEPS = 0, 1, 2
"""What stands where in a point of a curve."""


def time_to_loss(ours, peer):
    """The seconds that each side trained until its validation loss was as low as both got: the worse of the best losses."""
    loss = max(min(point[LOSS] for point in curve) for curve in (ours, peer))
    seconds = {"ours": _first_reached(ours, loss), "peer": _first_reached(peer, loss)}
    return {"loss": loss, **seconds, "ratio": ratio(seconds["ours"], seconds["peer"], "s"), "unit": "s"}


def loss_after_steps(ours, peer):
    """The loss of each side after as many steps as both made: how far the two curves differ apart from their speed."""
    steps = min(ours[-1][STEPS], peer[-1][STEPS])
    return {"steps": steps, "ours": _loss_at(ours, steps), "peer": _loss_at(peer, steps), "unit": "nats/byte"}


def _first_reached(curve, loss):
    """When a curve first came down to `loss`, on straight lines between its points."""
    for before, after in zip(curve, curve[1:]):
        if after[LOSS] <= loss:
            share = (before[LOSS] - loss) / (before[LOSS] - after[LOSS])
            return before[SECONDS] + share * (after[SECONDS] - before[SECONDS])
    raise ValueError(f"the curve {curve} never comes down to {loss}")


def _loss_at(curve, steps):
    """The loss of a curve after `steps`, on straight lines between its points."""
    for before, after in zip(curve, curve[1:]):
        if after[STEPS] >= steps:
            share = (steps - before[STEPS]) / max(after[STEPS] - before[STEPS], 1)
            return before[LOSS] + share * (after[LOSS] - before[LOSS])
    raise ValueError(f"the curve {curve} ends before step {steps}")


def lines(result):
    """The result as text: the line that can be believed, further measures, and the two commands."""
    of_all = f"median of {result['pairs']} pairs" if result["pairs"] > 1 else "one pair"
    limit = "" if result["limit"] is None else f"  limit {_number(result['limit'])} {result['unit']}"
    yield _line(result["name"], result, result["programs"]["peer"], of_all) + limit
    if len(result["rows"]) > 1:
        for row in result["rows"]:
            yield _line(f"  {row['measure']}", row, "peer", "of these")
    memory = result["memory"]
    yield f"  peak memory  ours {memory['ours'] / 1e6:,.0f} MB  peer {memory['peer'] / 1e6:,.0f} MB"
    if "same_output" in result:
        yield "  output       " + ("the same tokens from both" if result["same_output"] else "DIFFERS between the two")
    for side, points in result.get("curves", {}).items():
        yield f"  {side} validation loss (nats/byte) after seconds of training: " + "  ".join(
            f"{seconds:.0f} s {loss:.3f}" for seconds, loss, _ in points
        )
    if "time_to_loss" in result:
        reached, same = result["time_to_loss"], result["loss_after_steps"]
        yield (
            f"  time to a validation loss of {reached['loss']:.3f} nats/byte  ours {reached['ours']:.1f} s  "
            f"peer {reached['peer']:.1f} s  ratio {reached['ratio']:.2f}"
        )
        yield f"  loss after {same['steps']:.0f} steps of each  ours {same['ours']:.3f}  peer {same['peer']:.3f} nats/byte"
    yield f"  ours: {result['commands']['ours']}"
    yield f"  peer: {result['commands']['peer']}"


def table(results):
    """One line for each benchmark."""
    cells = [("benchmark", "ours", "peer", "ratio", "aim")] + [
        (
            result["name"],
            f"{_number(result['ours'])} {result['unit']}",
            f"{_number(result['peer'])} {result['unit']} ({result['programs']['peer']})",
            f"{result['ratio']:.2f}",
            _verdict(result).removeprefix("  aim "),
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()


def peer_lines(benchmark, results, command):
    """What the peer alone measured."""
    for first in results[0]["rows"]:
        values = [_value(result, first["measure"]) for result in results]
        yield (
            f"{benchmark.name}  {first['measure']}  {results[-1]['program']} {_number(statistics.median(values))} "
            f"{first['unit']}  (median of {len(values)}, {_number(min(values))}–{_number(max(values))})"
        )
    yield f"  peak memory {statistics.median(result['peak_memory'] for result in results) / 1e6:,.0f} MB"
    for seconds, loss, steps in results[-1].get("curve", []):
        yield f"  {seconds:7.1f} s  {steps:6.0f} steps  validation loss {loss:.4f} nats/byte"
    yield f"  peer: {command}"


def _line(name, row, peer, of_all):
    unit = row["unit"]
    spread = f"{row['lowest']:.2f}–{row['highest']:.2f}"
    return (
        f"{name}  ours {_number(row['ours'])} {unit}  {peer} {_number(row['peer'])} {unit}  "
        f"ratio {row['ratio']:.2f} ({of_all}, {spread})" + _verdict(row)
    )


def _verdict(row):
    """Whether the ratio is the wanted one, in words."""
    if row["aim"] is None:
        return ""
    return f"  aim {row['aim']:.2f} " + ("met" if row["ratio"] >= row["aim"] else "MISSED")


def _mean(measures):
    """The geometric mean over measures of one unit."""
    keys = ("ours", "peer", "ratio", "lowest", "highest")
    means = {key: math.exp(statistics.mean(math.log(row[key]) for row in measures)) for key in keys}
    return {**means, "unit": measures[0]["unit"], "aim": measures[0]["aim"]}


def _value(result, measure):
    return next((row["value"] for row in result["rows"] if row["measure"] == measure), None)


def _number(value):
    """Three significant figures or all digits before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
