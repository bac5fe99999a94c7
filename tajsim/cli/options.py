"""The options of each command, and those that several of them share. Values stay text."""

from __future__ import annotations

from argparse import ArgumentParser

from tajsim.defaults import (
    BACKEND,
    BASE_SET,
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
        "backend",
        "json",
    ),
    "verify": ("json",),
    "compare": ("outputs", "at", "out", "json"),
}
"""What can be done with rounds, each with its options."""
BYS = ("shock", "channel", "policy", "step")


def _seed(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--seed", default=str(SEED), metavar="S", help="root of all random numbers (%(default)s)"
    )


def _backend(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--backend",
        default=BACKEND,
        metavar="B",
        help="what computes the draws: numpy, compiled (an extra) or auto (%(default)s)",
    )


def _end(parser: ArgumentParser) -> None:
    parser.add_argument("--end", default=END, metavar="Q", help="last quarter (%(default)s)")


def _deviations(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--baseline", default=BASELINE, metavar="B", help="what deviations are taken from (%(default)s)"
    )


def _one_object(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _start(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--start",
        metavar="Q",
        help="first quarter shown (the first that the parameter set does not know); it trims what is shown "
        "and moves no shock",
    )
    _shift(parser)


def _shift(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--shift",
        metavar="Q",
        help="move each scenario in time: its first shock begins in Q, the others keep their distance",
    )


def run_options(parser: ArgumentParser) -> None:
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
    _seed(parser)
    _backend(parser)
    _judgement(parser)
    _given(parser)
    _start(parser)
    _end(parser)
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
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="compute on the Dask cluster of this scheduler, as in tcp://10.0.0.1:8786, instead",
    )
    add(
        "--checkpoint",
        metavar="DIR",
        help="keep what is done in DIR, so that a run that was stopped can go on; distributions are kept",
    )
    add("--resume", action="store_true", help="go on from what --checkpoint DIR holds of the same run")
    add("--parts", metavar="DIR", help="write every draw into DIR as Parquet files; distributions are kept")


def _judgement(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--judgement", metavar="FILE", help="add-factors with author and reason (TOML), in every scenario"
    )


def _given(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--given",
        metavar="FILE",
        help="figures that the run meets: published ones (CSV, see tajsim observations) or conditions (TOML)",
    )
    add(
        "--known",
        metavar="DATE",
        help="all that had been published by the day, with --given FILE; figures of 2025 take "
        "--parameters calibrated-2024",
    )


def _parameters(
    parser: ArgumentParser,
    default: str | None = PARAMETER_SET,
    text: str = "a parameter set or a file (%(default)s)",
) -> None:
    """The option for the parameter set, with the name it had before."""
    parser.add_argument("--parameters", "--vintage", dest="vintage", default=default, metavar="P", help=text)


def scenarios_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    add("--check", action="store_true", help="hold what scenarios claim against the model")
    _parameters(parser)
    _backend(parser)
    _json(parser)


def params_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    _parameters(parser)
    add("--diff", metavar="V2", help="show what is different in another parameter set or file")
    add("--reconcile", action="store_true", help="show which published figures contradict each other")
    add("--base-year", action="store_true", help="show the figures of the base year: what another date needs")
    _json(parser)


def baseline_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    _parameters(parser)
    add("--baseline", default=BASELINE, metavar="B", help="as for tajsim run (%(default)s)")
    _judgement(parser)
    _end(parser)
    _json(parser)


def outputs_options(parser: ArgumentParser) -> None:
    _json(parser)


def targets_options(parser: ArgumentParser) -> None:
    _parameters(parser)
    _json(parser)


def backtest_options(parser: ArgumentParser) -> None:
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
    _seed(parser)
    _backend(parser)
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


def sensitivity_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a name, a composition or a FILE.toml")
    add("output", metavar="OUTPUT", help="one output; see tajsim outputs")
    add("--at", default=str(YEAR), metavar="YEAR", help="year or quarter (%(default)s)")
    add("--of", default="delta", metavar="WHAT", help="delta, against the baseline, or level (%(default)s)")
    add("--names", metavar="NAMES", help="parameters to vary, separated by commas; the 20 that move it most")
    add("--groups", metavar="G", help="ensemble: what was calibrated is drawn jointly, as one factor")
    add("--base-samples", default="4096", metavar="N", help="a power of 2 (%(default)s)")
    _seed(parser)
    _backend(parser)
    _parameters(parser)
    _deviations(parser)
    _start(parser)
    _end(parser)
    _one_object(parser)
    add("--out", metavar="DIR", help="folder for the tables (CSV), the pictures (PNG) and manifest.json")


def solve_options(parser: ArgumentParser) -> None:
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
    _seed(parser)
    _backend(parser)
    _one_object(parser)
    add("--out", metavar="DIR", help="folder for the curve (CSV), its picture and manifest.json")


def decompose_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a name, a composition or a FILE.toml")
    add("output", metavar="OUTPUT", help="one output; see tajsim outputs")
    add("--by", default=BYS[0], metavar="WAY", help=f"{', '.join(BYS)} (%(default)s)")
    add("--at", metavar="PERIOD", help="year or quarter (2027)")
    add("--relative", action="store_true", help="in percent of the baseline, not in the output's unit")
    _given(parser)
    _settings(parser, DRAWS)


