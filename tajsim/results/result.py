"""The result of a run: what a user reads tables, deviations, probabilities and pictures from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, flag, number, whole
from tajsim.defaults import PAGE_DRAWS
from tajsim.errors import InputError
from tajsim.quarters import Quarter
from tajsim.results.accessor import PlotAccessor
from tajsim.results.data import ResultData
from tajsim.results.delta import Delta
from tajsim.results.periods import Period, check_freq, find_period

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.analysis.decomposition.chain import Chain
    from tajsim.analysis.decomposition.decompose import Decomposition
    from tajsim.arguments import Progress
    from tajsim.parameters import Parameters
    from tajsim.report.subject import Scored

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Result(ResultData):
    """Scenarios x draws x quarters of every kept output. Built by `tajsim.run` or `tajsim.load`.

    Parameters
    ----------
    scenarios : tuple of str
        Names, the baseline first.
    quarters : tuple of Quarter
        The dates.
    years : tuple of int
        The full calendar years among them.
    infos : mapping of str to OutputInfo
        What each output is.
    quarterly, annual : mapping of str to array
        float32 (period, scenario, draw) of the outputs whose draws were kept.
    central, central_annual : mapping of str to array
        float64 (period, scenario), the deterministic path; in a run with draws=None the one draw equals it.
    identities : tuple of IdentityCheck
        How well the accounts closed.
    manifest : Manifest
        How to repeat the run.
    accounts_of : callable, optional
        Recomputes a transaction-flow matrix.
    rerun : Rerun, optional
        Computes other scenarios on the same draws.
    summaries : Summaries, optional
        Distributions of outputs whose draws were not kept.
    weights : Weights, optional
        How much each draw counts in every table, band, probability and picture, in a run that was given
        figures; None where all count the same. `central` is no draw and is not weighted.
    given : GivenFigures, optional
        The figures that the run was given: `given.table()`.
    notes : tuple of str
        What is worth knowing of how the run was computed; a saved result has none.

    Attributes
    ----------
    baseline : str
        The name of the scenario that deviations are taken from.
    kept : tuple of str
        The outputs this result holds, as draws or as summaries.
    names : pandas.DataFrame
        Every output of the model: name, unit, definition, and how its annual value is made.
    plot : PlotAccessor
        Pictures: `r.plot.fan("gdp")`, `r.plot.compare(["gdp", "consumption"])`.

    Raises
    ------
    InputError
        When the parts do not fit together, naming every misfit.

    See Also
    --------
    tajsim.run : Makes one.
    tajsim.load : Reads one.

    Examples
    --------
    >>> import tajsim as ts
    >>> r = ts.run("crackdown", draws=100, seed=7, end="2026Q4", outputs=["gdp", "poverty_rate"])
    >>> r["poverty_rate"].unit
    '% of population'
    >>> list(r.table("gdp").columns)  # million TJS
    ['central', 0.05, 0.5, 0.95]
    >>> bool(r.check()["worst"].max() < 1e-6)  # people and money were conserved
    True
    """

    def __repr__(self) -> str:
        draws = "the single path" if self.manifest.draws is None else f"{self.manifest.draws} draws"
        if self.weights is not None:
            draws += f" ({self.weights.text})"
        return (
            f"Result({len(self.scenarios)} scenarios x {len(self.quarters)} quarters "
            f"({self.quarters[0]} to {self.quarters[-1]}) x {draws}, {len(self.kept)} outputs, "
            f"parameter set {self.manifest.vintage})"
        )

    def _repr_html_(self) -> str:
        from tajsim.html.results import result_html

        return result_html(self)

    def _ipython_key_completions_(self) -> list[str]:
        return [name for name in self.kept if self.has_draws(name)]

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same values and labels; `accounts_of` and `rerun` are not compared."""
        from tajsim.results.packing import pack

        if not isinstance(other, Result):
            return NotImplemented
        (labels, arrays), (other_labels, other_arrays) = pack(self), pack(other)
        same = labels == other_labels and arrays.keys() == other_arrays.keys()
        return same and all(np.array_equal(arrays[k], other_arrays[k], equal_nan=True) for k in arrays)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Callable[..., Result], tuple[dict[str, Any]]]:
        state = {field.name: getattr(self, field.name) for field in fields(self)}
        state |= {"accounts_of": None, "rerun": None}  # closures over the run cannot travel
        return (_rebuild, (state,))

    @property
    def plot(self) -> PlotAccessor:
        """Pictures: `r.plot.fan("gdp")`, `r.plot.compare(["gdp", "consumption"])`."""
        return PlotAccessor(self)

    def table(
        self,
        name: str | Sequence[str],
        freq: str = "Y",
        quantiles: Sequence[float] | float = QUANTILES,
        scenarios: Sequence[str] | str | None = None,
        *,
        text_names: bool = False,
    ) -> pd.DataFrame:
        """The distribution of an output: the column "central" and one per quantile, in the output's unit.

        Parameters
        ----------
        name : str or sequence of str
            One output, or a list of several.
        freq : str, default "Y"
            "Y" for years or "Q" for quarters.
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.
        scenarios : str or sequence of str, optional
            By default all.
        text_names : bool, default False
            Whether columns of quantiles are called "q05" rather than 0.05.

        Returns
        -------
        pandas.DataFrame
            Indexed by (scenario, period), with the output before them as "variable" for a list; periods are
            years (int) or quarters (as "2025Q1").

        Raises
        ------
        InputError
            For what the result does not hold.
        """
        from tajsim.results.tables import table

        return table(self, name, freq, quantiles, scenarios, text_names)

    def compare(
        self,
        names: str | Sequence[str],
        scenarios: Sequence[str] | str | None = None,
        freq: str = "Y",
        at: Period | None = None,
        quantiles: Sequence[float] | float = QUANTILES,
        *,
        text_names: bool = False,
    ) -> pd.DataFrame:
        """Deviations of several outputs from the baseline, one row for an output, a scenario and a period.

        `r.compare(["gdp", "consumption"], at=2027).pivot(index="variable", columns="scenario", values=0.5)`
        sets medians side by side.

        Parameters
        ----------
        names : str or sequence of str
            One output or several.
        scenarios : str or sequence of str, optional
            By default all but the baseline.
        freq : str, default "Y"
            "Y" for years or "Q" for quarters.
        at : int or str, optional
            One year or quarter alone.
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.
        text_names : bool, default False
            Whether columns of quantiles are called "q05" rather than 0.05.

        Returns
        -------
        pandas.DataFrame
            Columns variable, scenario, period, unit (of the deviation, as in `delta`), central, and one per
            quantile.

        Raises
        ------
        InputError
            For what the result does not hold, and where no scenario is left beside the baseline.
        """
        from tajsim.results.tables import compare

        return compare(self, names, scenarios, freq, at, quantiles, text_names)

    def delta(
        self,
        scenario: str,
        name: str,
        freq: str = "Q",
        relative: bool | None = None,
        baseline: str | None = None,
    ) -> Delta:
        """The deviation of an output in `scenario` from a baseline, draw by draw.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        name : str
            An output.
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.
        relative : bool, optional
            Percent of the baseline (True), difference (False), or by default percent for levels (money,
            volumes, people) and the difference for rates, shares, growth, months and indices, and for
            balances, whose baseline is not positive throughout.
        baseline : str, optional
            A scenario of the run; by default its baseline.

        Returns
        -------
        Delta
            With `.values`, `.table()`, `.prob()` and `.mean()`.

        Raises
        ------
        InputError
            When a percentage has no meaning.
        """
        against = self.baseline if baseline is None else baseline
        if relative is not None:
            relative = flag(AT_ONCE, "relative", relative)
        self.position(scenario)
        positive = self._is_positive(name, against)
        if relative and not positive:
            raise InputError(
                f"{name!r} is not positive throughout {against!r}, so a percentage of it has no meaning; "
                "use relative=False"
            )
        if relative is None:
            relative = self.infos[name].is_level and positive
        return Delta(self, name, scenario, against, check_freq(freq), relative)

    def decompose(
        self,
        scenario: str,
        output: str,
        by: str = "shock",
        freq: str = "Y",
        relative: bool = False,
        *,
        progress: Progress | None = None,
    ) -> Decomposition:
        """What the deviation of an output in `scenario` from the run's baseline is made of, in every draw.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        output : str
            An output.
        by : str, default "shock"
            "shock", the components of a composed scenario or the shocks of a single one; "channel", the
            factors or terms of the output (of some outputs); "policy", the shocks alone and what reserves and
            the fiscal rule change; "step", the chain from people to money (of `remittances_usd`), as in
            `chain`.
        freq : str, default "Y"
            "Y" for years or "Q" for quarters.
        relative : bool, default False
            In percent of the baseline rather than in the output's unit.
        progress : callable, optional
            Called with (blocks of draws done, blocks in all).

        Returns
        -------
        Decomposition
            Parts that add up to the deviation in every draw.

        Raises
        ------
        InputError
            For a result that was loaded from a file, and for what cannot be taken apart.
        """
        from tajsim.analysis.decomposition.decompose import decompose

        return decompose(self, scenario, output, by, freq, relative, progress=progress)

    def chain(self, scenario: str, freq: str = "Y", *, progress: Progress | None = None) -> Chain:
        """From people to money: why remittances move as they do when workers in Russia do, in every draw.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        freq : str, default "Y"
            "Y" for years or "Q" for quarters.
        progress : callable, optional
            Called with (blocks of draws done, blocks in all).

        Returns
        -------
        Chain
            Steps that multiply to the change of `remittances_usd` in percent and add up to it in dollars.

        Raises
        ------
        InputError
            For a result that was loaded from a file, and for what cannot be taken apart.
        """
        from tajsim.analysis.decomposition.chain import chain

        return chain(self, scenario, freq, progress=progress)

    def prob(self, scenario: str, name: str, comparison: str, value: float, at: Period) -> float:
        """The share of draws in which `name comparison value` holds in `scenario` at period `at`.

        As in `r.prob("crackdown", "reserves_months", "<", 3, at="2026Q4")`.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        name : str
            An output.
        comparison : str
            "<", "<=", ">" or ">=".
        value : float
            In the output's unit.
        at : int or str
            A year or a quarter.

        Returns
        -------
        float
            From 0 to 1.
        """
        self.need_draws()
        freq, index = find_period(at, self.quarters, self.years)
        row = self.distribution(name, freq).row((index, self.position(scenario)))
        return float(row.share(comparison, number(AT_ONCE, "value", value)))

    def reserve_cover(self, months: float = 3.0, freq: str = "Y") -> pd.DataFrame:
        """How long reserves pay for imports, by a scenario's own imports and by those of the baseline.

        Imports that collapse make the same reserves last longer; by what the country imports without the
        shock they do not.

        Parameters
        ----------
        months : float, default 3.0
            The cover that counts as too little, months of imports of four quarters.
        freq : str, default "Y"
            "Y" for years or "Q" for quarters.

        Returns
        -------
        pandas.DataFrame
            Indexed by (scenario, period): own_median and baseline_median, months; own_below and
            baseline_below, the share of draws with less than `months`, 0 to 1.

        Raises
        ------
        InputError
            Without draws of reserves_usd and reserves_months.

        Examples
        --------
        >>> import tajsim as ts
        >>> r = ts.run("rouble-shock", draws=100, outputs=["reserves_usd", "reserves_months"])
        >>> cover = r.reserve_cover().loc[("rouble-shock", 2027)]
        >>> bool(cover["baseline_median"] < cover["own_median"])
        True
        """
        from tajsim.results.tables import reserve_cover

        return reserve_cover(self, months, freq)

    def accounts(self, scenario: str, quarter: str | Quarter, draw: int = 0) -> pd.DataFrame:
        """The transaction-flow matrix of one scenario, quarter and draw.

        Parameters
        ----------
        scenario : str
            A scenario of the run.
        quarter : str or Quarter
            A quarter of the run.
        draw : int, default 0
            The number of the draw.

        Returns
        -------
        pandas.DataFrame
            Million TJS, payers and receivers in columns.

        Raises
        ------
        InputError
            For a draw outside the run, and for a result that was loaded from a file.
        """
        self.position(scenario)
        when = Quarter.parse(quarter)
        find_period(when, self.quarters, self.years)
        draws, draw = self.manifest.draws or 1, whole(AT_ONCE, "draw", draw, -(2**63), 2**63)
        if not 0 <= draw < draws:
            raise InputError(f"there is no draw {draw}; the run has draws 0 to {draws - 1}")
        if self.accounts_of is None:
            raise InputError(
                "the accounts are recomputed from the run: call tajsim.run in this process first"
            )
        return self.accounts_of(scenario, when, draw)

    def to_frame(self, freq: str = "Q", outputs: Sequence[str] | str | None = None) -> pd.DataFrame:
        """Every draw in tidy form.

        Parameters
        ----------
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.
        outputs : str or sequence of str, optional
            Names; None for all kept.

        Returns
        -------
        pandas.DataFrame
            Columns scenario, period, draw, variable, value; and weight where draws have weights.
        """
        from tajsim.results.tables import to_frame

        return to_frame(self, freq, outputs)

    def summary_frame(
        self, quantiles: Sequence[float] | float = (0.05, 0.25, 0.5, 0.75, 0.95)
    ) -> pd.DataFrame:
        """Statistics of every output in tidy form.

        Parameters
        ----------
        quantiles : float or sequence of float, default (0.05, 0.25, 0.5, 0.75, 0.95)
            Probabilities, 0 to 1.

        Returns
        -------
        pandas.DataFrame
            Columns scenario, variable, unit, period, statistic, value, freq ("Q" where the period is a
            quarter, "Y" where it is a year). Statistics: central, mean, q05, ... of the level, and
            delta_central, ... of the deviation from the baseline.
        """
        from tajsim.results.tables import summary_frame

        return summary_frame(self, quantiles)

    def to_xarray(self, freq: str = "Q") -> Any:
        """An xarray.Dataset with dimensions (period, scenario, draw). Needs the extra `xarray`.

        Parameters
        ----------
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.

        Returns
        -------
        xarray.Dataset
            One variable an output, with its unit and definition; and the coordinate weight (draw) where draws
            have weights.
        """
        from tajsim.results.tables import to_xarray

        return to_xarray(self, freq)

    def to_iamc(
        self, freq: str = "Y", quantiles: Sequence[float] | float = QUANTILES, model: str | None = None
    ) -> pd.DataFrame:
        """Levels in the long format of the IAMC, which pyam reads: `pyam.IamDataFrame(r.to_iamc())`.

        Parameters
        ----------
        freq : str, default "Y"
            "Y" for a column year, "Q" for a column time (the first day of the quarter).
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Each becomes a variable as "gdp|5th Percentile" beside that of the single path, "gdp".
        model : str, optional
            By default tajsim and its version.

        Returns
        -------
        pandas.DataFrame
            Columns model, scenario, region ("Tajikistan"), variable, unit, year or time, and value.

        Raises
        ------
        InputError
            For a bad argument.
        """
        from tajsim.results.tables import to_iamc

        return to_iamc(self, freq, quantiles, model)

    def to_excel(self, path: str | Path) -> Path:
        """Write a workbook, one sheet a table. Needs the extra `excel`.

        Sheets: summary (what was run, and what each scenario does to the headline outputs in one year),
        outputs (units and definitions), annual and quarterly statistics, the same of deviations from the
        baseline, scenarios, shocks, parameters, the sources they cite, the accounts check, and the manifest.
        The same result gives the same bytes.

        Parameters
        ----------
        path : str or Path
            An .xlsx file.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            For a name that ends as another format does, or when the file cannot be written.
        """
        from tajsim.results.excel import to_excel

        return to_excel(self, path)

    def report(
        self,
        path: str | Path,
        title: str | None = None,
        at: Period | None = None,
        parameters: Parameters | str | Path | None = None,
        backtest: Scored | None = None,
        language: str = "en",
        explore: str | Path | None = None,
    ) -> Path:
        """Write one self-contained HTML page: summary in words, pictures, tables, assumptions, evidence.

        The same result gives the same bytes.

        Parameters
        ----------
        path : str or Path
            An HTML file.
        title : str, optional
            By default made of the scenarios.
        at : int or str, optional
            The year or quarter reported, by default 2027, else the last full year, else the last quarter.
        parameters : Parameters, str or Path, optional
            The set that ran, where it is no shipped one.
        backtest : Backtest, optional
            Of `tajsim.backtest`, to show its scores.
        language : str, default "en"
            Of the page and its pictures, "en" or "ru"; what users wrote stays in their own.
        explore : str or Path, optional
            A second HTML file, to which the report links: the model itself with the scenarios switched on, as
            the method `explore` writes it.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            Naming every bad argument, for a name that ends as another format does (such as .pdf, which a
            browser prints), or when a file cannot be written.
        """
        from tajsim.report.page import write_report
        from tajsim.report.subject import beside, check_place

        model = None
        if explore is not None:
            check_place(path)
            model = beside(self.explore(explore, language=language), path)
        return write_report(
            self,
            path,
            title=title,
            at=at,
            parameters=parameters,
            backtest=backtest,
            language=language,
            model=model,
        )

    def explore(self, path: str | Path, draws: int = PAGE_DRAWS, language: str = "en") -> Path:
        """Write the model itself as one HTML page, with the run's scenarios on if they can act together.

        Every slider of the page runs all equations; it needs no network. See `tajsim.explore`.

        Parameters
        ----------
        path : str or Path
            An HTML file.
        draws : int, default 300
            Draws in the page, 1 to 2000, drawn anew with the seed of the run: as many draws as the run has
            give its numbers. Of a run that was given figures, draws chosen among its own, each as often as it
            weighs.
        language : str, default "en"
            Of the page when it opens, "en" or "ru".

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            Naming every bad argument; for a run over the past, without draws or with swaps, and for a result
            that was loaded; or when the file cannot be written.
        """
        from tajsim.explorer.explorer import check_name, of_result

        check_name(path)
        return of_result(self.rerun, self.weights, draws, language).save(path)

    def to_parquet(self, path: str | Path, freq: str = "Q") -> Path:
        """Write every draw in the tidy form of `to_frame` to a Parquet file. Needs the extra `parquet`.

        The metadata "tajsim" of the file holds, as JSON, freq, units, definitions and the manifest.

        Parameters
        ----------
        path : str or Path
            A .parquet file.
        freq : str, default "Q"
            "Y" for years or "Q" for quarters.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            When draws were not kept, for a name that ends as another format does, or when the file cannot be
            written.
        """
        from tajsim.results.tables import to_parquet

        return to_parquet(self, path, freq)

    def save(self, path: str | Path) -> Path:
        """Write the result to one file, whole or not at all; `tajsim.load` reads it back equal.

        Parameters
        ----------
        path : str or Path
            A file that ends in .npz.

        Returns
        -------
        Path
            Where it was written.
        """
        from tajsim.results.packing import save

        return save(self, path)


def _rebuild(state: dict[str, Any]) -> Result:
    return Result(**state)
