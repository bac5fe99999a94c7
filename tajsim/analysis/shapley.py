"""Shapley values: what each of several players adds to an outcome, averaged over the orders they may join in.

    phi_i = sum over S without i of  |S|! (n - |S| - 1)! / n!  [v(S + i) - v(S)]

Sources: Shapley 1953; the only split that adds up, gives nothing to a player without effect, treats equal
players alike and is linear in the outcome.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError

Floats = NDArray[np.float64]


def members(players: int) -> NDArray[np.bool_]:
    """Who is in each coalition, shape (coalition, player): player i is in number k if bit i of k is set."""
    return (np.arange(2**players)[:, None] >> np.arange(players) & 1).astype(bool)


def shapley(outcomes: Floats) -> Floats:
    """The Shapley values of every player, shape (player, ...), in the unit of the outcomes.

    outcomes: (2 ** players, ...), the outcome of each coalition in the order of `members`: nobody first,
    everybody last. The values add up to the last less the first; a player who changes no outcome gets exactly
    zero. Raises InputError when the number of outcomes is not a power of two, or only one.
    """
    count = len(outcomes)
    players = count.bit_length() - 1
    if count < 2 or count != 2**players:
        raise InputError(f"Shapley values need the outcomes of 2, 4, 8, ... coalitions, not of {count}")
    gains = np.asarray(outcomes, np.float64) - outcomes[0]  # levels would cost digits of what is shared
    joined = members(players)
    sizes = joined.sum(axis=1)
    weight = np.array(
        [factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)]
    )
    values = np.zeros((players, *gains.shape[1:]))
    for i in range(players):
        for k in np.flatnonzero(~joined[:, i]):
            values[i] += weight[sizes[k]] * (gains[k | 1 << i] - gains[k])
    return values
