"""The model in one page: what is made, how it shows in a notebook, and where it is written."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from pathlib import Path

from tajsim.engine.plan import Plan
from tajsim.engine.request import HISTORY, Request
from tajsim.errors import InputError, Problems, quoted
from tajsim.explorer.page import page
from tajsim.explorer.payload import payload
from tajsim.kinds import is_whole
from tajsim.labels import check_suffix
from tajsim.languages import language as language_of
from tajsim.results.rerun import Rerun
from tajsim.results.weights import Weights
from tajsim.store import write_whole

MOST = 2_000  # draws: seven megabytes
HEIGHT = 900  # pixels of the frame in a notebook
TITLE = "tajsim: the model in one page"


@dataclass(frozen=True, eq=False)
class Explorer:
    """The model in one page of HTML. Built by `tajsim.explore`.

    Attributes
    ----------
    html : str
        The whole page.
    scenarios : tuple of str
        What is switched on when the page opens.
    draws : int
        Draws that the page holds.

    Examples
    --------
    >>> import tajsim as ts
    >>> page = ts.explore("crackdown", draws=20, end="2026Q4")
    >>> page
    <Explorer: crackdown; 20 draws>
    >>> page.html.startswith("<!doctype html>")
    True
    """

    html: str = field(repr=False)
    scenarios: tuple[str, ...]
    draws: int

    def __repr__(self) -> str:
        return f"<Explorer: {', '.join(self.scenarios) or 'no scenario'}; {self.draws:,} draws>"

    def _repr_html_(self) -> str:
        sandbox = "allow-scripts allow-downloads allow-modals"
        return (
            f'<iframe srcdoc="{html.escape(self.html)}" sandbox="{sandbox}" title="{TITLE}" '
            f'style="width:100%;height:{HEIGHT}px;border:0"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to one file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            An HTML file.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            For a name that ends as another format does, or when the file cannot be written.
        """
        check_name(path)
        return write_whole(path, lambda stream: stream.write(self.html.encode()))


def of_plan(request: Request, plan: Plan, language: str, weights: Weights | None = None) -> Explorer:
    """The page of a run that was planned with draws. Raises InputError for one that no page can compute."""
    if request.outlook == HISTORY:
        raise InputError("the page looks ahead; a run over the past (baseline='history') cannot be explored")
    if request.swaps:
        raise InputError(
            "a run with swaps cannot be explored: what moves is solved for in every quarter and draw, and a "
            "page only computes forwards; run it without swaps",
            map(str, request.swaps),
        )
    text = page(payload(request, plan, weights), TITLE, language)
    return Explorer(text, tuple(s.name for s in request.scenarios), request.draws or 0)


def of_result(rerun: Rerun | None, weights: Weights | None, draws: int, language: str) -> Explorer:
    """The page of a run that was made here; where its draws weigh differently, of draws chosen among them.

    Raises InputError naming every problem.
    """
    problems = Problems("cannot make the page")
    check_draws(problems, draws)
    problems.attempt(lambda: language_of(language))
    planned = rerun.planned if rerun else None
    if planned is None:
        problems.add("a result that was loaded has no run behind it; use tajsim.explore or tajsim.rerun")
    elif planned[1].draws is None:
        problems.add("the run has no draws, and a page without them has no bands; run it with draws")
    problems.raise_if_any()
    if planned is None:  # already reported
        raise AssertionError("the run is missing although no problem was noted")
    request, plan = planned
    return of_plan(replace(request, draws=draws), plan, language, weights)


def check_draws(problems: Problems, draws: object) -> None:
    """Note draws that a page cannot hold."""
    if not (is_whole(draws) and 1 <= draws <= MOST):
        problems.add(f"draws is {quoted(draws)}; a page holds from 1 to {MOST:,}")


def check_name(path: str | Path) -> None:
    """Refuse a name that ends as another format does. Raises InputError."""
    check_suffix(path, (".html", ".htm"), "the model in one page is an HTML page")
