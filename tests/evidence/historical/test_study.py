"""A past year taken apart: parts add up, both ends are runs, and known residuals are found again."""

from __future__ import annotations

import json
import random
from dataclasses import FrozenInstanceError, replace
from datetime import date

import matplotlib as mpl
import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.shapley import shapley
from tajsim.engine.block import central_economy, in_floats, with_shocks
from tajsim.engine.condition import Condition
from tajsim.engine.measured import Measurement
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.engine.shocks import NAMES, of_the_single_path
from tajsim.evidence.historical import figures
from tajsim.evidence.historical.answer import HistoricalDecomposition
from tajsim.evidence.historical.groups import groups_of, outcomes
from tajsim.evidence.observations import observed
from tajsim.model.met_by import EQUATIONS
from tajsim.quarters import Quarter
from tests import of_2024

mpl.use("Agg")
QUARTERLY = {
    "remittances_usd": "sum", "tjs_per_usd": "mean", "consumer_prices": "mean", "gdp": "sum",
    "reserves_usd": "end", "imports_usd": "sum", "exports_usd": "sum", "npl_ratio": "end",
}  # fmt: skip
PAST = of_2024.options(start="2015Q1", end="2015Q4", draws=None, outputs=figures.OUTPUTS)


@pytest.fixture(scope="module")
def found() -> HistoricalDecomposition:
    return ts.historical_decomposition(2015)


@pytest.fixture(scope="module")
def closed() -> HistoricalDecomposition:
    return ts.historical_decomposition(2020)


@pytest.fixture(scope="module")
def now() -> HistoricalDecomposition:
    return ts.historical_decomposition(2025)


def quarterly(year: int, values: list[float]) -> list[Condition]:
    """Conditions on every quarter of what each equation brings about, with the values in that order."""
    left = iter(values)
    return [
        Condition(name=name, first=Quarter(year, q), last=Quarter(year, q), measure=how, value=next(left))  # type: ignore[arg-type]
        for name, how in QUARTERLY.items()
        for q in (1, 2, 3, 4)
    ]


def made_by(year: int, z: np.ndarray) -> list[Condition]:
    """The quarterly figures that residuals of known innovations bring about in a year."""
    plan = prepare(read(replace(PAST, baseline="history", start=f"{year}Q1", end=f"{year}Q4")))
    empty = quarterly(year, [1.0] * 32)
    measured = Measurement.of(plan, empty)
    shocks = of_the_single_path(z, 4, missed=True, model=None)
    economy = in_floats(with_shocks(central_economy(measured.plan), shocks, None))
    values = measured.figures(economy)[:, 0]
    return [replace(c, value=float(v)) for c, v in zip(empty, values, strict=True)]


@pytest.mark.parametrize("which", ["found", "closed", "now"])
def test_parts_add_up_from_before_to_after(which: str, request: pytest.FixtureRequest) -> None:
    one: HistoricalDecomposition = request.getfixturevalue(which)
    assert one.gap() < 1e-9
    table = one.table()
    np.testing.assert_allclose(table.iloc[:-1].sum(), table.loc["after"], rtol=1e-9)
    np.testing.assert_allclose(one.parts.sum(axis=0), one.after - one.expected, rtol=0, atol=1e-9 * 1e4)


def test_it_starts_from_the_projection_and_ends_at_the_figures(found: HistoricalDecomposition) -> None:
    none = of_2024.run(baseline="none", start="2015Q1", end="2015Q4", draws=None, outputs=found.outputs)
    for i, name in enumerate(found.outputs):
        assert found.expected[i] == pytest.approx(none.central_annual[name][0, 0], rel=1e-11)
    seen = observed()
    assert set(found.observed) == set(found.outputs) - {"npl_ratio"}
    for name in found.observed:
        assert found.after[found.place(name)] == pytest.approx(seen.level(name, 2015), rel=1e-9)
        assert found.before[found.place(name)] == pytest.approx(seen.level(name, 2014), rel=1e-9)
    met = of_2024.run(
        baseline="history", start="2015Q1", end="2015Q4", draws=None, given=found.given, outputs="all"
    )
    for i, name in enumerate(found.outputs):
        assert found.after[i] == pytest.approx(met.central_annual[name][0, 0], rel=1e-9)


