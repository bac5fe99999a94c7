"""The phases of a quarter: their order, and what each may know."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tajsim.handbook.page import PHASES
from tajsim.model import economy, fiscal, supply, trade
from tajsim.model.fiscal import Revenue
from tajsim.model.phases.balances import handed_out

from .conftest import SCALAR, Economy, quarters


def test_a_quarter_runs_its_phases_in_the_order_of_the_page(
    monkeypatch: pytest.MonkeyPatch, path: Economy
) -> None:
    ran = []
    for name in PHASES:
        right = getattr(economy, name)
        assert right.__module__ == f"tajsim.model.phases.{name}"

        def noted(*given: Any, _name: str = name, _right: Any = right, **named: Any) -> Any:
            ran.append(_name)
            return _right(*given, **named)

        monkeypatch.setattr(economy, name, noted)
    next(quarters(path, 1))
    assert tuple(ran) == PHASES


@pytest.mark.parametrize("name", PHASES)
def test_a_phase_knows_only_those_before_it(name: str) -> None:
    module = importlib.import_module(f"tajsim.model.phases.{name}")
    used = {
        value.__module__.rsplit(".", 1)[-1]
        for value in vars(module).values()
        if getattr(value, "__module__", "").startswith("tajsim.model.phases.")
    }
    assert used <= set(PHASES[: PHASES.index(name) + 1])


def test_what_firms_hand_out_is_what_they_have_less_what_they_use() -> None:
    uses = {"investment": 30.0, "taxes": 8.0, "other_revenue": 2.0, "interest": 5.0}
    assert handed_out(profits=100.0, loans=12.0, direct=3.0, **uses) == 70.0


def test_effective_rates_give_back_the_revenue_they_came_from() -> None:
    raised = Revenue(imports=9.0, consumption=8.0, labour=7.0, profits=6.0, other=5.0)
    bases = {"imports": 50.0, "consumption": 90.0, "wages": 40.0, "profits": 30.0, "gdp": 120.0}
    rates = fiscal.effective_rates(raised=raised, **bases)
    assert fiscal.revenue(rates=rates, **bases, xp=SCALAR) == pytest.approx(raised)


def test_weights_of_partners_give_back_their_imports(path: Economy) -> None:
    weights = trade.base_weights(russia=30.0, china=20.0, total=100.0)
    host = path.state.host._replace(prices=1.0, rub_per_usd=90.0)
    left = supply.kept(path.p.trade, SCALAR)
    found = trade.imports(
        total=200.0,
        weights=weights,
        kept=left,
        host=host,
        rub_base=90.0,
        p=path.p.trade,
        xp=SCALAR,
    )
    assert found.total == pytest.approx(200.0)
    assert found.china / found.rest == pytest.approx(20.0 / 50.0 * path.p.trade.trade_deal_china)
    assert found.russia / found.rest == pytest.approx(
        30.0 / 50.0 * left.goods * path.p.trade.trade_deal_russia
    )
