"""Pages of runs that were given figures or judgement, whose draws all count alike; swaps are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.engine.condition import Condition
from tajsim.engine.swap import Swap
from tajsim.explorer import evidence, explore
from tajsim.explorer.chosen import economy_of, resampled, weighed
from tajsim.explorer.payload import payload, scenario
from tests import of_2024
from tests.explorer.node import needs_node, run_js
from tests.explorer.test_payload import planned, unpacked

SETTINGS: dict[str, Any] = {"draws": 400, "seed": 5, "end": "2026Q4"}
OUTPUTS = ["gdp", "remittances_usd", "poverty_rate", "russia_wage", "rub_per_usd", "tjs_per_usd"]
JUDGEMENT = ts.Judgement(
    "seen",
    [
        ts.AddFactor(
            equation="remittances", values=[0.1], start="2025Q2", fades="2026Q2", author="A. Author",
            date="2025-07-15", why="Transfers of the first half.",
        )
    ],
    title="What was seen",
)  # fmt: skip


def figure(name: str, date: str, measure: str, value: float, error: float = 0.0) -> Condition:
    quarter = ts.Quarter.parse(date)
    return Condition(name=name, first=quarter, last=quarter, measure=measure, value=value, error=error)


FIGURES = (
    figure("rub_per_usd", "2025Q2", "mean", 83.0),
    figure("remittances_usd", "2025Q1", "sum", 1300.0),
    figure("tjs_per_usd", "2025Q2", "end", 10.5, error=0.1),
    figure("russia_wage", "2025Q1", "mean", 97_000.0),
)
"""Of an output, of drivers with and without deviations, and with an error."""


@pytest.fixture(autouse=True)
def _unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "judged", lambda *_: {})  # it takes seconds, and has tests of its own


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.integers(1, 60))
def test_a_draw_is_chosen_as_often_as_it_weighs(sizes: list[float], count: int) -> None:
    weights = np.array(sizes) + (0.0 if sum(sizes) > 1e-6 else 1.0)
    weights = weights / weights.sum()
    places = resampled(weights, count)
    assert len(places) == count
    assert (np.diff(places) >= 0).all()
    times = np.bincount(places, minlength=len(weights))
    assert (np.abs(times - count * weights) < 1.0 + 1e-9).all()
    assert (times[weights == 0.0] == 0).all()


def test_chosen_draws_are_those_of_the_blocks_they_are_of(monkeypatch: pytest.MonkeyPatch) -> None:
    _, plan = planned(draws=5000, given=FIGURES, end="2025Q4")
    met, weights = weighed(plan)
    economy = economy_of(met, 90, weights)
    places = resampled(weights.values, 90)
    assert places.max() >= 4096  # two blocks
    assert economy.draws == 90
    assert economy.oil.shape == (4, 90)
    result = of_2024.run(draws=5000, given=FIGURES, end="2025Q4", outputs=["rub_per_usd"])
    own = economy.rouble * met.paths["rub_per_usd"][:, np.newaxis]
    np.testing.assert_allclose(own, result.quarterly["rub_per_usd"][:, 0, places], rtol=1e-6)


BOTH = """
const model = await Model.load(await unpack(given.payload));
const run = model.run(given.scenarios);
const found = {};
for (const name of given.outputs) {
  found[name] = [model.baseline, run].map((one) => one.values(name, "Q").map((row) => [...row]));
}
console.log(JSON.stringify(found));
"""


@needs_node
@pytest.mark.parametrize("judgement", [None, JUDGEMENT], ids=["figures", "figures and judgement"])
def test_the_page_of_a_given_run_has_its_draws(judgement: ts.Judgement | None, tmp_path: Path) -> None:
    r = of_2024.run("crackdown", given=FIGURES, judgement=judgement, outputs=OUTPUTS, **SETTINGS)
    assert r.rerun is not None
    assert r.rerun.planned is not None
    assert r.weights is not None
    request, plan = r.rerun.planned
    data = {
        "payload": payload(request, plan, r.weights),
        "scenarios": [scenario(ts.scenario("crackdown"))],
        "outputs": OUTPUTS,
    }
    found = json.loads(run_js(BOTH, data, tmp_path))
    places = resampled(r.weights.values, 400)
    for name in OUTPUTS:
        own = np.array(found[name]).swapaxes(0, 1)
        np.testing.assert_allclose(own, r.quarterly[name][..., places], rtol=1e-6, err_msg=name)
    wage = np.array(found["russia_wage"])[:, 0]
    np.testing.assert_allclose(wage, 97_000.0, rtol=1e-6)


@needs_node
def test_judgement_alone_is_in_the_page(tmp_path: Path) -> None:
    r = of_2024.run("crackdown", judgement=JUDGEMENT, outputs=OUTPUTS, **SETTINGS)
    made = of_2024.explore("crackdown", judgement=JUDGEMENT, **SETTINGS).html
    assert r.explore(tmp_path / "x.html", draws=400).read_text() == made
    text = made.split('id="tajsim-payload">')[1].split("<")[0]
    data = {"payload": text, "scenarios": [scenario(ts.scenario("crackdown"))], "outputs": OUTPUTS}
    found = json.loads(run_js(BOTH, data, tmp_path))
    for name in OUTPUTS:
        np.testing.assert_allclose(
            np.array(found[name]).swapaxes(0, 1), r.quarterly[name], rtol=1e-6, err_msg=name
        )
    assert unpacked(text)[0]["made"]["judgement"] == "What was seen"


def test_a_given_page_is_that_of_the_given_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "CONDITIONED", 400)
    made = of_2024.explore("crackdown", given=FIGURES, **{**SETTINGS, "draws": 60}).html
    r = of_2024.run("crackdown", given=FIGURES, outputs=["gdp"], **SETTINGS)
    assert r.explore(tmp_path / "x.html", draws=60).read_text() == made
    assert r.weights is not None
    content, _ = unpacked(made.split('id="tajsim-payload">')[1].split("<")[0])
    assert content["draws"] == 60
    told = content["made"]["given"]
    assert told["figures"] == 4
    assert told["draws"] == 400
    assert told["effective"] == pytest.approx(r.weights.ess)


def test_a_page_that_is_given_nothing_says_so() -> None:
    content, _ = unpacked(payload(*planned()))
    assert content["made"]["given"] is None
    assert content["made"]["judgement"] == ""


def test_swaps_are_refused(tmp_path: Path) -> None:
    swap = Swap(output="remittances_usd", values=1200.0, first="2026Q1", last="2026Q2")  # type: ignore[arg-type]
    r = of_2024.run("crackdown", swaps=swap, outputs=["gdp"], draws=8, end="2026Q4")
    with pytest.raises(ts.InputError, match="a run with swaps cannot be explored") as caught:
        r.explore(tmp_path / "x.html", draws=8)
    assert "remittances_usd 2026Q1-2026Q2 = 1200" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_figures_that_leave_too_few_draws_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "CONDITIONED", 200)
    wrong = [figure("remittances_usd", "2025Q1", "sum", 60.0), figure("gdp_growth", "2025Q1", "mean", 40.0)]
    with pytest.raises(ts.InputError):
        of_2024.explore(given=wrong, draws=20, end="2025Q4")
    with pytest.raises(ts.InputError, match="given must hold conditions"):
        of_2024.explore(given=["x"], draws=20, end="2025Q4")  # type: ignore[list-item]
