"""The scores of a backtest to read: a table beside the benchmarks, and what fell short in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.columns import aligned, ruled
from tajsim.defaults import VARIANT
from tajsim.evidence.backtest.benchmarks import BENCHMARKS
from tajsim.evidence.backtest.comparison import Forecasts
from tajsim.evidence.backtest.comparison import lines as of_variants
from tajsim.evidence.backtest.scores import fifths, over_all_years, sign_share
from tajsim.evidence.backtest.variants import VARIANTS
from tajsim.evidence.variables import SCORED, VARIABLES
from tajsim.rounding import percent

if TYPE_CHECKING:
    from tajsim.evidence.backtest.answer import Backtest
    from tajsim.evidence.backtest.scores import Forecast

Row = Mapping[str, Any]

HONEST = (0.85, 0.95)  # shares of outcomes that a 90 % band may hold
HEADLINE = ("remittances_usd", 1, True)  # variable, horizon, conditional
LEAST = 10  # outcomes from which a share says something
_OWN = ("n", "RMSE", "CRPS", "sign right", "in 90 %")
_BANDS = ("in 50 %", "in 90 %", "fifths", "bias")
_VARIABLE = "Variable         Years"
_SURE = ("RMSE, 90 % of resamples", "CRPS, 90 % of resamples")
_WIDE = 13  # letters of an interval and of fifths
_NAME, _LABEL, _CELL, _BENCHMARK = 15, 23, 5, 8  # letters; a label is a name and its years


def render(rows: Sequence[Row]) -> str:
    """The scores as a table: a block for each horizon and kind of drivers, a line a variable over all years.

    A block at the end has remittances one year ahead by windows of target years.
    """
    benchmarks = [name for name in BENCHMARKS if any(name in row["benchmarks"] for row in rows)]
    lines = _heading(benchmarks)
    every = over_all_years(rows)
    for (horizon, conditional), own in _groups(every):
        lines += ["", kind(horizon, conditional), *(_line(row, benchmarks) for row in own)]
    windows = [
        row
        for row in rows
        if row not in every and (row["variable"], row["horizon"], row["conditional"]) == HEADLINE
    ]
    if windows:
        heading = f"{kind(*HEADLINE[1:])}, by target years"
        lines += ["", heading, *(_line(row, benchmarks) for row in windows)]
    return "\n".join(lines)


def bands(rows: Sequence[Row]) -> str:
    """How the bands hold and how sure the scores are, a block for each horizon and kind over all years."""
    sizes = [_LABEL, *([_WIDE] * len(_SURE)), _CELL, _CELL, _WIDE, _CELL + 1]
    heads = [textwrap.wrap(text, size) for text, size in zip((*_SURE, *_BANDS), sizes[1:], strict=True)]
    lines = ruled(_stacked(_VARIABLE, heads, sizes), heading=max(map(len, heads)))
    for (horizon, conditional), own in _groups(over_all_years(rows)):
        lines += ["", kind(horizon, conditional)]
        for row in own:
            shares = [f"{percent(row[name])} %" for name in ("coverage50", "coverage90")]
            sure = [_interval(row[f"{name}_low"], row[f"{name}_high"]) for name in ("rmse", "crps")]
            counts = "/".join(map(str, fifths(row["pit"])))
            cells = [*sure, *shares, counts, f"{row['bias']:+.3f}"]
            lines += aligned([(_label(row), *cells)], range(1, len(sizes)), sizes, gap=" ")
    return "\n".join(lines)


def variants(found: Forecasts) -> str:
    """What the scores owe to: the lines of every variant one year ahead given the drivers, by variable."""
    width = max(len(one.title) for one in VARIANTS.values())
    sizes = [width, _CELL, _WIDE, _CELL, _CELL, _WIDE + 3]
    titles = ("RMSE", "90 % of resamples", "CRPS", "in 90 %", "CRPS less the headline's")
    heads = [textwrap.wrap(text, size) for text, size in zip(titles, sizes[1:], strict=True)]
    lines = ruled(_stacked("", heads, sizes), heading=max(map(len, heads)))
    for variable in VARIABLES:
        if not any(f.variable == variable for forecasts in found.values() for f in forecasts):
            continue
        rows = of_variants(found, variable)
        lines += ["", f"{SCORED[variable].full_title}, {rows[0]['first']}-{rows[0]['last']}"]
        for row in rows:
            sure = _interval(row["rmse_low"], row["rmse_high"])
            gap = _interval(row["gap_low"], row["gap_high"], "+") if row["variant"] != VARIANT else ""
            cells = (f"{row['rmse']:.3f}", sure, f"{row['crps']:.3f}", f"{percent(row['coverage90'])} %", gap)
            title = VARIANTS[row["variant"]].title
            lines += aligned([(title, *cells)], range(1, len(sizes)), sizes, gap=" ")
    return "\n".join(lines)


def _interval(low: float, high: float, sign: str = "") -> str:
    """Both ends, or a dash where there are too few outcomes."""
    return "-" if low != low else f"{low:{sign}.3f} to {high:{sign}.3f}"


def kind(horizon: int, conditional: bool) -> str:
    """What was asked, in words: "One year ahead, drivers as they were"."""
    ahead = "One year" if horizon == 1 else f"{horizon} years"
    return f"{ahead} ahead, {'drivers as they were' if conditional else 'forecast drivers'}"


def beaten(rows: Sequence[Row], measure: str = "crps") -> list[str]:
    """Where a benchmark has a lower `measure` ("crps" or "rmse") than the model, a line a kind.

    Both are scored on the questions that the benchmark answers.
    """
    found = []
    for (horizon, conditional), own in _groups(rows):
        parts = [
            f"{SCORED[row['variable']].short} ({_against(row, winners, measure)})"
            for row in own
            if (winners := _winners(row, measure))
        ]
        if parts:
            found.append(f"{kind(horizon, conditional)}: {'; '.join(parts)}.")
    return found


def beaten_in_part(rows: Sequence[Row]) -> list[str]:
    """Windows of years in which a benchmark has the lower CRPS one year ahead, though not over all years."""
    over_all = {
        (row["variable"], row["conditional"]): _winners(row)
        for row in over_all_years(rows)
        if row["horizon"] == 1
    }
    found = []
    for (horizon, conditional), own in _groups([row for row in rows if row["horizon"] == 1]):
        parts = []
        for row in own:
            winners = [n for n in _winners(row) if n not in over_all[row["variable"], conditional]]
            if winners:
                label = f"{SCORED[row['variable']].short} {row['first']}-{row['last'] % 100:02d}"
                parts.append(f"{label} ({_against(row, winners, 'crps')})")
        if parts:
            found.append(f"{kind(horizon, conditional)}: {'; '.join(parts)}.")
    return found


def _winners(row: Row, measure: str = "crps") -> list[str]:
    """The benchmarks that beat the model in a row."""
    return [name for name, b in row["benchmarks"].items() if b[measure] < b[f"model_{measure}"]]


def _against(row: Row, names: Sequence[str], measure: str) -> str:
    scored = [(name, row["benchmarks"][name]) for name in names]
    return ", ".join(f"{name} {b[measure]:.3f} against {b[f'model_{measure}']:.3f}" for name, b in scored)


def outside(forecasts: Sequence[Forecast]) -> list[str]:
    """Outcomes of conditional one-year forecasts beyond the 90 % band, and by how much, a line a variable."""
    found = []
    for name, own in _by_variable(forecasts).items():
        parts = []
        for f in own:
            low, high = f.quantiles[0.05], f.quantiles[0.95]
            if not low <= f.observed <= high:
                above = f.observed > high
                gap = f.observed - high if above else low - f.observed
                by = f"{gap:.3f}" if gap >= 0.001 else "less than 0.001"
                parts.append(
                    f"{f.target} by {by} {'above' if above else 'below'} "
                    f"({f.observed:+.3f}, band {low:+.3f} to {high:+.3f})"
                )
        if parts:
            found.append(f"{SCORED[name].short}: {'; '.join(parts)}.")
    return found


def wrong_signs(forecasts: Sequence[Forecast]) -> list[str]:
    """Target years in which a conditional one-year forecast took the wrong side, a line a variable."""
    found = []
    for name, own in _by_variable(forecasts).items():
        years = [f.target for f in own if not sign_share([f.observed], [f.mean], [f.base])]
        if years:
            found.append(f"{SCORED[name].short}: {', '.join(map(str, years))}.")
    return found


def dishonest(rows: Sequence[Row]) -> list[str]:
    """Variables whose 90 % bands held too few or too many of ten or more outcomes, a line a kind."""
    found = []
    for (horizon, conditional), own in _groups(rows):
        parts = []
        for row in own:
            share = row["coverage90"]
            if row["n"] >= LEAST and not HONEST[0] <= share <= HONEST[1]:
                fault = "too narrow" if share < HONEST[0] else "too wide"
                parts.append(f"{SCORED[row['variable']].short} {percent(share, HONEST)} % ({fault})")
        if parts:
            found.append(f"{kind(horizon, conditional)}: {', '.join(parts)}.")
    return found


def shortfalls(backtest: Backtest) -> list[tuple[str, list[str]]]:
    """What fell short: headings with their lines, an empty list of lines where nothing did."""
    every = backtest.rows()
    rows = over_all_years(every)
    return [
        ("A benchmark has the lower CRPS", beaten(rows, "crps")),
        ("A benchmark has the lower RMSE", beaten(rows, "rmse")),
        ("A benchmark has the lower CRPS in some of the years", beaten_in_part(every)),
        ("Outside the 90 % band, one year ahead, drivers as they were", outside(backtest.forecasts)),
        ("Wrong side, one year ahead, drivers as they were", wrong_signs(backtest.forecasts)),
        ("90 % bands that held fewer than 85 % or more than 95 % of ten or more outcomes", dishonest(rows)),
    ]


def _groups(rows: Sequence[Row]) -> Iterator[tuple[tuple[int, bool], list[Row]]]:
    """The rows of each horizon and kind, in their order."""
    for key in dict.fromkeys((row["horizon"], row["conditional"]) for row in rows):
        yield key, [row for row in rows if (row["horizon"], row["conditional"]) == key]


def _by_variable(forecasts: Sequence[Forecast]) -> dict[str, list[Forecast]]:
    """Conditional one-year forecasts by variable, by target year."""
    asked = [f for f in forecasts if f.horizon == 1 and f.conditional]
    return {
        name: sorted((f for f in asked if f.variable == name), key=lambda f: f.target)
        for name in VARIABLES
        if any(f.variable == name for f in asked)
    }


def _heading(benchmarks: Sequence[str]) -> list[str]:
    """The titles of the columns, wrapped, under a line that says whose they are."""
    cells = [textwrap.wrap(text, _CELL) for text in _OWN]
    cells += [textwrap.wrap(text, _BENCHMARK - 1) for text in benchmarks]
    above = " " * (_LABEL + len(_OWN) * (_CELL + 1)) + " CRPS of the benchmarks" if benchmarks else ""
    lines = [above, *_stacked(_VARIABLE, cells, _sizes(len(cells)))]
    return ruled(lines, heading=len(lines))


def _stacked(label: str, heads: Sequence[Sequence[str]], sizes: Sequence[int]) -> list[str]:
    """Titles of several words over their columns, the label beside the last line."""
    height = max(map(len, heads))
    padded = [[""] * (height - len(head)) + list(head) for head in heads]
    labels = [""] * (height - 1) + [label]
    rows = [(label, *(cell[i] for cell in padded)) for i, label in enumerate(labels)]
    return [line for row in rows for line in aligned([row], range(1, len(sizes)), sizes, gap=" ")]


def _line(row: Row, benchmarks: Sequence[str]) -> str:
    shares = [f"{percent(row[name])} %" for name in ("sign", "coverage90")]
    own = [str(row["n"]), f"{row['rmse']:.3f}", f"{row['crps']:.3f}", *shares]
    return _joined(_label(row), [*own, *(_benchmark(row, name) for name in benchmarks)])


def _label(row: Row) -> str:
    return f"{SCORED[row['variable']].short:{_NAME}}{row['first']}-{row['last'] % 100:02d}"


def _benchmark(row: Row, name: str) -> str:
    """Its CRPS: in brackets when it answers fewer questions, with a star when it beats the model on them."""
    if name not in row["benchmarks"]:
        return "- "
    scored = row["benchmarks"][name]
    text = f"{scored['crps']:.3f}"
    text = text if scored["n"] == row["n"] else f"({text})"
    return text + ("*" if scored["crps"] < scored["model_crps"] else " ")


def _joined(first: str, cells: Sequence[str]) -> str:
    """A line: the columns of the model, then those of the benchmarks."""
    sizes = _sizes(len(cells))
    (line,) = aligned([(first, *cells)], range(1, len(sizes)), sizes, gap=" ")
    return line


def _sizes(cells: int) -> list[int]:
    """The widths of the label, of the columns of the model and of those of the benchmarks."""
    return [_LABEL, *(_CELL for _ in _OWN), *(_BENCHMARK for _ in range(cells - len(_OWN)))]
