"""True and false: of every public argument that is one, found by inspection."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

import tajsim as ts

from .calls import Call, bases

pytestmark = pytest.mark.filterwarnings("ignore:.*has no effect in any quarter of the run")

EXPECTED = {
    *{"check.update", "history.include_derived", "path.hold", "Check.updated", "Backtest.plot.conditional"},
    *{"Parameters.reconcile.all", "Result.decompose.relative", "Result.delta.relative"},
    *{"PlotAccessor.delta.relative", "PlotAccessor.impulse.per_unit", "PlotAccessor.waterfall.relative"},
}


@cache
def flags() -> dict[str, tuple[Call, str]]:
    """Every argument declared as bool: its name -> a good call, and the argument."""
    return dict(_flags())


def _flags() -> Iterator[tuple[str, tuple[Call, str]]]:
    for call in bases().calls:
        for parameter in inspect.signature(call.function).parameters.values():
            if "bool" in str(parameter.annotation) and " (" not in call.name:
                yield f"{call.name}.{parameter.name}", (call, parameter.name)


def test_every_flag_is_known() -> None:
    assert flags().keys() >= EXPECTED


@pytest.mark.parametrize("given", ["0", "", "false", "True", 0, 1, 1.0, [True], np.array([True, False]), {}])
def test_only_true_and_false_are_flags(given: Any) -> None:
    for label, (call, name) in flags().items():
        assert "true or false" in _refusal(call, name, given), label


def _refusal(call: Call, name: str, given: Any) -> str:
    try:
        call.function(**call.good | {name: given})
    except ts.TajsimError as error:
        return str(error).replace("must be bool", "must be true or false")
    return f"{given!r} was taken"


def test_those_of_numpy_are_as_those_of_python(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for call, name in flags().values():
        if call.name not in ("Check", "check"):
            expected = _text(call, name, False)
            assert [_text(call, name, given) for given in (np.False_, np.array(False))] == [expected] * 2


def _text(call: Call, name: str, given: Any) -> str:
    found = call.function(**call.good | {name: given})
    return found.to_csv() if hasattr(found, "to_csv") else repr(type(found)) + str(getattr(found, "hold", ""))


def test_none_stands_for_the_default_where_there_is_one() -> None:
    call, name = flags()["Result.delta.relative"]
    assert call.function(**call.good | {name: None}).relative is True
    assert call.function(**call.good | {name: np.False_}).relative is False


def test_a_text_does_not_rewrite_a_golden_file() -> None:
    call, _ = flags()["check.update"]
    before = call.good["path"].read_bytes()
    with pytest.raises(ts.InputError, match="update must be true or false, not '0'"):
        ts.check(call.good["path"], update="0")  # type: ignore[arg-type]
    assert call.good["path"].read_bytes() == before
