"""`explore`: the model in one page, made of a run that is planned and left to the page to compute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tajsim.defaults import BACKEND, BASELINE, END, PAGE_DRAWS, PARAMETER_SET, SEED
from tajsim.engine.block import with_kernel
from tajsim.engine.condition import Figures
from tajsim.engine.request import Baseline, RunOptions, ScenarioLike, read
from tajsim.engine.run import prepare
from tajsim.errors import InputError, Problems
from tajsim.explorer.chosen import CONDITIONED, weighed
from tajsim.explorer.explorer import Explorer, check_draws, of_plan
from tajsim.explorer.payload import clashes
from tajsim.judgements.judgement import Judgement
from tajsim.languages import DEFAULT
from tajsim.languages import language as language_of
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter


def explore(
    scenarios: ScenarioLike | Iterable[ScenarioLike] = (),
    parameters: Parameters | str | Path = PARAMETER_SET,
    baseline: Baseline = BASELINE,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    draws: int = PAGE_DRAWS,
    seed: int = SEED,
    *,
    given: Figures = None,
    judgement: Judgement | str | Path | None = None,
    language: str = DEFAULT,
    backend: str = BACKEND,
) -> Explorer:
    """The model in one page of HTML that needs no network: every slider runs all equations on all draws.

    The page holds the program of a quarter, the draws of parameters, residuals and drivers, and the shipped
    scenarios; what it shows is what `tajsim.run` gives with the same draws and seed. In a notebook it shows
    in a frame.

    Parameters
    ----------
    scenarios : Scenario, str, Path or an iterable of these
        What is switched on when the page opens, together; as for `tajsim.run`. Those that do not ship become
        switches of their own.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    baseline : str, Path or Scenario, default "baseline"
        What deviations are taken from, as for `tajsim.run`; not "history".
    start : str or Quarter, optional
        First quarter shown; None for the first that the parameters do not know, or after their date.
    end : str or Quarter, default "2030Q4"
        Last quarter shown.
    draws : int, default 300
        Draws in the page, 1 to 2000; each hundred adds 0.36 megabytes.
    seed : int, default 0
        Root of every random stream.
    given : Condition or an iterable of these, or what has a method `conditions()`, optional
        Figures that the run knows, as for `tajsim.run`. Of 8,192 draws that meet them the page takes `draws`,
        each as often as it weighs, and says how many are effective.
    judgement : Judgement, str or Path, optional
        Add-factors with author and reason, or a TOML file of them.
    language : str, default "en"
        Of the page when it opens, "en" or "ru"; a visitor can change it.
    backend : str, default "auto"
        What computes the draws that meet figures, as for `run`; the page has a program of its own.

    Returns
    -------
    Explorer
        The page: `save(path)` writes it.

    Raises
    ------
    InputError
        For bad input, naming every problem, and for figures that too few draws meet.

    See Also
    --------
    tajsim.run : The same numbers in Python.

    Examples
    --------
    >>> import tajsim as ts
    >>> ts.explore(["crackdown", "rouble-shock"], draws=20, end="2027Q4")
    <Explorer: crackdown, rouble-shock; 20 draws>
    """
    options = RunOptions(
        scenarios=scenarios, parameters=parameters, baseline=baseline, start=start, end=end, draws=draws,
        seed=seed, outputs="all", given=given, judgement=judgement, backend=backend,
    )  # fmt: skip
    problems = Problems("cannot make the page")
    check_draws(problems, draws)
    problems.attempt(lambda: language_of(language))
    request = problems.attempt(lambda: read(options))
    problems.raise_if_any()
    if request is None:  # already reported
        raise AssertionError("the request is missing although no problem was noted")
    plan = prepare(replace(request, draws=max(draws, CONDITIONED)) if request.conditions else request)
    together = clashes(request, plan)
    if together:
        raise InputError("what the page would open with cannot act together", together)
    if not request.conditions:
        return of_plan(request, plan, language)
    plan, weights = weighed(with_kernel(plan, request.asked))
    return of_plan(request, plan, language, weights)
