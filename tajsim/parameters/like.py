"""What tables, files and notebooks read from a parameter set; the class itself they need not know."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tajsim.parameters.ensemble import Ensemble
    from tajsim.parameters.entry import Entry, Figure, Resolution


class ParametersLike(Protocol):
    """A parameter set, as `tajsim.parameters.parameter_set.Parameters` is."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> datetime.date: ...
    @property
    def narrative(self) -> str: ...
    @property
    def entries(self) -> Mapping[str, Entry]: ...
    @property
    def figures(self) -> Mapping[str, Figure]: ...
    @property
    def resolutions(self) -> Mapping[str, Resolution]: ...
    @property
    def parents(self) -> Sequence[str]: ...
    @property
    def ensemble(self) -> Ensemble | None: ...
