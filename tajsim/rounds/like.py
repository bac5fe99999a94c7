"""What words and pictures read from a comparison of two rounds; the class itself they need not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tajsim.results.info import OutputInfo


class RoundComparisonLike(Protocol):
    """A comparison, as `tajsim.rounds.comparison.RoundComparison` is."""

    @property
    def a(self) -> str: ...
    @property
    def b(self) -> str: ...
    @property
    def infos(self) -> Mapping[str, OutputInfo]: ...
    @property
    def statistic(self) -> str: ...
    @property
    def before(self) -> NDArray[np.float64]: ...
    @property
    def after(self) -> NDArray[np.float64]: ...
    @property
    def parts(self) -> NDArray[np.float64]: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    def place(self, output: str, year: int) -> tuple[int, int]: ...
