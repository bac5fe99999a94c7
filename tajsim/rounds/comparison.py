"""How the forecasts of two rounds differ, and why: what each group of inputs adds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, names
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap, read_only
from tajsim.plots.contributions import contributions, digits_of
from tajsim.plots.style import title_of
from tajsim.results.info import OutputInfo

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


Floats = NDArray[np.float64]
STATISTICS = ("median", "mean", "central")
EQUATIONS = "equations"


@dataclass(frozen=True, kw_only=True, eq=False)
class RoundComparison:
    """How the forecasts of two rounds differ, and why. Built by `tajsim.compare_rounds`.

    Attributes
    ----------
    a, b : str
        The rounds, the earlier first.
    outputs : tuple of str
        What is compared.
    infos : mapping of str to OutputInfo
        Unit and definition of each.
    years : tuple of int
        Those that both forecasts have.
    statistic : str
        "median" or "mean" of draws, or "central", the single path.
    before, after : numpy.ndarray
        The forecasts as the rounds made them, in units of the outputs, shape (output, year).
    parts : numpy.ndarray
        What each group adds, shape (group, output, year); they add up to after less before.
    names : tuple of str
        The groups; the last is "equations".
    kinds : tuple of str
        Of each: revisions, release, drivers, outlook, judgement, parameters, draws or equations.
    notes : tuple of str
        What the equations mean here, and what cannot be run again.

    See Also
    --------
    tajsim.compare_rounds : Makes one.
    """

    a: str
    b: str
    outputs: tuple[str, ...]
    infos: Mapping[str, OutputInfo]
    years: tuple[int, ...]
    statistic: str
    before: Floats
    after: Floats
    parts: Floats
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "infos", FrozenMap(self.infos))
        for name in ("before", "after", "parts"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))

    def __repr__(self) -> str:
        return (
            f"<RoundComparison {self.a!r} to {self.b!r}: {len(self.outputs)} outputs, {self.years[0]} to "
            f"{self.years[-1]}; {', '.join(self.names)}>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import frame, heading, paragraph

        shown = frame(self.table(self.years[min(1, len(self.years) - 1)]))
        return (
            heading(f"From {self.a} to {self.b}", self.statistic) + shown + paragraph("\n".join(self.notes))
        )

    def place(self, output: str, year: int) -> tuple[int, int]:
        """Where an output and a year stand in the arrays.

        Parameters
        ----------
        output : str
            One of `outputs`.
        year : int
            One of `years`.

        Returns
        -------
        tuple of int
            The two positions.

        Raises
        ------
        InputError
            When one of them is not compared.
        """
        (chosen,) = names(AT_ONCE, "output", output, self.outputs, "output") or ("",)
        if year not in self.years:
            raise InputError(f"{year} is not compared; the years are {self.years[0]} to {self.years[-1]}")
        return self.outputs.index(chosen), self.years.index(year)

    def gap(self) -> float:
        """The largest gap between all parts and the change, in units of the change or 1 if larger."""
        change = self.after - self.before
        return float(np.max(np.abs(self.parts.sum(axis=0) - change) / np.maximum(1.0, np.abs(change))))

    def table(self, year: int | None = None) -> pd.DataFrame:
        """The forecasts and what each group adds.

        Parameters
        ----------
        year : int, optional
            One of `years`; None for all.

        Returns
        -------
        pandas.DataFrame
            Indexed by output, or by output and year: unit, before, after, change, and a column a group.

        Raises
        ------
        InputError
            When the year is not compared.
        """
        import pandas as pd

        shown = self.years if year is None else (year,)
        rows = []
        for output in self.outputs:
            for one in shown:
                i, t = self.place(output, one)
                row: dict[str, Any] = {"output": output, "year": one, "unit": self.infos[output].unit}
                row |= {"before": float(self.before[i, t]), "after": float(self.after[i, t])}
                row["change"] = row["after"] - row["before"]
                rows.append(row | {n: float(p) for n, p in zip(self.names, self.parts[:, i, t], strict=True)})
        frame = pd.DataFrame(rows)
        if year is None:
            return frame.set_index(["output", "year"])
        return frame.drop(columns="year").set_index("output")

    def words(self, output: str, year: int) -> str:
        """The move of one forecast and its reasons, the largest first.

        Parameters
        ----------
        output : str
            One of `outputs`.
        year : int
            One of `years`.

        Returns
        -------
        str
            A sentence or two.
        """
        return sentence(self, output, year)

    def plot(self, output: str, year: int, ax: Axes | None = None) -> Axes:
        """The waterfall from one forecast to the other.

        Parameters
        ----------
        output : str
            One of `outputs`.
        year : int
            One of `years`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib.axes.Axes
            With a bar a group.
        """
        return waterfall(self, output, year, ax)

    def to_dict(self) -> dict[str, Any]:
        """Everything found, as plain values for JSON."""
        return {
            "a": self.a,
            "b": self.b,
            "statistic": self.statistic,
            "groups": [{"name": n, "kind": k} for n, k in zip(self.names, self.kinds, strict=True)],
            "forecasts": self.table().reset_index().to_dict("records"),
            "gap": self.gap(),
            "notes": list(self.notes),
        }


_SPOKEN = {
    "revisions": "revised figures",
    "drivers": "drivers",
    "outlook": "the outlook that is followed",
    "judgement": "judgement",
    "parameters": "parameters",
    "draws": "number or seed of draws",
    "equations": "equations",
}
_SMALL = 0.005  # of the largest part: not worth a word


def spoken(name: str, kind: str) -> str:
    """A group in words; a release by its name."""
    return _SPOKEN.get(kind, name)


def sentence(found: RoundComparison, output: str, year: int) -> str:
    """The move and its reasons, the largest first."""
    i, t = found.place(output, year)
    before, after = float(found.before[i, t]), float(found.after[i, t])
    change, parts = after - before, found.parts[:, i, t]
    digits = digits_of(before, after)
    unit = found.infos[output].unit
    head = f"{title_of(output)} in {year}, {unit}: "
    head += f"{before:,.{digits}f} in {found.a}, {after:,.{digits}f} in {found.b}"
    shown = digits + (1 if digits else 0)  # digits of parts
    least = max(_SMALL * float(np.max(np.abs(parts))), 0.5 * 10.0**-shown)
    order = [k for k in np.argsort(-np.abs(parts), kind="stable") if abs(parts[k]) >= least]
    if not order:
        return f"{head}; nothing moved it."
    in_words = [f"{spoken(found.names[k], found.kinds[k])} {float(parts[k]):+,.{shown}f}" for k in order]
    rest = change - float(sum(parts[k] for k in order))
    in_words += [f"the rest {rest:+,.{shown}f}"] if abs(rest) >= 0.5 * 10.0**-shown else []
    return f"{head} ({change:+,.{shown}f}): {', '.join(in_words)}."


_MOST, _LETTERS = 9, 44  # parts with a row of their own; letters of a line of their names
_NOTHING = 1e-9  # of the largest part
_STATISTIC: Mapping[str, str] = FrozenMap(
    {"median": "Medians of draws", "mean": "Means of draws", "central": "Single path"}
)


def waterfall(found: RoundComparison, output: str, year: int, ax: Axes | None = None) -> Axes:
    """From the forecast of one round through what each group adds to that of the other, a row each.

    Solid bars lower the forecast, hatched ones raise it. Raises InputError for what is not compared.
    """
    i, t = found.place(output, year)
    names, parts = _shown(found, found.parts[:, i, t])
    return contributions(
        [found.a, *names, found.b],
        [found.before[i, t], *parts, found.after[i, t]],
        ax,
        title=f"{title_of(output)}, {year}: from {found.a} to {found.b}",
        unit=found.infos[output].unit,
        note=f"{_STATISTIC[found.statistic]}. Solid: lowers, hatched: raises.",
    )


def _shown(found: RoundComparison, parts: Floats) -> tuple[list[str], Floats]:
    """The names and sizes of the parts that move the forecast, in their order; small ones of many are one."""
    largest = float(np.max(np.abs(parts)))
    moving = [k for k in range(len(parts)) if abs(parts[k]) > _NOTHING * largest]
    own = sorted(sorted(moving, key=lambda k: -abs(parts[k]))[:_MOST])
    left = [k for k in moving if k not in own]
    spelled = [spoken(found.names[k], found.kinds[k]) for k in own]
    names = ["\n".join(textwrap.wrap(name, _LETTERS)) for name in spelled]
    if not left:
        return names, parts[own]
    return [*names, f"{len(left)} others"], np.append(parts[own], parts[left].sum())
