"""How far the numbers can be trusted, as the page shows it: plausibility, scores of the past, and limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from tajsim.analysis.plausibility.study import plausibility
from tajsim.analysis.plausibility.text import sentences
from tajsim.defaults import VARIANT
from tajsim.drivers.outlook import OUTLOOKS
from tajsim.errors import InputError
from tajsim.evidence.backtest.record import read_record, record_path
from tajsim.evidence.backtest.scores import score
from tajsim.evidence.variables import scored
from tajsim.languages import language, languages
from tajsim.observed import sources as register
from tajsim.parameters import Parameters
from tajsim.scenarios import Scenario

PATHS = 5_000  # paths of the drivers: percentiles to within a point
SCORED = ("horizon", "conditional", "first", "last", "n", "rmse", "crps", "sign", "coverage50", "coverage90")

LIMITS = (
    "A scenario is an assumption, not a forecast: figures and chances hold if it happens.",
    "Bands hold the uncertainty about parameters, residuals and drivers that the parameter set states, and "
    "not the uncertainty about the structure of the model or the scenario itself, nor other parameter sets.",
    "Published figures for Tajikistan contradict each other; tajsim params --reconcile lists which, and "
    "which one is followed.",
    "Official GDP moved little when remittances collapsed in 2015-16; income, consumption, imports and the "
    "exchange rate carry more of the signal.",
    "Years are calendar years; stocks are those at the end of a period.",
)
"""What the numbers do not say, as in the report."""


def judged(scenarios: Iterable[Scenario], p: Parameters, outlook: str) -> dict[str, dict[str, Any]]:
    """How unusual each scenario is as written: a text by language, the percentile of its path, what moves.

    Scenarios that cannot be judged, and all of them on an outlook of a user's own, are left out.
    """
    found: dict[str, dict[str, Any]] = {}
    spoken = [language(name) for name in languages()]
    for one in scenarios if outlook in OUTLOOKS else ():
        if not one.shocks:
            continue
        try:
            study = plausibility(one, p, draws=PATHS, outlook=outlook)
        except InputError:
            continue
        found[one.name] = {
            "percentile": study.percentile if study.moves else None,
            "start": str(study.start) if study.start else None,
            "moves": [
                {
                    "driver": m.driver, "years": m.years, "until": str(m.until), "move": m.move,
                    "outlook": m.outlook, "percentile": m.percentile, "windows": m.windows,
                    "exceeded": m.exceeded, "largest": m.largest, "largestUntil": str(m.largest_until),
                }
                for m in study.moves
            ],
            **{say.name: sentences(study, say) for say in spoken},
        }  # fmt: skip
    return {name: _plain(one) for name, one in found.items()}


def scores() -> dict[str, list[dict[str, Any]]]:
    """The shipped backtest by output: forecasts one year ahead, given the drivers."""
    forecasts = sorted(read_record(record_path())[VARIANT], key=lambda f: f.variable)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, group in groupby(forecasts, key=lambda f: f.variable):
        row = score(group)
        found[scored(name).output].append({key: row[key] for key in SCORED})
    return {name: _plain(rows) for name, rows in found.items()}


def sources(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The entries of the register of sources that texts cite, by id."""
    words = {word.strip(".,;:()[]") for text in texts for word in text.split()}
    rows = register()
    return {
        str(row["id"]): {"title": str(row["what"]), "source": str(row["source"]), "url": _address(row["url"])}
        for row in rows[rows["id"].isin(words)].to_dict("records")
    }


def _address(text: object) -> str:
    first = next(iter(str(text).split()), "").rstrip(";,")
    return first if first.startswith(("https://", "http://")) else ""


def _plain(value: Any) -> Any:
    """Plain values that JSON can hold: no number that is not finite."""
    if isinstance(value, dict):
        return {key: _plain(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(x) for x in value]
    if isinstance(value, str | bool | int | None):
        return value
    number = float(value)
    return number if number - number == 0.0 else None
