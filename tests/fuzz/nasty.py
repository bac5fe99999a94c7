"""Values that no argument expects: of other kinds, of other libraries, without end, and mute ones."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tajsim.quarters import Quarter
from tajsim.scenarios import Scenario, Shock, step


class Mute:
    """Nothing can be asked of it: not its text, not whether it equals or is true, not its hash."""

    def _refuse(self, *_: object, **__: object) -> Any:
        raise RuntimeError("mute")

    __repr__ = __str__ = __eq__ = __ne__ = __bool__ = __hash__ = _refuse  # type: ignore[assignment]
    __len__ = __float__ = __int__ = __index__ = __contains__ = __lt__ = __gt__ = _refuse
    __fspath__ = __array__ = _refuse


class Named(str):
    """A text of a class of its own."""


class Counted(int):
    """A number of a class of its own."""


def _always(*values: Any) -> Iterator[Callable[[], Any]]:
    for value in values:
        yield lambda value=value: value


def _table() -> pd.DataFrame:
    return pd.DataFrame({"gdp": [1.0, 2.0], "year": [2026, 2027]})


# each made anew, because an iterator can be read only once
POOL: tuple[Callable[[], Any], ...] = (
    *_always(None, True, False, 0, 1, -1, 2, 3, 2027, 2**31, 2**63, -(2**63), 10**400, 10**5000, -(10**5000)),
    *_always(Counted(3), 0.0, -0.0, 0.5, 1.0, 2027.0, 1e308, 5e-324, float("nan"), float("inf"), -np.inf, 1j),
    *_always(Decimal("0.5"), Decimal("NaN"), Decimal("sNaN"), Decimal("1e9999"), Fraction(1, 3)),
    *_always(Fraction(10**400), np.float64(0.5), np.float32(0.5), np.float16(0.5), np.longdouble(0.5)),
    *_always(np.int64(3), np.uint8(3), np.True_, np.False_, np.float64("nan"), np.complex64(1)),
    *_always(
        np.str_("gdp"), np.bytes_(b"gdp"), np.void(b"x"), np.datetime64("2026-05"), np.datetime64("NaT")
    ),
    *_always(np.timedelta64(3), np.timedelta64("NaT"), np.ma.masked, pd.NA, pd.NaT, pd.Timedelta(days=1)),
    *_always(
        pd.Timestamp("2026-05-05"), pd.Period("2026Q3"), pd.Period("2026", "Y"), pd.Period("2026-05", "M")
    ),
    *_always(datetime.date(2026, 1, 1), datetime.datetime(2026, 1, 1), datetime.time(3)),
    *_always("", " ", "x", "gdp", "GDP", "all", "crackdown", "baseline", "history", "none", "2026", "2026Q1"),
    *_always(" 2026q4 ", "0000Q1", "9999Q4", "0.5", "nan", "Q", "Y", "\0", "\ud800", "a\n[b]", "x" * 3000),
    *_always("crackdown + crackdown", "+", "mine.toml", Named("gdp"), Named("crackdown"), "<", "total"),
    *_always("\N{SUPERSCRIPT TWO}027", b"", b"gdp", b"2026Q1", bytearray(b"x"), memoryview(b"x")),
    *_always(Path("x.toml"), Path(), Path("no/such/folder/x"), Path("x.npz"), object(), int, len, print),
    *_always(Ellipsis, NotImplemented, range(3), range(10**12), slice(3), Exception("x"), Scenario, Quarter),
    *_always(Quarter(2026, 1), Quarter(0, 1), Quarter(9999, 4), step(1.2, "2026Q1"), Shock("gini", add=0.1)),
    *_always(Scenario("odd", [Shock("rub_per_usd", multiply=1.1)]), frozenset(), frozenset({"gdp"})),
    *(Mute, lambda: [Mute()], lambda: {"gdp": Mute()}, lambda: (Mute(), Mute(), Mute())),
    *(list, dict, set, tuple, lambda: [[]], lambda: [None], lambda: [True], lambda: [float("nan")]),
    *(lambda: ["gdp"], lambda: ["gdp", "gdp"], lambda: ["gdp", 1], lambda: ["crackdown"], lambda: [b"gdp"]),
    *(lambda: [0.5], lambda: [0.5, 0.5], lambda: (0.05, 2.0), lambda: [0, 4], lambda: (1.0, 0.0)),
    *(lambda: (0, "x"), lambda: ["2026Q1", "2027"], lambda: [Quarter(2026, 1)], lambda: [Path("x.toml")]),
    *(lambda: ("gdp", "<", 1.0), lambda: ("gdp", "<", None), lambda: ["gdp", "=", [1]], lambda: (1, 2, 3)),
    *(lambda: {"gdp": 1}, lambda: {1: 2}, lambda: {"return_rate": 0.1}, lambda: {"return_rate": pd.NA}),
    *(lambda: {None: None}, lambda: {"crackdown": [0.5]}, lambda: {2008: None}),
    *(lambda: iter(["gdp"]), lambda: iter([0.5]), lambda: iter(()), lambda: (n for n in ("gdp", "gdp"))),
    *(lambda: itertools.repeat("gdp"), itertools.count, lambda: map(str, range(3))),
    *(lambda: {"gdp": 1}.keys(), lambda: {"gdp": 0.5}.values(), lambda: {"gdp", "reserves_months"}),
    *(lambda: np.array(0.5), lambda: np.array(3), lambda: np.array("gdp"), lambda: np.array(None)),
    *(lambda: np.array([]), lambda: np.array([0.5]), lambda: np.array([1.0, 2.0]), lambda: np.array([[1.0]])),
    *(lambda: np.array(["gdp"]), lambda: np.array(["gdp", None], dtype=object), lambda: np.zeros((2, 3, 4))),
    *(lambda: np.ma.array([1.0, 2.0], mask=[0, 1]), lambda: np.ma.array(1.0), lambda: np.recarray(2, "f8")),
    *(lambda: pd.Series([1.0, 2.0]), lambda: pd.Series(["gdp"]), lambda: pd.Series([], dtype=float)),
    *(lambda: pd.Index(["gdp"]), lambda: pd.MultiIndex.from_tuples([("a", 1)]), lambda: pd.array([1, None])),
    *(_table, pd.DataFrame, lambda: pd.Categorical(["gdp"]), lambda: pd.period_range("2026Q1", periods=2)),
)


_FLAGS = (*_always(True, False, np.True_, np.array(False), None),)
_PERIODS = (
    *_always(2026, np.int64(2026), "2026", "2026Q2", Quarter(2026, 1), pd.Period("2026Q3"), None),
    *_always(
        pd.Period("2026", "Y"), pd.Timestamp("2026-05-05"), datetime.date(2026, 8, 1), np.str_("2026Q3")
    ),
)
_QUARTERS = (
    *_always("2026Q4", Quarter(2026, 2), pd.Period("2026Q3"), datetime.date(2026, 8, 1)),
    *(lambda: ["2026Q1", Quarter(2026, 2)], lambda: pd.period_range("2026Q1", periods=2, freq="Q")),
)
_SCENARIOS = (
    *_always("crackdown", np.str_("crackdown"), Named("mine"), "baseline", "rouble-shock", None),
    *(lambda: ["crackdown", "crackdown"], lambda: iter(["mine", "crackdown"]), lambda: {"crackdown"}),
    *(lambda: np.array(["crackdown", "mine"]), lambda: pd.Index(["crackdown"])),
)
_OUTPUTS = (
    *_always("gdp", "poverty_rate", np.str_("gdp"), Named("migrants_russia"), "reserves_months", "all", None),
    *(lambda: ["gdp", "poverty_rate", "gdp"], lambda: iter(["gdp", "poverty_rate"]), lambda: {"gdp"}),
    *(lambda: pd.Series(["gdp"]), lambda: np.array(["gdp"])),
)
_NUMBERS = (
    *_always(0, 1, 2, -1, 0.5, np.int64(2), np.float32(0.5), np.array(0.25), Fraction(1, 2), Decimal("0.25")),
    lambda: np.float64(100.0),
)
_SHARES = (
    *_always(0.5, np.float32(0.5), np.array(0.25), 1, 0),
    *(tuple, lambda: [0.1, 0.5, 0.1], lambda: np.array([0.1, 0.9]), lambda: iter([0.5])),
    lambda: pd.Series([0.25, 0.75]),
)

# what an argument takes, in forms that a reader would hardly write
FAIR: Mapping[str, tuple[Callable[[], Any], ...]] = {
    **dict.fromkeys(("relative", "per_unit", "hold", "all", "include_derived", "conditional"), _FLAGS),
    **dict.fromkeys(("at", "until", "year"), _PERIODS),
    **dict.fromkeys(("start", "end", "quarter", "quarters", "text"), _QUARTERS),
    **dict.fromkeys(("scenario", "scenarios", "scenario_a", "scenario_b", "baseline"), _SCENARIOS),
    **dict.fromkeys(("name", "names", "output", "outputs"), _OUTPUTS),
    **dict.fromkeys(
        ("value", "factor", "prob", "required", "draw", "weight", "tolerance", "place"), _NUMBERS
    ),
    **dict.fromkeys(("quantiles", "u", "values"), _SHARES),
    "freq": (*_always("Q", "Y", np.str_("Y"), Named("Q"), None),),
    "by": (*_always("shock", "channel", "policy", "step"),),
    "keep": (*_always("draws", "summary", "auto", np.str_("auto")),),
    "draws": (*_always(1, 2, np.int64(2), np.array(3), None),),
    "seed": (*_always(0, np.uint64(7), 2**127, np.array(3)),),
    "memory_limit": (*_always(1, np.float32(0.5), float("inf"), Decimal(1), np.array(2.0)),),
    "migration": (lambda: {"return_rate": np.float32(0.1)}, lambda: {"return_rate": Decimal("0.1")}, dict),
    "path": (*_always("written.out", Path("written.out"), np.str_("written.out")),),
    "span": (*_always((0, 2), [0, np.float32(1.5)], (Fraction(0), Decimal(1))),),
    "condition": (*_always(("gdp", "<", np.float32(1)), ["gdp", ">", -1, "from baseline"], "gdp < 1"),),
    "country": (*_always("TJK", ["TJK", "TJK"], {"RUS"}),),
    "count": (*_always(1, np.int64(2), np.array(3)),),
}


def nested() -> list[Any]:
    """A list too deep to be shown."""
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    return deep
