"""Answers as objects: those that hold arrays are compared as themselves, those of many fields take names."""

from __future__ import annotations

import inspect

import pytest

from tajsim.analysis import (
    compare_vintages,
    decompose,
    driver_moves,
    frontier,
    importance,
    mixtures,
    plausibility,
    policy_result,
    question,
    sensitivity,
    sobol,
    solve,
    split,
    trials,
)
from tajsim.plots import paths, tornado
from tajsim.report import subject

WITH_ARRAYS = (
    compare_vintages.VintageComparison, decompose.Decomposition, driver_moves.Paths, frontier.Frontier,
    importance.Sensitivity, mixtures.Found, plausibility.Plausibility, policy_result.PolicySearch,
    question.Question, sensitivity.Study, sobol.Indices, solve.Solution, split.Split, subject.Subject,
    tornado.SensitivityPlots, trials.Trials,
)  # fmt: skip
BY_NAME = (
    decompose.Decomposition, frontier.Frontier, paths.Paths, solve.Solution, subject.Subject, trials.Trials,
)  # fmt: skip


@pytest.mark.parametrize("kind", WITH_ARRAYS, ids=lambda kind: kind.__name__)
def test_arrays_are_not_compared_value_by_value(kind: type) -> None:
    assert kind.__eq__ is object.__eq__
    assert kind.__hash__ is object.__hash__


@pytest.mark.parametrize("kind", BY_NAME, ids=lambda kind: kind.__name__)
def test_many_fields_are_given_by_name(kind: type) -> None:
    given = inspect.signature(kind).parameters.values()
    assert {one.kind for one in given} == {inspect.Parameter.KEYWORD_ONLY}


def test_pictures_of_a_study_are_not_written_out() -> None:
    assert tornado.SensitivityPlots.__repr__ is object.__repr__
