"""A scenario as the text of a file, and what is read of one where the class itself need not be known."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.store import toml_text

if TYPE_CHECKING:
    from tajsim.scenarios.expectation import Expectation
    from tajsim.scenarios.shock import Shock

EXPECT_KEYS = ("says", "output", "at", "measure", "above", "below")
SHAPE_KEYS = ("start", "end", "quarters", "fade", "fade_to", "hold")


def format_scenario(scenario: ScenarioLike, expect: bool = True) -> str:
    """The text of the file of a scenario; reading it gives back an equal scenario, floats exact.

    expect: whether what it claims is part of the text.
    """
    return "\n".join(_scenario_lines(scenario, "", expect)) + "\n"


def _scenario_lines(scenario: ScenarioLike, prefix: str, expect: bool) -> list[str]:
    lines = [f"{key} = {_toml(getattr(scenario, key))}" for key in ("name", "title", "narrative", "sources")]
    for claim in scenario.expect if expect else ():
        lines += ["", f"[[{prefix}expect]]"]
        fields = {key: getattr(claim, key) for key in EXPECT_KEYS}
        lines += [f"{key} = {_toml(value)}" for key, value in fields.items() if value is not None]
    if scenario.parts:
        for part in scenario.parts:
            lines += ["", f"[[{prefix}components]]", *_scenario_lines(part, f"{prefix}components.", expect)]
        return lines
    for shock in scenario.shocks:
        lines += ["", f"[[{prefix}shocks]]"]
        lines += [f"{key} = {_toml(value)}" for key, value in _shock_fields(shock).items()]
    return lines


def _shock_fields(shock: Shock) -> dict[str, object]:
    shape = shock.shape
    fields: dict[str, object] = {"target": shock.target}
    fields[shock.operation] = list(shape.values) if shape.kind == "path" else shape.values[0]
    if shape.start is not None:
        fields |= {"shape": shape.kind, "start": shape.start}
        own = [field.name for field in dataclasses.fields(shape) if field.name in SHAPE_KEYS]
        fields |= {name: getattr(shape, name) for name in own if getattr(shape, name) is not None}
    if shock.weight != 1.0:
        fields["weight"] = shock.weight
    if shock.note:
        fields["note"] = shock.note
    return fields


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return toml_text(str(value))


class ScenarioLike(Protocol):
    """A scenario, as `tajsim.scenarios.composition.Scenario` is."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def narrative(self) -> str: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def shocks(self) -> Sequence[Shock]: ...
    @property
    def expect(self) -> Sequence[Expectation]: ...
    @property
    def parts(self) -> Sequence[ScenarioLike]: ...
