"""`result.plot`: pictures of a result. The plotting library is imported only when one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike
    from tajsim.results.periods import Period


@dataclass(frozen=True, eq=False, repr=False)
class PlotAccessor:
    """The pictures of one result; each method is the function of the same name in `tajsim.plots`.

    Attributes
    ----------
    result : Result
        What is drawn.
    """

    result: ResultLike

    def __dir__(self) -> list[str]:
        return ["compare", "delta", "fan", "impulse", "migrants", "waterfall"]

    def __repr__(self) -> str:
        return f"<pictures of a result: {', '.join(dir(self))}>"

    def fan(
        self,
        name: str,
        scenarios: Sequence[str] | str | None = None,
        ax: Axes | None = None,
        *,
        freq: str | None = None,
        history: int | None = None,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes | NDArray[Any]:
        """Bands of 50 % and 90 % around the median of one output over time, after what was observed before.

        Parameters
        ----------
        name : str
            An output.
        scenarios : str or sequence of str, optional
            By default all.
        ax : matplotlib.axes.Axes, optional
            Where to draw.
        freq : str, optional
            "Q", "Y", or "4Q" for sums of four quarters, which flows with seasons have by default.
        history : int, optional
            How many years of observations are shown before the start.
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.plots import fan

        return fan(
            self.result, name, scenarios, ax, freq=freq, history=history, figsize=figsize, colors=colors
        )

    def compare(
        self,
        names: Sequence[str] | str,
        scenarios: Sequence[str] | str | None = None,
        at: Period | None = None,
        ax: Sequence[Axes] | None = None,
        *,
        order: str = "effect",
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> NDArray[Any]:
        """Each scenario's deviation from the baseline at one period, one panel an output.

        Parameters
        ----------
        names : str or sequence of str
            Outputs.
        scenarios : str or sequence of str, optional
            By default all.
        at : int or str, optional
            A year or a quarter, by default 2027.
        ax : sequence of matplotlib.axes.Axes, optional
            Where to draw, one a panel.
        order : str, default "effect"
            "effect", the largest median deviation of the first output at the top, or "given".
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.plots import compare

        return compare(self.result, names, scenarios, at, ax, order=order, figsize=figsize, colors=colors)

    def delta(
        self,
        name: str,
        scenarios: Sequence[str] | str | None = None,
        relative: bool | None = None,
        ax: Axes | None = None,
        *,
        freq: str = "Q",
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes | NDArray[Any]:
        """Bands of 50 % and 90 % around the median deviation of one output from the baseline over time.

        Parameters
        ----------
        name : str
            An output.
        scenarios : str or sequence of str, optional
            By default all.
        relative : bool, optional
            As in `Result.delta`.
        ax : matplotlib.axes.Axes, optional
            Where to draw.
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.plots import delta

        return delta(self.result, name, scenarios, relative, ax, freq=freq, figsize=figsize, colors=colors)

    def impulse(
        self,
        scenarios: Sequence[str] | str | None = None,
        names: Sequence[str] | str | None = None,
        per_unit: bool = False,
        ax: Sequence[Axes] | None = None,
        *,
        freq: str = "Q",
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> NDArray[Any]:
        """The response of each output to the shock of a scenario, by quarters or years since it acts.

        Parameters
        ----------
        scenarios : str or sequence of str, optional
            By default all.
        names : str or sequence of str, optional
            Outputs; None for the headline ones.
        per_unit : bool, default False
            Whether responses are divided by the size of the shock.
        ax : sequence of matplotlib.axes.Axes, optional
            Where to draw, one a panel.
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.plots import impulse

        return impulse(self.result, scenarios, names, per_unit, ax, freq=freq, figsize=figsize, colors=colors)

    def migrants(
        self,
        scenario: str,
        ax: Sequence[Axes] | None = None,
        *,
        freq: str = "Q",
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> NDArray[Any]:
        """Stocks of migrants by status and flows between them in one scenario, against the baseline.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        ax : sequence of matplotlib.axes.Axes, optional
            Where to draw, one a panel.
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.plots import migrants

        return migrants(self.result, scenario, ax, freq=freq, figsize=figsize, colors=colors)

    def waterfall(
        self,
        scenario: str,
        output: str,
        at: Period | None = None,
        by: str = "shock",
        relative: bool = False,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """From the baseline through the parts of `decompose` to the scenario, at a year or a quarter.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        output : str
            An output.
        at : int or str, optional
            By default 2027, else the last full year, or the last quarter of a run without one.
        by : str, default "shock"
            "shock", "channel" or "policy", as in `Result.decompose`.
        relative : bool, default False
            In percent of the baseline.
        ax : matplotlib.axes.Axes, optional
            Where to draw.
        figsize : tuple of float, optional
            Width and height in inches.
        colors : str or sequence of str, optional
            Of the scenarios, in their order, as Matplotlib knows them.

        Returns
        -------
        Axes or array of Axes
            What was drawn on.
        """
        from tajsim.analysis.decomposition.decompose import decompose
        from tajsim.analysis.decomposition.picture import waterfall
        from tajsim.results.periods import default_period, find_period

        result = self.result
        if at is None:
            at = default_period(result.quarters, result.years)
        freq, _ = find_period(at, result.quarters, result.years)
        parts = decompose(result, scenario, output, by, freq, relative)
        return waterfall(parts, at, ax, figsize=figsize, colors=colors)
