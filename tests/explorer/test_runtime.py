"""What the page computes is what `tajsim.run` gives on the same draws: every output, quarter and year."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import computed, prepare
from tajsim.explorer import evidence
from tajsim.explorer.modules import ASSETS
from tajsim.explorer.payload import payload, scenario
from tajsim.model.outputs import OUTPUTS
from tests import of_2024
from tests.explorer.node import needs_node, run_js

pytestmark = needs_node
NEAR = 1e-6  # of a value
SPENT = {"somoni_deposits": 1e-11}  # million somoni: what rounding leaves of deposits differs by backend
RUN = """
const model = await Model.load(await unpack(given.payload));
const out = fs.openSync(given.out, "w");
const accounts = [];
for (const one of given.scenarios) {
  const run = model.run(one.shocks.length ? [one] : []);
  accounts.push(run.accounts.worst);
  for (const freq of ["Q", "A"])
    for (const { name } of model.payload.outputs)
      for (const row of run.values(name, freq)) {
        fs.writeSync(out, new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
      }
}
console.log(JSON.stringify(accounts));
"""
SHAPED = ts.Scenario(
    "shaped",
    [
        ts.Shock("rub_per_usd", multiply=ts.ramp(1.4, "2026Q1", 3, fade=4, fade_to=0.5)),
        ts.Shock("rub_per_usd", add=ts.pulse(5.0, "2027Q2", 2)),
        ts.Shock("oil_price", set=ts.fade(45.0, "2026Q2", 6, fade_to=0.2)),
        ts.Shock("russia_gdp_growth", set_mean=ts.path([-3.0, -6.0, 1.0], "2026Q1", hold=False)),
        ts.Shock("enforcement", multiply=ts.path([1.5, 2.5, 2.0], "2026Q1")),
        ts.Shock("enforcement", add=ts.step(0.4, "2026Q3", "2027Q1")),
        ts.Shock("intervention_share", set=ts.step(0.2, "2027Q1"), weight=0.4),
        ts.Shock("permit_cost_rub", multiply=1.5),
        ts.Shock("refusal_share", multiply=ts.step(25.0, "2027Q1", "2027Q3")),
    ],
)
"""Every shape and operation, on drivers, on parameters that draws vary and on fixed ones."""
GIVEN = ts.Scenario(
    "given",
    [
        ts.Shock("russia_wage", set=ts.path([104_000.0, 106_500.0, 99_000.0], "2026Q1", hold=False)),
        ts.Shock("russia_wage", set=ts.step(120_000.0, "2027Q1", "2027Q3"), weight=0.4),
        ts.Shock("russia_wage", multiply=ts.fade(0.8, "2026Q2", 4)),
        ts.Shock("deported", set=ts.path([9_000.0, 11_000.0], "2026Q1", hold=False)),
        ts.Shock("deported", add=ts.pulse(4_000.0, "2026Q4", 3)),
        ts.Shock("organised_recruits", set=ts.step(15_000.0, "2026Q3", "2027Q2")),
        ts.Shock("organised_recruits", multiply=ts.ramp(1.6, "2027Q1", 2)),
    ],
)
"""What the model determines by itself: given whole, in part, beside its own value and as a multiple of it."""
COMPOSED: tuple[Any, ...] = (
    "crackdown + rouble-shock",
    "mass-deportation + reintegration + budget-support",
    ts.scenario("rouble-shock").scale(1.6),
    ts.scenario("crackdown").scale(0.35) + ts.scenario("reintegration").scale(0.5),
    ts.scenario("russian-stagnation").shift("2027Q2") + ts.scenario("dear-food"),
    SHAPED,
    ts.scenario("crackdown") + SHAPED,
    GIVEN,
    ts.scenario("crackdown") + GIVEN,
)


@pytest.fixture(autouse=True)
def _unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "judged", lambda *_: {})  # it takes seconds, and has tests of its own


Arrays = dict[tuple[str, str], np.ndarray]


def both(options: RunOptions, folder: Path) -> tuple[Any, Arrays, list[float]]:
    """The result of a run, what the page computes (period, scenario, draw), and its worst violations."""
    request = read(options)
    plan = prepare(request)
    out = folder / "out.bin"
    given = {
        "payload": payload(request, plan),
        "out": str(out),
        "scenarios": [scenario(s) for s in request.all],
    }
    accounts = json.loads(run_js(RUN, given, folder))
    result, found, at = computed(request, plan), {}, 0
    numbers = np.fromfile(out).reshape(-1, options.draws or 1)
    periods = {"Q": len(result.quarters), "A": len(result.years)}
    shape = (len(request.all), sum(periods.values()) * len(OUTPUTS))
    numbers = numbers.reshape(*shape, -1)
    for freq, count in periods.items():
        for o in OUTPUTS:
            found[freq, o.name] = numbers[:, at : at + count].swapaxes(0, 1)
            at += count
    return result, found, accounts


def agree(options: RunOptions, folder: Path) -> None:
    result, found, accounts = both(options, folder)
    for (freq, name), own in found.items():
        expected = (result.quarterly if freq == "Q" else result.annual)[name].astype(float)
        assert own.shape == expected.shape
        apart = np.abs(own - expected) - NEAR * np.abs(expected)
        assert apart.max(initial=0.0) <= SPENT.get(name, 0.0), (freq, name, apart.max())
    assert max(accounts) < 1e-13


def runnable(made: ts.Scenario) -> bool:
    try:
        prepare(read(of_2024.options(scenarios=made, draws=None)))
    except ts.InputError:  # two set one target, or they leave a range together
        return False
    return True


@pytest.mark.slow
def test_every_shipped_scenario_and_compositions_agree(tmp_path: Path) -> None:
    shipped = [name for name in ts.scenarios()["name"] if name != "baseline"]
    agree(of_2024.options(scenarios=[*shipped, *COMPOSED], draws=60, seed=4, outputs="all"), tmp_path)


@pytest.mark.slow
def test_compositions_by_chance_agree(tmp_path: Path) -> None:
    shipped = [name for name in ts.scenarios()["name"] if name != "baseline"]
    rng, made = np.random.default_rng(11), []
    while len(made) < 15:
        parts = [
            ts.scenario(str(name)).scale(round(float(rng.uniform(0.1, 1.0)), 2))
            for name in rng.choice(shipped, size=int(rng.integers(2, 5)), replace=False)
        ]
        both_ = parts[0]
        for part in parts[1:]:
            both_ = both_ + part
        made += [both_] if runnable(both_) else []
    agree(of_2024.options(scenarios=made, draws=25, seed=8, outputs="all"), tmp_path)


def test_every_shape_and_operation_agrees(tmp_path: Path) -> None:
    agree(
        of_2024.options(
            scenarios=[SHAPED, GIVEN, "crackdown"], draws=31, seed=2, end="2028Q4", outputs="all"
        ),
        tmp_path,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"baseline": "none"},
        {"baseline": "crackdown"},
        {"parameters": "world-bank-2024"},
        {"start": "2026Q2", "end": "2028Q3"},
        {"draws": 1},
    ],
    ids=str,
)
def test_other_runs_agree(given: dict[str, Any], tmp_path: Path) -> None:
    usual = {
        "scenarios": ["rouble-shock", "mass-deportation"],
        "draws": 12,
        "end": "2027Q4",
        "outputs": "all",
    }
    agree(of_2024.options(**{**usual, **given}), tmp_path)


def test_a_base_year_that_ends_within_a_calendar_year_agrees(tmp_path: Path) -> None:
    p = replace(ts.parameters("calibrated-2024"), date=datetime.date(2025, 6, 30), name="mid-year")
    options = of_2024.options(scenarios="rouble-shock", parameters=p, draws=10, end="2028Q2", outputs="all")
    agree(options, tmp_path)


def test_an_outlook_that_gives_what_the_model_determines_agrees(tmp_path: Path) -> None:
    own = tmp_path / "seen.toml"
    own.write_text(
        'title = "Wages as seen"\nnarrative = "As it was in 2025."\nextends = "none"\n'
        '[drivers.russia_wage]\nannual = "constant"\nvalues = { 2025 = 100360.0 }\nsource = "Rosstat 2026"\n',
        encoding="utf-8",
    )
    dearer = ts.Scenario("dearer", [ts.Shock("russia_wage", multiply=ts.step(1.2, "2025Q3"))])
    options = of_2024.options(
        scenarios=[dearer, GIVEN], baseline=own, draws=12, seed=3, end="2027Q4", outputs="all"
    )
    agree(options, tmp_path)


SUMMARY = """
const model = await Model.load(await unpack(given.payload));
const run = model.run(given.scenarios);
const bands = {};
for (const [output, freq] of given.asked) {
  bands[`${output} ${freq}`] = model.bands(run, output, freq, { deviation: true });
}
const split = await model.shapley(given.scenarios, "consumption", 2027);
const alone = await model.shapley([given.scenarios[0]], "gdp", "2027Q2");
console.log(JSON.stringify({ bands, names: split.names, mean: split.mean, total: split.total,
  alone: alone.names, aloneMean: alone.mean, driver: run.driver("rub_per_usd").map((row) => row[3]) }));
"""


def test_bands_and_parts_are_those_of_python(tmp_path: Path) -> None:
    parts = [ts.scenario("crackdown"), ts.scenario("rouble-shock"), ts.scenario("reintegration")]
    whole = parts[0] + parts[1] + parts[2]
    options = of_2024.options(scenarios=[whole, parts[0]], draws=80, seed=1, end="2027Q4", outputs="all")
    request = read(options)
    plan = prepare(request)
    asked = [("gdp", "Q"), ("consumption", "A"), ("poverty_rate", "A"), ("inflation", "Q")]
    given = {"payload": payload(request, plan), "scenarios": [scenario(s) for s in parts], "asked": asked}
    found = json.loads(run_js(SUMMARY, given, tmp_path))
    r = computed(request, plan)
    for name, freq in asked:
        delta = r.delta(whole.name, name, freq="Q" if freq == "Q" else "Y")
        table = delta.table([0.05, 0.25, 0.5, 0.75, 0.95])
        own = found["bands"][f"{name} {freq}"]
        for key, p in (("low90", 0.05), ("low50", 0.25), ("median", 0.5), ("high50", 0.75), ("high90", 0.95)):
            np.testing.assert_allclose(own[key], table[p], rtol=1e-4, atol=1e-5, err_msg=f"{name} {key}")
        np.testing.assert_allclose(own["mean"], delta.distribution().mean(), rtol=1e-4, atol=1e-5)
    split = r.decompose(whole.name, "consumption", freq="Y")
    assert found["names"] == [p.name for p in parts]
    values = {name: float(np.mean(split.values[i, -1])) for i, name in enumerate(found["names"])}
    np.testing.assert_allclose(found["mean"], list(values.values()), rtol=1e-4)
    assert sum(found["mean"]) == pytest.approx(found["total"], rel=1e-9)
    alone = r.decompose("crackdown", "gdp", freq="Q")
    assert found["alone"] == list(alone.parts)
    place = r.quarters.index(ts.Quarter(2027, 2))
    np.testing.assert_allclose(found["aloneMean"], alone.values[:, place].mean(axis=1), rtol=1e-3)
    rouble = r.draws("rub_per_usd", "Q")[:, 1, 3]
    np.testing.assert_allclose(found["driver"], rouble, rtol=1e-6)


PROBLEMS = """
const model = await Model.load(await unpack(given.payload));
console.log(JSON.stringify(given.scenarios.map((one) => {
  const problems = model.refusal([one])?.problems ?? [];
  try { model.run([one]); return { problems, ran: true }; }
  catch (error) { return { problems: error.problems, ran: false }; }
})));
"""


def test_what_cannot_be_run_is_refused_for_the_same_reason(tmp_path: Path) -> None:
    wrong = {
        "takes 'oil_price' to -": [ts.Shock("oil_price", add=-500.0)],
        "takes 'rub_per_usd' to ": [ts.Shock("rub_per_usd", multiply=500.0)],
        "conflicting values set for 'oil_price'": [
            ts.Shock("oil_price", set=50.0), ts.Shock("oil_price", set=60.0)
        ],
        "has no effect in any quarter of the run, 2025Q1 to 2027Q4": [
            ts.Shock("oil_price", multiply=ts.pulse(0.5, "2031Q1"))
        ],
        "'reserve_floor_months' up to": [ts.Shock("reserve_floor_months", add=6.0)],
        "would change nothing: it only shapes the year the run starts from": [ts.Shock("gini", add=0.01)],
        "together too large to compute with": [
            ts.Shock("oil_price", multiply=1e300), ts.Shock("oil_price", multiply=ts.step(1e300, "2025Q2"))
        ],
    }  # fmt: skip
    options = of_2024.options(draws=5, end="2027Q4", outputs="all")
    request = read(options)
    scenarios = [ts.Scenario(f"wrong {i}", shocks) for i, shocks in enumerate(wrong.values())]
    given = {"payload": payload(request, prepare(request)), "scenarios": [scenario(s) for s in scenarios]}
    found = json.loads(run_js(PROBLEMS, given, tmp_path))
    for text, one, own in zip(wrong, scenarios, found, strict=True):
        assert not own["ran"]
        assert any(text in problem for problem in own["problems"]), own
        with pytest.raises(ts.InputError, match=text.replace("(", r"\(")) as caught:
            of_2024.run(one, draws=5, end="2027Q4")
        assert text in str(caught.value)


def test_what_cannot_be_given_is_refused_in_the_same_words(tmp_path: Path) -> None:
    wrong = [
        [ts.Shock("deported", set=ts.step(600_000.0, "2026Q2"))],
        [ts.Shock("deported", set=5_000.0), ts.Shock("enforcement", set=0.0)],
        [ts.Shock("organised_recruits", add=ts.step(150_000.0, "2026Q1"))],
        [ts.Shock("russia_wage", set_mean=90_000.0)],
        [ts.Shock("deported", add=-500.0)],
        [ts.Shock("russia_wage", set=ts.step(2_000.0, "2026Q1")), ts.Shock("russia_wage", multiply=0.1)],
    ]
    request = read(of_2024.options(draws=5, end="2027Q4", outputs="all"))
    scenarios = [ts.Scenario(f"wrong {i}", shocks) for i, shocks in enumerate(wrong)]
    given = {"payload": payload(request, prepare(request)), "scenarios": [scenario(s) for s in scenarios]}
    found = json.loads(run_js(PROBLEMS, given, tmp_path))
    for one, own in zip(scenarios, found, strict=True):
        with pytest.raises(ts.InputError) as caught:
            of_2024.run(one, draws=5, end="2027Q4")
        assert not own["ran"]
        assert own["problems"]
        assert [problem for problem in own["problems"] if problem not in str(caught.value)] == []


def test_a_run_leaves_nothing_behind(tmp_path: Path) -> None:
    body = """
const model = await Model.load(await unpack(given.payload));
const same = (a, b) => model.payload.outputs.every(({ name }) =>
  a.values(name, "Q").every((row, t) => row.every((x, i) => x === b.values(name, "Q")[t][i])));
model.run(given.scenarios);
const wrong = { ...given.scenarios[0], shocks: [{ ...given.scenarios[0].shocks[0], operation: "add",
  shape: { ...given.scenarios[0].shocks[0].shape, values: [1e9] } }] };
try { model.run([wrong]); } catch { }
await model.shapley(given.scenarios, "gdp", 2026);
const { scaled } = await import("%s/model/scenario.js");
const nothing = model.run([scaled(given.scenarios[1], 0)]);
console.log(same(model.baseline, model.run([])) && same(model.baseline, nothing));
"""
    request = read(of_2024.options(draws=9, end="2026Q4", outputs="all"))
    given = {
        "payload": payload(request, prepare(request)),
        "scenarios": [scenario(SHAPED), scenario(ts.scenario("crackdown"))],
    }
    assert run_js(body.replace("%s", ASSETS.as_uri()), given, tmp_path).strip() == "true"


def test_moves_of_drivers_are_placed_as_plausibility_places_them(tmp_path: Path) -> None:
    body = """
const model = await Model.load(await unpack(given.payload));
console.log(JSON.stringify(given.scenarios.map((one) => model.plausibility([one]))));
"""
    lever = ts.Scenario("lever", [ts.Shock("rub_per_usd", multiply=ts.step(0.8, "2026Q3"))])
    shock, crackdown = ts.scenario("rouble-shock"), ts.scenario("crackdown")
    scenarios = [shock, shock.scale(0.4), lever, crackdown]
    request = read(of_2024.options(draws=2, outputs="all"))
    given = {"payload": payload(request, prepare(request)), "scenarios": [scenario(s) for s in scenarios]}
    found = json.loads(run_js(body, given, tmp_path))
    assert found[3] == []
    for one, own in zip(scenarios[:3], found[:3], strict=True):
        expected = [m for m in of_2024.plausibility(one).moves if m.driver != "together"]
        assert len(own) == len(expected) > 2
        for mine, move in zip(own, expected, strict=True):
            assert (mine["driver"], mine["years"], mine["until"]) == (
                move.driver,
                move.years,
                str(move.until),
            )
            for name in ("move", "outlook", "surprise", "largest"):
                assert mine[name] == pytest.approx(getattr(move, name), abs=0.01)
            assert mine["percentile"] == pytest.approx(move.percentile, abs=0.5)
            assert mine["tail"] == pytest.approx(move.tail, abs=0.5)
            assert (mine["windows"], mine["largestUntil"]) == (move.windows, str(move.largest_until))
            assert abs(mine["exceeded"] - move.exceeded) <= 1  # a move may lie on one of the past


@pytest.mark.parametrize("names", ["crackdown + rouble-shock", "rouble-shock + dear-food"])
def test_parts_against_a_baseline_with_shocks_are_those_of_python(names: str, tmp_path: Path) -> None:
    body = """
const model = await Model.load(await unpack(given.payload));
const { names, mean } = await model.shapley(given.scenarios, "consumption", 2027);
console.log(JSON.stringify({ names, mean }));
"""
    whole = ts.scenario(names)
    options = of_2024.options(
        scenarios=whole, baseline="crackdown", draws=20, end="2027Q4", outputs=["consumption"]
    )
    request = read(options)
    plan = prepare(request)
    given = {"payload": payload(request, plan), "scenarios": [scenario(whole)]}
    found = json.loads(run_js(body, given, tmp_path))
    split = computed(request, plan).decompose(whole.name, "consumption")
    assert found["names"] == list(split.parts)
    np.testing.assert_allclose(found["mean"], split.values[:, -1].mean(axis=1), rtol=1e-4)
