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

from tajsim.analysis.decomposition.shocks import TOTAL
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.labels import distinct
from tajsim.languages import Language
from tajsim.plots.style import look, title_of
from tajsim.report.subject import Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tajsim.results.like import ResultLike

FANS = ("migrants_russia", "remittances_usd", "consumption", "gdp", "reserves_months", "poverty_rate")
FEWEST_FANS = 2
TAKEN_APART = 6  # scenarios; each takes runs of its own
_LARGEST = 1.75  # pixels to a point on a wide screen
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


def picture(key: str, title: str, alt: str, draw: Callable[[], Any], say: Language) -> Picture:
    """The picture of the figure that `draw` makes, a Figure, Axes or array of Axes, in the language `say`."""
    import matplotlib.pyplot as plt

    from tajsim.plots.saving import save
    from tajsim.report.figure_layout import fit, translate

    with drawing():
        figure = _figure(draw())
        translate(figure, say)
        fit(figure)
        stream = io.StringIO()
        save(figure, stream, "svg", metadata=_PLAIN)
        width = 72.0 * figure.get_size_inches()[0]
        plt.close(figure)
    return Picture(key, title, inline(stream.getvalue(), key, alt, float(width)))


def _figure(drawn: Any) -> Figure:
    first = drawn.flat[0] if hasattr(drawn, "flat") else drawn
    found: Figure = first.get_figure(root=True) if hasattr(first, "get_figure") else first
    return found


def inline(svg: str, key: str, alt: str, width: float) -> str:
    """The <svg> element alone, its ids prefixed by `key`, without namespaces, metadata and style sheets.

    alt: what stands for it where it cannot be seen. width: in points; the picture grows and shrinks with the
    screen, up to a size that is large enough.
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
    size = f"max-width:{width * _LARGEST:.0f}px"
    label = html.escape(alt, quote=True)
    return f'<svg role="img" aria-label="{label}" style="{size}" {box[0] if box else ""}>{rest.strip()}'


def labelled(subject: Subject) -> ResultLike:
    """The same result under names that fit into a picture: short, on one line, in the page's language."""
    result, native = subject.result, subject.say.native
    labels = distinct([_short(name if native else subject.title_of(name)) for name in result.scenarios])
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


def comparison(subject: Subject) -> tuple[Picture, ...]:
    """Deviations of every scenario, a picture an output; none when the baseline stands alone."""
    result, say = subject.result, subject.say
    if len(result.scenarios) == 1:
        return ()
    shown = labelled(subject)
    form = (
        "Deviation of {output} in each scenario: median, 50 % and 90 % bands."
        if subject.drawn
        else "Deviation of {output} in each scenario, on the single path."
    )
    found = []
    for i, name in enumerate(subject.outputs):
        title = say(title_of(name))
        unit = say(result.delta(result.scenarios[1], name).unit)
        alt = say(form, output=say.within(title_of(name)))
        found.append(
            picture(
                f"compare{i}",
                f"{title}, {unit}",
                alt + " " + say("The comparison table has the figures."),
                lambda name=name: _compared(shown, name, subject.at),  # type: ignore[misc]
                say,
            )
        )
    return tuple(found)


def _compared(result: ResultLike, name: str, at: str) -> Any:
    """The comparison of one output on axes of its own; the page says how to read it."""
    import matplotlib.pyplot as plt

    from tajsim.plots import compare

    with look():
        figure, ax = plt.subplots(layout="constrained")
    compare(result, [name], at=at, ax=[ax])
    return figure


def fans(subject: Subject) -> tuple[Picture, ...]:
    """One output over time in every scenario, for each headline output that was kept."""
    from tajsim.plots import fan

    result, say = subject.result, subject.say
    names = [name for name in FANS if name in result.kept] or list(result.kept[:FEWEST_FANS])
    shown = labelled(subject)
    what = say("median with 50 % and 90 % bands") if subject.drawn else say("single path")
    form = (
        "{output} by quarter, {first} to {last}: {what} in each scenario."
        if len(result.scenarios) > 1
        else "{output} by quarter, {first} to {last}: {what} in the baseline."
    )
    first, last = (say.period(str(result.quarters[i])) for i in (0, -1))
    return tuple(
        picture(
            f"fan{i}",
            f"{say(title_of(name))}, {say(result.infos[name].unit)}",
            say(form, output=say(title_of(name)), first=first, last=last, what=what),
            lambda name=name: fan(shown, name),  # type: ignore[misc]
            say,
        )
        for i, name in enumerate(names)
    )


