"""The picture of the table: how cost grows with draws, scenarios, outputs and workers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tajsim.store import write_whole

from .growth import DRAWS, PER_OUTPUT, PER_SCENARIO, PER_WORKER
from .table import QUARTERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SIZE, DPI = (9.6, 7.2), 150
WHISKER = {"elinewidth": 1.0, "capsize": 3.0, "markersize": 5.5, "linewidth": 1.4}


class Look(NamedTuple):
    """How a backend is drawn: told apart by marker and line as well, without any colour."""

    label: str
    colour: str
    marker: str
    line: str


LOOKS = {
    "numpy": Look("NumPy", "#d0802c", "o", "--"),
    "compiled": Look("compiled", "#123f7a", "s", "-"),
    "C": Look("plain C", "black", "^", ":"),
}


def figure(table: pd.DataFrame) -> Figure:
    """Four panels of a table of measurements."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=SIZE, layout="constrained")
    drawn.get_layout_engine().set(w_pad=0.12, h_pad=0.1)  # type: ignore[union-attr]
    ((draws, scenarios), (outputs, workers)) = drawn.subplots(2, 2)
    _times(draws, table, DRAWS, "draws", "draws")
    draws.set(xscale="log", yscale="log")
    draws.set_xticks(sorted(set(table.loc[table["what"] == DRAWS, "draws"])))
    for axis in (draws.xaxis, draws.yaxis):
        axis.set_major_formatter(lambda x, _: f"{x:,.10g}")
        axis.set_minor_formatter(lambda x, _: "")
    _times(scenarios, table, PER_SCENARIO, "scenarios", "scenarios, the baseline among them")
    _times(outputs, table, PER_OUTPUT, "outputs", "outputs kept")
    for axes in (scenarios, outputs):
        axes.set_ylim(bottom=0.0)
        axes.set_xlim(left=0.0)
    _speed_up(workers, table)
    for axes in drawn.axes:
        axes.grid(alpha=0.25, linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
        if axes.containers:
            axes.legend(frameon=False, fontsize=9)
    drawn.supxlabel(
        f"{QUARTERS} quarters each. Marks: medians of repeats in turns; bars: the fastest to the slowest.",
        fontsize=9,
    )  # fmt: skip
    return drawn


def draw(table: pd.DataFrame, path: Path) -> None:
    """Write the picture."""
    stream = io.BytesIO()
    figure(table).savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    write_whole(path, lambda target: target.write(stream.getvalue()))


def _times(axes: Any, table: pd.DataFrame, what: str, column: str, label: str) -> None:
    rows = table[table["what"] == what]
    for backend, look in LOOKS.items():
        some = rows[rows["backend"] == backend].sort_values(column)
        if len(some):
            _line(axes, some[column], some["median"], some["low"], some["high"], look)
    axes.set(xlabel=label, ylabel="processor time, seconds")
    _title(axes, rows, column)


def _line(axes: Any, x: Any, y: Any, low: Any, high: Any, look: Look, label: str | None = None) -> None:
    axes.errorbar(
        x, y, yerr=[y - low, high - y], label=label or look.label, color=look.colour,
        marker=look.marker, linestyle=look.line, **WHISKER,
    )  # fmt: skip


def _speed_up(axes: Any, table: pd.DataFrame) -> None:
    """How many times as fast as one process, and what as many cores could give."""
    rows = table[table["what"] == PER_WORKER].sort_values("processes")
    one = rows[rows["processes"] == 1]["median"]
    if len(one):
        base = float(one.iloc[0])
        look = LOOKS[rows["backend"].iloc[0]]
        times = base / rows["median"]
        _line(axes, rows["processes"], times, base / rows["high"], base / rows["low"], look, "measured")
        most = int(rows["processes"].max())
        axes.plot([1, most], [1, most], color="grey", linewidth=1.0, linestyle="-.", label="in proportion")
        axes.set_xticks(range(1, most + 1))
    axes.set(
        xlabel="worker processes", ylabel="times as fast as one process", ylim=(0.0, None),
    )  # fmt: skip
    _title(axes, rows, "processes")


def _title(axes: Any, rows: pd.DataFrame, grows: str) -> None:
    name, _, held = _held(rows, grows).partition("\n")
    axes.set_title(held, fontsize=9, loc="left")
    axes.annotate(
        name, (0.0, 1.0), (0, 21), xycoords="axes fraction", textcoords="offset points", weight="bold",
    )  # fmt: skip


def _held(rows: pd.DataFrame, grows: str) -> str:
    """What grows, and what is held meanwhile."""
    names = {"draws": "Draws", "scenarios": "Scenarios", "outputs": "Outputs", "processes": "Workers"}
    if not len(rows):
        return f"{names[grows]}: not measured"
    first = rows.iloc[0]
    count = int(first["scenarios"]) - 1
    held = {
        "scenarios": f"{count} scenario{'s' * (count > 1)} and the baseline",
        "draws": f"{int(first['draws']):,} draws",
        "outputs": f"{int(first['outputs'])} outputs",
    }
    return f"{names[grows]}\n" + ", ".join(text for column, text in held.items() if column != grows)
