"""How far the numbers can be trusted: accounts, scores of the past, plausibility, and limits in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tajsim.engine.plan import last_quarter
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.report.numbers import listed
from tajsim.report.pictures import Picture, picture
from tajsim.report.subject import Subject

if TYPE_CHECKING:
    from tajsim.evidence.backtest import Backtest

JUDGED = 6  # scenarios whose plausibility is computed; more would take long
_VARIABLES: Mapping[str, str] = FrozenMap(
    {
        "remittances_usd": "Remittances, USD",
        "imports_usd": "Imports, USD",
        "tjs_per_usd": "Somoni per dollar",
        "reserves_usd": "Reserves, USD",
        "gdp_growth": "Real GDP growth",
        "poverty": "Poverty, national line",
    }
)


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the backtest: a variable and a kind of forecast over all its target years, as text."""

    kind: str
    variable: str
    span: str
    outcomes: int
    rmse: str
    crps: str
    sign: str
    coverage: str
    rival: str


@dataclass(frozen=True, slots=True)
class Scores:
    """The backtest in words, as rows and as a picture."""

    text: str
    rows: tuple[Score, ...]
    beaten: str
    picture: Picture | None


def accounts(subject: Subject) -> str:
    """The worst violation of an accounting identity, in a sentence."""
    checks = subject.result.identities
    if not checks:
        return "The result holds no check of its accounts."
    worst = max(checks, key=lambda check: check.worst)
    return (
        f"{len(checks)} accounting identities were checked in every scenario, quarter and draw: people and "
        f"money are conserved. The worst relative violation is {worst.worst:.1e} "
        f"({worst.identity.replace('_', ' ')}, {worst.scenario}, {worst.quarter}), which is rounding."
        if worst.worst < 1e-9
        else f"The worst relative violation of an accounting identity is {worst.worst:.1e} "
        f"({worst.identity.replace('_', ' ')}, {worst.scenario}, {worst.quarter}): more than rounding."
    )


def scores(backtest: Backtest) -> Scores:
    """What a backtest found, over all target years of each variable."""
    rows = _whole(backtest)
    beaten = [
        f"{_VARIABLES.get(r['variable'], r['variable'])} ({_kind(r)}: {', '.join(names)})"
        for r in rows
        if (names := [n for n, b in r["benchmarks"].items() if b["crps"] < b["model_crps"]])
    ]
    targets = [f.target for f in backtest.forecasts]
    text = (
        f"{len(backtest.forecasts)} forecasts of {min(targets)}-{max(targets)}, each from data up to its "
        f"origin alone. {100 * backtest.coverage(90):.0f} % of outcomes lie in the 90 % bands and "
        f"{100 * backtest.coverage(50):.0f} % in the 50 % bands."
    )
    return Scores(
        text,
        tuple(_score(row) for row in rows),
        f"A benchmark has the lower CRPS on the questions it answers for: {listed(beaten)}."
        if beaten
        else "No benchmark has a lower CRPS than the model.",
        _past(backtest),
    )


def _past(backtest: Backtest) -> Picture | None:
    try:
        return picture(
            "past",
            "Forecasts one year ahead, given the drivers as they were, and what came",
            "Bars of 90 % and 50 % of draws with the observed value of each year, one panel a variable. "
            "The table above has the scores.",
            backtest.plot,
        )
    except InputError:  # it holds no such forecasts
        return None


def _whole(backtest: Backtest) -> list[dict[str, Any]]:
    """The row of each variable, horizon and kind that holds all its target years."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in backtest.rows():
        key = (row["variable"], row["horizon"], row["conditional"])
        if key not in found or row["n"] > found[key]["n"]:
            found[key] = row
    return list(found.values())


def _kind(row: Mapping[str, Any]) -> str:
    ahead = "1 year" if row["horizon"] == 1 else f"{row['horizon']} years"
    return f"{ahead} ahead, {'drivers as they were' if row['conditional'] else 'forecast drivers'}"


def _score(row: Mapping[str, Any]) -> Score:
    best = min(row["benchmarks"].items(), key=lambda item: item[1]["crps"], default=None)
    return Score(
        _kind(row),
        _VARIABLES.get(row["variable"], row["variable"]),
        f"{row['first']}-{row['last']}",
        int(row["n"]),
        f"{row['rmse']:.3f}",
        f"{row['crps']:.3f}",
        f"{100 * row['sign']:.0f} %",
        f"{100 * row['coverage90']:.0f} %",
        "" if best is None else f"{best[1]['crps']:.3f} ({best[0]}; the model {best[1]['model_crps']:.3f})",
    )


def plausibility(subject: Subject) -> tuple[tuple[tuple[str, str], ...], str]:
    """For each scenario its title and how unusual it is, in sentences; and why where that is not told."""
    from tajsim.analysis.plausibility import plausibility as judge

    name, parameters = subject.outlook_name, subject.parameters
    call = "tajsim.plausibility(scenario) tells how unusual its paths of rouble, oil and Russian output are."
    others = [s for s in subject.result.scenarios[1:] if s in subject.scenarios]
    if name is None or (parameters and subject.result.quarters[0] <= last_quarter(parameters)):
        return (), "A run over the past is compared with what was observed; its plausibility is not judged."
    if parameters is None or not others:
        return (), call
    if len(others) > JUDGED:
        return (), f"Not computed here for {len(others)} scenarios: {call}"
    found = []
    for one in others:
        try:
            told = judge(subject.scenarios[one], parameters, outlook=name).text
        except InputError as error:
            told = f": Not judged. {error}"
        since, _, sentences = told.removeprefix(subject.title_of(one)).partition(": ")
        found.append((f"{subject.title_of(one)}{since}", sentences))
    return tuple(found), ""


def limits(subject: Subject) -> tuple[str, ...]:
    """What the numbers do not say."""
    manifest, p = subject.result.manifest, subject.parameters
    told = [
        "A scenario is an assumption, not a forecast: figures and chances hold if it happens.",
    ]
    if subject.drawn:
        told.append(
            "Bands hold the doubt about parameters, residuals and drivers that the vintage tells, and "
            "not the doubt about the structure of the model or the scenario itself, nor other vintages."
        )
    else:
        told.append("Only the central path was run: how sure a figure is cannot be read from this page.")
    if p is not None:
        count = sum(e.confidence == "C" for e in p.entries.values())
        told.append(
            f"{count} of {len(p.entries)} parameters are a proxy or judgement; the appendix says why."
        )
    else:
        told.append(
            f"The parameters of {manifest.vintage!r} are not at hand, so their sources are not on this page; "
            "give them as parameters= when the report is written."
        )
    unknown = [n for n in subject.result.scenarios if n not in subject.scenarios]
    if unknown:
        told.append(
            f"What {listed([repr(n) for n in unknown])} changed is not in the result, and no shipped "
            "scenario is the same; write the report in the process that ran it to have its story and shocks."
        )
    told += [
        "Published figures for Tajikistan contradict each other; tajsim params --reconcile lists which, and "
        "which one is followed.",
        "Official GDP moved little when remittances collapsed in 2015-16; income, consumption, imports and "
        "the exchange rate carry more of the signal.",
        "Years are calendar years; stocks are those at the end of a period.",
    ]
    return tuple(told)
