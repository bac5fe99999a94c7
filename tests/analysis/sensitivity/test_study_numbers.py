"""Studies by hand: a sensitivity in words and tables, its factors, room that is asked for, mixtures."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.decomposition import channels, shocks
from tajsim.analysis.decomposition.decompose import decompose
from tajsim.analysis.parameter_sets import mixtures
from tajsim.analysis.parameter_sets.mixtures import differing, mixed
from tajsim.analysis.sensitivity.importance import Sensitivity
from tajsim.analysis.sensitivity.methods import Indices, Swing, tornado
from tajsim.analysis.sensitivity.pictures import _source, _whole
from tajsim.analysis.sensitivity.quantity import (
    Factor,
    _check_period,
    check_disjoint,
    columns_of,
    medians,
    read_groups,
    uncertain,
    values_at,
)
from tajsim.analysis.sensitivity.study import _largest, _unmoved
from tajsim.analysis.thresholds.condition import Condition, when
from tajsim.analysis.thresholds.stress import _four_digits, scaled, too_late
from tajsim.errors import InputError, Problems
from tajsim.parameters import declarations
from tests import of_2024
from tests.results.synthetic import result

NAMES = ("rouble_elasticity", "departure_rate", "dollar_flight")


def swing(name: str, low: float, middle: float, high: float) -> Swing:
    return Swing(name, 0.1, 0.2, 0.3, low, middle, high)


@pytest.fixture
def study() -> Sensitivity:
    """Three factors at a period and in two years; the third has the largest total, the second the first."""
    first = np.array([[0.1, 0.4, 0.3], [0.2, 0.5, 0.1], [np.nan] * 3])
    total = np.array([[0.2, 0.45, 0.5], [0.3, 0.6, 0.1], [np.nan] * 3])
    found = Indices(
        first, first - 0.05, first + 0.05, total, total - 0.1, total + 0.1, np.array([-3.0, 1.0, 2.0]),
        np.array([1.5, 0.25, 0.0]),
    )  # fmt: skip
    return Sensitivity(
        scenario="crackdown", baseline="baseline", output="gdp", unit="% of baseline", at="2026",
        years=(2025, 2026), parameters=ts.parameters("world-bank-2024"),
        factors=tuple(Factor(name, (name,)) for name in NAMES), indices=found,
        swings=(swing(NAMES[2], 1.0, 2.0, 5.0), swing(NAMES[0], 2.0, 2.0, 2.5), swing("gini", 2.0, 2.0, 2.0)),
        spread=1.75, base_samples=1024, seed=3,
    )  # fmt: skip


def test_a_study_is_reported_with_its_factors_and_evaluations(study: Sensitivity) -> None:
    assert (study.mean, study.sd) == (-3.0, 1.5)
    assert study.subject == "gdp in crackdown against baseline, 2026, % of baseline"
    assert replace(study, baseline=None).subject == "gdp in crackdown, 2026, % of baseline"
    assert repr(study) == f"<Sensitivity of {study.subject}: 3 factors>"
    for part in (
        "3 of 3 uncertain parameters of world-bank-2024 vary; the others stay at their medians",
        "They are drawn independently, as declared.",
        "Mean -3, standard deviation 1.5, against 1.75 when all uncertain parameters are drawn as in a run.",
        "1,024 base samples, 5,120 evaluations, seed 3; intervals: 95 %, bootstrap.",
    ):
        assert part in study.text
    joined = replace(study, factors=(Factor("pair", NAMES[:2]), Factor(NAMES[2], NAMES[2:])))
    assert "3 of 3 uncertain parameters of world-bank-2024 vary as 2 factors; the others" in joined.text
    assert "4,096 evaluations" in joined.text


def test_correlations_are_reported_where_a_posterior_has_them(study: Sensitivity) -> None:
    p = ts.parameters("calibrated-2024")
    assert p.ensemble is not None
    inside, outside = p.ensemble.names[:2], "departure_rate"
    assert outside not in p.ensemble.names
    apart = replace(
        study, parameters=p, factors=(*(Factor(n, (n,)) for n in inside), Factor(outside, (outside,)))
    )
    assert apart.ignored == inside
    assert "Correlation is ignored: 2 of them are drawn one by one" in apart.text
    joint = replace(apart, factors=(Factor("all", inside, joint=True), Factor(outside, (outside,))))
    assert joint.ignored == ()
    assert "'all' is drawn jointly, its correlations kept; the others independently." in joint.text
    assert study.ignored == ()


def test_rows_stand_by_their_total_and_years_in_that_order(study: Sensitivity) -> None:
    table = study.table()
    assert list(table["parameter"]) == [NAMES[2], NAMES[1], NAMES[0]]
    assert table.iloc[0, 1:].tolist() == pytest.approx([0.3, 0.25, 0.35, 0.5, 0.4, 0.6])
    assert list(table.index) == [0, 1, 2]
    path = study.path()
    assert path["year"].tolist() == [2025] * 3 + [2026] * 3
    assert path["parameter"].tolist() == [NAMES[2], NAMES[1], NAMES[0]] * 2
    assert path["first"].tolist()[:3] == [0.1, 0.5, 0.2]
    assert path["first"].isna().tolist() == [False] * 3 + [True] * 3
    assert path["sd"].tolist() == [0.25] * 3 + [0.0] * 3
    assert list(path.columns) == ["year", *table.columns, "sd"]
    none = replace(study, years=()).path()
    assert none.empty
    assert list(none.columns) == list(path.columns)


def test_the_factors_to_know_better_are_those_with_the_largest_first_order(study: Sensitivity) -> None:
    top = study.top(2)
    assert list(top["parameter"]) == [NAMES[1], NAMES[2]]
    assert top["variance_gone"].tolist() == [0.4, 0.3]
    assert top["variance_gone_low"].tolist() == pytest.approx([0.35, 0.25])
    assert top["variance_gone_high"].tolist() == pytest.approx([0.45, 0.35])
    unknown, known = top.to_dict("records")
    assert math.isnan(unknown["value"])  # it has no swing
    assert (unknown["unit"], unknown["description"]) == ("", "1 parameters together")
    assert (known["value"], known["low"], known["high"]) == (0.2, 0.1, 0.3)
    declared = declarations()[NAMES[2]]
    assert (known["unit"], known["description"]) == (declared.unit, declared.description)
    assert known["source"] == study.parameters.entries[NAMES[2]].source
    assert len(study.top(1)) == 1
    assert len(study.top(10**6)) == len(study.top()) == 3
    assert (_whole(1), _whole(10**6)) == (1, 10**6)


def test_one_at_a_time_every_swing_has_its_row(study: Sensitivity) -> None:
    table = study.tornado()
    assert table["parameter"].tolist() == [NAMES[2], NAMES[0], "gini"]
    assert table["swing"].tolist() == [4.0, 0.5, 0.0]
    assert table["varied"].tolist() == [True, True, False]
    assert table.loc[0, ["low", "median", "high", "at_low", "at_median", "at_high"]].tolist() == [
        0.1, 0.2, 0.3, 1.0, 2.0, 5.0,
    ]  # fmt: skip
    assert "1,024 base samples, seed 3." in _source(study)
    assert "samples" not in _source(study, False)


def test_swings_are_of_one_parameter_at_its_ends() -> None:
    p = ts.parameters("world-bank-2024")
    names = uncertain(p)
    middle = medians(p)
    seen: list[int] = []

    def outcome(values: Any) -> np.ndarray:
        seen.append(len(next(iter(values.values()))))
        return sum((i + 1.0) * (values[n] - middle[n]) / p.draw(n, 0.95) for i, n in enumerate(names))  # type: ignore[return-value]

    found = tornado(outcome, p)
    assert seen == [2 * len(names) + 1]
    assert [one.size for one in found] == sorted((one.size for one in found), reverse=True)
    for one in found:
        low, high = (float(p.draw(one.name, at)) for at in (0.05, 0.95))
        weight = (names.index(one.name) + 1.0) / high
        assert (one.low, one.median, one.high, one.at_median) == (low, middle[one.name], high, 0.0)
        assert (one.at_low, one.at_high) == pytest.approx(
            (weight * (low - one.median), weight * (high - one.median)), abs=1e-12
        )


def test_columns_of_factors_follow_one_another() -> None:
    p = ts.parameters("world-bank-2024")
    factors = (Factor("pair", NAMES[:2]), Factor(NAMES[2], NAMES[2:]))
    assert columns_of(factors) == [range(2), range(2, 3)]
    assert [one.width for one in (*factors, Factor("joint", NAMES, joint=True))] == [2, 1, 1]
    u = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])
    values = values_at(p, factors, u)
    for name, row in zip(NAMES, u, strict=True):
        np.testing.assert_array_equal(values[name], p.draw(name, row))
    assert set(values) == set(uncertain(p))
    still = next(name for name in values if name not in NAMES)
    assert values[still].tolist() == [medians(p)[still]] * 2


def test_joint_draws_are_whole_members() -> None:
    p = ts.parameters("calibrated-2024")
    assert p.ensemble is not None
    count, names = p.ensemble.members, p.ensemble.names[:2]
    u = np.array([[0.0, 0.5 / count, 1.5 / count, 1.0 - 1e-9, 1.0]])
    found = Factor("all", names, joint=True).values(p, u)
    for name in names:
        column = p.ensemble.column(name)
        np.testing.assert_array_equal(found[name], column[[0, 0, 1, count - 1, count - 1]])


def test_groups_are_read_also_where_the_set_is_not_known() -> None:
    problems = Problems("")
    assert read_groups("ensemble", None, problems) == ()
    assert read_groups(None, None, problems) == ()
    assert problems.found == []
    p = ts.parameters("calibrated-2024")
    (factor,) = read_groups("ensemble", p, problems)
    assert (factor.name, factor.joint) == ("behaviour as calibrated", True)
    pair = read_groups({"pair": NAMES[:2]}, ts.parameters("world-bank-2024"), problems)
    assert pair == (Factor("pair", NAMES[:2]),)
    assert problems.found == []


def test_a_parameter_is_in_one_factor_alone() -> None:
    problems = Problems("")
    check_disjoint([Factor("a", NAMES[:2]), Factor("b", (NAMES[1], NAMES[1]))], problems)
    assert problems.found == [f"'{NAMES[1]}' is varied by 'a' already; name it once"]
    fine = Problems("")
    check_disjoint([Factor("a", (NAMES[0], NAMES[0])), Factor("b", NAMES[1:])], fine)
    assert fine.found == []


def test_factors_are_added_by_their_swing_but_none_without_effect() -> None:
    swings = [
        swing("a", 0.0, 1.0, 3.0), swing("b", 0.5, 1.0, 1.0), swing("c", 1.0, 1.0, 1.0 + 2e-10),
        swing("d", 1.0, 1.0, 1.0 + 0.5e-10),
    ]  # fmt: skip
    free = [Factor("x", ("a",))]
    assert [f.name for f in _largest(swings, free, 9)] == ["b", "c"]
    assert [f.name for f in _largest(swings, [], 2)] == ["a", "b"]
    question: Any = SimpleNamespace(output="gdp", at="2026")
    assert "'gdp' at 2026 does not change with what is varied" in str(_unmoved(question))


def test_a_period_of_a_study_is_a_quarter_or_a_whole_year() -> None:
    for at in ("2026", "2025Q2", "2027Q3"):
        _check_period(at, "2025Q2", "2027Q3")
    for at in ("2025", "2027", "2025Q1", "2027Q4"):
        with pytest.raises(InputError, match=at):
            _check_period(at, "2025Q2", "2027Q3")
    _check_period("2042", "2026Q1", "2025Q4")  # which is reported with the run


@pytest.mark.parametrize(
    ("by", "output", "asked"),
    [
        ("shock", "gdp", (4, 1, 2)),  # coalitions of two, one output, two parts
        ("policy", "gdp", (8, 1, 3)),  # a pair for each way of the two policies, and the shocks alone
        (
            "channel",
            "gdp",
            (2, 1 + len({*channels.CHANNELS["gdp"].needs} - {"gdp"}), len(channels.CHANNELS["gdp"].moves)),
        ),
    ],
)
def test_room_is_asked_for_before_anything_is_run(
    monkeypatch: pytest.MonkeyPatch, by: str, output: str, asked: tuple[int, int, int]
) -> None:
    both = ts.Scenario("a", [ts.Shock("rub_per_usd", multiply=1.1)]) + ts.Scenario(
        "b", [ts.Shock("oil_price", multiply=0.9)]
    )
    run = of_2024.run(both, draws=None, end="2025Q4", outputs=[output])
    seen: list[tuple[int, ...]] = []

    def stop(result: Any, rerun: Any, *counts: int) -> None:
        seen.append(counts)
        raise KeyboardInterrupt

    for module in (shocks, channels):
        monkeypatch.setattr(module, "need_memory", stop)
    with pytest.raises(KeyboardInterrupt):
        decompose(run, both.name, output, by)
    assert seen == [asked]


@pytest.mark.parametrize("measure", ["level", "from baseline", "% from baseline"])
@pytest.mark.parametrize("at", [None, "2026", "2026Q2"])
def test_one_draw_without_a_value_is_enough_to_refuse_a_probability(measure: str, at: str | None) -> None:
    made = result(draws=20)
    holes = {
        part: {name: values.copy() for name, values in getattr(made, part).items()}
        for part in ("quarterly", "annual")
    }
    for arrays in holes.values():
        arrays["gdp"][1:, 1, 3] = np.nan
    asked = Condition("gdp", "<", 1.0, measure)
    assert 0.0 <= asked.share(made, "crackdown", at) <= 1.0
    with pytest.raises(InputError, match="'gdp' of 'crackdown' has no value in some draws"):
        asked.share(replace(made, **holes), "crackdown", at)


def test_the_period_of_a_condition_in_words() -> None:
    assert when("2026", "2025Q1", "2027Q4") == "in 2026"
    assert when(None, "2025Q1", "2027Q4") == "in at least one quarter from 2025Q1 to 2027Q4"


def test_four_digits_lie_around_a_distance() -> None:
    assert _four_digits(1.23456) == (1.234, 1.235, 1.236)
    assert _four_digits(0.0123456) == (0.01234, 0.01235, 0.01236)
    assert _four_digits(98765.4) == (98760.0, 98770.0, 98780.0)
    assert _four_digits(1e-10) == (0.0, 1e-9)
    assert _four_digits(1e-9) == (1e-9, 1.001e-9, 1.002e-9)
    assert _four_digits(2.0) == (2.0, 2.001, 2.002)
    still = scaled(ts.scenario("rouble-shock"), 0.0)
    assert (still.name, still.shocks) == ("rouble-shock x 0", ())
    assert scaled(ts.scenario("rouble-shock"), 0.5) == ts.scenario("rouble-shock").scale(0.5)


@pytest.mark.parametrize(
    ("start", "at", "late"),
    [
        ("2026Q3", "2026Q2", True), ("2026Q2", "2026Q2", False), ("2026Q4", "2026", False),
        ("2027Q1", "2026", True), ("2027Q1", None, False), ("2025Q1", "2025", False),
    ],
)  # fmt: skip
def test_a_shock_after_the_period_is_reported(start: str, at: str | None, late: bool) -> None:
    one = ts.Scenario("s", [ts.Shock("oil_price", multiply=ts.step(0.9, start))])
    assert bool(too_late([one], at, "2025Q1", "2027Q4")) is late
    early = ts.Scenario("e", [ts.Shock("oil_price", multiply=ts.step(0.9, "2025Q1"))])
    assert too_late([one, early], at, "2025Q1", "2027Q4") == ""
    assert too_late([ts.Scenario("none")], at, "2025Q1", "2027Q4") == ""


def test_a_year_that_ends_after_the_run_is_no_period_of_it() -> None:
    one = ts.Scenario("s", [ts.Shock("oil_price", multiply=ts.step(0.9, "2027Q1"))])
    assert "after 2026" in too_late([one], "2026", "2025Q1", "2027Q2")
    with pytest.raises(InputError, match="2027"):
        too_late([one], "2027", "2025Q1", "2027Q2")


def test_mixtures_take_whole_blocks_and_fix_every_parameter() -> None:
    a, b = ts.parameters("kremlin-2024"), ts.parameters("calibrated-2024")
    found = differing(a, b)
    one, two = a.values(), b.values()
    for block, names in found.items():
        for name in names:
            assert one[name] != two[name]
            assert declarations()[name].block == block
    stated = {name for names in found.values() for name in names}
    assert all(one[name] == two[name] for name in one if name not in stated)
    block = next(iter(found))
    p = mixed(a, b, [block])
    assert p.name == f"kremlin-2024 with {block} of calibrated-2024"
    assert mixed(a, b, []).name == "kremlin-2024"
    assert p.ensemble is None
    for name, entry in p.entries.items():
        chosen = (b if declarations()[name].block == block else a).entries[name]
        assert (entry.value, entry.low, entry.high, entry.distribution) == (chosen.value,) * 3 + ("fixed",)
        assert (entry.source, entry.note) == (chosen.source, chosen.note)


def test_what_a_run_is_laid_out_on_is_run_apart() -> None:
    assert mixtures._shapes(["population"], "economy")
    assert mixtures._shapes(["npl_speed", "oil_price_base"], "host")
    assert not mixtures._shapes(["npl_speed"], "banks")
    a, b = ts.parameters("kremlin-2024"), ts.parameters("calibrated-2024")
    names = {"trade": ("turnover_russia",), "banks": ("npl_speed",)}
    joined = np.array([[True, False], [False, True]])
    values = mixtures._values(a, a, b, names, [("trade",), ("banks",)], joined, [0])
    one, two = a.values(), b.values()
    assert {name: row.tolist() for name, row in values.items()} == {
        "npl_speed": [one["npl_speed"], two["npl_speed"]]
    }
    nothing = mixtures._values(a, a, b, names, [("trade",), ("banks",)], joined, [0, 1])
    assert {name: row.tolist() for name, row in nothing.items()} == {
        "foreign_workers": [a.values()["foreign_workers"]] * 2
    }


def test_an_outcome_that_is_nothing_whatever_varies_is_refused() -> None:
    with pytest.raises(InputError, match="'programme_cost' at 2025 does not change with what is varied"):
        ts.sensitivity(
            "rouble-shock", "programme_cost", "2025", "world-bank-2024", ["rouble_elasticity"], 64,
            of="level", end="2027Q1",
        )  # fmt: skip


def test_fields_of_a_study_cannot_be_changed(study: Sensitivity) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.seed = 4  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        study.indices.first[0, 0] = 1.0
