"""A condition counts draws: by level or deviation, in a period or in any quarter, at its limit or beyond."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.analysis.thresholds.condition import Condition, when
from tajsim.errors import InputError
from tajsim.results import Result
from tests.results.synthetic import INFOS, result

POOR = ("poverty_rate", ">", 3, "from baseline")


@pytest.fixture(scope="module")
def run() -> Result:
    return result(draws=41, outputs=("gdp", "inflation", "reserves_months"))


def drawn(run: Result, name: str, freq: str = "Q") -> tuple[np.ndarray, np.ndarray]:
    """The baseline and the crackdown, (period, draw)."""
    values = (run.quarterly if freq == "Q" else run.annual)[name].astype(np.float64)
    return values[:, 0], values[:, 1]


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">="])
def test_a_level_is_counted_in_its_period(run: Result, comparison: str) -> None:
    hold = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[comparison]
    _, quarters = drawn(run, "reserves_months")
    _, years = drawn(run, "reserves_months", "Y")
    limit = float(np.sort(quarters[5])[20])  # one draw is at the limit itself
    asked = Condition("reserves_months", comparison, limit)
    assert asked.share(run, "crackdown", "2026Q2") == hold(quarters[5], limit).mean()
    assert asked.share(run, "crackdown", "2026") == hold(years[1], limit).mean()
    assert asked.share(run, "crackdown") == hold(quarters, limit).any(axis=0).mean()
    assert {20 / 41, 21 / 41} >= {asked.share(run, "crackdown", "2026Q2")}


def test_deviations_are_in_points_or_in_percent_of_the_same_draw(run: Result) -> None:
    base, shocked = drawn(run, "inflation", "Y")
    moved = shocked - base
    limit = float(np.median(moved[1])) + 1e-3
    points = Condition("inflation", ">", limit, "from baseline")
    assert points.share(run, "crackdown", 2026) == (moved[1] > limit).mean()
    base, shocked = drawn(run, "gdp")
    percent = 100.0 * (shocked / base - 1.0)
    limit = float(np.median(percent.min(axis=0))) - 1e-4
    relative = Condition("gdp", "<", limit, "% from baseline")
    assert relative.share(run, "crackdown") == pytest.approx((percent < limit).any(axis=0).mean(), abs=1 / 41)
    assert 0.0 < relative.share(run, "crackdown") < 1.0
    assert relative.share(run, "baseline") == 0.0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("reserves_months < 3", ("reserves_months", "<", 3.0, "level")),
        ("gdp<=-5% from baseline", ("gdp", "<=", -5.0, "% from baseline")),
        ("poverty_rate > 5  from   baseline", ("poverty_rate", ">", 5.0, "from baseline")),
        ("gdp >= 1e3", ("gdp", ">=", 1000.0, "level")),
    ],
)
def test_a_text_is_read(text: str, parts: tuple[str, str, float, str]) -> None:
    found = Condition.of(text)
    assert (found.output, found.comparison, found.value, found.measure) == parts
    assert Condition.of(str(found)) == Condition.of(parts) == found


def test_words_carry_the_unit_of_what_is_compared() -> None:
    level, points, percent = (
        Condition("gdp", "<", -2.5, measure) for measure in ("level", "from baseline", "% from baseline")
    )
    info = INFOS["inflation"]
    assert level.unit(info) == "%"
    assert points.unit(info) == "percentage points"
    assert percent.unit(INFOS["gdp"]) == "% of baseline"
    assert level.words("million TJS") == "gdp < -2.5 million TJS"
    assert points.words("percentage points") == "gdp < -2.5 percentage points from baseline"
    assert percent.words("whatever") == "gdp < -2.5 % from baseline"
    assert when("2027", "2025Q1", "2030Q4") == "in 2027"
    assert when(None, "2025Q1", "2030Q4") == "in at least one quarter from 2025Q1 to 2030Q4"


def test_a_condition_reads_tuples_and_texts_alike() -> None:
    assert Condition.of("reserves_months<3") == Condition.of(("reserves_months", "<", 3))
    text = "  gdp  <= -5  %  from   baseline "
    assert Condition.of(text) == Condition("gdp", "<=", -5.0, "% from baseline")
    assert str(Condition.of(POOR)) == "poverty_rate > 3 from baseline"
    assert Condition.of(str(Condition.of(POOR))) == Condition.of(POOR)


def test_the_share_of_a_condition_is_that_of_the_result() -> None:
    r = result(draws=60, quarters=8)
    scenario, gdp = r.scenarios[1], r["gdp"].values
    middle = float(np.median(gdp))
    level = Condition("gdp", "<", middle)
    assert level.share(r, scenario, "2026Q2") == r.prob(scenario, "gdp", "<", middle, at="2026Q2")
    assert level.share(r, scenario) == np.mean([(gdp[:, 1, i] < middle).any() for i in range(60)])
    move = Condition("gdp", ">", -1.0, "% from baseline")
    percent = 100 * (gdp[:, 1] / gdp[:, 0] - 1)
    assert move.share(r, scenario) == (percent > -1.0).any(axis=0).mean()
    assert move.share(r, scenario, 2026) == r.delta(scenario, "gdp", relative=True).prob(">", -1.0, 2026)
    points = Condition("gdp", ">", 0.5, "from baseline")
    assert points.share(r, scenario) == ((gdp[:, 1] - gdp[:, 0]) > 0.5).any(axis=0).mean()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("reserve_months", "<", 3), "did you mean 'reserves_months'"),
        (("gdp", "=<", 3), "unknown operator '=<'; allowed: <, <=, >, >="),
        (("gdp", "<", "three"), "the value must be a number"),
        (("gdp", "<", math.nan), "finite"),
        (("gdp", "<", 3, "of baseline"), "did you mean 'from baseline'"),
        (("gdp", "<"), "not a condition"),
        (3, "not a condition"),
        ("gdp", "not a condition"),
        ("gdp < three", "'three' is not a number"),
    ],
)
def test_a_bad_condition_says_what_is_allowed(given, message: str) -> None:
    with pytest.raises(InputError, match="not a condition") as caught:
        Condition.of(given)
    assert message in str(caught.value)


def test_every_problem_of_a_condition_is_reported() -> None:
    with pytest.raises(InputError) as caught:
        Condition("gpd", "!", "x", "per cent")  # type: ignore[arg-type]
    assert len(caught.value.problems) == 4
