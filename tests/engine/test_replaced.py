"""An equation that is replaced in a process, as in a trial, acts in every run and is not kept."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

import tajsim.model
from tajsim.cache import as_shipped
from tajsim.engine.backend import importable
from tajsim.model import prices
from tests.of_2024 import run

step = prices.step
HOW: dict[str, dict[str, Any]] = {
    "single path": {"draws": None},
    "numpy": {"draws": 8, "backend": "numpy"},
    "compiled": {"draws": 8, "backend": "compiled"},
}


def dearer(**inputs: Any) -> Any:
    """Prices that rise by a hundredth more a quarter."""
    found = step(**inputs)
    return found._replace(level=found.level * 1.01)


def inflation(**how: Any) -> np.ndarray:
    return run("crackdown", baseline="none", end="2026Q4", outputs=["inflation"], **how)["inflation"].values


def test_every_module_of_the_model_is_as_shipped() -> None:
    for module in pkgutil.walk_packages(tajsim.model.__path__, "tajsim.model."):
        importlib.import_module(module.name)
    assert as_shipped()
    with patch.object(prices, "step", dearer):
        assert not as_shipped()
    with patch.object(prices, "step"):
        assert not as_shipped()
    assert as_shipped()


@pytest.mark.parametrize("first", ["shipped", "replaced"])
@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
def test_a_replaced_equation_acts_and_is_forgotten(
    how: dict[str, Any], first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how.get("backend") == "compiled" and not importable():
        pytest.skip("needs llvmlite: pip install 'tajsim[compiled]'")
    expected = inflation(**how)
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path))
    if first == "shipped":
        inflation(**how)
    kept = sorted(tmp_path.iterdir())
    with patch.object(prices, "step", dearer):
        other = inflation(**how)
    assert (other > expected).all()
    assert sorted(tmp_path.iterdir()) == kept
    np.testing.assert_array_equal(inflation(**how), expected)
