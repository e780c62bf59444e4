"""Makes forecast/classical.json: forecasts by the `statsforecast` package of series that R and statsmodels publish.

    make_forecast_fixtures.py          (needs statsforecast and statsmodels; made with statsforecast 2.1.1, statsmodels 0.15.0)

For each series and form of exponential smoothing: the parameters that statsforecast found, and for these parameters the
deviance (-2 log likelihood but for a constant), the corrected criterion, the errors' variance and the forecasts; the form that
its automatic choice takes; the theta method's parameters and forecasts; naive forecasts with intervals.
"""

import json
import pathlib
import warnings

import numpy
from statsforecast import ets, models
from statsforecast.theta import forecast_theta, thetamodel
from statsforecast.utils import AirPassengers
from statsmodels.datasets import nile

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent / "forecast"
here.mkdir(exist_ok=True)
horizon = 18
random = numpy.random.default_rng(5)
time = numpy.arange(60)
waves = 3 * numpy.sin(2 * numpy.pi * time / 4) + 0.05 * time + random.normal(0, 0.7, 60).cumsum() * 0.5
series = {
    "airline": (AirPassengers.astype(float), 12),
    "nile": (nile.load_pandas().data["volume"].to_numpy(float), 1),
    "waves": (numpy.round(waves, 3), 4),
}
forms = {
    "airline": ["ANN", "MNN", "AAN", "AAdN", "MAdN", "AAA", "MAA", "MAM", "MAdM", "ANA", "MNM"],
    "nile": ["ANN", "MNN", "AAN", "AAdN"],
    "waves": ["ANN", "ANA", "AAA", "AAdA"],
}


def listed(values):
    return [float(value) for value in numpy.asarray(values)]


def smoothing(values, season, form):
    error, trend, cycle = form[0], form[1], form[-1]
    fit = ets.ets_f(values, season, model=error + trend + cycle, damped="d" in form)
    count = 1 + (trend != "N") + (cycle != "N") * season
    states = numpy.asarray(fit["states"])[0][:count]
    offset = 1 + (trend != "N")
    result = {
        "form": form,
        "alpha": float(fit["par"][0]),
        "level": float(states[0]),
        "slope": float(states[1]) if trend != "N" else 0,
        # statsforecast keeps the season that is due last first.
        "season": listed(states[offset:][::-1]),
        "deviance": float(-2 * fit["loglik"]),
        "criterion": float(fit["aicc"]),
        "variance": float(fit["sigma2"]),
        "forecast": listed(ets.forecast_ets(fit, h=horizon)["mean"]),
    }
    if trend != "N":
        result["beta"] = float(fit["par"][1])
    if cycle != "N":
        result["gamma"] = float(fit["par"][2])
    if "d" in form:
        result["phi"] = float(fit["par"][3])
    if error == "A" and cycle != "M":
        levels = ets.forecast_ets(fit, h=horizon, level=[95])
        result["upper95"] = listed(levels["hi-95"])
    return result


cases = []
for name, (values, season) in series.items():
    chosen = ets.ets_f(values, season, model="ZZZ")
    case = {
        "name": name,
        "season": season,
        "values": listed(values),
        "smoothing": [smoothing(values, season, form) for form in forms[name]],
        "chosen": chosen["method"],
        "chosenCriterion": float(chosen["aicc"]),
        "naive": [],
    }
    fit = thetamodel(values, 1, "STM", float("nan"), float("nan"), float("nan"), 3)
    case["theta"] = {
        "alpha": float(fit["par"]["alpha"]),
        "initial": float(fit["par"]["initial_smoothed"]),
        "errors": listed(fit["residuals"]),
        "forecast": listed(forecast_theta(fit, horizon)["mean"]),
        "seasonalForecast": listed(models.Theta(season_length=season).fit(values).predict(horizon)["mean"]),
    }
    for kind, model in [
        ("naive", models.Naive()),
        ("seasonal-naive", models.SeasonalNaive(season_length=season)),
        ("drift", models.RandomWalkWithDrift()),
    ]:
        found = model.forecast(values, horizon, level=[80])
        case["naive"].append(
            {"kind": kind, "forecast": listed(found["mean"]), "upper80": listed(found["hi-80"])}
        )
    cases.append(case)
(here / "classical.json").write_text(json.dumps({"horizon": horizon, "cases": cases}, indent=None) + "\n")
