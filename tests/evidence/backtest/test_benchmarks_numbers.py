"""Questions to the benchmarks: which cannot be, and what they need."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest.benchmarks import Question
from tests.evidence.made import table


@pytest.mark.parametrize(
    ("variable", "horizon", "expected"),
    [
        ("imports", 1, "unknown variable 'imports'"),
        ("imports_usd", 0, "the horizon is 0; must be 1 year or more"),
    ],
)
def test_a_question_that_cannot_be_is_refused(variable: str, horizon: int, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        Question(table(), variable, 2010, horizon)
    assert Question(table(), "imports_usd", 2010, 1).table == table().until(2010)


def test_drivers_that_are_not_given_are_named() -> None:
    asked = Question(table(), "imports_usd", 2010, 3, True, {2012: (0.1, math.log(1.02))})
    with pytest.raises(InputError, match="imports_usd from 2010: the drivers of 2011, 2013 are missing"):
        asked.regressors()
    alone = Question(table(), "imports_usd", 2011, 1, True, {2012: (0.1, math.log(1.02))})
    np.testing.assert_allclose(alone.regressors(), [[1.0, 0.1, 0.02]])
