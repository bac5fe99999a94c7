"""What scenarios claim: one claim, a file of them, and what the model makes of those that are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.expectations import COLUMNS
from tajsim.errors import InputError
from tajsim.scenarios import Expectation, Scenario, Shock, read_scenario, scenario, scenario_names, step
from tests import of_2024

MISSED_BY_BOTH = {
    ("rouble-shock", "as in 2014-15, when reserves fell by a quarter in a year"),
    (
        "tighter-alignment",
        "more money, 15 to 25 % within a year by the estimate of the Eurasian Development Bank",
    ),
}
MISSED = {
    "calibrated-2024": MISSED_BY_BOTH,
    # reserves are larger; trade is 1.84 times its baseline in 2030, as on calibrated-2024 (1.82), but the
    # baseline starts from more: imports of 2025 are larger and a stronger somoni makes them cheaper
    "nowcast-2025": MISSED_BY_BOTH
    | {
        ("gold-slump", "and reserves pay for a part of imports"),
        ("tighter-alignment", "trade with Russia towards two and a half times that of 2024"),
    },
}
"""Claims that the model does not keep, by parameter set; exact, so that they change knowingly."""

MINE = """title = "Weak rouble"
narrative = "A dollar costs a tenth more."

[[shocks]]
target = "rub_per_usd"
multiply = 1.1
shape = "step"
start = "2026Q1"

[[expect]]
says = "a dollar costs a tenth more"
output = "rub_per_usd"
at = 2026
measure = "% from baseline"
above = 9.5
below = 10.5

[[expect]]
says = "prices stand still"
output = "inflation"
at = "2026Q2"
measure = "from baseline"
below = -1
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def claim(**changed: Any) -> Expectation:
    given: dict[str, Any] = {"says": "less", "output": "gdp", "at": 2027, "below": 0.0}
    return Expectation(**given | changed)


class TestOne:
    @pytest.mark.parametrize(
        ("above", "below", "inside", "outside", "words"),
        [
            (None, -1.0, (-1.0, -5.0), (-0.9, float("nan")), "at most -1"),
            (2.0, None, (2.0, 9.0), (1.9, float("nan")), "at least 2"),
            (2.0, 3.0, (2.0, 3.0), (1.9, 3.1, float("nan")), "from 2 to 3"),
        ],
    )
    def test_bounds_belong_to_what_is_claimed(
        self,
        above: float | None,
        below: float | None,
        inside: tuple[float, ...],
        outside: tuple[float, ...],
        words: str,
    ) -> None:
        e = claim(above=above, below=below)
        assert all(e.met(value) for value in inside)
        assert not any(e.met(value) for value in outside)
        assert e.range == words

    def test_it_reads_as_a_sentence(self) -> None:
        assert str(claim(measure="% from baseline")) == "gdp of 2027 at most 0 % from baseline"
        assert str(claim(at="2026Q2")) == "gdp of 2026Q2 at most 0"

    def test_every_problem_is_told(self) -> None:
        with pytest.raises(ts.InputError) as caught:
            Expectation(" ", "gpd", "soon", "percent", above="much", below=float("nan"))  # type: ignore[arg-type]
        for part in (
            "says is empty",
            "unknown output 'gpd'; did you mean 'gdp'",
            "unknown measure 'percent'",
            "at is not a period: 'soon'",
            "above must be a number, not 'much'",
            "below must be a finite number, not nan",
        ):
            assert part in str(caught.value)

    @pytest.mark.parametrize(
        ("bounds", "problem"),
        [
            ({"below": None}, "a claim needs a bound"),
            ({"above": 1.0, "below": 0.0}, "above 1.0 is more than below 0.0"),
        ],
    )
    def test_a_claim_needs_bounds_that_leave_something(self, bounds: dict[str, Any], problem: str) -> None:
        with pytest.raises(ts.InputError, match=problem):
            claim(**bounds)


