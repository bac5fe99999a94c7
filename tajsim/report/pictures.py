"""Pictures as SVG inside a page: the same bytes every time, and ids that do not clash."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tajsim.analysis.split import TOTAL
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.labels import told_apart
from tajsim.plots.style import title_of
from tajsim.report.numbers import listed
from tajsim.report.subject import Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tajsim.results.result import Result

FANS = ("migrants_russia", "remittances_usd", "consumption", "gdp", "reserves_months", "poverty_rate")
FEWEST_FANS = 2
_NARROWEST = 620.0  # pixels of a wide picture
_LABEL = 26  # letters of a scenario's name that a picture has room for
_COALITIONS = 400_000  # draws x coalitions of a decomposition that stays quick
_RC: Any = {"svg.fonttype": "none", "svg.hashsalt": "tajsim", "text.usetex": False, "text.parse_math": False}
_PLAIN = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its title, and an <svg> element that may stand in a page as it is."""

    key: str
    title: str
    svg: str


@contextmanager
def drawing() -> Iterator[None]:
    """Settings that do not depend on the user's own, for the time of the `with` block."""
    import matplotlib.pyplot as plt

    with plt.style.context("default"), plt.rc_context(_RC), plt.ioff(), warnings.catch_warnings():
        # text stays text, so that the reader's browser has the glyphs that the fonts here lack
        warnings.filterwarnings("ignore", message=".*Glyph.*missing from", category=UserWarning)
        warnings.filterwarnings(
            "ignore", message="Matplotlib currently does not support", category=UserWarning
        )
        yield


def picture(key: str, title: str, alt: str, draw: Callable[[], Any]) -> Picture:
    """The picture of the figure that `draw` makes: a Figure, Axes or an array of Axes."""
    import matplotlib.pyplot as plt

    with drawing():
        figure = _figure(draw())
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata=_PLAIN)
        width = 72.0 * figure.get_size_inches()[0]
        plt.close(figure)
    return Picture(key, title, inline(stream.getvalue(), key, alt, float(width)))


def _figure(drawn: Any) -> Figure:
    first = drawn.flat[0] if hasattr(drawn, "flat") else drawn
    found: Figure = first.get_figure(root=True) if hasattr(first, "get_figure") else first
    return found


def inline(svg: str, key: str, alt: str, width: float) -> str:
    """The <svg> element alone, its ids prefixed by `key`, without namespaces, metadata and style sheets.

    alt: what a reader who cannot see it is told. width: in points; on a narrow screen it is not shrunk below
    what can be read.
    """
    text = svg[svg.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>.*?</style>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda m: f' id="{key}-{m[1]}"' if m[1] in used else "", text)
    text = re.sub(r' d="[^"]*"', lambda m: re.sub(r"(\.\d\d)\d+", r"\1", m[0]), text)  # a pixel has fewer
    text = re.sub(r"url\(#", f"url(#{key}-", text)
    text = re.sub(r'(?:xlink:)?href="#', f'href="#{key}-', text)
    head, _, rest = text.partition(">")
    box = re.search(r'viewBox="[^"]*"', head)
    size = f"min-width:{min(width, _NARROWEST):.0f}px;max-width:{width * 4 / 3:.0f}px"
    label = html.escape(alt, quote=True)
    return f'<svg role="img" aria-label="{label}" style="{size}" {box[0] if box else ""}>{rest.strip()}'


def labelled(result: Result) -> Result:
    """The same result under names that fit into a picture: short, on one line."""
    labels = told_apart([_short(name) for name in result.scenarios])
    names = dict(zip(result.scenarios, labels, strict=True))
    if all(name == short for name, short in names.items()):
        return result
    m = result.manifest
    manifest = replace(
        m,
        scenarios=FrozenMap({names.get(name, name): digest for name, digest in m.scenarios.items()}),
        baseline=names[m.baseline],
        vintage=_short(m.vintage),
    )
    return replace(result, scenarios=tuple(names.values()), manifest=manifest, rerun=None)


