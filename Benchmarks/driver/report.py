"""Pairs of results into medians, ratios and the lines that people and programs read."""

import math
import statistics

FASTER_IS_SMALLER = {"ms"}


def ratio(ours, peer, unit):
    """How many times better ours is than the peer's; above 1 is in our favour whatever the unit."""
    return peer / ours if unit in FASTER_IS_SMALLER else ours / peer


def rows(pairs):
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
            }
        )
    return result


def summary(benchmark, pairs, commands):
    """The result of a benchmark: the keys that programs read, and the details behind them."""
    measures = rows(pairs)
    head = next((row for row in measures if row["measure"] == benchmark.headline), None) or _mean(measures)
    last_ours, last_peer = pairs[-1]
    result = {
        "name": benchmark.name,
        **{key: head[key] for key in ("ours", "peer", "ratio", "lowest", "highest", "unit")},
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
    if "digest" in last_ours and "digest" in last_peer:
        result["same_output"] = last_ours["digest"] == last_peer["digest"]
    if "curve" in last_ours and "curve" in last_peer:
        result["curves"] = {"ours": last_ours["curve"], "peer": last_peer["curve"]}
    return result


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
        yield "  output       " + ("the same bytes from both" if result["same_output"] else "DIFFERS between the two")
    for side, points in result.get("curves", {}).items():
        yield f"  {side} validation loss (nats/byte) after seconds of training: " + "  ".join(
            f"{seconds:.0f} s {loss:.4f}" for seconds, loss in points
        )
    yield f"  ours: {result['commands']['ours']}"
    yield f"  peer: {result['commands']['peer']}"


def peer_lines(benchmark, results, command):
    """What the peer alone measured."""
    for first in results[0]["rows"]:
        values = [_value(result, first["measure"]) for result in results]
        yield (
            f"{benchmark.name}  {first['measure']}  {results[-1]['program']} {_number(statistics.median(values))} "
            f"{first['unit']}  (median of {len(values)}, {_number(min(values))}–{_number(max(values))})"
        )
    yield f"  peak memory {statistics.median(result['peak_memory'] for result in results) / 1e6:,.0f} MB"
    for seconds, loss in results[-1].get("curve", []):
        yield f"  {seconds:7.1f} s  validation loss {loss:.4f} nats/byte"
    yield f"  peer: {command}"


def _line(name, row, peer, of_all):
    unit = row["unit"]
    spread = f"{row['lowest']:.2f}–{row['highest']:.2f}"
    return (
        f"{name}  ours {_number(row['ours'])} {unit}  {peer} {_number(row['peer'])} {unit}  "
        f"ratio {row['ratio']:.2f} ({of_all}, {spread})"
    )


def _mean(measures):
    """The geometric mean over measures of one unit."""
    keys = ("ours", "peer", "ratio", "lowest", "highest")
    means = {key: math.exp(statistics.mean(math.log(row[key]) for row in measures)) for key in keys}
    return {**means, "unit": measures[0]["unit"]}


def _value(result, measure):
    return next((row["value"] for row in result["rows"] if row["measure"] == measure), None)


def _number(value):
    """Three significant figures or all digits before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
