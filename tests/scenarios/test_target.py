from __future__ import annotations

import importlib

import pytest

from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.errors import InputError, UnknownNameError
from tajsim.parameters import declarations
from tajsim.scenarios import Scenario, Shock, check_targets, path, targets


def test_targets_are_all_drivers_and_all_parameters() -> None:
    found = targets()
    assert set(found) == {driver.name for driver in (*DRIVERS, *OBSERVABLE)} | set(declarations())
    assert (found["rub_per_usd"].kind, found["rub_per_usd"].unit) == ("driver", "RUB per USD")
    assert found["stock_russia"].kind == "parameter"
    assert all(target.low < target.high and target.description for target in found.values())


def test_a_name_declared_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        importlib.import_module("tajsim.parameters"), "declarations", lambda: {d.name: d for d in DRIVERS}
    )
    with pytest.raises(InputError, match="'rub_per_usd' is declared both as a driver and as a parameter"):
        targets.__wrapped__()  # what is kept was made before


def test_unknown_targets_of_all_scenarios_come_at_once() -> None:
    good = Scenario("good", [Shock("oil_price", set=path([40.0, 50.0], "2026Q1"))])
    check_targets([good])
    with pytest.raises(UnknownNameError) as caught:
        check_targets(
            [good, Scenario("a", [Shock("oil_prise", add=1)]), Scenario("b", [Shock("zzz", add=1)])]
        )
    assert len(caught.value.problems) == 2
    assert "'a': unknown target 'oil_prise'; did you mean 'oil_price'" in str(caught.value)


def test_a_level_outside_the_range_is_refused() -> None:
    with pytest.raises(InputError, match="oil_price cannot be set to 0; allowed is 1 to 1000 USD per barrel"):
        check_targets([Scenario("a", [Shock("oil_price", set=path([40.0, 0.0], "2026Q1"))])])
