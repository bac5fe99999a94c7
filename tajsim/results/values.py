"""The values of one output, labelled by quarter and scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, choice, items, names
from tajsim.quarters import Quarter, is_label

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results.weights import Weights


@dataclass(frozen=True, eq=False, repr=False)
class Values:
    """The values of one output, labelled by quarter and scenario: what `r["gdp"]` gives.

    Parameters
    ----------
    name, unit : str
        Of the output.
    values : numpy.ndarray
        Read-only float32, always of shape (quarter, scenario, draw), in `unit`.
    quarters : tuple of Quarter
        The dates.
    scenarios : tuple of str
        Names, the baseline first.
    weights : Weights, optional
        How much each draw counts; None where all count the same.

    Examples
    --------
    >>> import tajsim as ts
    >>> gdp = ts.run("crackdown", draws=50, end="2026Q4", outputs="gdp")["gdp"]
    >>> gdp.values.shape == (len(gdp.quarters), 2, 50)
    True
    >>> gdp.sel(scenario="crackdown", quarter="2026Q4").values.shape
    (1, 1, 50)
    """

    name: str
    unit: str
    values: NDArray[np.float32]
    quarters: tuple[Quarter, ...]
    scenarios: tuple[str, ...]
    weights: Weights | None = None

    def __repr__(self) -> str:
        return (
            f"Values({self.name!r}, {self.unit}, {len(self.quarters)} quarters x "
            f"{len(self.scenarios)} scenarios x {self.values.shape[-1]} draws)"
        )

    def _repr_html_(self) -> str:
        from tajsim.html.results import values_html

        return values_html(
            self.name,
            self.unit,
            values=self.values,
            quarters=[str(quarter) for quarter in self.quarters],
            scenarios=self.scenarios,
            weights=self.weights,
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        array = np.asarray(self.values, dtype=dtype)
        return array.copy() if copy else array

    def sel(
        self,
        scenario: str | Iterable[str] | None = None,
        quarter: str | Quarter | Iterable[str | Quarter] | None = None,
    ) -> Values:
        """The values of some scenarios and quarters, in the order asked. The three axes stay.

        Parameters
        ----------
        scenario : str or iterable of str, optional
            One or several; None for all.
        quarter : str, Quarter or an iterable of these, optional
            One or several; None for all.

        Returns
        -------
        Values
            The part asked for.

        Raises
        ------
        UnknownNameError
            For a scenario or quarter that is not there.
        """
        scenarios, quarters = self.scenarios, self.quarters
        if scenario is not None:
            scenarios = names(AT_ONCE, "scenario", scenario, self.scenarios)
        if quarter is not None:
            asked = (quarter,) if is_label(quarter) else items(AT_ONCE, "quarter", quarter, "quarters")
            quarters = tuple(dict.fromkeys(Quarter.parse(one) for one in asked))
        known = [str(one) for one in self.quarters]
        rows = [known.index(choice(AT_ONCE, "quarter", str(one), known)) for one in quarters]
        columns = [self.scenarios.index(one) for one in scenarios]
        kept = self.values[np.ix_(rows, columns)]
        kept.flags.writeable = False
        return Values(self.name, self.unit, kept, quarters, scenarios, self.weights)

    def to_frame(self) -> pd.DataFrame:
        """A DataFrame indexed by (scenario, period) with one column per draw.

        Where draws have weights, columns are labelled (draw, weight).
        """
        import pandas as pd

        index = pd.MultiIndex.from_product(
            [self.scenarios, [str(q) for q in self.quarters]], names=["scenario", "period"]
        )
        rows = self.values.transpose(1, 0, 2).reshape(len(index), -1)
        draws: pd.Index = pd.RangeIndex(rows.shape[1], name="draw")
        if self.weights is not None:
            draws = pd.MultiIndex.from_arrays([draws, self.weights.values], names=["draw", "weight"])
        return pd.DataFrame(rows, index=index, columns=draws)
