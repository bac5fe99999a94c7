"""What can be typed: the commands and their options. Values stay text: the commands check them together."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from tajsim.columns import aligned
from tajsim.defaults import (
    BASELINE,
    DRAWS,
    END,
    PAGE_DRAWS,
    PARAMETER_SET,
    PATHS,
    PRIORS,
    SEARCH_DRAWS,
    SEED,
    TRIALS,
    VARIANT,
    YEAR,
)
from tajsim.errors import InputError, nearest

ROUND = {
    "new": (
        "known",
        "data",
        "judgement",
        "parameters",
        "vintage",
        "baseline",
        "end",
        "draws",
        "seed",
        "json",
    ),
    "verify": ("json",),
    "compare": ("outputs", "at", "out", "json"),
}
"""What can be done with rounds, each with its options."""
BYS = ("shock", "channel", "policy", "step")


class Parser(argparse.ArgumentParser):
    """An argument parser that raises InputError, naming the nearest option, where argparse would exit."""

    def __init__(self, **what: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=True, **what
        )

    def error(self, message: str) -> NoReturn:
        """Raise InputError."""
        raise InputError(f"{message.removeprefix('argument ')}; see {self.prog} --help")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse; every option that does not exist is reported, with the nearest that does.

        `typed` of what it returns are the long options that were typed.
        """
        found, extra = self.parse_known_args(arguments)
        options = [text for action in self._actions for text in action.option_strings]
        found.typed = {text.split("=", 1)[0] for text in arguments if text.startswith("--")}
        names = [text.split("=", 1)[0] for text in extra if text.startswith("-")]
        problems = [f"unknown option {name!r}; {nearest(name, options)}" for name in names]
        if extra:
            raise InputError("bad command line", problems or [f"{self.prog} takes no {extra[0]!r}"])
        return found


class Command(NamedTuple):
    """One command: what it does in a line, the module and the function that do it, and its options."""

    summary: str
    module: str
    options: Callable[[Parser], None]
    notes: str = ""
    function: str = "command"


def top_parser() -> Parser:
    """The parser of `tajsim` without a command."""
    from tajsim.version import __version__

    lines = aligned([(name, command.summary) for name, command in COMMANDS.items()])
    listed = "\n".join(f"  {line}" for line in lines)
    parser = Parser(
        prog="tajsim",
        usage="tajsim COMMAND [options]",
        description="What happens to Tajikistan when Russia expels its workers or the rouble falls.\n\n"
        f"commands:\n{listed}",
        epilog="tajsim run without arguments compares the shipped scenarios and writes comparison.png.\n"
        "tajsim COMMAND --help says more.",
    )
    parser.add_argument("--version", action="version", version=f"tajsim {__version__}")
    return parser


def command_parser(name: str) -> Parser:
    """The parser of one command."""
    command = COMMANDS[name]
    text = f"{command.summary}.\n\n{command.notes}" if command.notes else f"{command.summary}."
    parser = Parser(prog=f"tajsim {name}", description=text)
    command.options(parser)
    return parser


def width() -> int:
    """The columns that text may take: those of the terminal, from 80 to 100."""
    return max(80, min(100, shutil.get_terminal_size((100, 24)).columns))


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _start(parser: Parser) -> None:
    parser.add_argument(
        "--start",
        metavar="Q",
        help="first quarter shown (2025Q1, or the first after the parameter set); it trims what is shown and "
        "moves no shock",
    )
    _shift(parser)


def _shift(parser: Parser) -> None:
    parser.add_argument(
        "--shift",
        metavar="Q",
        help="move each scenario in time: its first shock begins in Q, the others keep their distance",
    )


