"""Answers as objects: those that hold arrays are compared as themselves, those of many fields take names."""

from __future__ import annotations

import inspect

import pytest

from tajsim.analysis.decomposition.decompose import Decomposition
from tajsim.analysis.decomposition.shocks import Split
from tajsim.analysis.parameter_sets.comparison import ParameterSetComparison
from tajsim.analysis.parameter_sets.mixtures import Found
from tajsim.analysis.plausibility.driver_moves import Paths as DriverPaths
from tajsim.analysis.plausibility.study import Plausibility
from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.sensitivity.importance import Sensitivity
from tajsim.analysis.sensitivity.methods import Indices
from tajsim.analysis.sensitivity.pictures import SensitivityPlots
from tajsim.analysis.sensitivity.quantity import QuantityOfInterest
from tajsim.analysis.sensitivity.study import Study
from tajsim.analysis.thresholds.frontier import Frontier
from tajsim.analysis.thresholds.solve import Solution
from tajsim.analysis.thresholds.stress import StressTest
from tajsim.plots.paths import Paths
from tajsim.report.subject import Subject

WITH_ARRAYS = (
    ParameterSetComparison, Decomposition, DriverPaths, Frontier, Sensitivity, Found, Plausibility,
    PolicySearch, QuantityOfInterest, Study, Indices, Solution, Split, Subject, SensitivityPlots, StressTest,
)  # fmt: skip
BY_NAME = (Decomposition, Frontier, Paths, Solution, Subject, StressTest)


@pytest.mark.parametrize("kind", WITH_ARRAYS, ids=lambda kind: kind.__name__)
def test_arrays_are_not_compared_value_by_value(kind: type) -> None:
    assert kind.__eq__ is object.__eq__
    assert kind.__hash__ is object.__hash__


@pytest.mark.parametrize("kind", BY_NAME, ids=lambda kind: kind.__name__)
def test_many_fields_are_given_by_name(kind: type) -> None:
    given = inspect.signature(kind).parameters.values()
    assert {one.kind for one in given} == {inspect.Parameter.KEYWORD_ONLY}


def test_pictures_of_a_study_are_not_written_out() -> None:
    assert SensitivityPlots.__repr__ is object.__repr__
