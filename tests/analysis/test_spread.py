"""The standard deviation that a sensitivity study is compared with, and groups of correlated parameters."""

from __future__ import annotations

import pytest

import tajsim as ts
from tajsim.analysis.sensitivity.study import Sensitivity
from tests.of_2024 import sensitivity


def study(groups: object, base_samples: int = 64) -> Sensitivity:
    return sensitivity(
        "rouble-shock",
        "tjs_per_usd",
        names=["nonlabour_share"],
        groups=groups,  # type: ignore[arg-type]
        base_samples=base_samples,
        end="2027Q4",
    )


def test_the_spread_does_not_depend_on_the_base_samples() -> None:
    few, more = study("ensemble"), study("ensemble", 128)
    assert few.sd != more.sd
    assert few.spread == more.spread


def test_the_same_parameters_spread_otherwise_without_their_correlations() -> None:
    ensemble = ts.parameters("calibrated-2024").ensemble
    assert ensemble is not None
    joint, alone = study("ensemble", 1024), study({"one by one": ensemble.names}, 1024)
    assert joint.ignored == ()
    assert alone.ignored == ensemble.names
    assert alone.sd > 1.05 * joint.sd
    # the ensemble is most of the uncertainty about this outcome, and drawn as in a run
    assert joint.sd == pytest.approx(joint.spread, rel=0.1)
