"""`result.plot`: pictures of a result. The plotting library is imported only when one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.periods import Period
    from tajsim.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class PlotAccessor:
    """The pictures of one result; each method is the function of the same name in `tajsim.plots`."""

    result: Result

    def fan(
        self, name: str, scenarios: Sequence[str] | None = None, ax: Axes | None = None
    ) -> Axes | NDArray[Any]:
        """Bands of 50 % and 90 % around the median of one output over time."""
        from tajsim.plots import fan

        return fan(self.result, name, scenarios, ax=ax)

    def compare(
        self,
        names: Sequence[str],
        scenarios: Sequence[str] | None = None,
        at: Period | None = None,
        ax: Sequence[Axes] | None = None,
    ) -> NDArray[Any]:
        """Each scenario's deviation from the baseline at one period, one panel an output."""
        from tajsim.plots import compare

        return compare(self.result, names, scenarios, at, ax=ax)
