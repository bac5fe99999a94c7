"""Pictures of results. Every function returns Axes, takes `ax=`, shows nothing and changes no setting."""

from tajsim.plots.compare import compare
from tajsim.plots.fan import fan

__all__ = ["compare", "fan"]