def test_what_is_read_of_2015(found: HistoricalDecomposition) -> None:
    """The rouble and Russia explain most of the fall of remittances, and of the somoni's."""
    russia = [
        found.part(name, "remittances_usd") for name in ("rub_per_usd", "russia_gdp_growth", "oil_price")
    ]
    assert all(part < -50.0 for part in russia)
    surprise = found.after[0] - found.expected[0]
    assert sum(russia) / surprise > 0.7
    somoni = found.place("tjs_per_usd")
    assert found.part("rub_per_usd", "tjs_per_usd") > 0.5 * (found.after - found.expected)[somoni] > 0.0
    assert found.part("exports", "remittances_usd") == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("year", "seed"), [(2012, 5), (2022, 3)])
def test_known_residuals_are_found_again(year: int, seed: int) -> None:
    z = np.zeros((len(NAMES), 4))
    z[: len(EQUATIONS)] = 0.4 * np.random.default_rng(seed).standard_normal((len(EQUATIONS), 4))
    again = ts.historical_decomposition(year, given=made_by(year, z))
    for name, innovations in zip(EQUATIONS, z, strict=False):
        np.testing.assert_allclose(again.residuals[name], innovations, atol=1e-6)
    assert again.gap() < 1e-9
    assert again.periods[:3] == (str(year), str(year), f"end of {year}")


def test_a_year_as_the_equations_have_it_has_no_residuals() -> None:
    again = ts.historical_decomposition(2015, given=made_by(2015, np.zeros((len(NAMES), 4))))
    assert max(again.size(name) for name in EQUATIONS) < 1e-6
    history = of_2024.run(baseline="history", start="2015Q1", end="2015Q4", draws=None, outputs=again.outputs)
    for i, name in enumerate(again.outputs):
        assert again.after[i] == pytest.approx(history.central_annual[name][0, 0], rel=1e-9)


def test_order_of_groups_and_of_figures_does_not_matter(found: HistoricalDecomposition) -> None:
    figures_given = list(found.given)
    random.Random(1).shuffle(figures_given)
    again = ts.historical_decomposition(2015, given=figures_given)
    assert again.names == found.names
    assert np.array_equal(again.parts, found.parts)
    assert np.array_equal(again.after, found.after)
    was, expected = (prepare(read(replace(PAST, baseline=b))) for b in ("history", "none"))
    z = np.array([found.residuals[name] for name in EQUATIONS])
    groups = groups_of(was, expected, z)[-9:]  # the others stay as expected
    shown = [one.measured for one in figures.shown(2015, found.given)]
    forward, backward = (shapley(outcomes(was, expected, z, some, shown)) for some in (groups, groups[::-1]))
    np.testing.assert_allclose(forward, backward[::-1], rtol=1e-9, atol=1e-9)


def test_what_no_residual_reaches_is_a_part_of_its_own(closed: HistoricalDecomposition) -> None:
    assert [c.name for c in closed.unmet] == ["reserves_usd"]
    assert closed.kinds[-1] == "unexplained"
    missing = closed.parts[-1]
    assert missing[closed.place("reserves_usd")] > 300.0
    assert np.count_nonzero(missing) == 1
    assert closed.after[closed.place("reserves_usd")] == pytest.approx(observed().level("reserves_usd", 2020))
    assert "Out of reach of its equation: reserves_usd" in closed.note
    assert "Not observed, and not met: inflation" in closed.note


def test_a_year_that_is_not_over_is_of_its_known_quarters(now: HistoricalDecomposition) -> None:
    periods = dict(zip(now.outputs, now.periods, strict=True))
    assert periods["remittances_usd"] == "2025Q1"
    assert periods["gdp_growth"] == periods["imports_usd"] == "2025Q1-2025Q2"
    assert periods["reserves_usd"] == "end of 2025Q1"
    assert dict(zip(now.outputs, now.previous, strict=True))["remittances_usd"] == "2024Q1"
    growth = next(c.value for c in now.given if c.name == "remittances_usd")
    i = now.place("remittances_usd")
    assert now.after[i] == pytest.approx(now.before[i] * (1.0 + growth / 100.0), rel=1e-9)
    assert {"russia_wage", "rules"} < set(now.names)
    june = ts.historical_decomposition(2025, on="2025-06-30")
    assert june.outputs == ("tjs_per_usd", "reserves_usd", "inflation", "npl_ratio")
    assert "What is known of 2025: inflation 2025Q1" in june.note


