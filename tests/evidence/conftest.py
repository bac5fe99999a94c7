"""The backtest at full size, made once."""

from __future__ import annotations

import pytest

from tajsim.evidence.backtest.study import Backtest, backtest


@pytest.fixture(scope="session")
def full_backtest() -> Backtest:
    """Every year, with as many draws as by default."""
    return backtest()
