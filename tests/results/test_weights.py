"""Weights of draws: smoothed as elsewhere, checked, and refused where they rest on too few draws."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import CollapsedWeightsError, InputError
from tajsim.results import Weights
from tajsim.results.weights import NO_TAIL, pareto_fit

COUNT = 300
PLACES = np.arange(COUNT)
U = ((PLACES * 97) % COUNT + 0.5) / COUNT  # probabilities in an order that is neither rising nor falling

RECORDED = {
    "heavy": (
        -0.8 * np.log1p(-U),
        (0.7302678317024538, 41.79095148815146),
        (0.11981777668015527, 0.05345931327895533, 0.007821713538422806, 0.0032429835835220185),
        (0.0012173579625788278, 0.0011371858516396522, 0.0012319809793620753, 0.0022026042461806452),
    ),
    "light": (
        2.0 * np.sqrt(U) - 3.0 * U**2,
        (-1.4058836648843884, 259.7837832030625),
        (0.004892428888662683, 0.004892428888662683, 0.004884011041336103, 0.004678280469347981),
        (0.004892428888662683, 0.004872367339693003, 0.004884011041336103, 0.0027983360199715468),
    ),
    "moderate": (
        -0.5 * np.log1p(-U) - 7.0,
        (0.4961058683780211, 151.75447964991793),
        (0.04128389903720097, 0.02390869921862935, 0.006648371503534722, 0.003814163800938993),
        (0.002067499004759974, 0.0019813149934527715, 0.002082986105127063, 0.0029949816529118867),
    ),
    "some impossible": (
        np.where(PLACES % 3 == 0, -np.inf, -0.6 * np.log1p(-U)),
        (0.6206181824790636, 66.87914913877904),
        (0.08110962206311617, 0.04106337400954272, 0.008433331483917927, 0.004309577894397562),
        (0.0026226822726460857, 0.0024920430530009394, 0.002646274898493778, 0.004091516522332652),
    ),
}
"""Log weights; what `psislw` of ArviZ 0.23.4 made of them: k and effective draws, the largest, second, 20th
and 60th weight, and those of draws 1, 7, 100 and 299."""


@pytest.mark.parametrize("case", RECORDED)
def test_weights_are_smoothed_as_by_arviz(case: str) -> None:
    log_weights, (k, ess), ranked, some = RECORDED[case]
    found = Weights.of_log(log_weights)
    assert found.pareto_k == pytest.approx(k, rel=1e-12)
    assert found.ess == pytest.approx(ess, rel=1e-12)
    np.testing.assert_allclose(np.sort(found.values)[[-1, -2, -20, -60]], ranked, rtol=1e-12)
    np.testing.assert_allclose(found.values[[1, 7, 100, 299]], some, rtol=1e-12)
    assert found.values.sum() == pytest.approx(1.0, abs=1e-14)


def test_a_constant_changes_nothing() -> None:
    log_weights = -0.5 * np.log1p(-U)
    one, two = Weights.of_log(log_weights), Weights.of_log(log_weights - 1e4)
    np.testing.assert_allclose(one.values, two.values, rtol=1e-10)
    assert one.pareto_k == pytest.approx(two.pareto_k, abs=1e-10)


def test_ratios_that_are_the_same_give_equal_weights_without_a_tail() -> None:
    found = Weights.of_log(np.full(50, -3.0))
    np.testing.assert_array_equal(found.values, np.full(50, 0.02))
    assert (found.ess, found.pareto_k, found.trusted) == (pytest.approx(50.0), NO_TAIL, True)
    assert str(found) == "effective draws 50 of 50, k -\N{INFINITY}"


def test_impossible_draws_weigh_nothing_and_are_counted() -> None:
    found = Weights.of_log([0.0, -np.inf, 0.0, -np.inf])
    assert found.values.tolist() == [0.5, 0.0, 0.5, 0.0]
    assert (found.draws, found.counted, found.ess) == (4, 2, 2.0)


def test_a_single_draw_has_all_the_weight() -> None:
    assert Weights.of_log([-7.0]).values.tolist() == [1.0]


def test_no_draw_possible_is_a_collapse() -> None:
    with pytest.raises(CollapsedWeightsError, match="each of 3 is impossible"):
        Weights.of_log([-np.inf] * 3)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0.0, math.nan, math.nan], "draw 1 is nan, as are 2 of 3"),
        ([math.inf, 0.0], "draw 0 is inf"),
        ([], "shape"),
        ([[0.0, 1.0]], "shape"),
        (["x"], "must be numbers"),
    ],
)
def test_ratios_that_are_none_are_refused(bad: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Weights.of_log(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5, 0.6], "add up to 1.1"),
        ([1.5, -0.5], "draw 1 is -0.5"),
        ([math.nan, 1.0], "draw 0 is nan"),
        ([], "shape"),
        ([["a"]], "must be numbers"),
    ],
)
def test_values_that_are_no_weights_are_refused(values: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Weights(values, 0.1)  # type: ignore[arg-type]


def test_a_shape_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="pareto_k is 'high'"):
        Weights(np.ones(1), "high")  # type: ignore[arg-type]


def test_weights_cannot_be_changed_and_do_not_follow_what_they_were_made_of() -> None:
    given = np.array([0.25, 0.75])
    found = Weights(given, 0.1)
    given[0] = 9.0
    assert found.values.tolist() == [0.25, 0.75]
    with pytest.raises(ValueError, match="read-only"):
        found.values[0] = 0.0


def test_weights_compare_by_value_and_travel() -> None:
    one = Weights.of_log(-0.5 * np.log1p(-U))
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert not again.values.flags.writeable
    assert one != Weights(one.values, 0.2)
    assert one != Weights.of_log(np.zeros(COUNT))
    assert Weights(np.ones(1), math.nan) == Weights(np.ones(1), math.nan)


def test_too_few_effective_draws_are_refused_with_what_to_relax() -> None:
    found = Weights.of_log(np.linspace(-900.0, 0.0, 500))
    with pytest.raises(ts.CollapsedWeightsError) as caught:
        found.need(relax=["give remittances_usd an error above 12", "leave out reserves_usd"])
    assert caught.value.problems == (
        "give remittances_usd an error above 12",
        "leave out reserves_usd",
    )
    assert "of 500 draws" in str(caught.value)
    assert "at least 100 are needed" in str(caught.value)
    found.need(fewest=2)


def test_k_above_its_limit_is_not_trusted() -> None:
    heavy = Weights.of_log(RECORDED["heavy"][0])
    assert not heavy.trusted
    assert heavy.text == "conditioned: effective draws 42 of 300, k 0.7, too few to be trusted"
    assert Weights.of_log(RECORDED["moderate"][0]).trusted
    assert not Weights(np.full(10, 0.1), 0.3).trusted  # ten draws cannot show so much
    assert not Weights(np.full(10, 0.1), math.nan).trusted


def test_the_shape_of_a_pareto_sample_is_found() -> None:
    points = (np.arange(5000) + 0.5) / 5000
    sample = ((1.0 - points) ** -0.4 - 1.0) / 0.4
    assert pareto_fit(sample)[0] == pytest.approx(0.4, abs=0.02)


def test_in_numbers() -> None:
    found = Weights(np.array([0.5, 0.5, 0.0]), math.inf).to_dict()
    assert found == {"draws": 3, "counted": 2, "ess": 2.0, "pareto_k": None}
