"""What Russia's rules and borders did in the past, as scenarios dated by history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tajsim.errors import FileFormatError, Problems
from tajsim.quarters import Quarter
from tajsim.scenarios import Scenario, Shock, read_scenario
from tajsim.scenarios.shock import combine
from tajsim.store import Shipped

SHIPPED = Shipped("episode", "episodes")


def read_episode(path: str | Path) -> Scenario:
    """An episode: a scenario file whose shocks each have a start, and which names its sources.

    Raises FileFormatError naming the file and listing every fault.
    """
    episode = read_scenario(path)
    problems = Problems(f"episode {path}")
    if not episode.shocks:
        problems.add("it holds no [[shocks]]; an episode says what changed, and when")
    for i, shock in enumerate(episode.shocks, start=1):
        if shock.shape.start is None:
            problems.add(f"shock {i} ({shock.target}): start is missing; an episode is dated, as 2014Q1")
    if not episode.sources:
        problems.add("sources is missing; name what the episode rests on")
    problems.raise_if_any(FileFormatError)
    return episode


def enforcement(quarters: Sequence[Quarter], name: str = "history") -> Scenario:
    """The episodes of data/episodes that act in some of `quarters`, as one scenario called `name`."""
    shocks: list[Shock] = []
    sources: list[str] = []
    titles: list[str] = []
    for path in SHIPPED.files().values():
        episode = read_episode(path)
        acting = [
            shock
            for shock in episode.shocks
            if combine(shock.target, [(episode.name, shock)], quarters).touched.any()
        ]
        if acting:
            shocks += acting
            sources += episode.sources
            titles.append(episode.title)
    narrative = "Observed drivers" + "".join(f"; {title}" for title in titles)
    return Scenario(
        name, tuple(shocks), title="As it was", narrative=narrative, sources=tuple(dict.fromkeys(sources))
    )
