"""Published responses by hand: ranges that meet, and figures that are none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.evidence.responses import study as responses
from tajsim.evidence.responses.pairs import Pair


@pytest.mark.parametrize(
    ("low", "high", "central", "overlap", "inside"),
    [
        (1.0, 2.0, 1.5, True, True),
        (2.0, 3.0, 2.0, True, True),  # ranges that touch, figures at the ends
        (0.0, 1.0, 1.0, True, True),
        (2.0001, 3.0, 2.0001, False, False),
        (0.0, 0.9999, 0.9999, False, False),
        (0.0, 3.0, 2.5, True, False),
    ],
)
def test_ranges_meet_at_their_ends(
    monkeypatch: pytest.MonkeyPatch, low: float, high: float, central: float, overlap: bool, inside: bool
) -> None:
    sample = np.concatenate([np.full(30, low), np.full(40, (low + high) / 2.0), np.full(30, high)])

    def read(outcome: Any) -> np.ndarray:
        return np.array([central]) if outcome.central else sample

    asked: dict[str, Any] = {}

    def run(scenarios: Any, **what: Any) -> Any:
        asked.update(what)

    monkeypatch.setattr(responses, "run", run)
    monkeypatch.setattr(responses, "PAIRS", (Pair("a", "shock", "response", "source", "growth", read),))
    monkeypatch.setattr(
        responses, "_published", lambda pairs: {"source": responses._Published(1.0, 1.5, 2.0, "%", "B")}
    )
    (row,) = responses.published_responses("world-bank-2024", 100, 3).to_dict("records")
    assert (row["model_low"], row["model_high"], row["model_central"]) == pytest.approx((low, high, central))
    assert (row["overlap"], row["inside"]) == (overlap, inside)
    assert (row["published_low"], row["published_central"], row["published_high"]) == (1.0, 1.5, 2.0)
    assert (asked["start"], asked["end"], asked["draws"], asked["seed"]) == ("2025Q1", "2034Q4", 100, 3)
    with pytest.raises(InputError, match="a band needs draws"):
        responses.published_responses("world-bank-2024", None)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["sample", "central"])
def test_a_response_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    def read(outcome: Any) -> np.ndarray:
        wrong = (bad == "central") is outcome.central
        return np.array([math.nan if wrong else 1.0, 1.0])

    monkeypatch.setattr(responses, "run", lambda *_, **__: None)
    monkeypatch.setattr(responses, "PAIRS", (Pair("a", "shock", "response", "source", "growth", read),))
    monkeypatch.setattr(
        responses, "_published", lambda pairs: {"source": responses._Published(1.0, 1.5, 2.0, "%", "B")}
    )
    with pytest.raises(InputError, match="'a' has no finite answer in every draw of 'world-bank-2024'"):
        responses.published_responses("world-bank-2024", 100)


def test_a_single_published_figure_is_a_range_of_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    register = pd.DataFrame(
        {
            "id": ["both", "low", "none"], "value": [2.0, 2.0, 2.0], "low": [1.0, 1.0, math.nan],
            "high": [3.0, math.nan, math.nan], "unit": ["%"] * 3, "confidence": ["A"] * 3,
        }
    )  # fmt: skip
    monkeypatch.setattr(responses, "sources", lambda: register)

    def pair(source: str) -> Pair:
        return Pair(source, "", "", source, "", lambda _: np.zeros(1))

    found = responses._published([pair(name) for name in ("both", "low", "none")])
    assert [(found[n].low, found[n].central, found[n].high) for n in ("both", "low", "none")] == [
        (1.0, 2.0, 3.0), (2.0, 2.0, 2.0), (2.0, 2.0, 2.0),
    ]  # fmt: skip
    with pytest.raises(UnknownNameError, match="unknown source 'bth'"):
        responses._published([pair("bth")])
