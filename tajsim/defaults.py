"""What is taken where nothing else is asked for: in one place, so that functions and commands agree.

Golden files have draws of their own, since their numbers are written down.
"""

from __future__ import annotations

PARAMETER_SET = "nowcast-2025"
"""The parameters of a run: a start from what was known of 2025."""

BASE_SET = "calibrated-2024"
"""The parameters of what starts from 2024: figures of 2025 are given to it, and past years explained."""

PRIORS = "world-bank-2024"
"""The parameters of a look at the past: ranges that were not calibrated on the years to be forecast."""

BASELINE = "baseline"
"""What deviations are taken from: the published outlook."""

END = "2030Q4"
"""The last quarter of a run."""

VARIANT = "headline"
"""How the forecasts of a backtest are made."""

SEED = 0
"""The root of all random numbers."""

KEEP = "draws"
"""What a run keeps of its draws: all of them."""

MEMORY_LIMIT = 4.0
"""GiB of draws that a run keeps."""

BACKEND = "auto"
"""What computes the draws: the compiled step where it is installed and pays, else NumPy."""

YEAR = 2027
"""The year reported: the second full one after most shocks start; else the last full year of a run."""

DRAWS = 2_000
"""Draws of a run, of every size of `solve` and `frontier`, and of every forecast of the past."""

SEARCH_DRAWS = 500
"""Draws of each of the many mixes of `policy_search`."""

PAGE_DRAWS = 300
"""Draws in the page of `explore`, which every slider runs anew."""

CLAIM_DRAWS = 500
"""Draws of which `expectations` takes the median."""

RESPONSE_DRAWS = 200
"""Draws of each experiment of `published_responses`, which asks for a band alone."""

NOWCAST_DRAWS = 20_000
"""Draws that `nowcast` gives figures, of which some thousand count and the members are taken."""

PATHS = 20_000
"""Paths of the drivers alone, of which `plausibility` reports percentiles."""

PRIOR_DRAWS = 100_000
"""Draws of the prior behind the one posterior of `calibrate`."""

TRIALS = 131_072
"""Draws of the prior behind every posterior of `backtest` and `episodes`, which make twenty of them."""
