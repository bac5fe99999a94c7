"""Given parameter values go through the same equations as a run, and bad ones are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.block import run_block
from tajsim.engine.given import run_given
from tajsim.engine.plan import Plan
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import sample
from tajsim.errors import InputError
from tests import of_2024

OUTPUTS = ("gdp", "gdp_growth", "consumption", "npl_ratio", "reserves_months")


def plan_of(parameters: ts.Parameters | str, draws: int | None, baseline: str = "baseline") -> Plan:
    scenarios = ["crackdown", "rouble-shock"]
    asked = of_2024.options(
        scenarios=scenarios,
        parameters=parameters,
        baseline=baseline,
        end="2027Q4",
        draws=draws,
        seed=3,
        outputs=OUTPUTS,
    )
    return prepare(read(asked))


def test_the_draws_of_a_run_give_its_numbers_to_the_bit() -> None:
    plan = plan_of("calibrated-2024", 50)
    quiet = replace(plan, missed=False, driver_model=None)
    expected, _ = run_block(quiet, 0)
    found = run_given(plan, sample(plan.parameters, plan.seed, 0, 50))
    for name in OUTPUTS:
        assert np.array_equal(found.quarterly[name].astype(np.float32), expected.quarterly[name])
        assert np.array_equal(found.annual[name].astype(np.float32), expected.annual[name])
        assert np.ptp(found.annual[name]) > 0


def test_a_value_gives_what_a_run_of_a_parameter_set_with_that_value_gives() -> None:
    p = ts.parameters("world-bank-2024")
    values = np.array([0.2, 0.45])
    plan = plan_of(p, None, "none")  # no add-factors, which are solved for each parameter set anew
    found = run_given(plan, {"absorption_nine_months": values})
    for draw, value in enumerate(values):
        changed = p.replace(labour={"absorption_nine_months": float(value)})
        result = ts.run(
            ["crackdown", "rouble-shock"], changed, "none", end="2027Q4", draws=None, outputs=OUTPUTS
        )
        for name in OUTPUTS:
            np.testing.assert_allclose(
                found.quarterly[name][..., draw], result.central[name], rtol=1e-10, atol=1e-10
            )


def test_blocks_do_not_show() -> None:
    plan = plan_of("world-bank-2024", None)
    values = np.linspace(0.1, 0.6, 4099)
    found = run_given(plan, {"absorption_nine_months": values}).annual["gdp"]
    for draw in (0, 4095, 4096, 4098):
        alone = run_given(plan, {"absorption_nine_months": values[[draw]]}).annual["gdp"][..., 0]
        np.testing.assert_allclose(found[..., draw], alone, rtol=1e-12)


def test_every_bad_value_is_reported_at_once() -> None:
    plan = plan_of("world-bank-2024", None)
    with pytest.raises(InputError) as caught:
        run_given(
            plan,
            {
                "absorbtion_nine_months": np.ones(2),
                "return_rate": np.array([0.1, np.nan]),
                "stock_russia": np.array([1e6, 1e6, 1e12]),
                "gini": np.ones(2),
                "lapse_rate": 0.5,  # type: ignore[dict-item]
            },
        )
    message = str(caught.value)
    assert len(caught.value.problems) == 6
    for part in (
        "did you mean 'absorption_nine_months'",
        "nan in draw 1",
        "in draw 2",
        "'gini'",
        "lapse_rate",
    ):
        assert part in message
    assert "different lengths: 2, 3" in message
    with pytest.raises(InputError, match="no values"):
        run_given(plan, {})