def waterfalls(subject: Subject) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """What the deviation of each scenario is made of; and for those that cannot be taken apart, why.

    A composed scenario is taken apart into its components, a single one into the channels through which it
    works, or where the output has none into its shocks.
    """
    result, say = subject.result, subject.say
    output = next((name for name in ("consumption", *subject.outputs) if name in result.kept), None)
    if output is None:
        return (), ()
    found, reasons = [], []
    for i, name in enumerate(result.scenarios[1:]):
        title = subject.title_of(name)
        by = _by(subject, name, output)
        if by is None:
            continue
        call = f"r.decompose({name!r}, {output!r}, by={by!r})"
        if i >= TAKEN_APART or _too_long(subject, name, by):
            reasons.append(
                say("{scenario}: too many runs to make here; {call} makes them.", scenario=title, call=call)
            )
            continue
        try:
            found.append(_waterfall(subject, name, output, by, f"why{i}"))
        except InputError as error:
            reasons.append(f"{title}: {say.read(str(error))}")
    return tuple(found), tuple(reasons)


def _waterfall(subject: Subject, name: str, output: str, by: str, key: str) -> Picture:
    from tajsim.analysis.decomposition.decompose import decompose
    from tajsim.analysis.decomposition.picture import waterfall

    say, title = subject.say, subject.title_of(name)
    with warnings.catch_warnings():  # what the run warned of was said when it was made
        warnings.simplefilter("ignore", UserWarning)
        parts = decompose(subject.result, name, output, by, subject.place[0])
    bare = say.native
    parts = replace(
        parts,
        parts=distinct(
            [_short(part if bare else say.title(_titled(subject, part))) for part in parts.parts], (TOTAL,)
        ),
        scenario=_short(name if bare else title),
        baseline=_short(parts.baseline if bare else subject.title_of(parts.baseline)),
    )
    form = (
        "{scenario}: {output} {when}, by channel"
        if by == "channel"
        else "{scenario}: {output} {when}, by component"
    )
    return picture(
        key,
        say(form, scenario=title, output=say(title_of(output)), when=subject.during),
        say(
            "Waterfall from the baseline through {parts} to the scenario.",
            parts=say.listed(list(parts.parts)),
        ),
        lambda: waterfall(parts, subject.at),
        say,
    )


def _titled(subject: Subject, part: str) -> str:
    """The title of the component that a part is called after, or the part as it is called."""

    for one in subject.scenarios.values():
        for component in one.components():
            if component.name == part and component.title:
                return component.title
    return part


def _by(subject: Subject, name: str, output: str) -> str | None:
    """How a scenario is taken apart; None for one that is not known, or too simple to be."""
    from tajsim.analysis.decomposition.channels import CHANNELS

    known = subject.scenarios.get(name)
    if known is None:
        return None
    if len(known.components()) > 1:
        return "shock"
    if subject.result.rerun is None:  # a run on the same draws cannot be made
        return None
    if output in CHANNELS:
        return "channel"
    return "shock" if len(known.shocks) > 1 else None


def _too_long(subject: Subject, name: str, by: str) -> bool:
    """Whether a scenario has more coalitions of components or shocks than are quickly run."""
    if by == "channel" or subject.result.rerun is None:
        return False
    known = subject.scenarios[name]
    parts = len(known.components()) if len(known.components()) > 1 else len(known.shocks)
    return bool(2**parts * (subject.result.manifest.draws or 1) > _COALITIONS)


def migrants(subject: Subject, scenario: str) -> Picture | None:
    """People by status in one scenario; None when the run kept nothing about them."""
    from tajsim.plots.migration import migrants

    say = subject.say
    shown = labelled(subject)
    name = shown.scenarios[subject.result.position(scenario)]
    try:
        return picture(
            "people",
            say("Migrants: {scenario}", scenario=subject.title_of(scenario)),
            say("People by status and flows between statuses by quarter, in thousands, one panel each."),
            lambda: migrants(shown, name),
            say,
        )
    except InputError:  # nothing about migrants was kept
        return None