def _run(parser: Parser) -> None:
    add = parser.add_argument
    add(
        "scenarios",
        nargs="*",
        metavar="SCENARIO",
        help='a name, a composition such as "crackdown + reintegration", or a FILE.toml; all when left out',
    )
    _parameters(parser)
    add(
        "--baseline",
        default=BASELINE,
        metavar="B",
        help="what deviations are taken from: baseline (the published outlook), none (the model's own "
        "projection), any scenario, or a FILE.toml with an outlook of your own (%(default)s)",
    )
    add("--draws", default=str(DRAWS), metavar="N", help="draws; 0: the single path alone (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    _judgement(parser)
    _given(parser)
    _start(parser)
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    add("--at", metavar="YEAR", help=f"year (or quarter) compared ({YEAR})")
    add(
        "--outputs",
        metavar="NAMES",
        help="columns, panels and rows, separated by commas, or all; see tajsim outputs",
    )
    add(
        "--manifest",
        metavar="FILE",
        help="run again what a manifest.json (or a saved result) describes; with --at, --out, --json and "
        "--workers alone",
    )
    add("--out", metavar="DIR", help="folder for summary.csv, comparison.png and manifest.json")
    add("--json", action="store_true", help="print one JSON object; no picture unless --out is given")
    add("--workers", metavar="N", help="processes; by default one a core when the run is large")


def _judgement(parser: Parser) -> None:
    parser.add_argument(
        "--judgement", metavar="FILE", help="add-factors with author and reason (TOML), in every scenario"
    )


def _given(parser: Parser) -> None:
    add = parser.add_argument
    add(
        "--given",
        metavar="FILE",
        help="figures that the run meets: published ones (CSV, see tajsim observations) or conditions (TOML)",
    )
    add("--known", metavar="DATE", help="all that had been published by the day, with --given FILE")


def _parameters(
    parser: Parser,
    default: str | None = PARAMETER_SET,
    text: str = "a parameter set or a file (%(default)s)",
) -> None:
    """The option for the parameter set, with the name it had before."""
    parser.add_argument("--parameters", "--vintage", dest="vintage", default=default, metavar="P", help=text)


def _scenarios(parser: Parser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    add("--check", action="store_true", help="hold what scenarios claim against the model")
    _parameters(parser)
    _json(parser)


def _params(parser: Parser) -> None:
    add = parser.add_argument
    _parameters(parser)
    add("--diff", metavar="V2", help="show what is different in another parameter set or file")
    add("--reconcile", action="store_true", help="show which published figures contradict each other")
    add("--base-year", action="store_true", help="show the figures of the base year: what another date needs")
    _json(parser)


def _baseline(parser: Parser) -> None:
    add = parser.add_argument
    _parameters(parser)
    add("--baseline", default=BASELINE, metavar="B", help="as for tajsim run (%(default)s)")
    _judgement(parser)
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    _json(parser)


def _targets(parser: Parser) -> None:
    _parameters(parser)
    _json(parser)


def _backtest(parser: Parser) -> None:
    add = parser.add_argument
    add("--start", default="2005", metavar="Y", help="first year forecast (%(default)s)")
    add("--end", default="2024", metavar="Y", help="last year forecast (%(default)s)")
    add("--draws", default=str(DRAWS), metavar="N", help="draws of every forecast (%(default)s)")
    add(
        "--trials",
        default=str(TRIALS),
        metavar="N",
        help="draws of the prior behind every posterior (%(default)s)",
    )
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    _parameters(parser, PRIORS, "declared ranges: a parameter set or a file (%(default)s)")
    add(
        "--variant",
        default=VARIANT,
        metavar="NAME",
        help="unfitted, wide, 'enforcement held' or 'enforcement off' (%(default)s)",
    )
    add("--variants", action="store_true", help="all of them side by side, one year ahead (some minutes)")
    add(
        "--partial",
        action="store_true",
        help="forecasts made within each year, with and without the figures of the part that is over (some "
        "minutes)",
    )
    add("--json", action="store_true", help="print one JSON object with the scores and the episodes")
    add("--out", metavar="DIR", help="folder for scores.csv, forecasts.csv, backtest.png and manifest.json")


def _sensitivity(parser: Parser) -> None:
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a name, a composition or a FILE.toml")
    add("output", metavar="OUTPUT", help="one output; see tajsim outputs")
    add("--at", default=str(YEAR), metavar="YEAR", help="year or quarter (%(default)s)")
    add("--of", default="delta", metavar="WHAT", help="delta, against the baseline, or level (%(default)s)")
    add("--names", metavar="NAMES", help="parameters to vary, separated by commas; the 20 that move it most")
    add("--groups", metavar="G", help="ensemble: what was calibrated is drawn jointly, as one factor")
    add("--base-samples", default="4096", metavar="N", help="a power of 2 (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    _parameters(parser)
    add("--baseline", default=BASELINE, metavar="B", help="what deviations are taken from (%(default)s)")
    _start(parser)
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", metavar="DIR", help="folder for the tables (CSV), the pictures (PNG) and manifest.json")


def _solve(parser: Parser) -> None:
    add = parser.add_argument
    add(
        "scenarios",
        nargs="+",
        metavar="SCENARIO",
        help="the scenario that is scaled, as for tajsim run; of two, the frontier between their sizes",
    )
    add(
        "--until",
        default="reserves_months < 3",
        metavar="TEXT",
        help="the condition: 'OUTPUT < VALUE' (or <=, >, >=), with 'from baseline' or '%% from baseline' "
        "behind it for a deviation (%(default)s)",
    )
    add("--prob", default="0.10", metavar="P", help="probability to be reached (%(default)s)")
    add("--at", metavar="PERIOD", help="year or quarter of the condition (any quarter)")
    add("--span", default="0,4", metavar="A,B", help="smallest and largest size (%(default)s)")
    _shift(parser)
    _parameters(parser)
    add("--draws", default=str(DRAWS), metavar="N", help="draws of every size (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", metavar="DIR", help="folder for the curve (CSV), its picture and manifest.json")


def _decompose(parser: Parser) -> None:
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a name, a composition or a FILE.toml")
    add("output", metavar="OUTPUT", help="one output; see tajsim outputs")
    add("--by", default=BYS[0], metavar="WAY", help=f"{', '.join(BYS)} (%(default)s)")
    add("--at", metavar="PERIOD", help="year or quarter (2027)")
    add("--relative", action="store_true", help="in percent of the baseline, not in the output's unit")
    _given(parser)
    _settings(parser, DRAWS)


def _history(parser: Parser) -> None:
    add = parser.add_argument
    add("year", metavar="YEAR", help="from 2005 to the last of which something has been published")
    add("--outputs", metavar="NAMES", help="some of the outputs, separated by commas (all)")
    _parameters(parser)
    add("--on", metavar="DATE", help="of a year that is not over: what had been published by this day")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", metavar="DIR", help="folder for the table (CSV), the waterfalls (PNG) and JSON")


def _plausibility(parser: Parser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    _shift(parser)
    add("--outlook", default="baseline", metavar="O", help="over which they surprise: baseline or none")
    _parameters(parser)
    add("--draws", default=str(PATHS), metavar="N", help="paths of the drivers that are drawn (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", metavar="DIR", help="folder for the tables (CSV), the pictures (PNG) and manifest.json")


def _policy(parser: Parser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="+", metavar="SCENARIO", help="as for tajsim run; the condition is kept in each")
    add("--levers", metavar="NAMES", help="shipped ones or FILE.toml, separated by commas; all shipped ones")
    add("--cost", metavar="NAME=N", help="million TJS a year at size 1 in place of a lever's own, by commas")
    add("--keep", default="reserves_months >= 3", metavar="TEXT", help="what is kept (%(default)s)")
    add("--prob", default="0.90", metavar="P", help="probability of keeping it (%(default)s)")
    add("--at", metavar="PERIOD", help="year or quarter of the condition (every quarter)")
    _settings(parser, SEARCH_DRAWS)


def _settings(parser: Parser, draws: int) -> None:
    add = parser.add_argument
    _parameters(parser)
    add("--baseline", default=BASELINE, metavar="B", help="what deviations are taken from (%(default)s)")
    _start(parser)
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    add("--draws", default=str(draws), metavar="N", help="draws (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", metavar="DIR", help="folder for the tables (CSV), the picture (PNG) and manifest.json")


def _fetch(parser: Parser) -> None:
    add = parser.add_argument
    add(
        "source", metavar="SOURCE", help="bank-of-russia, world-bank or sdmx; kept: what FOLDER holds already"
    )
    add("folder", metavar="FOLDER", help="where the raw answers are kept with their digests")
    add("--first", metavar="DATE", help="first day (a year ago)")
    add("--last", metavar="DATE", help="last day (today)")
    add("--address", metavar="URL", help="of sdmx: where one series is answered as SDMX-CSV")
    add("--series", metavar="NAME", help="of sdmx: what the series is called here")
    add("--unit", metavar="TEXT", help="of sdmx: its unit")
    add("--publisher", metavar="TEXT", help="of sdmx: who publishes it")
    add("--country", metavar="CODE", help="of sdmx: of which country it is (TJK)")
    add("--out", metavar="FILE", help="write the figures as a file for tajsim observations (CSV)")


def _observations(parser: Parser) -> None:
    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="figures of your own (CSV); the shipped ones when left out")
    add("--on", metavar="DATE", help="what was known on a day, shipped figures and FILE together")
    add("--first", metavar="Q", help="first quarter of the run (the one after the base year)")
    add("--last", metavar="Q", help="last quarter of the run (none)")
    add("--all", action="store_true", help="list figures of other quarters as well")
    add("--json", action="store_true", help="print one JSON object")


def _check(parser: Parser) -> None:
    add = parser.add_argument
    add("goldens", nargs="+", metavar="GOLDEN", help="golden files (TOML)")
    add("--update", action="store_true", help="rewrite the files with the numbers of now")
    add("--junit", metavar="FILE", help="write JUnit XML: a case for each scenario and output")
    add("--github", action="store_true", help="print ::error lines that point at the lines that moved")
    add("--json", action="store_true", help="print one JSON object")
    add("--workers", default="1", metavar="N", help="processes (%(default)s)")


def _report(parser: Parser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    _parameters(parser, None, f"a parameter set or a file ({PARAMETER_SET})")
    add("--baseline", metavar="B", help=f"what deviations are taken from ({BASELINE})")
    add("--draws", metavar="N", help=f"draws; 0: the single path alone ({DRAWS})")
    add("--seed", metavar="S", help=f"root of all random numbers ({SEED})")
    _judgement(parser)
    _given(parser)
    _start(parser)
    add("--end", metavar="Q", help=f"last quarter ({END})")
    add("--at", metavar="YEAR", help=f"year (or quarter) reported ({YEAR})")
    add("--title", metavar="T", help="title of the page; made of the scenarios when left out")
    add("--language", metavar="L", default="en", help="of the page and its pictures: en or ru (%(default)s)")
    add("--from", dest="saved", metavar="FILE", help="a result that was saved, instead of a run")
    add("--backtest", action="store_true", help="forecast the past as well and show the scores (a minute)")
    add("--explore", metavar="FILE", help="write the model in one page as well, and link to it")
    add("--out", default="report.html", metavar="FILE", help="the page (%(default)s)")


def _round(parser: Parser) -> None:
    add = parser.add_argument
    add("action", metavar="ACTION", help="new, verify or compare")
    add("names", nargs="*", metavar="ROUND", help="the folder of a round; of compare, two, the earlier first")
    add("--known", metavar="DATE", help="new: the forecast is given all that had been published by the day")
    add("--data", metavar="FILE", help="new: figures of your own beside the shipped ones (CSV), with --known")
    _judgement(parser)
    _parameters(parser)
    add(
        "--baseline",
        default=BASELINE,
        metavar="B",
        help="baseline, none or an outlook FILE.toml (%(default)s)",
    )
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    add("--draws", default=str(DRAWS), metavar="N", help="draws; 0: the single path alone (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    add("--outputs", metavar="NAMES", help="compare: some of the forecasts, separated by commas")
    add("--at", metavar="YEAR", help=f"compare: year shown ({YEAR})")
    add("--out", metavar="DIR", help="compare: folder for the table (CSV), waterfalls (PNG) and JSON")
    _json(parser)


def _explore(parser: Parser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="what is switched on; as for tajsim run, together")
    _parameters(parser)
    _judgement(parser)
    add(
        "--given", metavar="FILE", help="figures that all draws meet: observations (CSV) or conditions (TOML)"
    )
    add("--baseline", default=BASELINE, metavar="B", help="what deviations are taken from (%(default)s)")
    add("--draws", default=str(PAGE_DRAWS), metavar="N", help="draws in the page (%(default)s)")
    add("--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)")
    _start(parser)
    add("--end", default=END, metavar="Q", help="last quarter (%(default)s)")
    add("--language", metavar="L", default="en", help="in which the page opens: en or ru (%(default)s)")
    add("--open", action="store_true", help="open the page in a browser")
    add("--out", default="explore.html", metavar="FILE", help="the page (%(default)s)")


COMMANDS: dict[str, Command] = {
    "run": Command(
        "Run scenarios and compare them with the baseline",
        "tajsim.cli.run",
        _run,
        "Prints a table and writes comparison.png into the current folder, or into --out DIR\n"
        "with summary.csv and manifest.json.",
    ),
    "backtest": Command(
        "Forecast the past out of sample and score it beside benchmarks",
        "tajsim.cli.backtest",
        _backtest,
        "For every origin the behaviour is calibrated on the years up to it, and the next one and three\n"
        "years are forecast, given the drivers as they were and given forecast drivers. Takes a minute.",
    ),
    "scenarios": Command(
        "List the shipped scenarios, or check what they claim",
        "tajsim.cli.scenarios",
        _scenarios,
        "With --check: every claim with the number that is reached, the median of 500 draws or for a level\n"
        "the single path. Exit code 0: all are met, 1: some are not, 2: could not check.",
    ),
    "params": Command("Show a parameter set: every parameter with its range", "tajsim.cli.params", _params),
    "outputs": Command(
        "List the outputs with their units", "tajsim.cli.listing", _json, function="list_outputs"
    ),
    "baseline": Command(
        "Show the add-factors by which the baseline follows its outlook, and how large they are",
        "tajsim.cli.baseline",
        _baseline,
        "In brackets the size in standard deviations of what the equation usually misses: the residuals of\n"
        "the parameter set, for taxes and spending the record of tax revenue. Above 2 a note says so.",
    ),
    "targets": Command(
        "List what a shock can act on, what it moves, and the levers of policy",
        "tajsim.cli.listing",
        _targets,
        "Moves: the outputs that change most in 2027, on the single path, when the target is a tenth\n"
        "larger from the start of the run on; for a driver in percent a year, one point higher.",
        "list_targets",
    ),
    "sensitivity": Command(
        "Show which parameters the uncertainty about an outcome comes from",
        "tajsim.cli.sensitivity",
        _sensitivity,
        "First-order and total Sobol indices of one output with intervals, and what each parameter does\n"
        "one at a time. Takes some ten seconds.",
    ),
    "solve": Command(
        "Find how large a shock must be before a condition becomes as likely as asked",
        "tajsim.cli.solve",
        _solve,
        "A size multiplies every shock of the scenario: 0 is no shock, 1 the scenario as written.\n"
        "Every size is run on the same draws.",
    ),
    "decompose": Command(
        "Take the deviation of an output apart: by shock, by channel, or by policy",
        "tajsim.cli.decompose",
        _decompose,
        "The parts add up to the deviation from the baseline in every draw.",
    ),
    "history": Command(
        "Say which drivers, rules and residuals brought a past year about",
        "tajsim.cli.history",
        _history,
        "From the year before through the model's own projection to the figures of the year; parts are\n"
        "Shapley values and add up. A residual is what an equation missed.",
    ),
    "plausibility": Command(
        "Show how unusual scenarios are, among the model's predictions and in history",
        "tajsim.cli.plausibility",
        _plausibility,
        "Oil, the rouble and Russian output have a distribution; what else a scenario changes is listed\n"
        "beside the nearest episode on record.",
    ),
    "policy": Command(
        "Find the cheapest mix of levers that keeps a condition in every scenario",
        "tajsim.cli.policy",
        _policy,
        "Every mix of the levers' sizes is run on the same draws, and judged by its worst scenario.\n"
        "All shipped levers take minutes; name two or three for an answer in seconds.",
    ),
    "report": Command(
        "Write one page about a run: words, tables, pictures, assumptions, evidence",
        "tajsim.cli.report",
        _report,
        "The page is one HTML file that needs no network, reads on a phone and prints.",
    ),
    "fetch": Command(
        "Fetch public series over the network and keep the answers",
        "tajsim.cli.fetch",
        _fetch,
        "The only command that uses the network. bank-of-russia: the dollar by day; world-bank: exchange\n"
        "rates, prices, growth and remittances by year (pip install 'tajsim[fetch]'); sdmx: one series of\n"
        "any office that answers in SDMX-CSV. Every answer is kept with its SHA-256 and its date.",
    ),
    "observations": Command(
        "Check published figures and show what each measures in the model",
        "tajsim.cli.observations",
        _observations,
        "FILE has the columns series, period, value, unit, source and published, and if wanted country and\n"
        "standard_error. Of several publications of a figure the latest counts.",
    ),
    "round": Command(
        "Freeze a forecast with all it rests on, run it again, or say why two differ",
        "tajsim.cli.round",
        _round,
        "tajsim round new ROUND makes the folder: parameters, judgement, outlook, forecast, digests.\n"
        "tajsim round verify ROUND runs it again. Exit code 0: the same to the bit, 1: not, 2: could not.\n"
        "tajsim round compare A B says how each forecast moved and why; the parts add up.",
    ),
    "explore": Command(
        "Write the model itself as one page: every slider runs it",
        "tajsim.cli.explore",
        _explore,
        "The page is one HTML file that needs no network and no installation: shipped scenarios with their\n"
        "strength, single levers, bands of all draws, and what they rest on.",
    ),
    "check": Command(
        "Hold the outputs kept in golden files against a fresh run",
        "tajsim.cli.check",
        _check,
        "Prints what moved, by how much, where, and why. Exit code 0: nothing moved, 1: something did,\n"
        '2: could not compare. A new file needs only [run] with scenarios = ["..."]; --update fills it in.',
    ),
}


def whole_number(text: str) -> int | None:
    """The whole number a text writes, such as 2000 or 2_000; None when it writes none, or one without end."""
    if not re.fullmatch(r"[+-]?\d+(_\d+)*", text.strip(), re.ASCII):
        return None
    try:
        return int(text)
    except ValueError:  # of more digits than Python reads
        return None