def _short(name: str) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"


def comparison(subject: Subject) -> Picture | None:
    """Deviations of every scenario; None when the baseline stands alone."""
    result = subject.result
    if len(result.scenarios) == 1:
        return None
    names = list(subject.outputs)
    what = "median, 50 % and 90 % bands" if subject.drawn else "central path"
    return picture(
        "compare",
        f"Deviation from {subject.baseline_words} in {subject.at}",
        f"Dots with lines: deviation of each scenario ({what}) for {listed([title_of(n) for n in names])}. "
        "The comparison table has the figures.",
        lambda: labelled(result).plot.compare(names, at=subject.at),
    )


def fans(subject: Subject) -> tuple[Picture, ...]:
    """One output over time in every scenario, for each headline output that was kept."""
    result = subject.result
    names = [name for name in FANS if name in result.kept] or list(result.kept[:FEWEST_FANS])
    shown = labelled(result)
    what = "median with 50 % and 90 % bands" if subject.drawn else "central path"
    return tuple(
        picture(
            f"fan{i}",
            f"{title_of(name)}, {result.infos[name].unit}",
            f"{title_of(name)} by quarter, {result.quarters[0]} to {result.quarters[-1]}: {what} in "
            f"{'each scenario' if len(result.scenarios) > 1 else 'the baseline'}.",
            lambda name=name: shown.plot.fan(name),  # type: ignore[misc]
        )
        for i, name in enumerate(names)
    )


def waterfalls(subject: Subject) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """What the deviation of each composed scenario is made of; and for those that cannot be told, why."""
    from tajsim.plots import waterfall

    result = subject.result
    composed = [name for name in result.scenarios[1:] if _parts(subject, name) > 1]
    output = next((name for name in ("consumption", *subject.outputs) if name in result.kept), None)
    if not composed or output is None:
        return (), ()
    found, told = [], []
    freq = subject.place[0]
    for i, name in enumerate(composed):
        call = f"r.decompose({name!r}, {output!r})"
        if (
            result.rerun is not None
            and 2 ** _parts(subject, name) * (result.manifest.draws or 1) > _COALITIONS
        ):
            told.append(f"{subject.title_of(name)}: too many runs to make here; {call} makes them.")
            continue
        try:
            with warnings.catch_warnings():  # what the run warned of was said when it was made
                warnings.simplefilter("ignore", UserWarning)
                parts = result.decompose(name, output, "shock", freq)
        except InputError as error:
            told.append(f"{subject.title_of(name)}: {error}")
            continue
        parts = replace(
            parts,
            parts=told_apart([_short(part) for part in parts.parts], (TOTAL,)),
            scenario=_short(name),
            baseline=_short(parts.baseline),
        )
        found.append(
            picture(
                f"why{i}",
                f"{subject.title_of(name)}: {title_of(output)} in {subject.at}, by component",
                f"Waterfall from the baseline through {listed(list(parts.parts))} to the scenario.",
                lambda parts=parts: waterfall(parts, subject.at),  # type: ignore[misc]
            )
        )
    return tuple(found), tuple(told)


def migrants(subject: Subject, scenario: str) -> Picture | None:
    """People by status in one scenario; None when the run kept nothing about them."""
    from tajsim.plots.migrants import migrants

    shown = labelled(subject.result)
    name = shown.scenarios[subject.result.position(scenario)]
    try:
        return picture(
            "people",
            f"Migrants: {subject.title_of(scenario)}",
            "People by status and flows between statuses by quarter, in thousands, one panel each.",
            lambda: migrants(shown, name),
        )
    except InputError:  # nothing about migrants was kept
        return None


def _parts(subject: Subject, name: str) -> int:
    """The components of a scenario, or 1 when it is not known."""
    known = subject.scenarios.get(name)
    return 1 if known is None else len(known.components())
