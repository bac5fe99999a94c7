from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from tajsim.analysis.shapley import members, shapley
from tajsim.errors import InputError


def brute(outcomes):
    """The average gain of each player over every order of joining."""
    players = len(outcomes).bit_length() - 1
    orders = list(permutations(range(players)))
    values = np.zeros((players, *outcomes.shape[1:]))
    for order in orders:
        coalition = 0
        for i in order:
            values[i] += outcomes[coalition | 1 << i] - outcomes[coalition]
            coalition |= 1 << i
    return values / len(orders)


def test_members_follow_the_bits():
    assert members(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]


def test_a_linear_game_gives_each_player_its_own_term():
    terms = np.array([3.0, -1.5, 0.0, 40.0])
    outcomes = 1e6 + members(4) @ terms
    np.testing.assert_allclose(shapley(outcomes), terms, atol=1e-9)
    assert shapley(outcomes)[2] == 0.0


def test_the_glove_game():
    """Two hold left gloves, one the right one that a pair needs: 1/6, 1/6, 2/3 (Shapley 1953)."""
    left = members(3)[:, :2].any(axis=1)
    outcomes = (left & members(3)[:, 2]).astype(float)
    np.testing.assert_allclose(shapley(outcomes), [1 / 6, 1 / 6, 2 / 3], rtol=1e-15)


@pytest.mark.parametrize("players", [1, 2, 3, 5])
def test_any_game_agrees_with_every_order_of_joining_and_adds_up(players):
    outcomes = np.random.default_rng(players).normal(size=(2**players, 3, 4))
    values = shapley(outcomes)
    assert values.shape == (players, 3, 4)
    np.testing.assert_allclose(values, brute(outcomes), atol=1e-13)
    np.testing.assert_allclose(values.sum(axis=0), outcomes[-1] - outcomes[0], atol=1e-13)


def test_symmetric_players_get_the_same_and_a_null_player_exactly_nothing():
    joined = members(4)
    outcomes = np.exp(0.3 * joined[:, 0] + 0.3 * joined[:, 2]) * (1.0 + 7.0 * joined[:, 3])  # 1 does nothing
    values = shapley(outcomes)
    assert values[0] == pytest.approx(values[2], rel=1e-14)
    assert values[1] == 0.0


@pytest.mark.parametrize("count", [0, 1, 3, 6])
def test_numbers_of_outcomes_that_are_no_coalitions_are_refused(count):
    with pytest.raises(InputError, match=f"not of {count}"):
        shapley(np.zeros(count))
