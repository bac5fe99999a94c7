"""How far the numbers can be trusted: accounts, scores of the past, plausibility, and limits in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tajsim.engine.plan import last_quarter
from tajsim.errors import InputError
from tajsim.evidence.backtest.scores import over_all_years
from tajsim.evidence.variables import scored
from tajsim.languages import Language
from tajsim.report.comparison import chance
from tajsim.report.pictures import Picture, picture
from tajsim.report.subject import Scored, Subject
from tajsim.rounding import apart

JUDGED = 6  # scenarios whose plausibility is computed; more would take long
ROUNDING = 1e-9  # a violation below it comes from rounding


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
    checks, say = subject.result.identities, subject.say
    if not checks:
        return say("The result holds no check of its accounts.")
    worst = max(checks, key=lambda check: check.worst)
    figures = {
        "worst": violation(worst.worst, say),
        "identity": identity(worst.identity, say),
        "scenario": worst.scenario if say.native else subject.title_of(worst.scenario),
        "quarter": say.period(str(worst.quarter)),
    }
    if worst.worst < ROUNDING:
        return say(
            "{count} accounting identities were checked in every scenario, quarter and draw: people and "
            "money are conserved. The worst relative violation is {worst} ({identity}, {scenario}, "
            "{quarter}), which is rounding.",
            count=len(checks), **figures,
        )  # fmt: skip
    return say(
        "The worst relative violation of an accounting identity is {worst} ({identity}, {scenario}, "
        "{quarter}): more than rounding.",
        **figures,
    )


def identity(name: str, say: Language) -> str:
    """The name of an accounting identity in words."""
    return say(name.replace("_", " "))


def violation(worst: float, say: Language) -> str:
    """The worst violation of an identity, as a power of ten."""
    text = f"{worst:.1e}"
    if say.native:
        return text
    digits, power = text.split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return say.number(digits) + f"·10{raised}"


def scores(backtest: Scored, say: Language) -> Scores:
    """What a backtest found, over all target years of each variable."""
    rows = over_all_years(backtest.rows())
    beaten = [
        f"{_variable(r, say)} ({_kind(r, say)}: {', '.join(names)})"
        for r in rows
        if (names := [say(n) for n, b in r["benchmarks"].items() if b["crps"] < b["model_crps"]])
    ]
    targets = [f.target for f in backtest.forecasts]
    text = say(
        "{count} forecasts of {first}-{last}, each from data up to its origin alone. {share90} of outcomes "
        "lie in the 90 % bands and {share50} in the 50 % bands.",
        count=len(backtest.forecasts), first=min(targets), last=max(targets),
        share90=chance(backtest.coverage(90), say, (0.9,)),
        share50=chance(backtest.coverage(50), say, (0.5,)),
    )  # fmt: skip
    return Scores(
        text,
        tuple(_score(row, say) for row in rows),
        say(
            "A benchmark has the lower CRPS on the questions it answers for: {beaten}.",
            beaten=say.listed(beaten),
        )
        if beaten
        else say("No benchmark has a lower CRPS than the model."),
        _past(backtest, say),
    )


def _past(backtest: Scored, say: Language) -> Picture | None:
    try:
        return picture(
            "past",
            say("Forecasts one year ahead, given the drivers as they were, and what came"),
            say(
                "Bars of 90 % and 50 % of draws with the observed value of each year, one panel a variable. "
                "The table above has the scores."
            ),
            backtest.plot,
            say,
        )
    except InputError:  # it holds no such forecasts
        return None


def _variable(row: Mapping[str, Any], say: Language) -> str:
    return say(scored(row["variable"]).full_title)


def _kind(row: Mapping[str, Any], say: Language) -> str:
    if row["conditional"]:
        return say("{count} years ahead, drivers as they were", count=row["horizon"])
    return say("{count} years ahead, forecast drivers", count=row["horizon"])


def _score(row: Mapping[str, Any], say: Language) -> Score:
    best = min(row["benchmarks"].items(), key=lambda item: item[1]["crps"], default=None)
    rival = ""
    if best is not None:
        of_rival, of_model = apart(best[1]["crps"], best[1]["model_crps"], 3)
        rival = say(
            "{crps} ({benchmark}; the model {own})",
            crps=say.number(of_rival), benchmark=say(best[0]), own=say.number(of_model),
        )  # fmt: skip
    return Score(
        kind=_kind(row, say),
        variable=_variable(row, say),
        span=f"{row['first']}-{row['last']}",
        outcomes=int(row["n"]),
        rmse=say.number(f"{row['rmse']:.3f}"),
        crps=say.number(f"{row['crps']:.3f}"),
        sign=chance(row["sign"], say),
        coverage=chance(row["coverage90"], say, (0.9,)),
        rival=rival,
    )


def plausibility(subject: Subject) -> tuple[tuple[tuple[str, str], ...], str]:
    """For each scenario its title and how unusual it is, in sentences; and why where that is not known."""
    from tajsim.analysis.plausibility.study import plausibility as judge
    from tajsim.analysis.plausibility.text import sentences, since

    name, parameters, say = subject.outlook_name, subject.parameters, subject.say
    call = "tajsim.plausibility(scenario) says how unusual its paths of rouble, oil and Russian output are."
    others = [s for s in subject.result.scenarios[1:] if s in subject.scenarios]
    if name is None or (parameters and subject.result.quarters[0] <= last_quarter(parameters)):
        return (), say(
            "A run over the past is compared with what was observed; its plausibility is not judged."
        )
    if parameters is None or not others:
        return (), say(call)
    if len(others) > JUDGED:
        return (), say("Not computed here for {count} scenarios: {call}", count=len(others), call=say(call))
    found = []
    for one in others:
        try:
            judged = judge(subject.scenarios[one], parameters, outlook=name)
        except InputError as error:
            found.append((subject.title_of(one), say("Not judged. {why}", why=say.read(str(error)))))
            continue
        found.append((f"{subject.title_of(one)}{since(judged, say)}", sentences(judged, say)))
    return tuple(found), ""


def limits(subject: Subject) -> tuple[str, ...]:
    """What the numbers do not say."""
    manifest, p, say = subject.result.manifest, subject.parameters, subject.say
    sentences = [say("A scenario is an assumption, not a forecast: figures and chances hold if it happens.")]
    if subject.drawn:
        sentences.append(
            say(
                "Bands hold the uncertainty about parameters, residuals and drivers that the parameter set "
                "states, and not the uncertainty about the structure of the model or the scenario itself, "
                "nor other parameter sets."
            )
        )
    else:
        sentences.append(
            say("Only the single path was run: how sure a figure is cannot be read from this page.")
        )
    if p is not None:
        sentences.append(
            say(
                "{count} of {all} parameters are a proxy or judgement; the appendix says why.",
                count=sum(e.confidence == "C" for e in p.entries.values()), all=len(p.entries),
            )
        )  # fmt: skip
    else:
        sentences.append(
            say(
                "The parameters of {name} are not at hand, so their sources are not on this page; "
                "give them as parameters= when the report is written.",
                name=repr(manifest.vintage),
            )
        )
    unknown = [repr(n) for n in subject.result.scenarios if n not in subject.scenarios]
    if unknown:
        sentences.append(
            say(
                "What {scenarios} changed is not in the result, and no shipped scenario is the same; write "
                "the report in the process that ran it to have its story and shocks.",
                scenarios=say.listed(unknown),
            )
        )
    return (
        *sentences,
        say(
            "Published figures for Tajikistan contradict each other; tajsim params --reconcile lists which, "
            "and which one is followed."
        ),
        say(
            "Official GDP moved little when remittances collapsed in 2015-16; income, consumption, imports "
            "and the exchange rate carry more of the signal."
        ),
        say("Years are calendar years; stocks are those at the end of a period."),
    )
