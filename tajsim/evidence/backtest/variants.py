"""What the scores owe to: the same forecasts with one thing taken away, and how they compare.

    headline          declared ranges, fitted to the years up to each origin
    unfitted          the declared ranges as they are: what fitting adds
    wide              ranges three times as wide, fitted: what the declared ranges know
    enforcement held  Russia's rules for migrants as they stood at the end of the origin year
    enforcement off   nothing of these rules, neither in the years fitted nor in those forecast

The declared ranges were written by people who know this history. How much of a score is that knowledge shows
in the second and third line; how much comes from knowing of entry bans and closed borders in the last two.

Decision. Few draws of the wide ranges come near what was observed: their weights have too heavy a tail to be
trusted to the third digit (`tajsim.evidence.calibration.likelihood`), with four times as many draws. The line
is published all the same, as a rough one; a sampler of its own would be one more thing to be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tajsim.defaults import VARIANT
from tajsim.evidence.hindcast import Rules
from tajsim.frozen import FrozenMap

HEADLINE = VARIANT
WIDER = 3.0


@dataclass(frozen=True, kw_only=True)
class Variant:
    """How forecasts are made. title: in words. fitted: to the years up to each origin. width: of the declared
    ranges, as a multiple. rules: what is known of Russia's rules for migrants. more: draws of the prior, as a
    multiple of those asked for. rough: whether weights may rest on a few of them."""

    title: str
    fitted: bool = True
    width: float = 1.0
    rules: Rules = "known"
    more: int = 1
    rough: bool = False


VARIANTS: Mapping[str, Variant] = FrozenMap(
    {
        HEADLINE: Variant(title="declared ranges, fitted"),
        "unfitted": Variant(title="declared ranges, not fitted", fitted=False),
        "wide": Variant(title="ranges three times as wide, fitted", width=WIDER, more=4, rough=True),
        "enforcement held": Variant(title="Russia's rules for migrants as at the origin", rules="held"),
        "enforcement off": Variant(title="Russia's rules for migrants unknown", rules="unknown"),
    }
)
