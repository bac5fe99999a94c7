"""What can be typed: the commands. Values stay text: the commands check them together."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from tajsim.cli import options
from tajsim.columns import aligned
from tajsim.errors import InputError, nearest


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


COMMANDS: dict[str, Command] = {
    "run": Command(
        "Run scenarios and compare them with the baseline",
        "tajsim.cli.run",
        options.run_options,
        "Prints a table and writes comparison.png into the current folder, or into --out DIR\n"
        "with summary.csv and manifest.json.",
    ),
    "backtest": Command(
        "Forecast the past out of sample and score it beside benchmarks",
        "tajsim.cli.backtest",
        options.backtest_options,
        "For every origin the behaviour is calibrated on the years up to it, and the next one and three\n"
        "years are forecast, given the drivers as they were and given forecast drivers. Takes a minute.",
    ),
    "scenarios": Command(
        "List the shipped scenarios, or check what they claim",
        "tajsim.cli.scenarios",
        options.scenarios_options,
        "With --check: every claim with the number that is reached, the median of 500 draws or for a level\n"
        "the single path. Exit code 0: all are met, 1: some are not, 2: could not check.",
    ),
    "params": Command(
        "Show a parameter set: every parameter with its range", "tajsim.cli.params", options.params_options
    ),
    "outputs": Command(
        "List the outputs with their units",
        "tajsim.cli.listing",
        options.outputs_options,
        function="list_outputs",
    ),
    "baseline": Command(
        "Show the add-factors by which the baseline follows its outlook, and how large they are",
        "tajsim.cli.baseline",
        options.baseline_options,
        "In brackets the size in standard deviations of what the equation usually misses: the residuals of\n"
        "the parameter set, for taxes and spending the record of tax revenue. Above 2 a note says so.",
    ),
    "targets": Command(
        "List what a shock can act on, what it moves, and the levers of policy",
        "tajsim.cli.listing",
        options.targets_options,
        "Moves: the outputs that change most in 2027, on the single path, when the target is a tenth\n"
        "larger from the start of the run on; for a driver in percent a year, one point higher.",
        "list_targets",
    ),
    "sensitivity": Command(
        "Show which parameters the uncertainty about an outcome comes from",
        "tajsim.cli.sensitivity",
        options.sensitivity_options,
        "First-order and total Sobol indices of one output with intervals, and what each parameter does\n"
        "one at a time. Takes some ten seconds.",
    ),
    "solve": Command(
        "Find how large a shock must be before a condition becomes as likely as asked",
        "tajsim.cli.solve",
        options.solve_options,
        "A size multiplies every shock of the scenario: 0 is no shock, 1 the scenario as written.\n"
        "Every size is run on the same draws.",
    ),
    "decompose": Command(
        "Take the deviation of an output apart: by shock, by channel, or by policy",
        "tajsim.cli.decompose",
        options.decompose_options,
        "The parts add up to the deviation from the baseline in every draw.",
    ),
    "history": Command(
        "Say which drivers, rules and residuals brought a past year about",
        "tajsim.cli.history",
        options.history_options,
        "From the year before through the model's own projection to the figures of the year; parts are\n"
        "Shapley values and add up. A residual is what an equation missed.",
    ),
    "plausibility": Command(
        "Show how unusual scenarios are, among the model's predictions and in history",
        "tajsim.cli.plausibility",
        options.plausibility_options,
        "Oil, the rouble and Russian output have a distribution; what else a scenario changes is listed\n"
        "beside the nearest episode on record.",
    ),
    "policy": Command(
        "Find the cheapest mix of levers that keeps a condition in every scenario",
        "tajsim.cli.policy",
        options.policy_options,
        "Every mix of the levers' sizes is run on the same draws, and judged by its worst scenario.\n"
        "All shipped levers take minutes; name two or three for an answer in seconds.",
    ),
    "report": Command(
        "Write one page about a run: words, tables, pictures, assumptions, evidence",
        "tajsim.cli.report",
        options.report_options,
        "The page is one HTML file that needs no network, reads on a phone and prints.",
    ),
    "fetch": Command(
        "Fetch public series over the network and keep the answers",
        "tajsim.cli.fetch",
        options.fetch_options,
        "The only command that uses the network. bank-of-russia: the dollar by day; world-bank: exchange\n"
        "rates, prices, growth and remittances by year (pip install 'tajsim[fetch]'); sdmx: one series of\n"
        "any office that answers in SDMX-CSV. Every answer is kept with its SHA-256 and its date.",
    ),
    "observations": Command(
        "Check published figures and show what each measures in the model",
        "tajsim.cli.observations",
        options.observations_options,
        "FILE has the columns series, period, value, unit, source and published, and if wanted country and\n"
        "standard_error. Of several publications of a figure the latest counts.",
    ),
    "round": Command(
        "Freeze a forecast with all it rests on, run it again, or say why two differ",
        "tajsim.cli.round",
        options.round_options,
        "tajsim round new ROUND makes the folder: parameters, judgement, outlook, forecast, digests.\n"
        "tajsim round verify ROUND runs it again. Exit code 0: the same to the bit, 1: not, 2: could not.\n"
        "tajsim round compare A B says how each forecast moved and why; the parts add up.",
    ),
    "explore": Command(
        "Write the model itself as one page: every slider runs it",
        "tajsim.cli.explore",
        options.explore_options,
        "The page is one HTML file that needs no network and no installation: shipped scenarios with their\n"
        "strength, single levers, bands of all draws, and what they rest on.",
    ),
    "check": Command(
        "Hold the outputs kept in golden files against a fresh run",
        "tajsim.cli.check",
        options.check_options,
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
