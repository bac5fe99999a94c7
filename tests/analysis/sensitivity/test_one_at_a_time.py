"""Swings of one parameter at a time."""

from __future__ import annotations

import dataclasses

from tajsim.analysis.sensitivity.sobol import Swing


def test_a_swing_is_as_wide_as_its_outcomes() -> None:
    swing = Swing("x", 0.0, 0.5, 1.0, 3.0, 5.0, 4.0)
    assert swing.size == 2.0
    assert dataclasses.replace(swing, at_median=3.5).size == 1.0
    assert dataclasses.replace(swing, at_low=9.0).size == 5.0
