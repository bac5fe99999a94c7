"""What a user sees at a prompt: names to complete, and short texts for objects."""

from __future__ import annotations

import types

import matplotlib as mpl

import tajsim as ts
from tajsim.analysis.plausibility.study import plausibility
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.backtest.study import Backtest
from tajsim.handbook import model_page, wiring
from tests.results.synthetic import result, summarised

mpl.use("Agg")
SHORT = 240  # characters


def test_the_package_completes_to_its_public_names_alone():
    names = dir(ts)
    assert set(ts.__all__) <= set(names)
    assert {name for name in names if not name.startswith("_")} == set(ts.__all__)
    for name in ts.__all__:
        assert not isinstance(getattr(ts, name), types.ModuleType)


def test_pictures_complete_to_what_can_be_drawn():
    plot = result().plot
    assert dir(plot) == ["compare", "delta", "fan", "impulse", "migrants", "waterfall"]
    assert all(callable(getattr(plot, name)) for name in dir(plot))
    assert repr(plot) == "<pictures of a result: compare, delta, fan, impulse, migrants, waterfall>"


def test_a_result_completes_to_outputs_that_it_gives():
    run = result(outputs=("gdp", "gini"))
    assert run._ipython_key_completions_() == ["gdp", "gini"]
    for name in run._ipython_key_completions_():
        assert run[name].name == name
    _, small = summarised(draws=600, outputs=("gdp",))
    assert small._ipython_key_completions_() == []


def test_texts_are_short_and_state_what_it_is():
    run = result()
    rows = tuple(
        Forecast.of([0.0, 1.0], variable="imports_usd", horizon=1, conditional=True, origin=year - 1,
                    observed=0.5, base=0.0)
        for year in range(2000, 2024)
    )  # fmt: skip
    crackdown = ts.scenario("crackdown")
    for thing, parts in (
        (run.manifest, ("tajsim", "baseline, crackdown, rouble-shock", "200 draws, seed 7", "000000000000>")),
        (Backtest(rows, {"random walk": rows}, {}), ("24 forecasts, target years 2000 to 2023",)),
        (Backtest((), {}, {}), ("0 forecasts,",)),
        (crackdown, ("'crackdown': Crackdown; 6 shocks on enforcement, refusal_share", ", ...>")),
        (ts.Scenario("none"), ("<Scenario 'none': no shocks>",)),
        (ts.Scenario("one", [ts.Shock("oil_price", add=1.0)]), ("1 shock on oil_price>",)),
        (plausibility("rouble-shock", draws=100), ("moves oil_price, rub_per_usd, russia_gdp_growth;",)),
        (model_page()["host"].parts[0], ("<Docstring 'Block 1, the host economy",)),
        (wiring(), ("parts", "flows")),
        (run.distribution("gdp", "Q"), ("8 x 3 rows from 200 draws",)),
        (run.distribution("gdp", "Q").row((0, 0)), ("1 rows from 200 draws",)),
    ):  # fmt: skip
        text = repr(thing)
        assert len(text) <= SHORT, text
        assert "\n" not in text
        for part in parts:
            assert part in text


def test_many_scenarios_are_counted_in_a_manifest():
    names = ("baseline", *(f"s{i}" for i in range(9)))
    text = repr(result(scenarios=names, draws=None).manifest)
    assert "baseline, s0, s1, s2, s3, s4, and 4 more; 2025Q1 to 2026Q4; the single path;" in text


def test_a_rerun_names_its_scenarios():
    run = ts.run("crackdown", end="2026Q1", draws=None)
    assert repr(run.rerun) == "<Rerun of baseline, crackdown>"
