"""Who loses when a worker comes home, and what a programme for returnees does about it, in every set."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tests.of_2024 import run

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
SHOCKS = ("crackdown", "mass-deportation")
OUTPUTS = (
    "poverty_rate", "poverty_gap", "unemployment_rate", "employment", "consumption", "programme_cost",
    "consumer_prices", "receiving_lost", "disposable_income",
)  # fmt: skip
DEARER = ts.Scenario(
    "five times the money",
    [
        *ts.scenario("reintegration").shocks,
        ts.Shock("reintegration_cost", multiply=ts.step(5.0, start="2026Q1")),
    ],
)


class Effects:
    """A run on the single path, by output and scenario."""

    def __init__(self, result: ts.Result) -> None:
        self.result = result

    def paths(self, scenario: str, name: str) -> np.ndarray:
        """The years of `scenario`, 2025 to 2030."""
        r = self.result
        return np.asarray(r.central_annual[name][:, r.position(scenario)])

    def change(self, scenario: str, name: str, before: str = "baseline") -> np.ndarray:
        """How the years of `scenario` differ from those of `before`."""
        return self.paths(scenario, name) - self.paths(before, name)


@pytest.fixture(scope="module", params=SETS)
def moves(request: pytest.FixtureRequest) -> Effects:
    names = ["reintegration", DEARER, *SHOCKS, *(f"{s} + reintegration" for s in SHOCKS), "rouble-shock"]
    return Effects(run(names, parameters=request.param, draws=None, outputs=OUTPUTS))


@pytest.fixture(scope="module", params=SETS)
def evenly(request: pytest.FixtureRequest) -> tuple[Effects, Effects]:
    """As declared, and as if nobody's household had lost its only sender."""
    p = ts.parameters(request.param)
    names = [*SHOCKS, "rouble-shock"]
    declared, even = (
        run(names, parameters=q, draws=None, outputs=["poverty_rate", "poverty_gap"])
        for q in (p, p.replace(sole_sender_share=0.0))
    )
    return Effects(declared), Effects(even)


class TestProgrammes:
    """McKenzie 2017; Card, Kluve and Weber 2018: money reaches people, jobs are few, the lead fades."""

    def test_what_a_programme_pays_is_spent(self, moves: Effects) -> None:
        paid = moves.paths("reintegration", "programme_cost") / moves.paths(
            "reintegration", "consumer_prices"
        )
        spent = moves.change("reintegration", "consumption")
        assert 0.4 < spent[1:4].sum() / (100.0 * paid[1:4].sum()) < 1.5

    def test_five_times_the_money_is_about_five_times_the_spending(self, moves: Effects) -> None:
        once, more = (moves.change(s, "consumption")[1:4].sum() for s in ("reintegration", DEARER.name))
        assert 4.0 < more / once < 6.0

    @pytest.mark.parametrize("shock", SHOCKS)
    def test_at_most_a_tenth_of_those_covered_owe_it_their_place(self, moves: Effects, shock: str) -> None:
        both = f"{shock} + reintegration"
        prices = moves.paths(both, "consumer_prices") / 100.0
        covered = 1e6 * (moves.paths(both, "programme_cost") / prices)[1:].sum() / 13_200.0
        lead = moves.change(both, "employment", shock)[1:]
        assert 0.0 < lead.max() < 0.2 * covered  # what the money buys puts others to work as well

    @pytest.mark.parametrize("shock", SHOCKS)
    def test_a_programme_helps_but_leaves_no_less_unemployment_than_before_the_shock(
        self, moves: Effects, shock: str
    ) -> None:
        both = f"{shock} + reintegration"
        assert (moves.change(both, "unemployment_rate", shock)[1:] < 0.0).all()
        assert (moves.change(both, "unemployment_rate")[1:] > 0.0).all()
        assert moves.change(both, "poverty_rate", shock)[1] < 0.0

    @pytest.mark.parametrize("shock", SHOCKS)
    def test_a_wave_of_returns_leaves_no_tighter_labour_market(self, moves: Effects, shock: str) -> None:
        """As many returnees as others are without work in the end (u_0), with a programme or without."""
        assert (moves.change(shock, "unemployment_rate")[1:] > 0.0).all()

    def test_its_lead_fades(self, moves: Effects) -> None:
        lead = moves.change("mass-deportation + reintegration", "unemployment_rate", "mass-deportation")
        assert lead[5] > 0.5 * lead[1]


class TestWhoLoses:
    """A worker sent home takes his household's money with him; a fall of the rouble reaches all."""

    def test_removals_leave_households_without_a_sender(self, moves: Effects) -> None:
        removed, rouble = (
            moves.change(s, "receiving_lost")[1:3].max() for s in ("mass-deportation", "rouble-shock")
        )
        assert 5.0 < removed < 20.0
        assert rouble < 0.5 * removed

    def test_more_fall_into_poverty_because_the_loss_is_theirs_alone(
        self, evenly: tuple[Effects, Effects]
    ) -> None:
        declared, even = evenly
        small = declared.result.manifest.vintage == "kremlin-2024"  # remittances are a sixth of output
        for name in ("poverty_rate", "poverty_gap"):
            for shock in SHOCKS:
                factor = declared.change(shock, name)[1:3] / even.change(shock, name)[1:3]
                assert (factor > (1.005 if small else 1.05)).all(), (shock, name)
                assert (factor < 1.9).all(), (shock, name)

    def test_of_a_rouble_shock_it_matters_less(self, evenly: tuple[Effects, Effects]) -> None:
        declared, even = evenly
        gained = {
            s: (declared.change(s, "poverty_rate") - even.change(s, "poverty_rate"))[1:3].sum()
            for s in ("mass-deportation", "rouble-shock")
        }
        assert abs(gained["rouble-shock"]) < 0.4 * gained["mass-deportation"]


@pytest.mark.parametrize("name", SETS)
def test_unemployment_after_a_mass_deportation_is_higher_in_most_draws_to_the_end(name: str) -> None:
    r = run("mass-deportation + reintegration", parameters=name, draws=200, outputs=["unemployment_rate"])
    moved = r.delta(r.scenarios[1], "unemployment_rate", freq="Y")
    assert moved.prob("<", 0.0, at="2027") == 0.0
    assert moved.prob("<", 0.0, at="2030") < 0.25