def history_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("year", metavar="YEAR", help="from 2005 to the last of which something has been published")
    add("--outputs", metavar="NAMES", help="some of the outputs, separated by commas (all)")
    _parameters(parser, BASE_SET)
    add("--on", metavar="DATE", help="of a year that is not over: what had been published by this day")
    _one_object(parser)
    add("--out", metavar="DIR", help="folder for the table (CSV), the waterfalls (PNG) and JSON")


def plausibility_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    _shift(parser)
    add("--outlook", default="baseline", metavar="O", help="over which they surprise: baseline or none")
    _parameters(parser)
    add("--draws", default=str(PATHS), metavar="N", help="paths of the drivers that are drawn (%(default)s)")
    _seed(parser)
    _one_object(parser)
    add("--out", metavar="DIR", help="folder for the tables (CSV), the pictures (PNG) and manifest.json")


def policy_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="+", metavar="SCENARIO", help="as for tajsim run; the condition is kept in each")
    add("--levers", metavar="NAMES", help="shipped ones or FILE.toml, separated by commas; all shipped ones")
    add("--cost", metavar="NAME=N", help="million TJS a year at size 1 in place of a lever's own, by commas")
    add("--keep", default="reserves_months >= 3", metavar="TEXT", help="what is kept (%(default)s)")
    add("--prob", default="0.90", metavar="P", help="probability of keeping it (%(default)s)")
    add("--at", metavar="PERIOD", help="year or quarter of the condition (every quarter)")
    _settings(parser, SEARCH_DRAWS)


def _settings(parser: ArgumentParser, draws: int) -> None:
    add = parser.add_argument
    _parameters(parser)
    _deviations(parser)
    _start(parser)
    _end(parser)
    add("--draws", default=str(draws), metavar="N", help="draws (%(default)s)")
    _seed(parser)
    _backend(parser)
    _one_object(parser)
    add("--out", metavar="DIR", help="folder for the tables (CSV), the picture (PNG) and manifest.json")


def fetch_options(parser: ArgumentParser) -> None:
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


def observations_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="figures of your own (CSV); the shipped ones when left out")
    add("--on", metavar="DATE", help="what was known on a day, shipped figures and FILE together")
    add("--first", metavar="Q", help="first quarter of the run (the one after the base year)")
    add("--last", metavar="Q", help="last quarter of the run (none)")
    add("--all", action="store_true", help="list figures of other quarters as well")
    _one_object(parser)


def check_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("goldens", nargs="+", metavar="GOLDEN", help="golden files (TOML)")
    add("--update", action="store_true", help="rewrite the files with the numbers of now")
    add("--junit", metavar="FILE", help="write JUnit XML: a case for each scenario and output")
    add("--github", action="store_true", help="print ::error lines that point at the lines that moved")
    _backend(parser)
    _one_object(parser)
    add("--workers", default="1", metavar="N", help="processes (%(default)s)")


def report_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="as for tajsim run; all shipped ones when left out")
    _parameters(parser, None, f"a parameter set or a file ({PARAMETER_SET})")
    add("--baseline", metavar="B", help=f"what deviations are taken from ({BASELINE})")
    add("--draws", metavar="N", help=f"draws; 0: the single path alone ({DRAWS})")
    add("--seed", metavar="S", help=f"root of all random numbers ({SEED})")
    add("--backend", metavar="B", help=f"what computes the draws: numpy, compiled or auto ({BACKEND})")
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


def round_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("action", metavar="ACTION", help="new, verify or compare")
    add("names", nargs="*", metavar="ROUND", help="the folder of a round; of compare, two, the earlier first")
    add("--known", metavar="DATE", help="new: the forecast is given all that had been published by the day")
    add("--data", metavar="FILE", help="new: figures of your own beside the shipped ones (CSV), with --known")
    _judgement(parser)
    _parameters(parser, BASE_SET)
    add(
        "--baseline",
        default=BASELINE,
        metavar="B",
        help="baseline, none or an outlook FILE.toml (%(default)s)",
    )
    _end(parser)
    add("--draws", default=str(DRAWS), metavar="N", help="draws; 0: the single path alone (%(default)s)")
    _seed(parser)
    _backend(parser)
    add("--outputs", metavar="NAMES", help="compare: some of the forecasts, separated by commas")
    add("--at", metavar="YEAR", help=f"compare: year shown ({YEAR})")
    add("--out", metavar="DIR", help="compare: folder for the table (CSV), waterfalls (PNG) and JSON")
    _json(parser)


def explore_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="SCENARIO", help="what is switched on; as for tajsim run, together")
    _parameters(parser)
    _judgement(parser)
    add(
        "--given", metavar="FILE", help="figures that all draws meet: observations (CSV) or conditions (TOML)"
    )
    _deviations(parser)
    add("--draws", default=str(PAGE_DRAWS), metavar="N", help="draws in the page (%(default)s)")
    _seed(parser)
    _backend(parser)
    _start(parser)
    _end(parser)
    add("--language", metavar="L", default="en", help="in which the page opens: en or ru (%(default)s)")
    add("--open", action="store_true", help="open the page in a browser")
    add("--out", default="explore.html", metavar="FILE", help="the page (%(default)s)")
