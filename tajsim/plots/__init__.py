"""Pictures of results. Every function returns Axes, takes `ax=`, shows nothing and changes no setting."""

from tajsim.plots.comparison import compare
from tajsim.plots.deviation import delta
from tajsim.plots.fan_chart import fan
from tajsim.plots.impulse_response import impulse
from tajsim.plots.migration import migrants
from tajsim.plots.waterfall_chart import waterfall

__all__ = ["compare", "delta", "fan", "impulse", "migrants", "waterfall"]
