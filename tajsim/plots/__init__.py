"""Pictures of results. Every function returns Axes, takes `ax=`, shows nothing and changes no setting."""

from tajsim.plots.compare import compare
from tajsim.plots.delta import delta
from tajsim.plots.fan import fan
from tajsim.plots.impulse import impulse
from tajsim.plots.migrants import migrants
from tajsim.plots.waterfall import waterfall

__all__ = ["compare", "delta", "fan", "impulse", "migrants", "waterfall"]
