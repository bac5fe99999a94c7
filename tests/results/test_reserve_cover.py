"""Reserves by a scenario's own imports and by those of the baseline, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tajsim as ts
from tajsim.results.weights import Weights
from tests import of_2024


@pytest.fixture
def made() -> ts.Result:
    r = of_2024.run("crackdown", draws=4, end="2027Q4", outputs=["reserves_usd", "reserves_months"])
    annual = {name: values.copy() for name, values in r.annual.items()}
    annual["reserves_usd"][1] = [[4000.0, 4000.0, 4000.0, 4000.0], [3000.0, 2000.0, 1000.0, 4000.0]]
    annual["reserves_months"][1] = [[8.0, 6.0, 8.0, 8.0], [8.0, 4.0, 2.0, 9.0]]
    return replace(r, annual=annual)


def test_cover_by_imports_of_the_baseline_ignores_that_imports_fell(made: ts.Result) -> None:
    row = made.reserve_cover(months=3.5).loc[("crackdown", 2026)]
    assert row["own_median"] == pytest.approx(6.0)
    assert row["baseline_median"] == pytest.approx(4.5)  # of 6, 3, 2 and 8
    assert (row["own_below"], row["baseline_below"]) == (0.25, 0.5)
    base = made.reserve_cover(months=3.5).loc[("baseline", 2026)]
    assert base["own_median"] == base["baseline_median"] == pytest.approx(8.0)


def test_weights_count_in_the_chances(made: ts.Result) -> None:
    weighted = replace(made, weights=Weights(np.array([0.1, 0.2, 0.6, 0.1]), 0.1))
    row = weighted.reserve_cover(months=3.5).loc[("crackdown", 2026)]
    assert row["own_below"] == pytest.approx(0.6)
    assert row["baseline_below"] == pytest.approx(0.8)


def test_what_is_missing_is_named(made: ts.Result) -> None:
    alone = of_2024.run(draws=4, end="2025Q4", outputs=["reserves_usd"])
    with pytest.raises(ts.InputError, match="reserves_months"):
        alone.reserve_cover()
    with pytest.raises(ts.InputError, match="months"):
        made.reserve_cover(months="three")  # type: ignore[arg-type]
    with pytest.raises(ts.InputError, match="draws"):
        of_2024.run(draws=None, end="2025Q4").reserve_cover()
