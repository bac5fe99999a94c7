"""What Russia's rules and borders did in the past, as scenarios dated by history."""

from __future__ import annotations

from collections.abc import Sequence

from tajsim.quarters import Quarter
from tajsim.scenarios import Scenario, Shock, read_scenario
from tajsim.scenarios.modifier import combine
from tajsim.store import data_path


def enforcement(quarters: Sequence[Quarter], name: str = "history") -> Scenario:
    """The episodes of data/episodes that act in some of `quarters`, as one scenario called `name`."""
    shocks: list[Shock] = []
    sources: list[str] = []
    told: list[str] = []
    for path in sorted(data_path("episodes").glob("*.toml")):
        episode = read_scenario(path)
        acting = [
            shock
            for shock in episode.shocks
            if combine(shock.target, [(episode.name, shock)], quarters).touched.any()
        ]
        if acting:
            shocks += acting
            sources += episode.sources
            told.append(episode.title)
    narrative = "Observed drivers" + "".join(f"; {title}" for title in told)
    return Scenario(
        name, tuple(shocks), title="As it was", narrative=narrative, sources=tuple(dict.fromkeys(sources))
    )
