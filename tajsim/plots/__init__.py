"""Pictures of results. Every function returns Axes, takes `ax=`, shows nothing and changes no setting."""

from tajsim.plots.compare import compare
from tajsim.plots.fan import fan
from tajsim.plots.waterfall import waterfall

__all__ = ["compare", "fan", "waterfall"]
