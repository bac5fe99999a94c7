"""tajsim: what happens to Tajikistan when Russia expels its workers or the rouble falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.lazy import loader
from tajsim.parameters import parameters as parameters  # a function with the name of its package, which
from tajsim.scenarios import scenarios as scenarios  # importing anything of the package would put here
from tajsim.version import __version__ as __version__

if TYPE_CHECKING:
    from tajsim.analysis.add_factors import baseline_add_factors as baseline_add_factors
    from tajsim.analysis.expectations import expectations as expectations
    from tajsim.analysis.hard_question import exogenise as exogenise
    from tajsim.analysis.nowcasting import Nowcast as Nowcast
    from tajsim.analysis.nowcasting import nowcast as nowcast
    from tajsim.analysis.parameter_sets.comparison import compare_parameter_sets as compare_parameter_sets
    from tajsim.analysis.plausibility.baseline import baseline_ratios as baseline_ratios
    from tajsim.analysis.plausibility.study import plausibility as plausibility
    from tajsim.analysis.policy.levers import levers as levers
    from tajsim.analysis.policy.study import policy_search as policy_search
    from tajsim.analysis.sensitivity.study import sensitivity as sensitivity
    from tajsim.analysis.targets import targets as targets
    from tajsim.analysis.thresholds.frontier import frontier as frontier
    from tajsim.analysis.thresholds.solve import solve as solve
    from tajsim.engine.condition import Condition as Condition
    from tajsim.engine.repeat import rerun as rerun
    from tajsim.engine.run import run as run
    from tajsim.engine.swap import Swap as Swap
    from tajsim.errors import AccountingError as AccountingError
    from tajsim.errors import CollapsedWeightsError as CollapsedWeightsError
    from tajsim.errors import FileFormatError as FileFormatError
    from tajsim.errors import InputError as InputError
    from tajsim.errors import MissingExtraError as MissingExtraError
    from tajsim.errors import TajsimError as TajsimError
    from tajsim.errors import UnknownNameError as UnknownNameError
    from tajsim.evidence.backtest.answer import Backtest as Backtest
    from tajsim.evidence.backtest.study import backtest as backtest
    from tajsim.evidence.calibration.study import Calibration as Calibration
    from tajsim.evidence.calibration.study import calibrate as calibrate
    from tajsim.evidence.episodes.study import episodes as episodes
    from tajsim.evidence.historical.study import historical_decomposition as historical_decomposition
    from tajsim.evidence.partial.answer import PartialBacktest as PartialBacktest
    from tajsim.evidence.partial.study import partial_backtest as partial_backtest
    from tajsim.evidence.responses.study import published_responses as published_responses
    from tajsim.explorer.explore import explore as explore
    from tajsim.golden.check import Check as Check
    from tajsim.golden.check import check as check
    from tajsim.handbook import model_page as model_page
    from tajsim.judgements.judgement import AddFactor as AddFactor
    from tajsim.judgements.judgement import Judgement as Judgement
    from tajsim.judgements.reading import judgement as judgement
    from tajsim.observed import breaks as breaks
    from tajsim.observed import history as history
    from tajsim.observed import outlooks as outlooks
    from tajsim.observed import sources as sources
    from tajsim.parameters import Parameters as Parameters
    from tajsim.parameters import parameter_sets as parameter_sets
    from tajsim.parameters import vintages as vintages
    from tajsim.published.fetch.fetching import fetch as fetch
    from tajsim.published.fetch.fetching import fetched as fetched
    from tajsim.published.known import known as known
    from tajsim.published.observations import Observations as Observations
    from tajsim.published.observations import observations as observations
    from tajsim.quarters import Quarter as Quarter
    from tajsim.results import Result as Result
    from tajsim.results import load as load
    from tajsim.rounds.compare import compare_rounds as compare_rounds
    from tajsim.rounds.folder import new_round as new_round
    from tajsim.rounds.verification import verify_round as verify_round
    from tajsim.scenarios import Expectation as Expectation
    from tajsim.scenarios import Scenario as Scenario
    from tajsim.scenarios import Shock as Shock
    from tajsim.scenarios import fade as fade
    from tajsim.scenarios import path as path
    from tajsim.scenarios import pulse as pulse
    from tajsim.scenarios import ramp as ramp
    from tajsim.scenarios import scenario as scenario
    from tajsim.scenarios import step as step

_HOMES = {
    "tajsim.analysis.add_factors": ("baseline_add_factors",),
    "tajsim.analysis.hard_question": ("exogenise",),
    "tajsim.analysis.expectations": ("expectations",),
    "tajsim.analysis.nowcasting": ("Nowcast", "nowcast"),
    "tajsim.analysis.parameter_sets.comparison": ("compare_parameter_sets",),
    "tajsim.analysis.thresholds.frontier": ("frontier",),
    "tajsim.analysis.policy.levers": ("levers",),
    "tajsim.analysis.plausibility.baseline": ("baseline_ratios",),
    "tajsim.analysis.plausibility.study": ("plausibility",),
    "tajsim.analysis.policy.study": ("policy_search",),
    "tajsim.analysis.sensitivity.study": ("sensitivity",),
    "tajsim.analysis.thresholds.solve": ("solve",),
    "tajsim.analysis.targets": ("targets",),
    "tajsim.engine.condition": ("Condition",),
    "tajsim.engine.repeat": ("rerun",),
    "tajsim.engine.run": ("run",),
    "tajsim.engine.swap": ("Swap",),
    "tajsim.errors": (
        "AccountingError",
        "CollapsedWeightsError",
        "FileFormatError",
        "InputError",
        "MissingExtraError",
        "TajsimError",
        "UnknownNameError",
    ),
    "tajsim.evidence.backtest.answer": ("Backtest",),
    "tajsim.evidence.backtest.study": ("backtest",),
    "tajsim.evidence.calibration.study": ("Calibration", "calibrate"),
    "tajsim.evidence.episodes.study": ("episodes",),
    "tajsim.evidence.historical.study": ("historical_decomposition",),
    "tajsim.evidence.partial.answer": ("PartialBacktest",),
    "tajsim.evidence.partial.study": ("partial_backtest",),
    "tajsim.evidence.responses.study": ("published_responses",),
    "tajsim.explorer.explore": ("explore",),
    "tajsim.golden.check": ("Check", "check"),
    "tajsim.handbook": ("model_page",),
    "tajsim.judgements.judgement": ("AddFactor", "Judgement"),
    "tajsim.judgements.reading": ("judgement",),
    "tajsim.observed": ("breaks", "history", "outlooks", "sources"),
    "tajsim.parameters": ("Parameters", "parameter_sets", "vintages"),
    "tajsim.published.fetch.fetching": ("fetch", "fetched"),
    "tajsim.published.known": ("known",),
    "tajsim.published.observations": ("Observations", "observations"),
    "tajsim.quarters": ("Quarter",),
    "tajsim.results": ("Result", "load"),
    "tajsim.rounds.compare": ("compare_rounds",),
    "tajsim.rounds.folder": ("new_round",),
    "tajsim.rounds.verification": ("verify_round",),
    "tajsim.scenarios": (
        "Expectation",
        "Scenario",
        "Shock",
        "fade",
        "path",
        "pulse",
        "ramp",
        "scenario",
        "step",
    ),
}

_RENAMED = {"compare_vintages": "compare_parameter_sets"}

__all__ = ["parameters", "scenarios", *(name for names in _HOMES.values() for name in names)]

if not TYPE_CHECKING:  # a type checker then refuses a name that is not public
    __getattr__ = loader(__name__, _HOMES, _RENAMED)


def __dir__() -> list[str]:
    """The public names alone; modules are reached by importing them."""
    return sorted({*__all__, "__version__", "__doc__", "__all__"})
