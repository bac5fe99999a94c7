"""What a result holds, and how one part of it is looked up; `Result` adds what users ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, choice, names
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap, read_only
from tajsim.quarters import Quarter
from tajsim.results.conditions import GivenFigures
from tajsim.results.distribution import Distribution, Draws
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.manifest import Manifest
from tajsim.results.periods import check_freq
from tajsim.results.rerun import Rerun
from tajsim.results.summaries import KINDS, Summaries, Summary
from tajsim.results.validate import check_kinds, check_result
from tajsim.results.values import Values
from tajsim.results.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {"quarterly": np.float32, "annual": np.float32, "central": np.float64, "central_annual": np.float64}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ResultData:
    """Scenarios x draws x quarters of every kept output, with labels. `Result` says what the fields are."""

    scenarios: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    years: tuple[int, ...]
    infos: Mapping[str, OutputInfo]
    quarterly: Mapping[str, NDArray[np.float32]]
    annual: Mapping[str, NDArray[np.float32]]
    central: Mapping[str, NDArray[np.float64]]
    central_annual: Mapping[str, NDArray[np.float64]]
    identities: tuple[IdentityCheck, ...]
    manifest: Manifest
    accounts_of: Callable[[str, Quarter, int], pd.DataFrame] | None = None
    rerun: Rerun | None = None
    summaries: Summaries | None = None
    weights: Weights | None = None
    given: GivenFigures | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_kinds(self)
        for name in ("scenarios", "quarters", "years", "identities", "notes"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "infos", FrozenMap(self.infos))
        for name, dtype in _DTYPES.items():
            arrays = {output: read_only(array, dtype) for output, array in getattr(self, name).items()}
            object.__setattr__(self, name, FrozenMap(arrays))
        check_result(self)

    @property
    def baseline(self) -> str:
        """The name of the scenario that deviations are taken from."""
        return self.scenarios[0]

    @property
    def kept(self) -> tuple[str, ...]:
        """The outputs this result holds, as draws or as summaries, in the order of `infos`."""
        summarised = self.summaries.names if self.summaries else ()
        return tuple(name for name in self.infos if name in self.quarterly or name in summarised)

    @property
    def names(self) -> pd.DataFrame:
        """Every output of the model: name, unit, definition, and how its annual value is made."""
        import pandas as pd

        columns = ["name", "unit", "definition", "annual"]
        rows = [[getattr(info, column) for column in columns] for info in self.infos.values()]
        return pd.DataFrame(rows, columns=columns)

    def __getitem__(self, name: str) -> Values:
        """The quarterly values of one output in every draw.

        Raises UnknownNameError when there is no such output, InputError when its draws were not kept.
        """
        unit, draws = self.info(name).unit, self.draws(name, "Q")
        return Values(name, unit, draws, self.quarters, self.scenarios, self.weights)

    def __contains__(self, name: object) -> bool:
        """Whether the result holds an output of this name."""
        return isinstance(name, str) and name in self.kept

    def __iter__(self) -> Iterator[str]:
        """The names of the outputs held."""
        return iter(self.kept)

    def __len__(self) -> int:
        """The number of outputs held."""
        return len(self.kept)

    def __bool__(self) -> bool:
        return True

    def keys(self) -> tuple[str, ...]:
        """The names of the outputs held, so that `dict(result)` is a dict of their values."""
        return self.kept

    def check(self) -> pd.DataFrame:
        """How well each accounting identity held: identity, worst (relative violation), and where."""
        import pandas as pd

        columns = ["identity", "worst", "scenario", "quarter", "draw"]
        rows = [[c.identity, c.worst, c.scenario, str(c.quarter), c.draw] for c in self.identities]
        return pd.DataFrame(rows, columns=columns)

    def info(self, name: str) -> OutputInfo:
        """What an output is.

        Parameters
        ----------
        name : str
            An output.

        Returns
        -------
        OutputInfo
            Name, unit and definition.

        Raises
        ------
        UnknownNameError
            Naming the nearest outputs.
        """
        return self.infos[choice(AT_ONCE, "output", name, self.infos)]

    def position(self, scenario: str) -> int:
        """The place of a scenario on the scenario axis.

        Parameters
        ----------
        scenario : str
            A scenario of the run.

        Returns
        -------
        int
            0 is the baseline.

        Raises
        ------
        UnknownNameError
            For a scenario that was not run.
        """
        return self.scenarios.index(choice(AT_ONCE, "scenario", scenario, self.scenarios))

    def choose(self, scenarios: Sequence[str] | str | None) -> tuple[str, ...]:
        """The scenarios asked for, each checked and each once.

        Parameters
        ----------
        scenarios : str or sequence of str, optional
            Names; None for all of them.

        Returns
        -------
        tuple of str
            Their names.
        """
        if scenarios is None:
            return self.scenarios
        return names(AT_ONCE, "scenarios", scenarios, self.scenarios, "scenario")

    def choose_outputs(self, outputs: Sequence[str] | str | None) -> tuple[str, ...]:
        """The outputs asked for, each checked and each once.

        Parameters
        ----------
        outputs : str or sequence of str, optional
            Names; None for all that are held.

        Returns
        -------
        tuple of str
            Their names.
        """
        if outputs is None:
            return self.kept
        chosen = names(AT_ONCE, "outputs", outputs, self.infos, "output")
        for name in chosen:
            self._need_kept(name)
        return chosen

    def periods(self, freq: str) -> tuple[str | int, ...]:
        """The labels of the periods.

        Parameters
        ----------
        freq : str
            "Y" for years or "Q" for quarters.

        Returns
        -------
        tuple of str or int
            "2025Q1" for quarters, 2025 for years.
        """
        return tuple(str(quarter) for quarter in self.quarters) if check_freq(freq) == "Q" else self.years

    def has_draws(self, name: str) -> bool:
        """Whether every draw of the output is held.

        Parameters
        ----------
        name : str
            An output.

        Returns
        -------
        bool
            False where the run kept summaries.
        """
        return isinstance(name, str) and name in self.quarterly

    def draws(self, name: str, freq: str) -> NDArray[np.float32]:
        """Every draw of one output.

        Parameters
        ----------
        name : str
            An output.
        freq : str
            "Y" for years or "Q" for quarters.

        Returns
        -------
        numpy.ndarray
            Read-only float32 (period, scenario, draw).

        Raises
        ------
        UnknownNameError
            For an unknown output.
        InputError
            For one whose draws were not kept.
        """
        self._need_kept(name)
        if not self.has_draws(name):
            raise InputError(
                f"the draws of {name!r} were not kept, only their summary; use table() or delta(), or run "
                f"again with fewer draws or outputs=[{name!r}]"
            )
        return (self.quarterly if check_freq(freq) == "Q" else self.annual)[name]

    def distribution(self, name: str, freq: str) -> Distribution:
        """The distribution over draws of one output, from draws or summaries.

        Parameters
        ----------
        name : str
            An output.
        freq : str
            "Y" for years or "Q" for quarters.

        Returns
        -------
        Distribution
            Rows (period, scenario).
        """
        self._need_kept(name)
        if self.has_draws(name):
            return Draws(self.draws(name, freq), self.weights)
        return self.summary(name, check_freq(freq), "level")

    def summary(self, name: str, freq: str, kind: str) -> Summary:
        """The summary of one output.

        Parameters
        ----------
        name : str
            An output.
        freq : str
            "Y" for years or "Q" for quarters.
        kind : str
            "level", or "absolute" or "relative" for the deviation from the baseline.

        Returns
        -------
        Summary
            The distribution in each period and scenario.

        Raises
        ------
        InputError
            When the run made none.
        """
        if self.summaries is None:
            raise InputError("the run kept draws, not summaries")
        name, kind = self.info(name).name, choice(AT_ONCE, "kind", kind, KINDS)
        return self.summaries.get(name, check_freq(freq), kind)

    def need_draws(self) -> None:
        """Raise InputError when the run has only its single path, from which no probability follows."""
        if self.manifest.draws is None:
            raise InputError(
                "the run has only its single path; run again with draws=, for example draws=1000"
            )

    def _need_kept(self, name: str) -> None:
        self.info(name)
        if name not in self.quarterly and (self.summaries is None or name not in self.summaries.names):
            raise InputError(
                f"output {name!r} was not kept in this run; run again with outputs=[..., {name!r}] "
                'or outputs="all"'
            )

    def _is_positive(self, name: str, scenario: str) -> bool:
        self._need_kept(name)
        column = self.position(scenario)
        paths = (self.central[name][:, column], self.central_annual[name][:, column])
        return all(bool((path > 0).all()) for path in paths)
