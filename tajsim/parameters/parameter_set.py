"""A parameter set: every parameter's value and uncertainty, with the published figures it rests on."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.arguments import AT_ONCE, choice, flag, parts
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.parameters import tables
from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.distributions import ppf
from tajsim.parameters.ensemble import Ensemble, ensemble_problems, kind_problems
from tajsim.parameters.entry import (
    POSTERIOR,
    Entry,
    Figure,
    Resolution,
    entry_from,
    is_date,
    is_text,
    quarter_problems,
    range_problems,
)
from tajsim.parameters.known import KnownQuarters, known_problems
from tajsim.parameters.reconcile import figure_problems, reconcile
from tajsim.parameters.registry import declarations
from tajsim.parameters.writing import write_extending, write_toml

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.parameters.blocks import (
        Banks,
        Demand,
        Economy,
        External,
        Fiscal,
        Host,
        Households,
        Labour,
        Migration,
        Monetary,
        Policy,
        Prices,
        Remittances,
        Residuals,
        Trade,
        Welfare,
    )


@dataclass(frozen=True, eq=False, repr=False)
class Parameters:
    """A named, complete parameter set. Values by block: `p.migration.stock_russia` is a float in its unit.

    Two sets are equal when their content is; the name and the parents do not count.

    Parameters
    ----------
    name, title, narrative : str
        What it is called, and what reading of the figures it is.
    date : datetime.date
        The last day of a quarter: figures of the base year are of the four quarters to it, stocks of that
        day, and a run starts with the quarter after.
    entries : mapping of str to Entry
        Each value with its distribution and source.
    figures : mapping of str to Figure
        The published numbers.
    resolutions : mapping of str to Resolution
        Which of two figures that contradict each other is followed.
    parents : tuple of str
        The sets this one was made from, nearest first.
    ensemble : Ensemble, optional
        The joint sample that the parameters with a `posterior` distribution are drawn from together.
    known : KnownQuarters, optional
        What happened since the base year, in each member of the ensemble.

    Attributes
    ----------
    economy, host, policy, migration, remittances : block
        Central values, each a float in its declared unit: `p.migration.stock_russia`. A block of the name
        holds its parameters.
    households, demand, prices, trade, external : block
        The same of these.
    fiscal, monetary, banks, labour, welfare, residuals : block
        The same of these.

    Raises
    ------
    InputError
        With every missing, unknown or impossible parameter and figure.

    See Also
    --------
    tajsim.parameters : A shipped set, or one from a file.

    Examples
    --------
    >>> import tajsim as ts
    >>> p = ts.parameters("world-bank-2024")
    >>> p.replace(stock_russia=900_000).migration.stock_russia  # persons
    900000.0
    """

    # one attribute for each block of BLOCKS
    economy: Economy = field(init=False)
    host: Host = field(init=False)
    policy: Policy = field(init=False)
    migration: Migration = field(init=False)
    remittances: Remittances = field(init=False)
    households: Households = field(init=False)
    demand: Demand = field(init=False)
    prices: Prices = field(init=False)
    trade: Trade = field(init=False)
    external: External = field(init=False)
    fiscal: Fiscal = field(init=False)
    monetary: Monetary = field(init=False)
    banks: Banks = field(init=False)
    labour: Labour = field(init=False)
    welfare: Welfare = field(init=False)
    residuals: Residuals = field(init=False)

    name: str
    title: str
    date: datetime.date
    narrative: str
    entries: Mapping[str, Entry]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    ensemble: Ensemble | None = None
    known: KnownQuarters | None = None

    def __post_init__(self) -> None:
        kinds = Problems(f"cannot use the parameters {quoted(self.name)}")
        mappings = dict.fromkeys(("entries", "figures", "resolutions"), Mapping)
        parts(kinds, self, **mappings, parents=(Sequence, str))
        kinds.raise_if_any()
        problems = [
            *self._head_problems(),
            *missing_problems(self.entries),
            *_entry_problems(self.entries),
            *ensemble_problems(self.entries, self.ensemble),
            *figure_problems(self.figures, self.resolutions),
            *known_problems(self.known, getattr(self.ensemble, "members", 0), self.date),
        ]
        if problems:
            raise InputError(f"cannot use the parameters {quoted(self.name)}", problems)
        ordered = {name: self.entries[name] for name in declarations()}
        for key, value in (
            ("entries", ordered),
            ("figures", dict(self.figures)),
            ("resolutions", dict(self.resolutions)),
        ):
            object.__setattr__(self, key, MappingProxyType(value))
        object.__setattr__(self, "parents", tuple(self.parents))
        for block, cls in BLOCKS:
            values = {f.name: ordered[f.name].value for f in dataclasses.fields(cls)}
            object.__setattr__(self, block, cls(**values))

    def values(self) -> dict[str, float]:
        """Every parameter's central value by name, in its declared unit, headline ones first."""
        return {name: entry.value for name, entry in self.entries.items()}

    def draw(self, name: str, u: ArrayLike) -> NDArray[np.float64]:
        """Values of one parameter at given probabilities, always inside its allowed range.

        Those of a posterior come from its column in the ensemble.

        Parameters
        ----------
        name : str
            The parameter.
        u : array_like
            Probabilities, 0 to 1, of any shape.

        Returns
        -------
        numpy.ndarray
            Values in the parameter's unit, of the shape of `u`.

        Raises
        ------
        UnknownNameError
            For a parameter that does not exist.
        """
        name = choice(AT_ONCE, "parameter", name, self.entries)
        if self.ensemble is not None and name in self.ensemble.names:
            return self.ensemble.quantile(name, u)
        return ppf(self.entries[name], u, declarations()[name])

    def describe(self) -> pd.DataFrame:
        """One row a parameter, headline ones first.

        Columns: name, block, value, unit, low, high, distribution, source, confidence, description, note,
        allowed_low, allowed_high, base_year (whether it is a figure of the base year). `low`, `high` are the
        distribution's; the allowed ones the declaration's.
        """
        return tables.describe(self.entries)

    def base_year(self) -> pd.DataFrame:
        """The figures of the base year: what a set of another date has to give anew.

        One row a parameter, block by block. Columns: block, name, value, unit, low, high, source,
        description.
        """
        return tables.base_year(self.entries)

    def headline(self) -> pd.DataFrame:
        """The headline parameters: name, value, unit, low, high, source, description."""
        return tables.headline(self.entries)

    def diff(self, other: Parameters) -> pd.DataFrame:
        """The parameters whose value or distribution differs, one a row.

        Parameters
        ----------
        other : Parameters
            The set compared with.

        Returns
        -------
        pandas.DataFrame
            Columns name, block, unit, here, there, change (there less here, in `unit`), change_pct (of here;
            NaN from zero), spread_here, spread_there (the distributions), source_here, source_there.
        """
        if not isinstance(other, Parameters):
            raise InputError(f"other is {quoted(other)}; it must be a parameter set")
        return tables.diff(self, other)

    def reconcile(self, all: bool = False) -> pd.DataFrame:
        """Which published figures contradict each other, by how much, and which one this set follows.

        See `tajsim.parameters.reconcile.reconcile` for the columns.

        Parameters
        ----------
        all : bool, default False
            Whether to list what agrees as well.

        Returns
        -------
        pandas.DataFrame
            One row a pair of figures.
        """
        return reconcile(self.figures, self.resolutions, all=flag(AT_ONCE, "all", all))

    def replace(self, **changes: float | Mapping[str, Any]) -> Parameters:
        """A new set with some parameters changed: `p.replace(stock_russia=1_000_000)`.

        Either form takes the parameter out of the ensemble; a posterior comes only with an ensemble.

        Parameters
        ----------
        **changes : float or mapping
            Values by the name of a parameter, or by the name of a block as mappings of parameters to values:
            `p.replace(migration={"stock_russia": 1_000_000})`. A number becomes a fixed value with source and
            confidence "user". A mapping with value, distribution, low, high (and source, confidence, note)
            gives an uncertain one.

        Returns
        -------
        Parameters
            The new set.

        Raises
        ------
        InputError
            With every problem.
        """
        by_block, problems = _by_block(changes)
        changed: dict[str, Entry] = {}
        for block, name, given in by_block:
            table = {**_USER, **(given if isinstance(given, Mapping) else {"value": given})}
            entry, faults = entry_from(block, name, table)
            problems += faults
            if name in changed:
                problems.append(f"[{block}.{name}] is given twice")
            elif entry is not None and entry.distribution == POSTERIOR:
                problems.append(
                    f"[{block}.{name}] distribution is {POSTERIOR!r}, which only an ensemble gives; "
                    "use with_ensemble"
                )
            elif entry is not None:
                changed[name] = entry
        if problems:
            raise InputError(f"cannot replace parameters of {self.name!r}", problems)
        if not changed:
            return self
        name = self.name if self.name.endswith(_CHANGED) else self.name + _CHANGED
        parents = self.parents if name == self.name else (self.name, *self.parents)
        ensemble = None if self.ensemble is None else self.ensemble.without(changed)
        entries = {**self.entries, **changed}
        known = None if ensemble is None else self.known
        return dataclasses.replace(
            self, name=name, entries=entries, parents=parents, ensemble=ensemble, known=known
        )

    def with_ensemble(
        self, ensemble: Ensemble, *, name: str, title: str, narrative: str, source: str
    ) -> Parameters:
        """A new set with the parameters in `ensemble` drawn jointly from it, in place of any ensemble before.

        Their entries become posteriors with confidence B and the given source: the median and the 5 % and
        95 % points of their columns. Where this set has a sample already, parameters that were not in it keep
        their source, confidence and note.

        Parameters
        ----------
        ensemble : Ensemble
            The joint sample.
        name, title, narrative : str
            Of the new set.
        source : str
            Where the sample comes from.

        Returns
        -------
        Parameters
            The new set.

        Raises
        ------
        InputError
            When a posterior of this set has no column in it.
        """
        texts = {"name": name, "title": title, "narrative": narrative, "source": source}
        problems = [*_empty(texts), *kind_problems(ensemble)]
        if problems:
            raise InputError(f"cannot give {self.name!r} an ensemble", problems)
        learned = () if self.ensemble is None else self.ensemble.names
        made = ensemble.entries(source, self.entries, learned)
        return dataclasses.replace(
            self,
            name=name,
            title=title,
            narrative=narrative,
            entries={**self.entries, **made},
            parents=(self.name, *self.parents),
            ensemble=ensemble,
            known=None,  # its members were others
        )

    def to_toml(self, path: str | Path, *, extends: str | None = None) -> Path:
        """Write a file that `parameters(path)` reads back equal, to the last digit.

        Parameters
        ----------
        path : str or Path
            A TOML file.
        extends : str, optional
            The name of a shipped set, or of a file beside `path`, of which only the differences are written;
            by default the file holds everything itself.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            For an unknown name, and for differences that such a file cannot say: a figure or a resolution
            that is there and not here, or another posterior sample than that of `extends`.
        """
        return write_toml(self, path) if extends is None else write_extending(self, path, extends)

    def digest(self) -> str:
        """The sha256 of the content (not of the name), as hexadecimal text: equal sets have equal digests."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        content: dict[str, Any] = {
            "title": self.title,
            "date": self.date.isoformat(),
            "narrative": self.narrative,
            **{
                key: {name: dataclasses.asdict(item) for name, item in getattr(self, key).items()}
                for key in ("entries", "figures", "resolutions")
            },
        }
        if self.ensemble is not None:
            content["ensemble"] = self.ensemble.digest()
        if self.known is not None:
            content["known"] = self.known.digest()
        text = json.dumps(content, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.digest() == other.digest() if isinstance(other, Parameters) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest())

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={self.entries[name].value:,.10g} {declared.unit}"
            for name, declared in declarations().items()
            if declared.headline
        )
        joint = "" if self.ensemble is None else f"; {self.ensemble!r}"
        return f"<Parameters {self.name!r}: {shown}{joint}>"

    def _repr_html_(self) -> str:
        from tajsim.html import parameters_html

        return parameters_html(self)

    def __reduce__(self) -> tuple[type[Parameters], tuple[Any, ...]]:
        # a read-only mapping does not pickle, and other processes need the set
        return Parameters, (
            self.name,
            self.title,
            self.date,
            self.narrative,
            dict(self.entries),
            dict(self.figures),
            dict(self.resolutions),
            self.parents,
            self.ensemble,
            self.known,
        )

    def _head_problems(self) -> list[str]:
        found = _empty({"name": self.name, "title": self.title, "narrative": self.narrative})
        if not is_date(self.date):
            return [*found, f"date is {quoted(self.date)}; must be a datetime.date"]
        return [*found, *quarter_problems(self.date)]


_CHANGED = " (changed)"
_USER = {"source": "user", "confidence": "user"}


def _by_block(changes: Mapping[str, Any]) -> tuple[list[tuple[str, str, Any]], list[str]]:
    """Changes by block and parameter, and what is wrong with their names."""
    known, names = declarations(), [block for block, _ in BLOCKS]
    found: list[tuple[str, str, Any]] = []
    problems = []
    for key, given in changes.items():
        if key in known:
            found.append((known[key].block, key, given))
        elif key not in names:
            problems.append(f"unknown parameter or block {key!r}; {nearest(key, [*known, *names])}")
        elif not isinstance(given, Mapping):
            problems.append(f"{key} is {quoted(given)}; must be a mapping of parameter names to values")
        else:
            found += [(key, name, value) for name, value in given.items()]
    return found, problems


def _empty(texts: Mapping[str, object]) -> list[str]:
    return [f"{key} is {quoted(text)}; must not be empty" for key, text in texts.items() if not is_text(text)]


def missing_problems(names: Mapping[str, object] | set[str]) -> list[str]:
    """The declared parameters that are not among `names`, one problem a block."""
    missing: dict[str, list[str]] = {}
    for name, declared in declarations().items():
        if name not in names:
            missing.setdefault(declared.block, []).append(name)
    return [f"[{block}] lacks {', '.join(absent)}" for block, absent in missing.items()]


def _entry_problems(entries: Mapping[str, Any]) -> list[str]:
    known, found = declarations(), []
    for name, entry in entries.items():
        if name not in known:
            found.append(f"unknown parameter {quoted(name)}; {nearest(name, known)}")
        elif not isinstance(entry, Entry):
            found.append(f"{name} is {quoted(entry)}; must be an Entry")
        else:
            label = f"[{known[name].block}.{name}]"
            found += [f"{label} {p}" for p in range_problems(entry.value, entry.low, entry.high, known[name])]
    return found