def test_in_words_in_a_picture_and_as_plain_values(found: HistoricalDecomposition) -> None:
    said = found.words("remittances_usd")
    assert said.startswith("Remittances, million USD: 3,384 (2014), ")
    assert "2,259 observed (2015). Not expected: -" in said
    assert said.index("the rouble -") < said.index("Russian output -")
    assert "on the path that meets the other figures (end of 2015)" in found.words("npl_ratio")
    ax = found.plot("remittances_usd")
    assert ax.get_xlabel() == "million USD"
    assert "Remittances, 2015: what brought it about" in (ax.get_title(), ax.get_title("left"))
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert (labels[0], labels[-1], len(labels)) == ("2014", "2015", len(found.names) + 3)
    html = found._repr_html_()
    assert "What brought 2015 about" in html
    assert "the rouble" in html
    assert "reserves_usd, million USD, end of 2015" in html
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["outputs"][0]["parts"][0] == {
        "name": found.names[0], "kind": "driver", "value": found.parts[0, 0],
    }  # fmt: skip
    assert repr(found).startswith("<HistoricalDecomposition of 2015: 8 outputs, 7 figures; rub_per_usd")


def test_it_is_frozen(found: HistoricalDecomposition) -> None:
    with pytest.raises(FrozenInstanceError):
        found.year = 2016  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.parts[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        found.residuals["prices"][0] = 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"year": 2004}, "year is 2004; it must be a year from 2005 to 2025"),
        ({"year": 2031}, "year is 2031; it must be a year from 2005 to 2025"),
        ({"year": "soon"}, "year is 'soon'; it must be a year"),
        ({"year": 2015, "parameters": "kremlin"}, "did you mean 'kremlin-2024'"),
        ({"year": 2015, "on": "2015-10-31"}, "on is '2015-10-31', and 2015 is over"),
        ({"year": 2025, "on": "2024-10-31"}, "nothing had been published of 2025 by 2024-10-31"),
        ({"year": 2025, "on": "soon"}, "soon"),
        ({"year": 2015, "given": []}, "there are none; leave given out"),
        ({"year": 2015, "given": [1]}, "given must hold conditions, not 1"),
    ],
)
def test_what_is_wrong_is_said(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ts.InputError, match=message.replace("(", r"\(")):
        ts.historical_decomposition(**arguments)  # type: ignore[arg-type]


def test_figures_that_do_not_belong_are_refused(found: HistoricalDecomposition) -> None:
    rouble = Condition(name="rub_per_usd", first="2015Q1", last="2015Q4", measure="mean", value=60.0)  # type: ignore[arg-type]
    with pytest.raises(ts.InputError, match="is of a driver; they are taken as they were") as caught:
        ts.historical_decomposition(2016, given=[rouble, *found.given], on="2016-10-31")
    assert "is of another year" in str(caught.value)
    assert "on is '2016-10-31' beside figures of your own" in str(caught.value)
    with pytest.raises(ts.UnknownNameError, match="did you mean 'remittances_usd'"):
        found.words("remitances_usd")
    with pytest.raises(ts.UnknownNameError, match="did you mean 'rub_per_usd'"):
        found.part("rub_per_us", "remittances_usd")
    with pytest.raises(ts.UnknownNameError, match="unknown equation"):
        found.size("oil")


def test_a_figure_of_ones_own_that_nothing_meets_is_an_error() -> None:
    much = Condition(name="reserves_usd", first="2020Q1", last="2020Q4", measure="end", value=1e6)  # type: ignore[arg-type]
    with pytest.raises(ts.InputError, match="nothing brings the single path to the figures given"):
        ts.historical_decomposition(2020, given=[much])


def test_other_parameter_sets_start_from_their_own_figures() -> None:
    other = ts.historical_decomposition(2025, "kremlin-2024", on="2025-06-30")
    assert other.parameters == "kremlin-2024"
    assert other.gap() < 1e-9
    p = ts.parameters("kremlin-2024")
    assert other.before[other.place("reserves_usd")] == p.external.reserves_usd


def test_a_figure_of_what_is_not_shown_leaves_the_whole_year() -> None:
    spent = Condition(name="unemployment_rate", first="2015Q2", last="2015Q2", measure="mean", value=9.0)  # type: ignore[arg-type]
    only = ts.historical_decomposition(2015, "world-bank-2024", given=[spent])
    assert only.outputs == figures.OUTPUTS
    assert only.observed == ()
    assert only.size("demand") > 0.0
    assert only.gap() < 1e-9


def test_a_parameter_set_must_stand_where_the_year_begins() -> None:
    old = replace(ts.parameters("world-bank-2024"), date=date(2023, 12, 31))
    with pytest.raises(
        ts.InputError, match="stands at the end of 2023Q4, more than a quarter before 2025 begins"
    ):
        ts.historical_decomposition(2025, old)
