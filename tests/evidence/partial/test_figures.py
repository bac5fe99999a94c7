"""What was known of a year while it ran: the right figures, and none of days after the stage."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.condition import Condition
from tajsim.evidence.partial.case import STAGES, WITHIN
from tajsim.evidence.partial.figures import APART, Known, measures
from tajsim.published.series import BANKS, TRANSFERS
from tajsim.quarters import Quarter


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(ts.history())


def only(conditions: tuple[Condition, ...], name: str) -> list[Condition]:
    return [c for c in conditions if c.name == name]


def test_days_and_targets_of_the_stages() -> None:
    assert [str(stage.day(2020)) for stage in STAGES.values()] == [
        "2019-12-31", "2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31",
    ]  # fmt: skip
    assert [stage.target(2020) for stage in STAGES.values()] == [2020, 2020, 2020, 2020, 2021]
    assert WITHIN == ("first quarter", "half", "nine months")


def test_at_the_start_nothing_is_known(known: Known) -> None:
    assert known.by(2015, STAGES["start"]) == ()


def test_transfers_are_growth_with_the_error_of_their_count(known: Known) -> None:
    (banks,) = only(known.by(2009, STAGES["nine months"]), "remittances_usd")
    assert (banks.first, banks.last, banks.measure) == (Quarter(2009, 1), Quarter(2009, 3), "growth")
    assert banks.value == pytest.approx(-35.3, abs=0.05)  # as Khovar had it on 2009-10-15
    assert banks.error == pytest.approx(BANKS, abs=0.01)
    (systems,) = only(known.by(2013, STAGES["first quarter"]), "remittances_usd")
    assert systems.value == pytest.approx(100.0 * 128.9 / 550.8, abs=0.01)
    assert systems.error == pytest.approx(TRANSFERS, abs=0.01)


def test_a_quarter_is_compared_with_the_figure_that_its_source_compared_it_with(known: Known) -> None:
    (third,) = only(known.by(2018, STAGES["nine months"]), "remittances_usd")
    assert third.value == pytest.approx(-4.3, abs=0.05)  # of 2018Q3, Sputnik Uzbekistan 2019-01-17


def test_the_rouble_is_the_quarter_of_the_register_and_oil_the_mean_of_its_months(known: Known) -> None:
    register = ts.history().set_index("period")
    for name, series in (("rub_per_usd", "rub_per_usd_avg"), ("oil_price", "brent_spot_monthly")):
        found = only(known.by(2015, STAGES["half"]), name)
        assert [c.first for c in found] == [Quarter(2015, 1), Quarter(2015, 2)]
        rows = register.loc[register["series"] == series, "value"]
        for c in found:
            months = [f"2015-{3 * c.first.quarter - 2 + i:02d}" for i in range(3)]
            expected = rows.loc[str(c.first)] if name == "rub_per_usd" else rows.loc[months].mean()
            assert c.value == pytest.approx(expected, rel=1e-12)
            assert c.exact


def test_trade_has_the_error_between_customs_and_the_balance_of_payments(known: Known) -> None:
    (imports,) = only(known.by(2024, STAGES["half"]), "imports_usd")
    assert imports.value == pytest.approx(100.0 * (3416.7 / 2736.4 - 1.0), abs=0.01)
    assert imports.error == pytest.approx(APART["imports_usd"], abs=0.05)
    (eight,) = only(known.by(2009, STAGES["nine months"]), "exports_usd")
    assert eight.error > APART["exports_usd"]  # eight months stand for nine


@pytest.mark.parametrize("year", [2009, 2015, 2020, 2024])
@pytest.mark.parametrize("name", list(STAGES))
def test_nothing_after_the_stage_is_used(year: int, name: str) -> None:
    """Whatever stands in the register of later days, and of the year as a whole, changes nothing."""
    register, stage = ts.history(), STAGES[name]
    day = stage.day(year)
    ends = register["period"].map(lambda text: _end(str(text)))
    later = (ends > pd.Timestamp(day)) | ((register["year"] == year) & (register["frequency"] == "A"))
    changed = register.copy()
    changed.loc[later, "value"] *= 3.0
    assert Known(changed).by(year, stage) == Known(register).by(year, stage)
    for c in Known(register).by(year, stage):
        assert c.last <= Quarter(year, 1) + (stage.quarters - 1)
        assert c.first >= Quarter(year, 1)
        assert math.isfinite(c.value)


def _end(text: str) -> pd.Timestamp:
    from tajsim.published.periods import span

    return pd.Timestamp(span(text).last)


def test_growth_of_output_is_measured_by_output() -> None:
    condition = Condition(name="gdp", first="2024Q1", last="2024Q2", measure="growth", value=8.2)
    assert measures([condition], "gdp_growth")
    assert not measures([condition], "inflation")
    assert not measures([], "gdp_growth")
