"""The draws of a page, which all count alike: those of a plan, or chosen among draws that do not.

Decision. Where figures were given, draws are chosen by systematic resampling, from the middle of each
interval: no randomness of its own, and each stands in the page as often as it weighs, to within one.
Rejected: weights in the page, where most of 300 draws would hardly count and a visitor could not tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import PreparedBlock, drawn_economy
from tajsim.engine.conditioning import check_weights, met_in_every_draw, shown
from tajsim.engine.plan import Plan
from tajsim.engine.program.trace import build, leaves
from tajsim.engine.sampling import BLOCK
from tajsim.results.weights import Weights

CONDITIONED = 8_192  # draws behind a page that is given figures: some fortieth of them are effective


def economy_of(plan: Plan, draws: int, weights: Weights | None) -> PreparedBlock:
    """A block of `draws` draws: the plan's own, or where they weigh differently chosen among all of them."""
    if weights is None:
        return drawn_economy(replace(plan, draws=draws), 0)
    places = resampled(weights.values, draws)
    blocks = [
        _taken(drawn_economy(plan, int(block)), places[places // BLOCK == block] % BLOCK)
        for block in np.unique(places // BLOCK)
    ]
    flat = [dict(leaves(block)) for block in blocks]

    def joined(name: str, leaf: Any) -> Any:
        return np.concatenate([one[name] for one in flat], axis=-1) if _differs(leaf) else leaf

    whole: PreparedBlock = build(blocks[0], joined)
    return replace(whole, draws=draws)


def _taken(economy: PreparedBlock, places: NDArray[np.intp]) -> PreparedBlock:
    taken: PreparedBlock = build(economy, lambda _, leaf: leaf[..., places] if _differs(leaf) else leaf)
    return taken


def _differs(leaf: object) -> bool:
    """Whether a part of a block differs by draw."""
    return isinstance(leaf, np.ndarray) and leaf.ndim > 0


def resampled(weights: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Places of `count` draws, each as often as it weighs, up to one; those of no weight never."""
    points = (np.arange(count) + 0.5) / count
    return np.searchsorted(np.cumsum(weights), points, side="right")


def weighed(plan: Plan) -> tuple[Plan, Weights]:
    """The plan with what meets its figures in every draw, and how much each draw counts.

    Raises InputError when too many draws cannot meet them, or too few would count.
    """
    met = met_in_every_draw(plan, None)
    check_weights(met)
    return replace(met, kernel=None), Weights.of_log(shown(met).log_weights)
