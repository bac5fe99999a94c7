"""Long work reports how far it is: forward only, to the end; an error in the report ends the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.policy.search import search
from tajsim.errors import InputError
from tajsim.scenarios import Scenario, Shock, step
from tests import of_2024

SHOCKED = Scenario("a", [Shock("oil_price", add=step(-10.0, start="2025Q2"))])
OTHER = Scenario("b", [Shock("russia_gdp_growth", add=step(-1.0, start="2025Q2"))])
HELP = Lever(Scenario("help", [Shock("transfer_stimulus", add=step(0.1, start="2025Q2"))]), 1.0)
SMALL: dict[str, Any] = {"draws": 8, "end": "2025Q4"}
CONDITION = "gdp < -0.1 % from baseline"


def decompose(by: str, draws: int | None = 8) -> Callable[..., Any]:
    def work(progress: Any) -> Any:
        r = of_2024.run(SHOCKED + OTHER, draws=draws, end="2025Q4", outputs="gdp")
        return r.decompose("a + b", "gdp", by, progress=progress)

    return work


WORKS: dict[str, Callable[..., Any]] = {
    "run": lambda progress: of_2024.run(SHOCKED, **SMALL, progress=progress),
    "decompose by shock": decompose("shock"),
    "decompose by channel": decompose("channel"),
    "decompose by policy": decompose("policy"),
    "decompose the single path": decompose("shock", None),
    "solve": lambda progress: of_2024.solve(SHOCKED, CONDITION, 0.5, span=(0, 2), **SMALL, progress=progress),
    "solve what nothing does": lambda progress: of_2024.solve(
        SHOCKED, "gdp < 0", 0.5, span=(0, 2), **SMALL, progress=progress
    ),
    "frontier": lambda progress: of_2024.frontier(
        SHOCKED, OTHER, CONDITION, 0.5, largest=(2, 2), rays=3, **SMALL, progress=progress
    ),
    "policy search": lambda progress: of_2024.policy_search(
        [SHOCKED, OTHER], HELP, "gdp > 0", 0.5, **SMALL, progress=progress
    ),
    "sensitivity": lambda progress: of_2024.sensitivity(
        SHOCKED, "gdp", "2025", names=["stock_russia"], base_samples=64, end="2025Q4", progress=progress
    ),
    "compare_parameter_sets": lambda progress: ts.compare_parameter_sets(
        "world-bank-2024", "kremlin-2024", "gdp", at="2025", baseline="none", progress=progress
    ),
    "published_responses": lambda progress: ts.published_responses(draws=4, progress=progress),
    "calibrate": lambda progress: ts.calibrate(2006, draws=600, required=1.0, progress=progress),
}


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_progress_goes_forward_to_the_end(work: Callable[..., Any]) -> None:
    steps: list[tuple[int, int]] = []
    work(lambda done, total: steps.append((done, total)))
    done, totals = zip(*steps, strict=True)
    assert len(set(totals)) == 1
    assert done[-1] == totals[-1]
    assert all(a < b for a, b in zip((0, *done), done, strict=False))


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_an_error_in_progress_ends_the_work_as_it_is(work: Callable[..., Any]) -> None:
    steps = []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        raise OSError("the terminal is gone")

    with pytest.raises(OSError, match="the terminal is gone"):
        work(stop)
    assert len(steps) == 1


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_what_is_no_function_is_refused_before_the_work(work: Callable[..., Any]) -> None:
    for bad in (True, "bar", 3):
        with pytest.raises(InputError, match=r"progress is .* must be a function of"):
            work(bad)


@pytest.mark.parametrize("function", [ts.backtest, ts.episodes])
def test_the_past_refuses_it_too(function: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="progress is True; it must be a function of"):
        function(progress=True)


@given(
    width=st.floats(1e-3, 1e9),
    root=st.floats(0, 1e9),
    tolerance=st.floats(1e-6, 1.0),
    back=st.booleans(),
)
def test_a_search_never_reports_more_rounds_than_it_has(
    width: float, root: float, tolerance: float, back: bool
) -> None:
    steps: list[tuple[int, int]] = []
    search(
        lambda points: [float(size >= root and not (back and size > 3 * root)) for _, size in points],
        0.5,
        [(0.0, width), (0.0, 0.5 * width)],
        100,
        tolerance,
        progress=lambda done, total: steps.append((done, total)),
    )
    done, totals = zip(*steps, strict=True)
    assert len(set(totals)) == 1
    assert done[-1] == totals[-1]
    assert all(a < b for a, b in zip((0, *done), done, strict=False))
