"""Every English text that a page may say: read from the code, the template, the scripts and the data."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

import tajsim
import tajsim as ts
import tajsim.report
from tajsim import languages
from tajsim.analysis.decomposition.channels import CHANNELS
from tajsim.analysis.decomposition.steps import STEPS
from tajsim.analysis.plausibility import driver_moves
from tajsim.analysis.plausibility import text as plausibility_text
from tajsim.analysis.plausibility.driver_moves import episodes
from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.drivers.outlook import OUTLOOKS, outlook
from tajsim.evidence.variables import SCORED
from tajsim.judgements.equations import EQUATIONS
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import declarations, parameter_set_names
from tajsim.parameters.entry import CONFIDENCES
from tajsim.plots.style import title_of
from tajsim.quarters import Quarter
from tajsim.report import assumptions, given, human_impact, probabilities, subject
from tajsim.results.info import OutputInfo
from tests import of_2024

FOLDER = Path(tajsim.report.__file__).parent
SCRIPTS = Path(tajsim.__file__).parent / "explorer" / "assets"
SAID = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')  # in a script: t("text", {..})
CHOSEN = ("form", "text", "call")  # what a variable is called that holds such a text
QUARTERS = [f"{{year}}Q{quarter}" for quarter in (1, 2, 3, 4)]


def of_code() -> set[str]:
    """What the modules of the report and the template hand to `say`."""
    files = [*FOLDER.glob("*.py"), Path(plausibility_text.__file__), Path(languages.__file__)]
    found = set(QUARTERS)
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ("say", "self") and node.args:
                found |= set(_strings(node.args[0]))
            elif name == "period" and len(node.args) == 2:
                found |= {
                    phrase.replace("{year}", place)
                    for phrase in _strings(node.args[1])
                    for place in ("{year}", *QUARTERS)
                }
            elif name == "beside" and node.args:
                for phrase in _strings(node.args[0]):
                    found |= {phrase} | {phrase.replace("{baseline}", x) for x in subject._GIVEN.values()}
        for node in ast.walk(tree):  # a text chosen beforehand
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in CHOSEN:
                found |= set(_strings(node.value))
    template = Environment().parse((FOLDER / "page.html.j2").read_text(encoding="utf-8"))
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say" and call.args:
            found |= {const.value for const in _constants(call.args[0])}
    return worded(found)


def of_scripts() -> set[str]:
    """What the scripts of the model in one page hand to `t`."""
    files = [SCRIPTS / "main.js", *(SCRIPTS / "ui").glob("*.js")]
    return worded({json.loads(text) for file in files for text in SAID.findall(file.read_text("utf-8"))})


def worded(texts: set[str]) -> set[str]:
    """The texts that have a word beside what is filled in."""
    return {text for text in texts if any(letter.isalpha() for letter in re.sub(r"{\w+}", "", text))}


def _strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def _constants(node: nodes.Expr) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.Const):
        yield node
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)


def of_data() -> set[str]:
    """What tables and data files give: names, units, stories."""
    found = {*CONFIDENCES.values(), *human_impact.words(), *subject._GIVEN.values()}
    found |= {event.words for event in probabilities.EVENTS} | {one.full_title for one in SCORED.values()}
    found |= {*assumptions._ACTS.values(), *(text for pair in assumptions._COURSES.values() for text in pair)}
    found |= {*given.MEASURES.values()}
    found |= {*plausibility_text._LEVEL.values(), *plausibility_text._SPELT.values()}
    found |= {part for channels in CHANNELS.values() for part in channels.moves} | {*STEPS}
    for declared in declarations().values():
        found |= {declared.description, declared.unit}
    for equation in EQUATIONS.values():
        found |= {equation.meaning, equation.unit}
    for driver in (*DRIVERS, *OBSERVABLE):
        found |= {driver.description, driver.unit}
    for output in OUTPUTS:
        info = OutputInfo.of(output.name, Quarter(2024, 4))
        found |= {output.title, info.unit, info.definition, info.delta_unit(False)}
    found |= {
        "% of baseline",
        "percentage points",
        "points",
        driver_moves._MULTIPLE,
        "TJS per USD, end of year",
        "% on a year before",
    }
    for name in ("none", *ts.scenarios()["name"]):
        one = ts.scenario(name) if name != "none" else None
        if one is not None:
            found |= {one.title, *(p for p in one.narrative.split("\n") if p)}
            found |= {shock.note for part in one.components() for shock in part.shocks if shock.note}
    found |= {episode.title for episode in episodes()}
    for name in parameter_set_names():
        p = ts.parameters(name)
        found |= {p.title, p.narrative} | {e.note for e in p.entries.values() if e.confidence == "C"}
    for name in OUTLOOKS:
        one = outlook(name)
        found |= {one.title, one.narrative, *(title_of(target) for target in one.targets)}
    r = of_2024.run((), draws=None, end="2025Q2", outputs="gdp")
    found |= {check.identity.replace("_", " ") for check in r.identities}
    return worded(found)


def of_sources() -> set[str]:
    """What the register says of the sources that any shipped scenario, outlook or main parameter cites."""
    cited: list[str] = []
    acted_on: set[str] = set()
    for name in ts.scenarios()["name"]:
        one = ts.scenario(name)
        cited += one.sources
        acted_on |= {shock.target for part in one.components() for shock in part.shocks}
    for name in parameter_set_names():
        entries = ts.parameters(name).entries
        cited += [entries[n].source for n, d in declarations().items() if d.headline or n in acted_on]
    for name in OUTLOOKS:
        followed = outlook(name)
        cited += [annual.source for annual in (*followed.drivers.values(), *followed.targets.values())]
    return {source.what for source in assumptions.sources(*cited)}
