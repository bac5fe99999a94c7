"""The model on one page, from what its modules and declarations say, and how its blocks join."""

from __future__ import annotations

from tajsim.handbook.joins import Flow, Wiring, plot_wiring, wiring
from tajsim.handbook.page import ModelPage, PageBlock, ParameterRow, model_page

__all__ = ["Flow", "ModelPage", "PageBlock", "ParameterRow", "Wiring", "model_page", "plot_wiring", "wiring"]
