"""Parts by hand: whether they add up, and what they need."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tajsim.analysis.decomposition.decompose import decompose
from tajsim.analysis.decomposition.shocks import Split, need_memory
from tajsim.errors import InputError
from tajsim.results.rerun import Rerun
from tests import of_2024
from tests.analysis.made import parts
from tests.results.synthetic import result


def test_the_gap_is_a_share_of_what_is_added_up() -> None:
    found = parts([[3.0, 0.0], [-1.0, 0.0]], [2.0 + 2e-9, 0.0])
    assert found.gap() == pytest.approx(2e-9 / 4.0, rel=1e-5)
    assert parts([[0.0], [0.0]], [0.0]).gap() == 0.0
    for total in (2.0 + 8e-9, 2.0 - 8e-9):
        with pytest.raises(InputError, match="do not add up to its deviation"):
            parts([[3.0, 0.0], [-1.0, 0.0]], [total, 0.0])
    assert (len(found), list(found), "p0" in found, "p9" in found) == (2, ["p0", "p1"], True, False)
    table = found.table((0.5,))
    assert table.loc[("total", 2025), "central"] == 2.0
    assert table.loc[("p0", 2025)].tolist() == [3.0, 1.5, 1.5]


def test_a_percentage_of_nothing_is_refused() -> None:
    r = of_2024.run("reintegration", draws=None, outputs=["programme_cost"], end="2026Q4")
    with pytest.raises(InputError, match="'programme_cost' is not positive throughout the baseline"):
        r.decompose("reintegration", "programme_cost", relative=True)
    assert r.decompose("reintegration", "programme_cost").total.max() > 0.0


def test_what_a_decomposition_needs_is_held_against_the_limit() -> None:
    held = result(draws=100, quarters=8)
    need = 100 * 10 * (4.0 * 3 * 2 + 8.0 * 5) / 2**30  # eight quarters and two years
    need_memory(held, SimpleNamespace(memory_limit=need), 3, 2, 5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"3 scenarios of 100 draws need {need:.3g} GiB"):
        need_memory(held, SimpleNamespace(memory_limit=0.999 * need), 3, 2, 5)  # type: ignore[arg-type]
    alone = result(draws=None, quarters=8)
    need_memory(alone, SimpleNamespace(memory_limit=need / 100.0), 3, 2, 5)  # type: ignore[arg-type]


def test_a_percentage_of_one_draw_at_zero_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Although the single path is positive."""
    made = result(draws=20, quarters=8)
    arrays = {part: {n: v.copy() for n, v in getattr(made, part).items()} for part in ("quarterly", "annual")}
    arrays["annual"]["gdp"][1, 0, 3] = 0.0
    whole = replace(made, **arrays, rerun=object.__new__(Rerun))
    total = whole.annual["gdp"][:, 1] - whole.annual["gdp"][:, 0].astype(float)
    path = (whole.central_annual["gdp"][:, 1] - whole.central_annual["gdp"][:, 0])[..., None]
    split = Split(("all",), total[None], path[None])
    monkeypatch.setattr("tajsim.analysis.decomposition.shocks.by_shock", lambda *_: (whole, split))
    with pytest.raises(InputError, match="'gdp' is not positive throughout the baseline"):
        decompose(whole, "crackdown", "gdp", relative=True)
    assert decompose(whole, "crackdown", "gdp").reference.min() == 0.0


def test_names_of_parts_and_periods_cannot_be_changed() -> None:
    found = parts([[3.0], [-1.0]], [2.0])
    made = replace(found, parts=list(found.parts), periods=list(found.periods))
    assert (made.parts, made.periods) == (found.parts, found.periods)
    assert isinstance(made.parts, tuple)
    assert isinstance(made.periods, tuple)
