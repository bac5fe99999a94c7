"""Trials by hand: which years are run, and when they do not fit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.backend import importable
from tajsim.engine.sampling import sample, stream
from tajsim.errors import InputError
from tajsim.evidence.calibration import trials as trying
from tajsim.evidence.calibration.likelihood import RESIDUALS
from tajsim.evidence.calibration.study import Calibration
from tajsim.evidence.calibration.trials import CALIBRATED, trials


def test_trials_say_when_they_do_not_fit_and_refuse_a_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="'calibrated-2024' holds a posterior that has seen the years"):
        trials(2004, 100, 0, parameters_from="calibrated-2024")
    from tajsim.evidence.calibration.likelihood import RESIDUALS
    from tajsim.evidence.calibration.trials import CALIBRATED

    kept = 2 * len(RESIDUALS) + len(CALIBRATED) + len(RESIDUALS)  # of two years and of the prior
    gib = 8.0 * kept * 10_000_000 / 2**30
    monkeypatch.setattr("tajsim.memory.available_memory", lambda: gib - 0.05)
    with pytest.raises(InputError, match=rf"running 10,000,000 draws of the prior needs {gib:,.1f} GiB"):
        trials(2005, 10_000_000, 0)


def test_trials_begin_each_year_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    steps: list[tuple[int, int]] = []

    def past_plan(
        origin: int, years: int, prior: Any, draws: int, seed: int, known: Any, *, rules: str, backend: str
    ) -> tuple[int, int]:
        assert (rules, backend) == ("known", "auto")
        asked.append((origin, years, draws, seed, int(known["year"].max())))
        assert {n for n, e in prior.entries.items() if e.distribution != "fixed"} <= set(CALIBRATED)
        return origin, years

    monkeypatch.setattr(trying, "past_plan", past_plan)
    monkeypatch.setattr(trying, "hindcast", lambda plan: ("hindcast", *plan))
    monkeypatch.setattr(trying, "responses", lambda plan: ("responses", *plan))
    monkeypatch.setattr(trying, "misses", lambda made, moved, table: (made, moved, max(table.rouble)))
    found = trying.trials(2006, 120, 4, progress=lambda done, total: steps.append((done, total)))
    assert asked == [(origin, 1, 120, 4, origin + 1) for origin in (2003, 2004, 2005)]
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert found.misses == tuple(
        (("hindcast", origin, 1), ("responses", origin, 1), origin + 1) for origin in (2003, 2004, 2005)
    )
    assert (found.draws, found.seed) == (120, 4)
    assert set(found.prior) == {*CALIBRATED, *RESIDUALS}
    p = ts.parameters("world-bank-2024")
    drawn = sample(trying._prior(p), 4, 0, 120)
    for name in CALIBRATED:
        np.testing.assert_array_equal(found.prior[name], drawn[name])
    for name in RESIDUALS:
        values = found.prior[name]
        np.testing.assert_array_equal(values, p.draw(name, stream(4, f"parameter:{name}", 0).random(120)))


@pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")
def test_the_backends_try_the_same_draws_and_their_posteriors_name_them(tmp_path: Path) -> None:
    plain, compiled = (trying.trials(2006, 300, 4, backend=name) for name in ("numpy", "auto"))
    assert (plain.backend, compiled.backend) == ("numpy", "compiled")
    for one, other in zip(plain.misses, compiled.misses, strict=True):
        np.testing.assert_allclose(other.values, one.values, rtol=1e-6, atol=1e-9)
    found = Calibration.of(compiled, 2006, 1.0, math.inf)
    assert found.backend == "compiled"
    assert "seed=4, backend='compiled').save" in found.save(tmp_path / "p.toml").read_text().splitlines()[0]
