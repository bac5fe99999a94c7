"""The estimated driver model that is kept between processes is the one that is estimated, to the bit."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from tajsim.drivers import stochastic
from tajsim.drivers.stochastic import DriverModel, estimate
from tajsim.observed import history


def bits(model: DriverModel) -> list[bytes]:
    return [np.asarray(getattr(model, one.name)).tobytes() for one in fields(model)]


@pytest.mark.parametrize("since", [0, 2])
def test_it_is_estimated_once(since: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path / "kept"))
    fresh = bits(estimate(2019, history(), since=since))
    for _ in range(2):
        stochastic._of_shipped.cache_clear()
        found = estimate(2019, since=since)
        assert bits(found) == fresh
        assert type(found.freedom) is float
        monkeypatch.setattr(stochastic, "_estimate", lambda *_: pytest.fail("estimated again"))
    stochastic._of_shipped.cache_clear()


def test_a_changed_file_is_estimated_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path / "kept"))
    file = tmp_path / "a.csv"
    made: list[int] = []
    model = estimate(2019)

    def counting(*_: object) -> DriverModel:
        made.append(1)
        return model

    monkeypatch.setattr(stochastic, "_estimate", counting)
    for content, date in (("1", 1), ("1", 2), ("2", 3)):
        file.write_text(content)
        stochastic._of_shipped(2019, 0, ((file, date, 1),))
    assert len(made) == 2, "another date alone is no change"
    file.unlink()
    stochastic._of_shipped(2019, 0, ((file, 4, 1),))
    assert len(made) == 3, "what cannot be read is left to what reads it"
