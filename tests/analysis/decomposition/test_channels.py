from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.decomposition.channels import CHANNELS
from tajsim.errors import InputError
from tests import of_2024

NAME = "everything"
MEASURES = ("remittances_usd", "remittances_russia_usd", "remittances_recorded_usd")
START = "2025Q2"


def shock(target, **how):
    return ts.Scenario(target, [ts.Shock(target, **how)])


@pytest.fixture(scope="module")
def run():
    """One shock a channel, each alone, and a scenario of many."""
    alone = [
        shock("rub_per_usd", multiply=ts.step(1.2, start=START)),
        shock("remittance_cost", add=ts.step(0.03, start=START)),
        shock("unrecorded_shift", add=ts.step(0.2, start=START)),
        shock("other_capacity", multiply=ts.step(1.5, start=START)),
    ]
    every = ts.Scenario(NAME, [s for one in alone for s in one.shocks])
    crackdown = ts.scenario("mass-deportation")
    return of_2024.run([*alone, every, crackdown], end="2026Q4", draws=60, seed=2, outputs="all")


@pytest.mark.parametrize("output", CHANNELS)
def test_the_equation_gives_back_what_the_model_reports(run, output):
    channels = CHANNELS[output]
    for scenario in (0, run.position(NAME)):
        outputs = {n: run.central[n][:, scenario] for n in (output, *channels.needs)}
        quantities = channels.quantities(outputs)
        np.testing.assert_allclose(channels.value(quantities), outputs[output], rtol=1e-12)
        moved = [name for names in channels.moves.values() for name in names]
        assert sorted(moved) == sorted(quantities)  # each quantity by one channel


@pytest.mark.parametrize("output", CHANNELS)
@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_channels_add_up_in_every_draw(run, output, freq):
    d = run.decompose(NAME, output, "channel", freq)
    levels = run.draws(output, freq).astype(np.float64)
    total = levels[:, run.position(NAME)] - levels[:, 0]
    assert (np.abs(d.values.sum(axis=0) - total) <= 1e-9 * np.abs(d.values).sum(axis=0)).all()
    if freq == "Q":
        assert (d.values[:, 0] == 0.0).all()  # before the shocks nothing is shared out


@pytest.mark.parametrize("output", MEASURES)
def test_a_dearer_transfer_is_all_cost_at_first(run, output):
    d = run.decompose("remittance_cost", output, "channel", "Q")
    cost, total = d["cost of sending"][1], d.total[1]
    assert (total < 0.0).all()
    assert (cost < 0.7 * total).all(), "the rest are those who stay at home, from the same quarter on"
    for part in ("wages in roubles", "rouble"):
        assert (d[part][1] == 0.0).all()
    assert (d["migrant numbers"][1] < 0.0).all()


def test_a_weak_rouble_works_through_the_rouble_and_smoothing(run):
    d = run.decompose("rub_per_usd", "remittances_usd", "channel", "Q")
    others = run.draws("remittances_other_usd", "Q")[1, 0] + run.draws("nonlabour_inflows_usd", "Q")[1, 0]
    from_russia = run.draws("remittances_usd", "Q")[1, 0] - others
    assert (d["rouble"][1] < -0.14 * from_russia).all()
    assert (d["rouble"][1] > -0.21 * from_russia).all()
    assert (d["propensity and hours"][1] > 0.0).all()  # senders smooth a part of it
    assert (d["cost of sending"] == 0.0).all()


def test_money_past_the_recorded_channels_is_coverage(run):
    d = run.decompose("unrecorded_shift", "remittances_recorded_usd", "channel", "Q")
    np.testing.assert_allclose(d["coverage of the measure"], d.total, rtol=1e-4, atol=1e-3)
    wide = run.decompose("unrecorded_shift", "remittances_usd", "channel")
    assert "coverage of the measure" not in wide.parts
    assert (wide.total == 0.0).all()


def test_deportations_work_through_numbers(run):
    d = run.decompose("mass-deportation", "remittances_usd", "channel")
    assert (d["migrant numbers"][-1] < 0.0).all()
    others = np.abs(d.values[1:, -1]).sum(axis=0)
    assert np.median(others / np.abs(d["migrant numbers"][-1])) < 0.5


def test_terms_of_output_are_their_own_deviations(run):
    d = run.decompose(NAME, "gdp", "channel")
    for part, output, sign in (
        ("consumption", "consumption", 1.0),
        ("government", "government_consumption", 1.0),
        ("exports", "exports", 1.0),
        ("imports", "imports", -1.0),
    ):
        expected = sign * run.delta(NAME, output, "Y", relative=False).values
        np.testing.assert_allclose(d[part], expected, rtol=1e-4, atol=0.05)
    expected = run.delta(NAME, "investment", "Y", relative=False).values
    np.testing.assert_allclose(d["investment"] + d["fiscal rule"], expected, rtol=1e-4, atol=0.05)


def test_the_fiscal_rule_takes_public_investment_when_deficits_grow(run):
    d = run.decompose("mass-deportation", "gdp", "channel")
    rule = run.delta("mass-deportation", "public_investment_rule", "Y").values
    assert (rule < 0.0).any()
    np.testing.assert_array_equal((d["fiscal rule"] < -1.0) & (rule > 0.01), False)
    assert (d["fiscal rule"][rule < -0.1] < 0.0).all()


def test_a_weaker_somoni_buys_more_for_each_dollar(run):
    d = run.decompose("rub_per_usd", "consumption", "channel", "Q")
    assert np.median(d["remittances in dollars"][-1]) < 0.0
    weaker = run.delta("rub_per_usd", "tjs_per_usd", "Q").values
    moved = np.abs(weaker) > 0.5
    assert moved.any()
    assert (np.sign(d["somoni"]) == np.sign(weaker))[moved].mean() > 0.95
    # spending follows income with a lag
    assert (np.median(d["behaviour"], axis=-1)[1:6] > 0.0).all()


def test_a_channel_of_two_factors_splits_their_product_in_half():
    """Shapley values of x y are dx (y0 + y1) / 2 and dy (x0 + x1) / 2: public investment and its rule."""
    names = ("gdp", *CHANNELS["gdp"].needs)
    flat = {name: np.zeros(1) for name in names}
    before = flat | {"public_investment": np.array([90.0]), "public_investment_rule": np.array([100.0])}
    after = flat | {"public_investment": np.array([80.0]), "public_investment_rule": np.array([50.0])}
    before["investment"], after["investment"] = before["public_investment"], after["public_investment"]
    found = dict(zip(CHANNELS["gdp"].moves, CHANNELS["gdp"].parts(before, after)[:, 0], strict=True))
    assert found["fiscal rule"] == pytest.approx(-0.5 * (90.0 + 160.0) / 2)
    assert found["investment"] == pytest.approx((160.0 - 90.0) * 0.75)
    assert found["consumption"] == 0.0


def test_an_output_without_channels_names_those_that_have_them(run):
    with pytest.raises(InputError, match=r"'inflation' has no exact split by channel; .*consumption, gdp"):
        run.decompose(NAME, "inflation", "channel")


def test_years_are_those_of_the_calendar():
    r = of_2024.run("rouble-shock", start="2025Q3", end="2027Q1", draws=10, outputs="consumption")
    d = r.decompose("rouble-shock", "consumption", "channel")
    quarters = r.decompose("rouble-shock", "consumption", "channel", "Q")
    assert d.periods == (2026,)
    np.testing.assert_allclose(d.values[:-1, 0], quarters.values[:-1, 2:6].sum(axis=1), rtol=1e-12)
