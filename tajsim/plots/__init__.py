"""Pictures of results. Every function returns Axes, takes `ax=`, shows nothing and changes no setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.lazy import loader

if TYPE_CHECKING:
    from tajsim.plots.comparison import compare as compare
    from tajsim.plots.impulse_response import impulse as impulse
    from tajsim.plots.migration import migrants as migrants
    from tajsim.plots.paths import delta as delta
    from tajsim.plots.paths import fan as fan

_HOMES = {
    "tajsim.plots.comparison": ("compare",),
    "tajsim.plots.paths": ("delta", "fan"),
    "tajsim.plots.impulse_response": ("impulse",),
    "tajsim.plots.migration": ("migrants",),
    "tajsim.analysis.decomposition.picture": ("waterfall",),
}

__all__ = [name for names in _HOMES.values() for name in names]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, _HOMES)
