"""Questions at the edges of what is allowed, rounds of a search, and what a search runs."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy import study as policy
from tajsim.analysis.policy.search import Rounds
from tajsim.errors import InputError
from tests import of_2024
from tests.of_2024 import frontier


def test_a_probability_to_look_for_lies_between_none_and_all() -> None:
    for prob in (0, 0.0, 1, 1.0, -0.1, 1.1, np.float64(1.0)):
        text = f"prob is {prob!r}; it must be between 0 and 1" if type(prob) is not np.float64 else "prob is"
        with pytest.raises(InputError, match=text):
            of_2024.solve("rouble-shock", prob=prob)
        with pytest.raises(InputError, match=text):
            frontier("rouble-shock", "crackdown", prob=prob)


def test_every_round_of_a_search_is_reported_once_and_the_last_at_its_end() -> None:
    steps: list[tuple[int, int]] = []
    rounds = Rounds(lambda done, total: steps.append((done, total)), 4)
    for _ in range(6):  # more than expected
        rounds.report()
    assert steps == [(1, 4), (2, 4), (3, 4)]
    rounds.report_last()
    assert steps[-1] == (4, 4)
    Rounds(None, 1).report_last()


def test_levers_are_judged_over_the_quarters_asked_for_whatever_begins_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def stop(required: Any, options: Any, *_: Any) -> Any:
        asked.append(options)
        raise KeyboardInterrupt

    monkeypatch.setattr(policy, "evaluate", stop)
    early = ts.Shock("rub_per_usd", multiply=1.1)
    late = ts.Shock("oil_price", multiply=ts.step(0.9, start="2027Q2"))

    def end(shocks: list[ts.Shock], **what: Any) -> str:
        under, condition = [ts.Scenario("s", shocks)], ("gdp", ">", 0.0)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*has no effect in any quarter", category=UserWarning)
            with pytest.raises(KeyboardInterrupt):
                policy.policy_search(under, {"fiscal-stimulus": (1.0,)}, condition, 0.8, draws=5, **what)
        return str(asked[-1].end)

    assert end([early], end="2026Q3") == "2026Q3"
    assert end([early, late], end="2026Q3") == "2026Q3"
    assert end([early], at=2026, end="2028Q4") == "2026Q4"


def test_quarters_of_a_table_of_moves_are_written_as_text() -> None:
    table = of_2024.plausibility("rouble-shock", draws=200).table()
    assert {type(value) for value in table["until"]} == {str}
    assert table["until"].str.fullmatch(r"\d{4}Q[1-4]").all()


def test_moves_below_ten_percent_have_a_decimal() -> None:
    from tajsim.analysis.plausibility.text import _signed
    from tajsim.languages import ENGLISH

    shown = [_signed(value, ENGLISH) for value in (9.94, -9.94, 10.0, -12.34, 0.0)]
    assert [text.replace("\xa0", " ") for text in shown] == ["+9.9 %", "−9.9 %", "+10 %", "−12 %", "+0.0 %"]


def test_as_many_scenarios_run_side_by_side_as_memory_holds_with_the_baseline() -> None:
    from tajsim.analysis.policy.mixes import batch_size

    each = 4.0 * (24 + 6) * 10_000 / 2**30  # of float32: quarters and years of one output

    def fit(limit: float) -> int:
        return batch_size(24, 10_000, limit)

    assert (fit(2.0001 * each), fit(7.5 * each), fit(1e6)) == (1, 6, 400)
    with pytest.raises(InputError, match=f"two scenarios of 10000 draws need {2 * each:.2g} GiB"):
        fit(1.999 * each)
