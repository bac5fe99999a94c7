"""Readings of an experiment by hand."""

from __future__ import annotations

import numpy as np

from tajsim.evidence.responses.experiments import ExperimentResult
from tajsim.quarters import Quarter
from tests.results import synthetic


def test_years_and_quarters_count_from_the_first_shock() -> None:
    made = synthetic.result(draws=20, quarters=12)
    seen = ExperimentResult(made, "crackdown", Quarter(2026, 1))
    path = ExperimentResult(made, "crackdown", Quarter(2026, 1), central=True)
    for number in (1, 2):
        base, value = seen.year("gdp", number)
        np.testing.assert_array_equal([base, value], made.annual["gdp"][number, :2].astype(float))
        one, other = path.year("gdp", number)
        assert (one.tolist(), other.tolist()) == tuple([x] for x in made.central_annual["gdp"][number, :2])
    for number in (0, 1, 5):
        base, value = seen.quarter("gdp", number)
        np.testing.assert_array_equal([base, value], made.quarterly["gdp"][3 + number, :2].astype(float))
        assert path.quarter("gdp", number)[1][0] == made.central["gdp"][3 + number, 1]
    base, value = seen.year("gdp", 2)
    np.testing.assert_allclose(seen.percent("gdp", 2), 100.0 * (value - base) / base)
    np.testing.assert_allclose(seen.points("gdp", 2), value - base)
    np.testing.assert_allclose(seen.log("gdp", 2), np.log(value) - np.log(base))
    base, value = seen.quarter("gdp", 3)
    np.testing.assert_allclose(seen.log_quarter("gdp", 3), np.log(value) - np.log(base))
