"""A past year taken apart: where it started, what was expected, where it ended, and what brought it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, flag, names
from tajsim.engine.condition import Condition
from tajsim.frozen import FrozenMap, read_only
from tajsim.plots.contributions import contributions, digits_of
from tajsim.plots.style import title_of
from tajsim.results.info import OutputInfo

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class HistoricalDecomposition:
    """What brought a past year about. Built by `tajsim.historical_decomposition`.

    Attributes
    ----------
    year : int
        The year.
    parameters : str
        The parameter set.
    outputs : tuple of str
        What is taken apart.
    infos : mapping of str to OutputInfo
        Unit and definition of each.
    periods, previous : tuple of str
        Of each, what it is of, as "2015", "end of 2015" or "2025Q1-2025Q2", and what it is held against.
    observed : tuple of str
        The outputs with figures; the others are on the path that meets these.
    before, expected, after : numpy.ndarray
        The outputs where the year starts, as the model projects them from there, and as they were, shape
        (output,).
    names : tuple of str
        The parts: drivers, "rules", equations with a residual, and "unexplained" where no residual reaches a
        figure.
    kinds : tuple of str
        Of each: "driver", "rules", "equation" or "unexplained".
    parts : numpy.ndarray
        What each adds, shape (part, output), in units of the outputs; they add up to after less expected.
    residuals : mapping of str to numpy.ndarray
        The innovations of the residual of each equation by quarter, in standard deviations.
    given : tuple of Condition
        The figures of the year.
    unmet : tuple of Condition
        Those of them that no residual of their equation reaches.
    note : str
        How to read the numbers, and what was not observed or not met.

    See Also
    --------
    tajsim.historical_decomposition : Makes one.
    """

    year: int
    parameters: str
    outputs: tuple[str, ...]
    infos: Mapping[str, OutputInfo]
    periods: tuple[str, ...]
    previous: tuple[str, ...]
    observed: tuple[str, ...]
    before: Floats
    expected: Floats
    after: Floats
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    parts: Floats
    residuals: Mapping[str, Floats]
    given: tuple[Condition, ...]
    unmet: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "infos", FrozenMap(self.infos))
        sizes = {name: read_only(z, np.float64) for name, z in self.residuals.items()}
        object.__setattr__(self, "residuals", FrozenMap(sizes))
        for name in ("before", "expected", "after", "parts"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))

    def __repr__(self) -> str:
        return (
            f"<HistoricalDecomposition of {self.year}: {len(self.outputs)} outputs, {len(self.given)} "
            f"figures; {', '.join(self.names)}>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import frame, heading, paragraph

        heads = {
            name: f"{name}, {self.infos[name].unit}, {period}"
            for name, period in zip(self.outputs, self.periods, strict=True)
        }
        title, table = f"What brought {self.year} about", self.table(spoken=True).rename(columns=heads)
        return heading(title, self.parameters) + frame(table) + paragraph(self.note)

    @property
    def note(self) -> str:
        """How to read the numbers, and what was not observed or not met."""
        return note(self)

    def size(self, equation: str) -> float:
        """How unusual the residual of an equation was over the year.

        Parameters
        ----------
        equation : str
            One with a residual.

        Returns
        -------
        float
            The root of the sum of squares of its innovations, standard deviations.

        Raises
        ------
        UnknownNameError
            When it is no equation with a residual.
        """
        (chosen,) = names(AT_ONCE, "equation", equation, tuple(self.residuals), "equation")
        return float(np.sqrt(np.sum(self.residuals[chosen] ** 2)))

    def part(self, name: str, output: str) -> float:
        """What one part adds to an output.

        Parameters
        ----------
        name : str
            One of `names`.
        output : str
            One of `outputs`.

        Returns
        -------
        float
            In the unit of the output.

        Raises
        ------
        UnknownNameError
            When there is none of that name.
        """
        (chosen,) = names(AT_ONCE, "part", name, self.names, "part")
        return float(self.parts[self.names.index(chosen), self.place(output)])

    def place(self, output: str) -> int:
        """Where an output stands in the arrays.

        Parameters
        ----------
        output : str
            One of `outputs`.

        Returns
        -------
        int
            Its position.

        Raises
        ------
        UnknownNameError
            When it is not taken apart.
        """
        (chosen,) = names(AT_ONCE, "output", output, self.outputs, "output")
        return self.outputs.index(chosen)

    def gap(self) -> float:
        """The largest gap between all parts and what they add up to, in units of it or 1 if larger."""
        moved = self.after - self.expected
        return float(np.max(np.abs(self.parts.sum(axis=0) - moved) / np.maximum(1.0, np.abs(moved))))

    def table(self, *, spoken: bool = False) -> pd.DataFrame:
        """From the year before to the year, a row a step.

        Parameters
        ----------
        spoken : bool, default False
            Whether rows are called in words rather than by `names`.

        Returns
        -------
        pandas.DataFrame
            Indexed by part: "before", "projection" (what the model's own projection adds), the parts, and
            "after", the sum of all rows above it. A column an output, in its unit.

        Raises
        ------
        InputError
            When `spoken` is neither true nor false.
        """
        import pandas as pd

        spoken = flag(AT_ONCE, "spoken", spoken)
        parts = [said(n, k) if spoken else n for n, k in zip(self.names, self.kinds, strict=True)]
        rows = np.vstack([self.before, self.expected - self.before, self.parts, self.after])
        index = pd.Index(["before", "projection", *parts, "after"], name="part")
        return pd.DataFrame(rows, index, list(self.outputs))

    def words(self, output: str) -> str:
        """What brought an output to where it is, the largest part first.

        Parameters
        ----------
        output : str
            One of `outputs`.

        Returns
        -------
        str
            A sentence or two.
        """
        return sentence(self, output)

    def plot(self, output: str, ax: Axes | None = None) -> Axes:
        """The waterfall from the year before through the projection and the parts to the year.

        Parameters
        ----------
        output : str
            One of `outputs`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib.axes.Axes
            With a bar a part.
        """
        return waterfall(self, output, ax)

    def to_dict(self) -> dict[str, Any]:
        """Everything found, as plain values for JSON."""
        return {
            "year": self.year,
            "parameters": self.parameters,
            "outputs": [
                {
                    "output": name,
                    "unit": self.infos[name].unit,
                    "period": self.periods[i],
                    "previous": self.previous[i],
                    "observed": name in self.observed,
                    "before": float(self.before[i]),
                    "expected": float(self.expected[i]),
                    "after": float(self.after[i]),
                    "parts": [
                        {"name": n, "kind": k, "value": float(v)}
                        for n, k, v in zip(self.names, self.kinds, self.parts[:, i], strict=True)
                    ],
                }
                for i, name in enumerate(self.outputs)
            ],
            "residuals": {name: [float(z) for z in path] for name, path in self.residuals.items()},
            "figures": [str(c) for c in self.given],
            "unmet": [str(c) for c in self.unmet],
            "gap": self.gap(),
            "note": self.note,
        }


_SAID = FrozenMap(
    {
        "rub_per_usd": "the rouble",
        "oil_price": "the price of oil",
        "russia_gdp_growth": "Russian output",
        "russia_inflation": "Russian prices",
        "russia_wage": "Russian wages",
        "russia_labour_need": "Russian need of workers (not on record)",
        "import_price_inflation": "prices of imports",
        "export_price_inflation": "prices of exports",
        "china_growth": "China's output",
        "partner_growth": "partners' output",
        "rules": "Russian rules and borders",
        "unexplained": "what no residual reaches",
    }
)
_MISSED = FrozenMap(
    {
        "remittances": "money sent (residual)",
        "exchange_rate": "the somoni (residual)",
        "prices": "consumer prices (residual)",
        "demand": "households' demand (residual)",
        "outflows": "foreign cash and reserves (residual)",
        "stocks": "imports (residual)",
        "exports": "exports (residual)",
        "bad_loans": "bad loans (residual)",
    }
)
_SMALL = 0.05  # of the largest part: not worth a word


def said(name: str, kind: str) -> str:
    """A part in words."""
    return (_MISSED if kind == "equation" else _SAID).get(name, name.replace("_", " "))


def sentence(found: HistoricalDecomposition, output: str) -> str:
    """Where an output was, was expected and ended, and the parts of the surprise, the largest first."""
    i = found.place(output)
    start, expected, end = (float(x[i]) for x in (found.before, found.expected, found.after))
    digits = digits_of(start, expected, end)
    parts, more = found.parts[:, i], 1 if digits else 0
    standing = "observed" if output in found.observed else "on the path that meets the other figures"
    head = (
        f"{title_of(output)}, {found.infos[output].unit}: {start:,.{digits}f} ({found.previous[i]}), "
        f"{expected:,.{digits}f} expected, {end:,.{digits}f} {standing} ({found.periods[i]})"
    )
    largest = float(np.max(np.abs(parts), initial=0.0))
    if largest == 0.0:
        return f"{head}."
    order = [k for k in np.argsort(-np.abs(parts), kind="stable") if abs(parts[k]) >= _SMALL * largest]
    parts_said = [
        f"{said(found.names[k], found.kinds[k])} {float(parts[k]):+,.{digits + more}f}" for k in order
    ]
    rest = end - expected - float(sum(parts[k] for k in order))
    parts_said += (
        [f"the rest {rest:+,.{digits + more}f}"] if len(order) < int(np.count_nonzero(parts)) else []
    )
    return f"{head}. Not expected: {end - expected:+,.{digits + more}f}, of which {', '.join(parts_said)}."


def note(found: HistoricalDecomposition) -> str:
    """How to read the numbers, and what was not observed."""
    words = [
        f"Single path of {found.parameters}. The projection is the model's own at the end of "
        f"{found.year - 1}; parts are Shapley values and add up. A residual is what an equation missed."
    ]
    hidden = [name for name in found.outputs if name not in found.observed]
    if hidden:
        words.append(f"Not observed, and not met: {', '.join(hidden)}.")
    if any(c.last - c.first != 3 for c in found.given):
        words.append(f"What is known of {found.year}: {'; '.join(map(str, found.given))}.")
    if found.unmet:
        words.append(f"Out of reach of its equation: {'; '.join(map(str, found.unmet))}.")
    return " ".join(words)


def waterfall(found: HistoricalDecomposition, output: str, ax: Axes | None = None) -> Axes:
    """A row a step: the year before, the model's own projection, every part, the year.

    Solid bars lower the output, hatched ones raise it. Raises UnknownNameError for an output that is not
    taken apart.
    """
    i = found.place(output)
    names = [said(name, kind) for name, kind in zip(found.names, found.kinds, strict=True)]
    moved = found.expected[i] - found.before[i]
    unseen = "" if output in found.observed else " Not observed: what the other figures imply."
    return contributions(
        [found.previous[i], "the model's own projection", *names, found.periods[i]],
        [found.before[i], moved, *found.parts[:, i], found.after[i]],
        ax,
        title=f"{title_of(output)}, {found.periods[i]}: what brought it about",
        unit=found.infos[output].unit,
        note=f"Single path of {found.parameters}. Solid: lowers, hatched: raises. Dots: before, projected, "
        f"after.{unseen}",
        dots=(1,),
    )
