"""What scenarios are called in pictures: the title of what ran, not its short name."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.frozen import FrozenMap
from tajsim.plots.style import title_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike
    from tajsim.results.manifest import Manifest
    from tajsim.results.weights import Weights
    from tajsim.scenarios import Scenario

_BASELINES = FrozenMap(
    {
        "baseline": "the published outlook",
        "none": "the model's own projection",
        "history": "what was observed",
    }
)
LETTERS = 24  # of a line of a name beside a row


class DecompositionLike(Protocol):
    """What is drawn of `Result.decompose`."""

    @property
    def output(self) -> str: ...
    @property
    def scenario(self) -> str: ...
    @property
    def baseline(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def relative(self) -> bool: ...
    @property
    def unit(self) -> str: ...
    @property
    def periods(self) -> Sequence[str | int]: ...
    @property
    def parts(self) -> Sequence[str]: ...
    @property
    def values(self) -> NDArray[np.float64]: ...
    @property
    def reference(self) -> NDArray[np.float64]: ...
    @property
    def manifest(self) -> Manifest: ...
    @property
    def weights(self) -> Weights | None: ...


def scenario_titles(result: ResultLike) -> Mapping[str, str]:
    """A title for each scenario of a result, no two alike; the name itself where no title is known."""
    from tajsim.results.inputs import scenarios_used

    return titles_of(result.scenarios, scenarios_used(result))


def part_titles(decomposition: DecompositionLike) -> Mapping[str, str]:
    """A title for the scenario, the baseline and the parts of a decomposition.

    A part that is a scenario has its title, one that is a driver, parameter or output is given in words.
    """
    from tajsim.results.inputs import scenarios_in

    known = dict(scenarios_in(decomposition.manifest))
    for one in tuple(known.values()):
        known |= {part.name: part for part in one.components() if part.name not in known}
    names = (decomposition.baseline, decomposition.scenario, *decomposition.parts)
    titles = titles_of(names, known)
    words = title_of if decomposition.by == "shock" else _capital
    others = {name: words(name) for name in decomposition.parts if name not in known}
    alike = len({*titles.values(), *others.values()}) < len({*titles.keys()})
    return titles if alike else FrozenMap(dict(titles) | others)


def titles_of(names: Sequence[str], known: Mapping[str, Scenario]) -> Mapping[str, str]:
    """A title for each name; what two scenarios share, or another is called, gets the name behind it."""
    titles = {name: (known[name].title.strip() if name in known else "") or name for name in names}
    taken = list(titles.values())
    return FrozenMap(
        {
            name: title if title == name or taken.count(title) == 1 else f"{title} ({name})"
            for name, title in titles.items()
        }
    )


def baseline_words(result: ResultLike) -> str:
    """The baseline within a sentence: `the published outlook`, or the title of a baseline of one's own."""
    return _BASELINES.get(result.baseline) or scenario_titles(result)[result.baseline]


def spoken_scenario(name: str) -> str:
    """A scenario within a sentence, where only its name is known: the title of a shipped one, or the name."""
    from tajsim.scenarios import scenario
    from tajsim.scenarios.library import names_shipped

    if name in _BASELINES:
        return _BASELINES[name]
    title = scenario(name).title if names_shipped(name) else ""
    return f"{title[:1].lower()}{title[1:]}" if title and not title.startswith("Russia") else title or name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_lines(title: str, letters: int = LETTERS) -> str:
    """A title broken into lines of so many letters."""
    return "\n".join(textwrap.wrap(title, letters)) or title
