"""What a result needs to be computed again, with other scenarios or outputs, on the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.frozen import FrozenMap

if TYPE_CHECKING:
    from tajsim.results.like import Again, ResultLike
    from tajsim.scenarios import Scenario


@dataclass(frozen=True, eq=False)
class Rerun:
    """The run behind a result, which can be asked for more.

    Attributes
    ----------
    scenarios : mapping of str to Scenario
        What ran under each name, the baseline first.
    memory_limit : float
        GiB of draws that the run might keep.
    run : callable
        Computes other scenarios, given whole and under names of their own, with the outputs named, and keeps
        their draws; parameters, baseline, dates, draws and seed are those of the run.
    planned : tuple, optional
        The request and the plan of the run, for the page that computes it elsewhere.
    """

    scenarios: Mapping[str, Scenario]
    memory_limit: float
    run: Again
    planned: tuple[Any, Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenarios", FrozenMap(self.scenarios))

    def __repr__(self) -> str:
        return f"<Rerun of {', '.join(self.scenarios)}>"


def run_beside(result: ResultLike, scenarios: Sequence[Scenario], outputs: Sequence[str]) -> ResultLike:
    """Other scenarios on the draws of a result, which weigh what they weigh there.

    Raises InputError for a result that was loaded.
    """
    if result.rerun is None:
        raise InputError("the run cannot be repeated: call tajsim.run in this process first")
    found = result.rerun.run(scenarios, outputs)
    return found if found.weights == result.weights else replace(found, weights=result.weights)
