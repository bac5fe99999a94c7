"""From people to money: steps that multiply and add up in every draw, each moved by its own cause."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.decomposition.chain import Chain
from tajsim.analysis.decomposition.steps import OUTPUT, STEPS, Steps, levels, log_mean
from tajsim.errors import InputError
from tests import of_2024

START = "2025Q2"


def shock(target, **how):
    return ts.Scenario(target, [ts.Shock(target, **how)])


@pytest.fixture(scope="module")
def run():
    alone = [
        shock("remittance_cost", add=ts.step(0.03, start=START)),
        shock("regularisation_rate", multiply=ts.step(3.0, start=START)),
        shock("rub_per_usd", multiply=ts.step(1.2, start=START)),
        shock("recruitment_rate_naturalised", add=ts.step(0.01, start=START)),
    ]
    return of_2024.run(
        [*alone, ts.scenario("mass-deportation")], end="2026Q4", draws=40, seed=3, outputs="all"
    )


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_steps_multiply_and_add_up_in_every_draw(run, freq):
    c = run.chain("mass-deportation", freq)
    base, scenario = (run.draws(OUTPUT, freq)[:, i].astype(float) for i in (0, -1))
    np.testing.assert_allclose(c.factors.prod(axis=0), scenario / base, rtol=1e-12)
    np.testing.assert_allclose(c.parts.values.sum(axis=0), scenario - base, atol=1e-9)
    assert c.steps == STEPS
    assert c.gap() < 1e-12
    levels_of = run.central if freq == "Q" else run.central_annual
    path = levels_of[OUTPUT]
    np.testing.assert_allclose(c.central.prod(axis=0), path[:, -1] / path[:, 0], rtol=1e-12)


def test_people_come_first_and_are_those_of_the_run(run):
    c = run.chain("mass-deportation", "Q")
    workers = run.draws("migrants_russia", "Q").astype(float)
    np.testing.assert_allclose(c.factors[0], workers[:, -1] / workers[:, 0], rtol=1e-6)


def test_the_levels_lead_to_what_the_model_reports(run):
    o = {name: run.central[name][:, 0] for name in (OUTPUT, *Steps().needs)}
    o["nonlabour_inflows_usd"] = run.central["nonlabour_inflows_usd"][:, 0]
    found = levels(o)
    np.testing.assert_allclose(found[0], run.central["migrants_russia"][:, 0], rtol=1e-12)
    np.testing.assert_allclose(found[-2] + o["nonlabour_inflows_usd"], found[-1], rtol=1e-12)
    assert (np.diff(found[7:], axis=0)[[2, 3, 4]] > 0.0).all()


@pytest.mark.parametrize(
    ("scenario", "step", "sign"),
    [
        ("remittance_cost", "cost of sending", -1.0),
        ("regularisation_rate", "papers", 1.0),
        ("rub_per_usd", "rouble", -1.0),
        ("recruitment_rate_naturalised", "military contracts", 1.0),
    ],
)
def test_a_cause_moves_its_own_step(run, scenario, step, sign):
    c = run.chain(scenario, "Q")
    assert (c.factors[:, 0] == 1.0).all()
    own = np.log(c.factors[STEPS.index(step), 1])
    assert (np.sign(own) == sign).mean() > 0.8  # papers cost more than they bring in some draws
    assert np.median(np.abs(own)) > 1e-3
    for other in {"pay lost", "rouble", "cost of sending", "military contracts"} - {step}:
        np.testing.assert_allclose(c.factors[STEPS.index(other), 1], 1.0, atol=6e-3, err_msg=other)


def test_the_deported_are_a_larger_part_of_workers_than_of_money(run):
    """Citizens who are held, scarcer workers and other destinations keep money from falling as people do."""
    factors, so_far, money = run.chain("mass-deportation").summary(2026)
    by = dict(zip(STEPS, factors, strict=True))
    for held in ("citizens of Russia", "wages in roubles", "other destinations", "money beside labour"):
        assert by[held] > 1.0
    for lost in ("workers in Russia", "papers", "pay lost", "days lost"):
        assert by[lost] < 1.0
    assert so_far[-1] > so_far[0]
    assert money.sum() < 0.0


def test_tables_and_pictures(run):
    c = run.chain("mass-deportation")
    frame = c.table((0.05, 0.5, 0.95))
    mean = 1.0 + 0.01 * frame["mean"].xs(2026, level="period")
    assert mean.drop("total").prod() == pytest.approx(mean["total"], rel=1e-12)
    assert list(c.table(0.5, text_names=True).columns) == ["central", "mean", "q50"]
    assert "so far, %" in c._repr_html_()
    assert repr(c).startswith("Chain('mass-deportation' against 'baseline': workers in Russia")
    assert c.plot(2026).get_xlabel() == "million USD"
    with pytest.raises(InputError, match="no period 2031"):
        c.summary(2031)


def test_a_central_path_has_a_chain():
    c = of_2024.run("crackdown", draws=None, end="2026Q4", outputs="gdp").chain("crackdown")
    assert c.factors.shape == (len(STEPS), 2, 1)
    np.testing.assert_allclose(c.factors[..., 0], c.central, rtol=1e-6)
    assert "on the single path" in c._repr_html_()


def test_only_remittances_have_a_chain(run):
    with pytest.raises(InputError, match="'gdp' has no chain"):
        run.decompose("mass-deportation", "gdp", "step")
    with pytest.raises(InputError, match="the baseline"):
        run.chain("baseline")


def test_nothing_left_breaks_the_chain():
    names = (OUTPUT, *Steps().needs)
    before, after = dict.fromkeys(names, np.array([10.0])), dict.fromkeys(names, np.array([10.0]))
    after |= {"migrants_russia_regular": np.array([0.0]), "migrants_russia_irregular": np.array([0.0])}
    with pytest.raises(InputError, match="the chain breaks"):
        Steps().parts(before, after)


def test_the_logarithmic_mean():
    some = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(log_mean(some, some), some)
    np.testing.assert_allclose(log_mean(np.array([1.0]), np.array([np.e])), np.e - 1.0)
    np.testing.assert_allclose(log_mean(np.array([5.0]), np.array([5.0 * (1 + 1e-13)])), 5.0, rtol=1e-12)
    assert isinstance(Chain.__doc__, str)
