"""What files, notebooks and checks read from a scenario; the class itself they need not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tajsim.scenarios.expectation import Expectation
    from tajsim.scenarios.shock import Shock


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
