"""Results to report on, each made once, and the page read as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import pytest

import tajsim as ts
from tajsim.results import Result
from tajsim.store import locked
from tests import of_2024

mpl.use("Agg")
VOID = {"meta", "link", "br", "img", "hr", "input"}
OUTPUTS = ["remittances_usd", "consumption", "gdp_growth", "reserves_months", "poverty_rate"]
EVIL = '<script>alert("1")</script> & \'$x_1$\' "quoted" ﷺ مرحبا بالعالم ' + "long" * 60


@dataclass
class Page(HTMLParser):
    """The elements and texts of a page; `faults` are tags that do not balance."""

    text: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.stack]

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "style" not in self.stack:
            self.words.append(data)

    @property
    def prose(self) -> str:
        """All text, with single plain spaces."""
        return " ".join(" ".join(self.words).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="session")
def result() -> Result:
    """Two single scenarios and a composed one."""
    mine = ts.Scenario(
        "weak",
        [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2026Q1"), note="a note & more")],
        title="Weak rouble",
        narrative="First paragraph.\n\nSecond paragraph.\nThird line.",
        sources=["S16", "imf-2014-links-levers", "my own"],
    )
    return of_2024.run(
        ["crackdown", mine, ts.scenario("crackdown") + mine], draws=60, seed=5, end="2027Q4", outputs=OUTPUTS
    )


def made_once(path: Path, make: Callable[[Path], object]) -> Path:
    """A page that the first of several processes makes and the others find."""
    with locked(path.parent, 300.0):
        if not path.exists():
            make(path)
    return path


@pytest.fixture(scope="session")
def path(result: Result, shared: Path) -> Path:
    """The page about it."""
    return made_once(shared / "report.html", result.report)


@pytest.fixture(scope="session")
def russian(result: Result, shared: Path) -> Path:
    """The same page in Russian."""
    return made_once(shared / "russian.html", lambda path: result.report(path, language="ru"))


@pytest.fixture(scope="session")
def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def evil(shared: Path) -> Path:
    """A page in which everything that a user may write is hostile."""
    return made_once(shared / "evil.html", lambda path: hostile().report(path, title=EVIL))


def hostile() -> Result:
    shock = ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2025Q1"), note=EVIL)
    one = ts.Scenario(EVIL, [shock], title=EVIL, narrative=f"{EVIL}\n{EVIL}", sources=[EVIL])
    return of_2024.run(
        [one, one + ts.scenario("crackdown")], draws=20, end="2026Q4", outputs=["gdp", "consumption"]
    )
