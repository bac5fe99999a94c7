"""Arguments of any kind: a value, or a refusal in the library's own words."""

from __future__ import annotations

import contextlib
import datetime
import json
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.engine.repeat import restored
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.errors import TajsimError
from tajsim.quarters import Quarter, quarter_range
from tajsim.results import Manifest
from tajsim.scenarios import Scenario, Shape, Shock, step
from tajsim.scenarios.shapes import SHAPES

from .files import KINDS

ODD = (
    *(None, True, False, 0, -1, 1, 2**63, 10**400, 10**5000, -(10**5000)),
    *(0.0, -0.0, 0.5, 1e308, 5e-324, float("nan"), float("inf"), -float("inf"), 1j),
    *("", " ", "x", "2026Q1", " 2026q4 ", "0000Q1", "9999Q4", "2026", "\0", "\ud800", "a\n[b]", "gdp"),
    *("crackdown", "crackdown + crackdown", "+", "none", "history", "baseline", "kremlin-2024", "x.toml"),
    *(b"2026Q1", [], (), {}, set(), [None], ["gdp"], ["gdp", "gdp"], {"gdp": 1}, object(), int, len),
    *(np.float64(1.5), np.int64(3), np.array([1.0, 2.0]), np.array([[1.0]]), np.array(["a"]), np.nan),
    *(Decimal("1.5"), Fraction(1, 3), datetime.date(2026, 1, 1), Path("x.toml"), Path()),
    *(Quarter(2026, 1), step(1.2, "2026Q1"), Scenario("mine", [Shock("rub_per_usd", multiply=1.1)])),
    range(3),
)
odd = st.one_of(st.sampled_from(ODD), st.integers(), st.floats(), st.text(max_size=8), st.binary(max_size=4))
numbers = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-100, 100))
quarters = st.one_of(st.sampled_from(["2025Q1", "2026Q1", "2026Q4"]), odd)
QUARTERS = quarter_range("2025Q1", "2027Q4")


def tried(make: Callable[[], Any]) -> Any:
    """What `make` makes, None when it is refused."""
    with contextlib.suppress(TajsimError):
        return make()
    return None


def some(share: float) -> settings:
    """Settings that try this share of the examples of the profile."""
    return settings(
        max_examples=max(int(share * settings().max_examples), 5), suppress_health_check=list(HealthCheck)
    )


@example("0000Q1")
@example("0999q4 ")
@given(st.one_of(odd, st.from_regex(r"[0-9]{3,5}[Qq][0-9]", fullmatch=True)))
def test_a_quarter(text: Any) -> None:
    found = tried(lambda: Quarter.parse(text))
    if found is not None:
        assert Quarter.parse(str(found)) == found
        assert tried(lambda: quarter_range(found, found)) == (found,)


@some(2.0)
@given(st.data())
def test_a_shape_and_a_shock(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(SHAPES)))
    one = st.one_of(numbers, odd)
    value = st.one_of(st.lists(one, max_size=3), odd) if kind == "path" else one
    names = {"step": ["end"], "pulse": ["quarters"], "ramp": ["quarters", "fade", "fade_to"]}
    names |= {"fade": ["quarters", "fade_to"], "path": ["hold"]}
    given_ = {name: data.draw(st.one_of(st.integers(0, 9), quarters)) for name in names[kind]}
    shape = tried(lambda: SHAPES[kind](data.draw(value), data.draw(quarters), **given_))
    if shape is None:
        return
    assert isinstance(shape, Shape)
    weights = shape.weights(QUARTERS)
    assert ((weights >= 0.0) & (weights <= 1.0)).all()
    operation = data.draw(st.sampled_from(["add", "multiply", "set"]))
    extra = {"weight": data.draw(odd), "note": data.draw(odd)}
    shock = tried(lambda: Shock("rub_per_usd", **{operation: shape}, **extra))
    if shock is not None:
        assert np.isfinite(shock.shape.levels(QUARTERS)).all()
        tried(lambda: shock.scale(data.draw(odd)))


@given(odd, odd, odd, odd, odd)
def test_a_scenario(name: Any, shocks: Any, title: Any, sources: Any, factor: Any) -> None:
    good = [Shock("rub_per_usd", multiply=1.2)]
    for content in (shocks, good, [shocks], good * 2):
        made = tried(lambda c=content: Scenario(name, c, title=title, sources=sources))
        if made is not None:
            tried(lambda m=made: m.scale(factor))
            tried(lambda m=made: m.modifiers([factor]))
    tried(lambda: ts.scenario(name))


@some(0.1)  # an unknown name is compared with those of all parameter sets, which takes long
@given(odd, odd)
def test_a_parameter_set(name: Any, value: Any) -> None:
    p = ts.parameters("world-bank-2024")
    tried(lambda: ts.parameters(name))
    tried(lambda: p.replace(migration={"return_rate": value}))
    tried(lambda: p.replace(migration=value))


RUN: dict[str, Any] = {
    "scenarios": ["crackdown"],
    "parameters": "world-bank-2024",
    "baseline": "baseline",
    "start": "2025Q1",
    "end": "2026Q4",
    "draws": None,
    "seed": 0,
    "outputs": ["gdp"],
    "executor": None,
    "keep": "draws",
    "memory_limit": 1.0,
    "progress": None,
    "backend": "numpy",
    "workers": None,
    "checkpoint": None,
    "resume": False,
    "parts": None,
}


@some(0.7)
@given(st.dictionaries(st.sampled_from(sorted(RUN)), odd, min_size=1, max_size=2))
def test_a_run(changes: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*has no effect in any quarter of the run")
        request = tried(lambda: read(RunOptions(**RUN | changes)))
        if request is not None and len(request.quarters) <= 16:
            tried(lambda: prepare(request))


@pytest.mark.parametrize("name", [name for name in RUN if name not in ("executor", "progress", "scenarios")])
def test_a_run_says_which_argument_is_wrong(name: str) -> None:
    with pytest.raises(ts.InputError):
        ts.run(**RUN | {name: object()})


GOOD = json.loads(KINDS["manifest"].good)


@pytest.mark.parametrize("name", RUN)
def test_a_run_refuses_a_list_too_deep_to_be_shown(name: str) -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ts.InputError, match="too large to show"):
        read(RunOptions(**RUN | {name: deep}))


@some(2.0)
@given(st.dictionaries(st.one_of(st.sampled_from(sorted(GOOD)), st.text(max_size=5)), odd, max_size=3))
def test_a_manifest_of_values(changes: dict[str, Any]) -> None:
    found = tried(lambda: Manifest.from_dict(GOOD | changes))
    if found is not None:
        assert Manifest.from_json(found.to_json()) == found


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), _json, max_size=3))
def test_a_manifest_of_json(changes: dict[str, Any]) -> None:
    found = tried(lambda: Manifest.from_json(json.dumps(GOOD | changes)))
    if found is not None:
        assert Manifest.from_json(found.to_json()) == found
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="the run was made with")
            tried(lambda: restored(found))
