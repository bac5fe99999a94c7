"""The model on one page, from what its modules and declarations say, and how its blocks join."""

from __future__ import annotations

from tajsim.handbook.joins import Flow, Wiring, wiring
from tajsim.handbook.page import ModelPage, PageBlock, ParameterRow, model_page
from tajsim.handbook.picture import plot_wiring

__all__ = ["Flow", "ModelPage", "PageBlock", "ParameterRow", "Wiring", "model_page", "plot_wiring", "wiring"]
