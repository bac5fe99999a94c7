"""The scored variables stand in one table: complete, in agreement with history and outputs, read by all."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim
from tajsim.errors import UnknownNameError
from tajsim.evidence.calibration.likelihood import FITTED
from tajsim.evidence.hindcast import OUTPUT_OF
from tajsim.evidence.observations import as_change
from tajsim.evidence.variables import GROWTH, POVERTY, SCORED, VARIABLES, Variable, scored
from tajsim.model.outputs import OUTPUTS
from tajsim.observed import history
from tajsim.plots.before import LINKS

every = pytest.mark.parametrize("variable", SCORED.values(), ids=VARIABLES)
PACKAGE = Path(tajsim.__file__).parent


def test_there_are_ten_in_the_order_of_the_scores() -> None:
    """First those that are fitted, in the order of the equations, then poverty, then the others."""
    assert (
        *("remittances_usd", "imports_usd", "tjs_per_usd", "reserves_usd", GROWTH, POVERTY),
        *("exports_usd", "inflation", "current_account", "bad_loans"),
    ) == VARIABLES
    assert all(scored(name) is variable and variable.name == name for name, variable in SCORED.items())
    with pytest.raises(UnknownNameError, match=r"unknown variable 'povert'; did you mean 'poverty'"):
        scored("povert")


@every
def test_each_has_every_text_and_fits_its_column(variable: Variable) -> None:
    texts = [value for value in dataclasses.asdict(variable).values() if isinstance(value, str)]
    assert all(text.strip() == text and text for text in texts)
    assert len(variable.short) <= 14
    assert "_" not in variable.title + variable.level_title + variable.short + variable.words


@pytest.mark.parametrize("text", ["series", "output", "title", "short", "words"])
def test_no_two_share_a_name(text: str) -> None:
    assert len({getattr(variable, text) for variable in SCORED.values()}) == len(SCORED)


@every
def test_each_is_a_series_of_history_and_an_output_of_the_model_in_its_unit(variable: Variable) -> None:
    observed = set(history(variable.series, "TJK")["unit"])
    (output,) = (o for o in OUTPUTS if o.name == variable.output)
    spelt = {"US$ million": "million USD", "TJS per US$": "TJS per USD"}
    assert {spelt.get(unit, unit) for unit in observed} == {variable.unit}
    assert output.unit == ("% on a year before" if variable.ends_only else variable.unit)
    assert variable.in_points == variable.unit.startswith("%")


@every
def test_a_line_of_history_before_a_run_is_the_same_series(variable: Variable) -> None:
    if variable.name in ("imports_usd", "exports_usd", "bad_loans"):  # with services, or of several kinds
        assert variable.output not in LINKS
    else:
        assert LINKS[variable.output].series == variable.series


def test_what_is_fitted_comes_first_and_poverty_next() -> None:
    assert (*FITTED, POVERTY) == VARIABLES[: len(FITTED) + 1]
    assert tuple(OUTPUT_OF.items()) == tuple((v.name, v.output) for v in SCORED.values())


@every
@given(origin=st.floats(1.0, 90.0), target=st.floats(1.0, 90.0))
def test_the_level_is_what_the_change_leads_to(variable: Variable, origin: float, target: float) -> None:
    change = variable.change(origin, target)
    assert change == as_change(variable.name, origin, target)
    assert float(variable.level(origin, change)) == pytest.approx(target, rel=1e-12)


def test_changes_by_hand() -> None:
    assert float(scored("imports_usd").change(50.0, 100.0)) == np.log(2.0)
    assert float(scored(GROWTH).change(9.0, 5.0)) == np.log1p(0.05)
    assert np.isnan(scored(GROWTH).change(np.nan, 5.0))
    assert float(scored("inflation").change(9.0, 5.0)) == np.log1p(0.05)
    assert float(scored("current_account").change(-3.0, 1.5)) == pytest.approx(0.045)
    assert float(scored(POVERTY).change(30.0, 26.0)) == pytest.approx(-0.04)
    assert [v.change_unit for v in SCORED.values()] == [
        *["change, log points"] * 4, "growth, log points", "change, share of population",
        "change, log points", "growth, log points", "change, share of GDP", "change, share of loans",
    ]  # fmt: skip


def test_growth_is_called_so_where_no_axis_does() -> None:
    assert scored(GROWTH).full_title == "Real GDP growth"
    assert all(v.full_title == v.title for v in SCORED.values() if v.name != GROWTH)


def test_no_other_module_keeps_a_table_of_them() -> None:
    """Keys of the four that are shown everywhere, in a row: the figures of a base year, and the weights."""
    table = re.compile(r'"remittances_usd": [^\n]+\n\s+"imports_usd": [^\n]+\n\s+"tjs_per_usd": ')
    found = sorted(
        p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if table.search(p.read_text())
    )
    assert found == ["evidence/calibration/likelihood.py", "evidence/hindcast.py"]