class TestInScenarios:
    def test_a_file_is_written_and_read_whole(self, mine: Path, tmp_path: Path) -> None:
        found = scenario(str(mine))
        assert [e.says for e in found.expect] == ["a dollar costs a tenth more", "prices stand still"]
        again = read_scenario(found.to_toml(tmp_path / "again.toml"))
        assert again == found
        assert again.expect == found.expect

    def test_parts_keep_their_claims_in_a_file(self, mine: Path, tmp_path: Path) -> None:
        both = scenario(str(mine)) + scenario("crackdown")
        again = read_scenario(both.to_toml(tmp_path / "both.toml"))
        assert [part.expect for part in again.parts] == [part.expect for part in both.parts]

    def test_claims_are_no_part_of_what_happens(self, mine: Path) -> None:
        found = scenario(str(mine))
        bare = Scenario(found.name, found.shocks, title=found.title, narrative=found.narrative)
        assert bare == found
        assert bare.digest() == found.digest()

    def test_another_scenario_claims_nothing(self, mine: Path) -> None:
        found = scenario(str(mine))
        for other in (found.scale(0.5), found.shift("2027Q1"), found + scenario("crackdown")):
            assert other.expect == ()

    def test_claims_must_be_expectations(self) -> None:
        with pytest.raises(ts.InputError, match="expect must be a list of Expectation objects"):
            Scenario("x", [Shock("oil_price", add=1.0)], expect=["gdp falls"])  # type: ignore[list-item]


class TestHeldAgainstTheModel:
    def test_each_claim_stands_with_the_number_that_is_reached(self, mine: Path) -> None:
        found = ts.expectations(mine, "world-bank-2024")
        assert tuple(found.columns) == COLUMNS
        assert list(found["met"]) == [True, False]
        assert found["reached"][0] == pytest.approx(10.0)
        r = ts.run(scenario(str(mine)), "world-bank-2024", draws=500, outputs=["inflation"])
        prices = r.delta("mine", "inflation", freq="Q").values[5]
        assert found["reached"][1] == pytest.approx(np.median(prices), rel=1e-6)

    def test_without_draws_it_is_the_path_at_the_medians(self, mine: Path) -> None:
        found = ts.expectations(mine, "world-bank-2024", draws=None)
        r = ts.run(scenario(str(mine)), "world-bank-2024", draws=None, outputs=["inflation"])
        assert found["reached"][1] == pytest.approx(r.delta("mine", "inflation", freq="Q").central[5])

    def test_a_level_is_that_of_the_scenario(self) -> None:
        claims = [claim(output="gdp_growth", at=at, below=9.0) for at in (2027, "2027Q2")]
        weak = Scenario("weak", [Shock("oil_price", add=step(-5.0, "2026Q1"))], expect=claims)
        year, quarter = of_2024.expectations([weak])["reached"]
        r = of_2024.run(weak, draws=None, outputs=["gdp_growth"])
        assert year == r.central_annual["gdp_growth"][2, 1]
        assert quarter == r.central["gdp_growth"][9, 1]

    def test_what_cannot_be_checked_is_told(self) -> None:
        with pytest.raises(ts.InputError, match="no expectations in 'none'"):
            of_2024.expectations(Scenario("none"))
        late = Scenario("late", [Shock("oil_price", add=step(1.0, "2026Q1"))], expect=[claim(at=2044)])
        with pytest.raises(ts.InputError, match=r"'late', 'less': 2044 is not a full calendar year"):
            of_2024.expectations(late)
        with pytest.raises(ts.InputError, match="unknown scenario 'crackdwn'"):
            of_2024.expectations("crackdwn")

    def test_every_shipped_scenario_says_what_it_claims(self) -> None:
        assert [name for name in scenario_names() if not scenario(name).expect] == []

    @pytest.mark.parametrize("parameter_set", MISSED)
    def test_shipped_scenarios_keep_their_word(self, parameter_set: str) -> None:
        found = ts.expectations(parameters=parameter_set)
        missed = found[~found["met"]]
        assert set(zip(missed["scenario"], missed["says"], strict=True)) == MISSED[parameter_set]


def test_wrong_scenarios_and_a_wrong_set_are_reported_together() -> None:
    with pytest.raises(InputError) as caught:
        ts.expectations(["crackdwn", "rouble-shok"], "kremlin")
    for part in ("'crackdown'", "'rouble-shock'", "'kremlin-2024'"):
        assert part in str(caught.value)
