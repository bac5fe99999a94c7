"""Results: values, tables, deviations from the baseline, probabilities, the manifest, export and files."""

from tajsim.results.delta import Delta
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.manifest import Manifest
from tajsim.results.result import Result
from tajsim.results.storage import load
from tajsim.results.summaries import Summaries, Summary, merge, summarise
from tajsim.results.values import Values
from tajsim.results.weights import Weights

__all__ = [
    "Delta",
    "IdentityCheck",
    "Manifest",
    "OutputInfo",
    "Result",
    "Summaries",
    "Summary",
    "Values",
    "Weights",
    "load",
    "merge",
    "summarise",
]
