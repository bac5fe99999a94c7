"""How unusual a scenario is: against distributions that are known, and against the model's own draws."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy.stats import chi2, norm

import tajsim as ts
from tajsim.analysis.plausibility.driver_moves import (
    YEARS,
    Paths,
    distance,
    moves,
    observed_levels,
    path_distance,
)
from tajsim.drivers.stochastic import DriverModel, estimate
from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range
from tests import of_2024
from tests.of_2024 import plausibility

pytestmark = pytest.mark.slow  # together more than a minute

SD = (0.10, 0.08, 0.02)
QUARTERS = quarter_range("2026Q1", "2029Q4")


def walk() -> DriverModel:
    """Three independent Gaussian random walks."""
    zero = np.zeros(3)
    return DriverModel(
        root=np.diag(SD), lags=np.zeros((3, 3)), freedom=1e6, mean=zero, last=zero, carry=zero,
        pull=(0.0, 0.0, 0.0),
    )  # fmt: skip


def toy(surprise: np.ndarray) -> Paths:
    return Paths(QUARTERS, np.zeros((3, 16)), surprise)


def flat_history() -> tuple[tuple[Quarter, ...], np.ndarray]:
    """Forty quarters in which every log level rises by 0.01, with one jump of the rouble by 0.5."""
    levels = np.tile(0.01 * np.arange(40.0), (3, 1))
    levels[1, 20:] += 0.5
    return quarter_range("2000Q1", "2009Q4"), levels


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return walk().draw(np.random.default_rng(3), 16, 40_000)


def test_percentiles_of_random_walks_are_those_of_the_normal_distribution(drawn: np.ndarray) -> None:
    surprise = np.zeros((3, 16))
    surprise[1] = 0.2
    found = {m.years: m for m in moves(toy(surprise), drawn, flat_history())}
    assert set(found) == set(YEARS)
    for years, move in found.items():
        expected = norm.cdf(0.2 / (SD[1] * math.sqrt(4 * years)))
        assert move.percentile == pytest.approx(100.0 * expected, abs=0.7)
        assert move.tail == pytest.approx(100.0 * (1.0 - expected), abs=0.7)
        assert move.surprise == pytest.approx(100.0 * math.expm1(0.2))


def test_history_counts_the_windows_that_moved_as_far(drawn: np.ndarray) -> None:
    surprise = np.zeros((3, 16))
    surprise[1] = 0.3
    year, *_ = moves(toy(surprise), drawn, flat_history())
    assert (year.windows, year.exceeded) == (36, 4)  # those that end in 2005 hold the jump
    assert year.largest == pytest.approx(100.0 * math.expm1(0.54))
    assert year.largest_until.startswith("2005")
    surprise[1] = -0.3  # nothing ever fell
    year, *_ = moves(toy(surprise), drawn, flat_history())
    assert year.exceeded == 0


def test_distance_is_mahalanobis_and_its_percentile_that_of_chi_squared(drawn: np.ndarray) -> None:
    surprise = np.zeros((3, 16))
    surprise[0], surprise[1] = -0.4, 0.3
    together = [m for m in moves(toy(surprise), drawn, flat_history()) if m.driver == "together"]
    square = (0.4 / SD[0]) ** 2 / 4 + (0.3 / SD[1]) ** 2 / 4
    away, percentile = distance(surprise[[0, 1], 3], drawn[[0, 1], 3])
    assert away == pytest.approx(math.sqrt(square), rel=0.02)
    assert percentile == together[0].percentile
    assert percentile == pytest.approx(100.0 * chi2.cdf(square, 2), abs=0.7)


def test_the_path_as_a_whole_sees_how_sudden_a_move_is(drawn: np.ndarray) -> None:
    sudden, slow = np.zeros((3, 16)), np.zeros((3, 16))
    sudden[0] = -0.4
    slow[0] = -0.4 * np.arange(1, 17) / 16
    far, percentile, figures = path_distance(toy(sudden), drawn)
    assert figures == 6
    assert far == pytest.approx(0.4 / SD[0], rel=0.03)  # one innovation of four standard deviations
    assert percentile == pytest.approx(100.0 * chi2.cdf(16.0, 6), abs=0.7)
    assert path_distance(toy(slow), drawn)[0] < 0.5 * far


def test_a_draw_is_as_plausible_as_draws_are() -> None:
    model, rng = estimate(), np.random.default_rng(8)
    many, few = model.draw(rng, 16, 20_000), model.draw(rng, 16, 300)
    found = [path_distance(Paths(QUARTERS, np.zeros((3, 16)), few[..., i]), many)[1] for i in range(300)]
    assert np.mean(found) == pytest.approx(50.0, abs=4 * 100 / math.sqrt(12 * 300))


def test_the_rouble_shock_is_rare_but_seen_before() -> None:
    found = plausibility("rouble-shock")
    table = found.table().set_index(["driver", "years"])
    year = table.loc[("rub_per_usd", 1)]
    assert found.start == Quarter(2026, 1)
    assert year["surprise"] == pytest.approx(100 * 0.59 * (1 - 0.5 * 2 / 8))  # two of eight quarters faded
    assert 98.0 < year["percentile"] < 100.0
    assert 1 <= year["exceeded"] <= 6
    assert year["largest_until"] == "2015Q1"
    assert table.loc[("together", 1), "percentile"] > 90.0
    assert "2 of the 96 windows" in found.text
    assert "russia_inflation" in found.text


def test_the_move_over_the_outlook_is_that_of_a_run() -> None:
    found = plausibility("rouble-shock").table().set_index(["driver", "years"])
    r = of_2024.run("rouble-shock", draws=None, outputs=["rub_per_usd", "russia_gdp"], end="2027Q4")
    for driver, output in (("rub_per_usd", "rub_per_usd"), ("russia_gdp_growth", "russia_gdp")):
        paths, at = r.central[output], r.quarters.index(Quarter(2026, 4))
        before = r.quarters.index(Quarter(2025, 4))
        assert found.loc[(driver, 1), "move"] == pytest.approx(100 * (paths[at, 1] / paths[before, 1] - 1))
        assert found.loc[(driver, 1), "outlook"] == pytest.approx(100 * (paths[at, 0] / paths[before, 0] - 1))


def test_a_larger_shock_is_less_likely() -> None:
    tails = []
    for size in (1.1, 1.3, 1.5):
        shock = ts.Shock("rub_per_usd", multiply=ts.step(size, "2026Q1"))
        tails.append(plausibility(ts.Scenario("weaker", [shock]), draws=5000).moves[0].tail)
    assert tails[0] > tails[1] > tails[2]


def test_rules_have_no_distribution_but_an_episode() -> None:
    found = plausibility("crackdown")
    assert found.start is None
    assert not found.moves
    assert math.isnan(found.percentile)
    rules = found.rule_table().set_index("target")
    assert rules.loc["enforcement", "scenario"] == 3.0
    assert rules.loc["enforcement", "episode"] == "Crackdown, 2024"
    assert rules.loc["enforcement", "episode_value"] == pytest.approx(2.73)
    assert rules.loc["sector_ban_share", "acted_on"] == "enforcement"
    assert "no probability can be given" in found.text
    with pytest.raises(InputError, match="moves neither oil"):
        found.plot()


def test_loosening_has_no_precedent_in_a_tightening() -> None:
    rules = plausibility("labour-shortage").rule_table().set_index("target")
    assert rules.loc["enforcement", "episode"] == ""
    assert rules.loc["entry_cost_share", "episode"] == ""


def test_what_is_set_to_its_own_value_changes_nothing() -> None:
    assert "trade_friction_russia" not in set(plausibility("tighter-alignment").rule_table()["target"])
    assert "It changes nothing." in plausibility("baseline").text


def late(target: str, start: str) -> ts.Scenario:
    return ts.Scenario("late", [ts.Shock(target, multiply=ts.step(1.3, start=start))])


def test_a_shock_in_the_last_years_is_reported_with_its_quarter() -> None:
    found = plausibility(late("oil_price", "2064Q2"), draws=200)
    assert (found.start, found.moves, found.last) == (Quarter(2064, 2), (), Quarter(2064, 4))
    assert "changes nothing" not in found.text
    assert "late (from 2064Q2): It moves the oil price less than a year before 2064Q4" in found.text
    assert "over 3 figures" in found.text
    assert plausibility(late("oil_price", "2064Q1"), draws=200).moves[0].until == Quarter(2064, 4)
    with pytest.raises(InputError, match=r"2065Q1.* no effect in any quarter .* 2025Q1 to 2064Q4"):
        plausibility(late("oil_price", "2065Q1"), draws=200)


def test_a_path_that_moves_long_after_it_starts_is_judged_from_there() -> None:
    for values, quarter in (([1.0] * 24 + [1.4], "2032Q1"), ([1.0] * 100 + [0.7], "2051Q1")):
        shock = ts.Shock("oil_price", multiply=ts.path(values, start="2026Q1"))
        found = plausibility(ts.Scenario("slow", [shock]), draws=200)
        assert str(found.start) == quarter
        assert found.moves[0].surprise == pytest.approx(100 * (values[-1] - 1))
        assert f"slow (from {quarter}): After one year" in found.text


def test_a_rule_that_changes_late_is_reported_with_its_quarter() -> None:
    found = plausibility(late("enforcement", "2058Q3"), draws=200)
    assert (found.start, found.begins) == (None, Quarter(2058, 3))
    assert "late (from 2058Q3): It moves neither oil" in found.text
    ramp = ts.Shock("enforcement", multiply=ts.ramp(3.0, start="2026Q1", quarters=40))
    assert plausibility(ts.Scenario("slow", [ramp]), draws=200).rules[0].scenario == 3.0  # in ten years


def test_a_rule_that_changes_later_than_the_rest_is_reported_with_its_own_quarter() -> None:
    both = ts.Scenario("two", [*late("oil_price", "2026Q1").shocks, *late("enforcement", "2040Q3").shocks])
    found = plausibility(both, draws=200)
    assert "two (from 2026Q1): After one year" in found.text
    assert (
        "Outside the distribution: enforcement from 2040Q3 (1 to 1.3 multiple of the base year" in found.text
    )
    assert list(found.rule_table()["begins"]) == ["2040Q3"]
    same = ts.Scenario("two", [*late("oil_price", "2026Q1").shocks, *late("enforcement", "2026Q1").shocks])
    assert "enforcement (1 to 1.3" in plausibility(same, draws=200).text


def test_a_driver_that_moves_after_the_years_judged_is_named() -> None:
    import matplotlib.pyplot as plt

    both = ts.Scenario("two", [*late("oil_price", "2026Q1").shocks, *late("rub_per_usd", "2033Q1").shocks])
    found = plausibility(both, draws=200)
    assert found.moved == ("oil_price",)
    assert found.later == (("rub_per_usd", Quarter(2033, 1)),)
    assert "It moves the price of a dollar in roubles only from 2033Q1 on, after the years" in found.text
    assert "judged, 2026Q1 to 2029Q4." in found.text
    figure = found.plot()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == [
        "Oil price",
        "Roubles per dollar, from 2033Q1 only",
        "Russian output (level), left alone",
    ]
    plt.close(figure)
    near = ts.Scenario("two", [*late("oil_price", "2026Q1").shocks, *late("rub_per_usd", "2029Q4").shocks])
    assert plausibility(near, draws=200).later == ()


def test_the_same_seed_gives_the_same_answer() -> None:
    one, two, other = (plausibility("rouble-shock", draws=500, seed=seed) for seed in (1, 1, 2))
    assert one.moves == two.moves
    assert one.moves != other.moves


def test_the_forecast_can_be_the_outlook() -> None:
    own = plausibility("rouble-shock", draws=500, outlook="none").table()
    published = plausibility("rouble-shock", draws=500).table()
    assert own["surprise"][3] == pytest.approx(published["surprise"][3])  # the shock is the same factor
    assert own["outlook"][3] != pytest.approx(published["outlook"][3])


def test_every_bad_argument_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        plausibility("roubel-shock", "calibrated-2042", draws=3, seed=-1, outlook="base")
    text = str(caught.value)
    for part in ("'rouble-shock'", "'calibrated-2024'", "draws must be at least 100", "seed", "'baseline'"):
        assert part in text


def test_a_shock_beyond_all_years_is_refused() -> None:
    late = ts.Scenario("late", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, "9999Q4"))])
    with pytest.raises(InputError, match="no effect in any quarter"):
        plausibility(late, draws=100)


def test_it_cannot_be_changed() -> None:
    found = plausibility("rouble-shock", draws=200)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.seed = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.surprise[0, 0] = 1.0


def test_history_is_what_was_observed() -> None:
    quarters, levels = observed_levels()
    assert (str(quarters[0]), str(quarters[-1])) == ("2000Q1", "2024Q4")
    assert levels.shape == (3, 100)
    assert math.exp(levels[1, -4:].mean()) == pytest.approx(92.6, rel=0.02)  # roubles per dollar, 2024


def test_the_picture_shows_each_driver_with_its_percentiles() -> None:
    import matplotlib.pyplot as plt

    found = plausibility("sanctions-compliance", draws=500)
    figure = found.plot()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["Oil price, left alone", "Roubles per dollar", "Russian output (level), left alone"]
    texts = [t.get_text() for t in figure.axes[1].texts]
    assert texts == [f"{m.percentile:.1f}" for m in found.moves]
    plt.close(figure)
