"""An add-factor with an author, and the judgement of a round: all of them together."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.arguments import items, number, quarter, text
from tajsim.errors import Problems, is_writable, nearest, quoted
from tajsim.judgements.equations import EQUATIONS
from tajsim.quarters import Quarter
from tajsim.store import toml_text, write_whole

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 160  # quarters of a path: as far as an outlook is laid out


@dataclass(frozen=True, kw_only=True)
class AddFactor:
    """A number added to one equation, quarter by quarter, and who says so and why.

    It adds to the add-factor by which the baseline follows its outlook, in every draw and in every scenario,
    so that shocks are still read as deviations. After the last value it falls linearly and is gone in the
    quarter `fades`.

    Parameters
    ----------
    equation : str
        remittances, exchange_rate, prices, demand, imports, outflows, stocks, exports, taxes, spending or
        bad_loans; `tajsim baseline` prints what each adds to, and its unit.
    values : sequence of float
        One a quarter from `start`: shares (0.05 is 5 %), of the somoni and of prices log changes a quarter.
    start : str or Quarter
        The first quarter.
    fades : str or Quarter
        The first quarter in which nothing is left, after that of the last value.
    author : str
        Who judges so.
    date : datetime.date or str
        When it was judged.
    why : str
        What the equation does not know.

    Attributes
    ----------
    last : Quarter
        The quarter of the last value.

    Raises
    ------
    InputError
        Listing every problem.

    See Also
    --------
    tajsim.judgement : Reads a file of them.

    Examples
    --------
    >>> import tajsim as ts
    >>> seen = ts.AddFactor(equation="remittances", values=[0.2, 0.2], start="2026Q1", fades="2027Q1",
    ...                     author="A. Author", date="2025-11-15", why="Transfers of October.")
    >>> [round(seen.at(f"2026Q{q}"), 3) for q in (1, 2, 3, 4)]
    [0.2, 0.2, 0.133, 0.067]
    """

    equation: str
    values: Sequence[float]
    start: Quarter
    fades: Quarter
    author: str
    date: datetime.date
    why: str

    def __post_init__(self) -> None:
        problems = Problems(f"add-factor on {quoted(self.equation)}")
        known = EQUATIONS.get(self.equation) if isinstance(self.equation, str) else None
        if known is None:
            problems.add(f"unknown equation {quoted(self.equation)}; {nearest(self.equation, EQUATIONS)}")
        listed = items(problems, "values", self.values, "numbers, one a quarter")
        low, high = (known.low, known.high) if known else (-1e6, 1e6)
        values = tuple(number(problems, f"value {i}", value, low, high) for i, value in enumerate(listed, 1))
        if not values and not problems.found:
            problems.add("values is empty; it must have at least one number")
        if len(values) > LONGEST:
            problems.add(f"values has {len(values):,} numbers; at most {LONGEST} quarters are run")
        elif values and not any(values) and not problems.found:
            problems.add("every value is 0: it would change nothing")
        first, gone = quarter(problems, "start", self.start), quarter(problems, "fades", self.fades)
        if first is not None and gone is not None and values and gone <= first + (len(values) - 1):
            problems.add(
                f"fades is {gone}; it must come after the last value, of {first + (len(values) - 1)}"
            )
        for name in ("author", "why"):
            if not is_writable(getattr(self, name)) or not getattr(self, name).strip():
                problems.add(
                    f"{name} is {quoted(getattr(self, name))}; it must be text that says {_SAYS[name]}"
                )
        date = _date(problems, self.date)
        problems.raise_if_any()
        for name, value in (("values", values), ("start", first), ("fades", gone), ("date", date)):
            object.__setattr__(self, name, value)

    @property
    def last(self) -> Quarter:
        """The quarter of the last value."""
        return self.start + (len(self.values) - 1)

    def at(self, when: str | Quarter) -> float:
        """What it adds in a quarter, 0 where it does not act.

        Parameters
        ----------
        when : str or Quarter
            The quarter.

        Returns
        -------
        float
            In the unit of the equation's add-factor.
        """
        place = Quarter.parse(when) - self.start
        if place < 0:
            return 0.0
        if place < len(self.values):
            return self.values[place]
        return self.values[-1] * max(0, self.fades - (self.start + place)) / (self.fades - self.last)

    def __str__(self) -> str:
        shown = ", ".join(f"{value:+g}" for value in self.values[:4]) + (", ..." if self.values[4:] else "")
        return f"{self.equation} {shown} from {self.start}, gone in {self.fades}"


_SAYS = {"author": "who judges so", "why": "what the equation does not know"}


@dataclass(frozen=True)
class Judgement:
    """Add-factors that stand in one run, each with its author and reason.

    Parameters
    ----------
    name : str
        What tables call it.
    add_factors : sequence of AddFactor
        Any number; none changes nothing. No two may act on one equation in the same quarter.
    title : str
        For people who read.

    Raises
    ------
    InputError
        Listing every problem, among them add-factors that would count double.

    See Also
    --------
    tajsim.judgement : Reads a file.
    tajsim.baseline_add_factors : How large they are beside what the equations usually miss.

    Examples
    --------
    >>> import tajsim as ts
    >>> seen = ts.AddFactor(equation="remittances", values=[0.2], start="2026Q1", fades="2026Q3",
    ...                     author="A. Author", date="2025-11-15", why="Transfers of October.")
    >>> mine = ts.Judgement("november", [seen])
    >>> r = ts.run(judgement=mine, draws=None, end="2026Q1")
    >>> bool(r.central["remittances_usd"][1, 0] > ts.run(draws=None).central["remittances_usd"][1, 0])
    True
    """

    name: str
    add_factors: Sequence[AddFactor] = ()
    title: str = ""

    def __post_init__(self) -> None:
        problems = Problems(f"judgement {quoted(self.name)}")
        if not is_writable(self.name) or not self.name.strip():
            problems.add(f"name must be text, not {quoted(self.name)}")
        text(problems, "title", self.title)
        listed = items(problems, "add_factors", self.add_factors, "AddFactor objects")
        wrong = [one for one in listed if not isinstance(one, AddFactor)]
        if wrong:
            problems.add(f"add_factors must hold AddFactor objects, not {quoted(wrong[0])}")
        else:
            object.__setattr__(self, "add_factors", listed)
            for problem in _counted_double(listed):
                problems.add(problem)
        problems.raise_if_any()

    def __repr__(self) -> str:
        shown = "; ".join(map(str, self.add_factors[:3])) + ("; ..." if self.add_factors[3:] else "")
        return f"<Judgement {self.name!r}: {shown or 'no add-factors'}>"

    def _repr_html_(self) -> str:
        from tajsim.html import frame, heading, paragraph

        shown = frame(self.table()) if self.add_factors else paragraph("No add-factors.")
        return heading(self.title or self.name, f"Judgement {self.name}") + shown

    def at(self, when: str | Quarter) -> dict[str, float]:
        """What is added to each equation in a quarter.

        Parameters
        ----------
        when : str or Quarter
            The quarter.

        Returns
        -------
        dict of str to float
            Of the equations that something is added to.
        """
        found: dict[str, float] = {}
        for one in self.add_factors:
            if value := one.at(when):
                found[one.equation] = value
        return found

    def table(self) -> pd.DataFrame:
        """Every add-factor in a row.

        Returns
        -------
        pandas.DataFrame
            Indexed by equation, with columns unit, values, start, fades, author, date and why.
        """
        import pandas as pd

        columns = ("equation", "unit", "values", "start", "fades", "author", "date", "why")
        rows = [
            (one.equation, EQUATIONS[one.equation].unit, one.values, str(one.start), str(one.fades),
             one.author, str(one.date), one.why)
            for one in self.add_factors
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(columns)).set_index("equation")

    def digest(self) -> str:
        """SHA-256 of the whole content, as hexadecimal text."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()

    def to_text(self) -> str:
        """The text of its file; reading it gives back an equal judgement."""
        lines = [f"name = {toml_text(self.name)}", f"title = {toml_text(self.title)}"]
        for one in self.add_factors:
            lines += ["", "[[add_factors]]"]
            for field in fields(one):
                value = getattr(one, field.name)
                if field.name == "values":
                    lines.append(f"values = [{', '.join(map(repr, value))}]")
                else:
                    plain = isinstance(value, datetime.date)
                    lines.append(f"{field.name} = {value if plain else toml_text(str(value))}")
        return "\n".join(lines) + "\n"

    def to_toml(self, path: str | Path) -> Path:
        """Write a file that `tajsim.judgement` reads back as an equal judgement.

        Parameters
        ----------
        path : str or Path
            The file, ending in .toml.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            When it cannot be written.
        """
        return write_whole(path, lambda stream: stream.write(self.to_text().encode()))


def _counted_double(found: Sequence[AddFactor]) -> list[str]:
    """Two add-factors on one equation in one quarter, each pair in words."""
    double = []
    for (i, one), (j, two) in combinations(enumerate(found, 1), 2):
        begin = max(one.start, two.start)
        if one.equation == two.equation and begin < min(one.fades, two.fades):
            double.append(
                f"add-factors {i} and {j} both act on {one.equation!r} in {begin} and would count double; "
                "make them one, or let the first be gone before the second begins"
            )
    return double


def _date(problems: Problems, value: Any) -> datetime.date | None:
    """A day, from a date or a text as 2025-10-31."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        if isinstance(value, str):
            return datetime.date.fromisoformat(value.strip())
    except ValueError:
        pass
    problems.add(f"date is {quoted(value)}; it must be a day, as 2025-10-31")
    return None
