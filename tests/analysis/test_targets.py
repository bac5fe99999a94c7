from __future__ import annotations

import math

import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.parameters.registry import declarations
from tests import of_2024


@pytest.fixture(scope="module")
def frame():
    return of_2024.targets().set_index("name")


def test_every_driver_and_parameter_is_listed_with_its_declaration(frame) -> None:
    assert list(frame.index) == [*(d.name for d in (*DRIVERS, *OBSERVABLE)), *declarations()]
    for known in (*DRIVERS, *OBSERVABLE, *declarations().values()):
        row = frame.loc[known.name]
        assert (row["unit"], row["low"], row["high"]) == (known.unit, known.low, known.high)
        assert row["description"] == known.description
    p = ts.parameters("calibrated-2024")
    assert frame.loc["departure_rate", "value"] == p.migration.departure_rate
    assert math.isnan(frame.loc["oil_price", "value"])
    assert set(frame.loc[frame["kind"] == "driver", "block"]) == {"drivers"}
    assert frame.loc["lending_rate", ["kind", "block"]].tolist() == ["parameter", "banks"]


@pytest.mark.filterwarnings("ignore:scenario .* has no effect")  # multiplying by one is allowed
def test_a_shock_is_refused_on_exactly_those_that_are_said_not_to_act(frame) -> None:
    for name in ("stock_russia", "nominal_gdp", "season_q1", "poverty_national", "demand_residual"):
        assert not frame.loc[name, "shock"]
        assert frame.loc[name, "moves"] == ""
        with pytest.raises(ts.InputError, match="would change nothing"):
            of_2024.run(ts.Scenario("s", [ts.Shock(name, multiply=1.01)]), draws=None)
    acting = frame.index[frame["shock"] & (frame["kind"] == "parameter")]
    of_2024.run(
        [ts.Scenario(n, [ts.Shock(n, multiply=1.0)]) for n in acting], draws=None, outputs="gdp", end="2025Q1"
    )


@pytest.mark.parametrize(
    ("target", "shock"),
    [
        ("rub_per_usd", {"multiply": 1.1}),
        ("china_growth", {"add": 1.0}),
        ("departure_rate", {"multiply": 1.1}),
        ("employed_share", {"multiply": 1.1}),
        ("preregistration_barrier", {"add": 0.1}),
    ],
)
def test_what_a_target_moves_is_what_a_run_says(frame, target: str, shock: dict[str, float]) -> None:
    shown = [part.split() for part in frame.loc[target, "moves"].split(", ")]
    assert len(shown) == 3
    result = of_2024.run(ts.Scenario("s", [ts.Shock(target, **shock)]), draws=None)
    sizes = []
    for output, size, *unit in shown:
        delta = result.delta("s", output, "Y")
        assert unit == (["%"] if delta.relative else [])
        assert size == f"{delta.central[list(delta.periods).index(2027)]:+.2g}"
        sizes.append(abs(float(size)))
    assert sizes == sorted(sizes, reverse=True)
    others = {o: abs(result.delta("s", o, "Y").central[2]) for o in result.kept if o != target}
    assert max(others.values()) == pytest.approx(others[shown[0][0]], rel=1e-6)


def test_the_moves_can_be_left_out_and_the_set_chosen() -> None:
    frame = ts.targets("kremlin-2024", moves=False).set_index("name")
    assert "moves" not in frame
    assert frame.loc["remittances_gdp_share", "value"] == 0.17


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ts.InputError, match="moves must be true or false, not 'no'"):
        of_2024.targets(moves="no")  # type: ignore[arg-type]
    with pytest.raises(ts.UnknownNameError, match="kremlin-2024"):
        ts.targets("kremlin-2042")
