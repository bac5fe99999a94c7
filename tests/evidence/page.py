"""The page of evidence and the record behind it: `python -m tests.evidence.page` makes both anew.

Every number of `docs/explanation/evidence.md` that comes from a backtest stands between two marks,
`<!-- name -->` and `<!-- /name -->`; what stands there is written here. It takes some minutes; `--quick`
renews only what needs no backtest, `--partial` only the record of forecasts made within years.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tajsim.cli.files import csv_file
from tajsim.cli.scoreboard import HONEST, LEAST
from tajsim.defaults import PRIORS
from tajsim.evidence.backtest.benchmarks import BENCHMARKS, Question
from tajsim.evidence.backtest.comparison import Forecasts, frame, given, lines, record_path, recorded
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, GIVEN, HORIZONS
from tajsim.evidence.backtest.scores import Forecast, fifths, score
from tajsim.evidence.backtest.study import Backtest, backtest_variants
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.calibration.likelihood import RESIDUALS
from tajsim.evidence.calibration.trials import CALIBRATED
from tajsim.evidence.observations import observed
from tajsim.evidence.partial.answer import PartialBacktest
from tajsim.evidence.partial.record import partial_record_path, record_frame
from tajsim.evidence.partial.study import partial_backtest
from tajsim.parameters import declarations, parameters
from tajsim.store import write_whole

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "evidence.md"
NAMES = {
    "remittances_usd": "remittances, dollars",
    "imports_usd": "imports, dollars",
    "tjs_per_usd": "somoni per dollar",
    "reserves_usd": "reserves",
    "gdp_growth": "GDP growth",
    "poverty": "poverty",
    "exports_usd": "exports, dollars",
    "inflation": "inflation",
    "current_account": "current account",
    "bad_loans": "bad loans",
}
SHORT = {variable: name.removesuffix(", dollars") for variable, name in NAMES.items()}
MONEY = "remittances_usd"
RULES = ("income rule", "rouble rule", "regression", "no change")
Row = Mapping[str, Any]


def row(
    b: Backtest, variable: str, years: tuple[int, int] | None = None, horizon: int = 1, given: bool = True
) -> Row:
    """The scores of one variable over some target years, or over all."""
    kind = (variable, horizon, given)
    rows = [r for r in b.rows() if (r["variable"], r["horizon"], r["conditional"]) == kind]
    if years is None:
        return max(rows, key=lambda r: int(r["n"]))
    return next(r for r in rows if (r["first"], r["last"]) == years)


def forecasts(b: Backtest, variable: str) -> dict[int, Forecast]:
    """Forecasts one year ahead with observed drivers, by target year."""
    kind = (variable, 1, True)
    return {f.target: f for f in b.forecasts if (f.variable, f.horizon, f.conditional) == kind}


def scores(b: Backtest) -> str:
    """The table of scores; bold where the best benchmark beats the model on what it answers."""
    return _table(
        ("variable", "years", "RMSE", "CRPS", "sign right", "in 90 % band", "lowest CRPS of a benchmark"),
        [_scored(row(b, variable)) for variable in NAMES if forecasts(b, variable)],
    )


def _scored(r: Row) -> tuple[str, ...]:
    against = "-"
    if r["benchmarks"]:
        name, best = min(r["benchmarks"].items(), key=lambda item: float(item[1]["crps"]))
        same = f"the model {best['model_crps']:.3f} in the same {best['n']} years"
        against = f"{best['crps']:.3f} ({name})"
        if best["crps"] < best["model_crps"]:
            against = f"**{best['crps']:.3f}** ({name}; {same})"
    shares = (f"{100 * r['sign']:.0f} %", f"{100 * r['coverage90']:.0f} %")
    return NAMES[r["variable"]], str(r["n"]), _sure(r, "rmse"), _sure(r, "crps"), *shares, against


def bands(b: Backtest) -> str:
    """How the bands hold: a line a variable, one and three years ahead."""
    heads = [f"{text}, {h} year{'s' * (h > 1)}" for h in HORIZONS for text in ("in 90 % band", "fifths")]
    rows, unlikely = [], []
    for variable, name in NAMES.items():
        cells = []
        for horizon in HORIZONS:
            kind = (variable, horizon, True)
            if not any((f.variable, f.horizon, f.conditional) == kind for f in b.forecasts):
                cells += ["-", "-"]
                continue
            r = row(b, variable, horizon=horizon)
            inside = round(r["n"] * r["coverage90"])
            share = f"{100 * r['coverage90']:.0f} %, {inside} of {r['n']}"
            honest = r["n"] < LEAST or HONEST[0] <= r["coverage90"] <= HONEST[1]
            cells += [share if honest else f"**{share}**", "/".join(map(str, fifths(r["pit"])))]
            if _chance(inside, r["n"]) < RARE:
                unlikely.append(f"{SHORT[variable]} ({horizon} year{'s' * (horizon > 1)})")
        rows.append((name, *cells))
    rare = f"Counts as unlikely as these come one time in ten or less with exact bands: {_listed(unlikely)}."
    return f"{_table(('variable', *heads), rows)}\n\n{rare}"


RARE = 0.1


def _chance(inside: int, outcomes: int, share: float = 0.9) -> float:
    """The probability of counts no likelier than this one where each outcome is inside by `share`."""
    odds = [math.comb(outcomes, k) * share**k * (1.0 - share) ** (outcomes - k) for k in range(outcomes + 1)]
    return sum(one for one in odds if one <= odds[inside] * (1.0 + 1e-9))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def benchmarked(found: Forecasts) -> dict[str, tuple[Forecast, ...]]:
    """What the benchmarks answer to the questions of the headline."""
    table, answers = observed(), {rule: [] for rule in RULES}
    for f in found[HEADLINE]:
        asked = Question(table, f.variable, f.origin, 1, True, table.drivers([f.target]))
        for rule, said in answers.items():
            sample = BENCHMARKS[rule](asked)
            if sample is not None:
                about = {name: getattr(f, name) for name in ("variable", "horizon", "conditional", "origin")}
                said.append(Forecast.of(sample, observed=f.observed, base=f.base, **about))
    return {rule: tuple(said) for rule, said in answers.items()}


def variants(found: Forecasts) -> str:
    """What the scores owe to: every variant and, under them, the benchmarks for remittances."""
    own = {spans: lines(found, MONEY, *spans) for spans in ((2009, 2021), (2014, 2021), (0, 9999))}
    shown = ("imports_usd", "reserves_usd", "gdp_growth")
    others = {variable: lines(found, variable) for variable in shown}
    rows = []
    for i, name in enumerate(found):
        errors = [_sure(own[spans][i], "rmse") for spans in ((2009, 2021), (2014, 2021))]
        points = [f"{of[i]['crps']:.3f}" for of in (own[0, 9999], *others.values())]
        rows.append((VARIANTS[name].title, *errors, *points))
    for rule, answers in benchmarked(found).items():

        def cell(name: str, variable: str, first: int = 0, answers: Sequence[Forecast] = answers) -> str:
            last = 2021 if first else 9999
            asked = [f for f in answers if f.variable == variable and first <= f.target <= last]
            whole = sum(f.variable == variable and first <= f.target <= last for f in found[HEADLINE])
            if not asked:
                return "-"
            r = score(asked)
            text = _sure(r, name) if name == "rmse" else f"{r[name]:.3f}"
            return text if len(asked) == whole else f"{text} in {len(asked)} of {whole} years"

        cells = [cell("rmse", MONEY, first) for first in (2009, 2014)]
        cells += [cell("crps", variable) for variable in (MONEY, *shown)]
        rows.append((f"*{rule}*", *cells))
    heads = ("remittances, RMSE 2009-21", "2014-21", "CRPS, all years", *(NAMES[v] for v in shown))
    against = [f"- {_against(found, name)}" for name in found if name != HEADLINE]
    return "\n".join((_table(("forecasts", *heads), rows), "", *against))


def _against(found: Forecasts, name: str) -> str:
    """Where the CRPS of a variant is surely lower or higher than that of the headline, by a thousandth."""
    lower, higher = [], []
    for variable, words in SHORT.items():
        if any(f.variable == variable for f in found[name]):
            rows = {r["variant"]: r for r in lines(found, variable)}
            differs = round(rows[name]["crps"], 3) != round(rows[HEADLINE]["crps"], 3)
            if differs and rows[name]["gap_high"] < 0.0:
                lower.append(words)
            if differs and rows[name]["gap_low"] > 0.0:
                higher.append(words)
    said = [
        f"{kind} than the headline's for {', '.join(names)}"
        for kind, names in (("lower", lower), ("higher", higher))
        if names
    ]
    title = VARIANTS[name].title
    where = ", ".join(said) or "neither lower nor higher than the headline's for any variable"
    return f"{title[0].upper()}{title[1:]}: over all years the CRPS is in 90 % of resamples {where}."


def errors(b: Backtest) -> str:
    """What is said of the errors of remittances."""

    def said(years: tuple[int, int], *rules: str) -> list[str]:
        found = row(b, MONEY, years)
        return [f"{x:.3f}" for x in (found["rmse"], *(found["benchmarks"][rule]["rmse"] for rule in rules))]

    own, by_income, rule, same = said((2009, 2021), "income rule", "rouble rule", "no change")
    late, late_by_income, fitted = said((2014, 2021), "income rule", "regression")
    last, last_fitted = said((2022, 2024), "regression")
    whole = row(b, MONEY)["benchmarks"]["income rule"]
    gap = f"{whole['gap_low']:+.3f} to {whole['gap_high']:+.3f}"
    return (
        f"The root mean squared error of remittances is {own} over 2009-2021 (income rule {by_income}, "
        f"rouble rule {rule}, no change {same}), {late} over 2014-2021 (income rule {late_by_income}, "
        f"regression {fitted}), and {last} over 2022-2024 (regression {last_fitted}). Over all years the "
        f"CRPS of the model less that of the income rule is {gap} in 90 % of resamples of years."
    )


def missed(b: Backtest) -> str:
    """What the forecasts get wrong, as points."""
    f = forecasts(b, MONEY)[2022]
    end = f.quantiles[0.95]
    draws = f"{round(FORECAST_DRAWS * (1.0 - f.pit))} of {FORECAST_DRAWS:,} draws".replace(",", " ")
    imports, somoni = forecasts(b, "imports_usd"), row(b, "tjs_per_usd", (2022, 2024))
    falls = " and ".join(f"{imports[y].mean:.2f} against {imports[y].observed:.2f}" for y in (2009, 2016))
    blind = row(b, MONEY, (2009, 2021), given=False)
    rules = ", ".join(f"{rule} {blind['benchmarks'][rule]['rmse']:.3f}" for rule in RULES)
    wide, narrow = (f"{100 * b.coverage(share):.0f} %" for share in (90, 50))
    points = [
        f"**2022.** Remittances rose by {f.observed:.3f} log points, {100 * math.expm1(f.observed):.0f} %. "
        f"The 90 % band ended at {end:.3f}: the outcome lies {f.observed - end:.3f} above it, above all but "
        f"{draws}. The World Bank had published -22 %; the model's median is "
        f"{100 * math.expm1(f.median):+.0f} %.",
        f"**Outside the band**, remittances one year ahead: {_outside(b, MONEY)}.",
        f"**Imports.** The falls of 2009 and 2016 are put at {falls}; over 2009-2021 the mean is "
        f"{row(b, 'imports_usd', (2009, 2021))['bias']:+.2f} off.",
        f"**The somoni since 2022.** RMSE {somoni['rmse']:.3f}, no change "
        f"{somoni['benchmarks']['no change']['rmse']:.3f}, sign right in {100 * somoni['sign']:.0f} %.",
        f"**Naive forecasts are better**, by CRPS on the questions they answer, one year ahead at "
        f"{_better(b, 1)}; three years ahead at {_better(b, 3)}.",
        f"**Without the drivers it is no oracle.** Given forecasts of them, remittances one year ahead err "
        f"by {blind['rmse']:.3f} over 2009-2021 ({rules}). It says what a shock does, not when it comes.",
        f"**Bands.** {wide} of all {len(b.forecasts)} outcomes lie in the 90 % bands, {narrow} in the 50 % "
        "bands. Given the drivers, bands are too wide (more than 95 % of ten or more outcomes) for "
        f"{_dishonest(b, True)}, too narrow (fewer than 85 %) for {_dishonest(b, False)}.",
    ]
    return "\n".join(f"- {point}" for point in points)


def _outside(b: Backtest, variable: str) -> str:
    found = []
    for year, f in sorted(forecasts(b, variable).items()):
        low, high = f.quantiles[0.05], f.quantiles[0.95]
        if not low <= f.observed <= high:
            gap = f.observed - (high if f.observed > high else low)
            found.append(f"{year} by {gap:+.3f}")
    return ", ".join(found) or "none"


def _better(b: Backtest, horizon: int) -> str:
    found = []
    for variable, name in SHORT.items():
        kind = (variable, horizon, True)
        if any((f.variable, f.horizon, f.conditional) == kind for f in b.forecasts):
            rules = row(b, variable, horizon=horizon)["benchmarks"]
            won = [rule for rule, one in rules.items() if one["crps"] < one["model_crps"]]
            if won:
                found.append(f"{name} ({', '.join(won)})")
    return ", ".join(found) or "nothing"


def _dishonest(b: Backtest, wide: bool) -> str:
    found = []
    for variable, name in SHORT.items():
        for horizon in HORIZONS:
            kind = (variable, horizon, True)
            if not any((f.variable, f.horizon, f.conditional) == kind for f in b.forecasts):
                continue
            r = row(b, variable, horizon=horizon)
            beyond = r["coverage90"] > HONEST[1] if wide else r["coverage90"] < HONEST[0]
            if r["n"] >= LEAST and beyond:
                found.append(f"{name} ({horizon} year{'s' * (horizon > 1)})")
    return ", ".join(found) or "none"


def _sure(r: Row, name: str) -> str:
    """A score with its interval."""
    low, high = r[f"{name}_low"], r[f"{name}_high"]
    return f"{r[name]:.3f}" if low != low else f"{r[name]:.3f} ({low:.3f}-{high:.3f})"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] * len(heads)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))


def hindsight() -> str:
    """The parameters of behaviour whose value or range was taken from years that are scored."""
    p, known = parameters(PRIORS), declarations()
    named = [
        name
        for name, entry in p.entries.items()
        if not known[name].base_year and _SCORED_YEAR.search(f"{entry.source} {entry.note}")
    ]
    fitted = [name for name in named if name in CALIBRATED]
    sizes = [name for name in named if name in RESIDUALS or name.endswith("_residual")]
    others = [n for n in named if n not in (*fitted, *sizes) and p.entries[n].distribution != "fixed"]

    def listed(names: Sequence[str]) -> str:
        return ", ".join(f"`{name}`" for name in names)

    return "\n".join(
        (
            f"- {len(fitted)} of the {len(CALIBRATED)} parameters that are fitted: {listed(fitted)}.",
            f"- Sizes of residuals: {listed(sizes)}.",
            f"- Behaviour that is uncertain and not fitted: {listed(others)}.",
        )
    )


_SCORED_YEAR = re.compile(r"\b20(?:0[5-9]|1\d|2[0-4])\b")

AT_ONCE: Mapping[str, Callable[[], str]] = {
    "given": lambda: "\n".join(f"- {one}" for one in GIVEN),
    "variants": lambda: variants(recorded()),
    "hindsight": hindsight,
}
"""The marks of what needs no backtest, and what stands between them."""
BLOCKS: Mapping[str, Callable[[Backtest], str]] = {
    "scores": scores, "errors": errors, "bands": bands, "missed": missed,
}  # fmt: skip
"""The marks of what comes from one."""


def block(text: str, name: str) -> str:
    """What stands between the marks of a name."""
    (found,) = re.findall(_marked(name), text, flags=re.DOTALL)
    return str(found[1]).strip()


def renewed(text: str, name: str, content: str) -> str:
    """The page with other content between the marks of a name."""
    return re.sub(_marked(name), lambda m: f"{m[1]}\n\n{content}\n\n{m[3]}", text, flags=re.DOTALL)


def _marked(name: str) -> str:
    return rf"(<!-- {name} -->)\n(.*?)(<!-- /{name} -->)"


def main(found: Mapping[str, Backtest] | None = None) -> None:
    """Make the record and the page anew; without backtests the page alone, where it needs none."""
    text = PAGE.read_text(encoding="utf-8")
    if found is not None:
        content = csv_file(frame(given(found)))
        write_whole(record_path(), lambda stream: stream.write(content))
        for name, made in BLOCKS.items():
            text = renewed(text, name, made(found[HEADLINE]))
    for name, at_once in AT_ONCE.items():
        text = renewed(text, name, at_once())
    write_whole(PAGE, lambda stream: stream.write(text.encode()))


def record(found: PartialBacktest) -> None:
    """Make the record of forecasts made within years anew."""
    content = csv_file(record_frame(found))
    write_whole(partial_record_path(), lambda stream: stream.write(content))


def _said(done: int, total: int) -> None:
    print(f"{done} of {total}", file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1:] != ["--quick"]:
        record(partial_backtest(progress=_said))
    if sys.argv[1:] != ["--partial"]:
        main(None if sys.argv[1:] == ["--quick"] else backtest_variants(_said))
