"""What tests of the page make: its subject, and its text with plain spaces."""

from __future__ import annotations

from tajsim.report.subject import Subject, subject
from tajsim.results import Result

NBSP = "\N{NO-BREAK SPACE}"


def about(result: Result, **what: object) -> Subject:
    asked = {"title": None, "at": None, "parameters": None, "backtest": None} | what
    return subject(result, **asked)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace(NBSP, " ")
