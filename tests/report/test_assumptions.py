"""What the page says of shocks."""

from __future__ import annotations

import pytest

import tajsim as ts
from tajsim.languages import ENGLISH
from tajsim.report.assumptions import _change


@pytest.mark.parametrize(
    ("shock", "expected"),
    [
        (ts.Shock("rub_per_usd", set=95.0), "set to 95"),
        (ts.Shock("rub_per_usd", set_mean=95.0), "mean set to 95"),
        (ts.Shock("rub_per_usd", set_mean=95.0, weight=0.5), "mean set to 95, by 50 %"),
        (ts.Shock("rub_per_usd", add=-2.0), "add −2"),
        (ts.Shock("rub_per_usd", multiply=1.3), "times 1.3"),
    ],
)
def test_what_a_shock_does_is_reported(shock: ts.Shock, expected: str) -> None:
    assert _change(shock, ts.Scenario("a", [shock]), composed=False, say=ENGLISH).change == expected
