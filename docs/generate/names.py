"""The reference of public names: what mkdocstrings renders, and on which page."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

import tajsim as ts
from docs.generate.markdown import PACKAGE, page, table


@dataclass(frozen=True)
class Group:
    """One page of names. also: what public names give, as users write it, and the name of its class."""

    title: str
    about: str
    names: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()


GROUPS = {
    "run": Group(
        "Runs and results",
        "Run scenarios, read what came out, keep it and run it again.",
        (
            *("run", "Condition", "Swap", "Result", "load", "rerun", "explore", "judgement", "Judgement"),
            *("AddFactor", "baseline_add_factors"),
        ),
        (
            ("r[name]", "Values"),
            ("r.delta(...)", "Delta"),
            ("r.plot", "PlotAccessor"),
            ("r.decompose(...)", "Decomposition"),
            ("r.manifest", "Manifest"),
            ("r.weights", "Weights"),
            ("r.info(name)", "OutputInfo"),
            ("explore(...)", "Explorer"),
        ),
    ),
    "parameters": Group(
        "Parameters",
        "A parameter set gives every number of the model its value, range, source and confidence.",
        ("parameters", "Parameters", "parameter_sets", "vintages", "compare_parameter_sets"),
        (("compare_parameter_sets(...)", "ParameterSetComparison"),),
    ),
    "scenarios": Group(
        "Scenarios and shocks",
        "What is asked: a scenario is a list of shocks, a shock a change of one target along a shape.",
        ("scenario", "scenarios", "Scenario", "Shock", "step", "pulse", "ramp", "fade", "path", "targets",
         "Expectation", "expectations", "Quarter"),
    ),
    "questions": Group(
        "Questions beyond one run",
        "Where the uncertainty comes from, how large before it breaks, what helps, how likely.",
        ("sensitivity", "solve", "exogenise", "frontier", "policy_search", "levers", "plausibility",
         "baseline_ratios"),
        (
            ("sensitivity(...)", "Sensitivity"),
            ("solve(...)", "Solution"),
            ("exogenise(...)", "Exogenised"),
            ("frontier(...)", "Frontier"),
            ("policy_search(...)", "PolicySearch"),
            ("a lever", "Lever"),
            ("plausibility(...)", "Plausibility"),
        ),
    ),
    "evidence": Group(
        "Evidence",
        "The model against history and the literature.",
        ("backtest", "Backtest", "partial_backtest", "PartialBacktest", "calibrate", "Calibration",
         "episodes", "historical_decomposition", "published_responses"),
        (
            ("episodes(...)[0]", "Episode"),
            ("historical_decomposition(...)", "HistoricalDecomposition"),
        ),
    ),
    "rounds": Group(
        "Forecasting rounds",
        "A forecast frozen with all it rests on, run again, and held against another.",
        ("nowcast", "Nowcast", "new_round", "verify_round", "compare_rounds"),
        (
            ("new_round(...)", "Round"),
            ("verify_round(...)", "Verification"),
            ("compare_rounds(...)", "RoundComparison"),
        ),
    ),
    "data": Group(
        "Data and the model's page",
        "What was observed and published, and every equation on one page.",
        ("history", "breaks", "outlooks", "sources", "model_page"),
        (("model_page(...)", "ModelPage"),),
    ),
    "published": Group(
        "Published figures",
        "What was known on a day, what each figure measures, and the conditions it makes for a run.",
        ("observations", "known", "Observations", "fetch", "fetched"),
        (("one figure", "Observation"), ("what it says", "Measured")),
    ),
    "golden": Group(
        "Golden files", "Outputs kept in a file, held against a fresh run.", ("check", "Check")
    ),
    "errors": Group(
        "Errors",
        "Every error raised on purpose; bad input is reported with every problem at once.",
        ("TajsimError", "InputError", "UnknownNameError", "FileFormatError", "CollapsedWeightsError",
         "MissingExtraError",
         "AccountingError"),
    ),
}  # fmt: skip


def groups() -> dict[str, Group]:
    """The groups, and one more for public names that none of them has."""
    placed = {name for group in GROUPS.values() for name in group.names}
    left = tuple(name for name in ts.__all__ if name not in placed)
    return GROUPS | ({"other": Group("Other names", "", left)} if left else {})


def home(name: str) -> str:
    """Where a public name is defined, as `tajsim.engine.run.run`."""
    thing = inspect.unwrap(getattr(ts, name))
    return f"{thing.__module__}.{thing.__qualname__}"


def class_home(name: str) -> str | None:
    """Where the class of this name is defined in the package; None when it is not there, or twice."""
    found = [
        ".".join(("tajsim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(rf"^class {name}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    return f"{found[0]}.{name}" if len(found) == 1 else None


def name_pages() -> dict[str, str]:
    """A page for each group, and the list of all names."""
    return {
        **{f"reference/{key}.md": _group_page(group) for key, group in groups().items()},
        "reference/index.md": _index(),
    }


def _group_page(group: Group) -> str:
    public = [name for name in group.names if name in ts.__all__]
    parts = [_block(f"ts.{name}", home(name)) for name in public]
    homes = [(shown, class_home(name)) for shown, name in group.also]
    return page(group.title, group.about, *parts, *(_block(shown, path) for shown, path in homes if path))


def _block(shown: str, path: str) -> str:
    return f'::: {path}\n    options:\n      heading: "{shown}"\n      toc_label: "{shown}"'


def _index() -> str:
    rows = [
        (f"[`ts.{name}`]({key}.md#{home(name)})", (inspect.getdoc(getattr(ts, name)) or "").split("\n")[0])
        for key, group in groups().items()
        for name in group.names
        if name in ts.__all__
    ]
    return page(
        "Reference",
        "Made from the package when the documentation is built. In Python everything below is a name of "
        "`tajsim`, by custom imported as `ts`.",
        "- [Command line](commands.md): every command with its options\n"
        "- [File formats](formats.md): every file that is read or written\n"
        "- [Outputs](outputs.md), [scenarios](scenario-list.md), [targets and levers](targets.md), "
        "[parameters](parameter-list.md), [sources](sources.md), [data files](data-files.md)",
        "## Every public name",
        table(("name", "what it does"), rows),
    )
