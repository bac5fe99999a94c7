"""Random calls of everything public: each returns, or is refused in the library's own words.

    python -m tests.fuzz.calls [CALLS] [SEED]

calls with one or two arguments replaced by values that no argument expects, and reports what was raised
otherwise. What is called are the public names of tajsim and the public methods of what they return, found by
inspection: a new one without a good call to start from stops the fuzzer.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tajsim as ts
from tajsim.errors import TajsimError
from tajsim.evidence.calibration.trials import trials

from .nasty import FAIR, POOL, nested

SLOW = 60.0  # seconds that no call may take
CALLED = ("progress", "change")  # arguments that are called


@dataclass(frozen=True)
class Call:
    """A function with arguments that it takes. cost: seconds of a call, roughly."""

    name: str
    function: Callable[..., Any]
    good: dict[str, Any]
    cost: float = 0.0

    def varied(self, rng: random.Random) -> dict[str, Any]:
        """The good arguments with one or two others."""
        arguments = dict(self.good)
        names = [*_parameters(self.function), *self.good]
        for name in rng.sample(names, min(len(names), 1 + (rng.random() < 0.3))):
            arguments[name] = _odd(name, rng)
            if name in CALLED and callable(arguments[name]):  # what a function of the user raises is theirs
                arguments[name] = None
        return arguments


def _odd(name: str, rng: random.Random) -> Any:
    kind = rng.random()
    if kind < 0.4 and name in FAIR:
        return rng.choice(FAIR[name])()
    kind = rng.random()
    if kind < 0.02:
        return nested()
    if kind < 0.12:
        return rng.choice(bases().objects)
    return rng.choice(POOL)()


@dataclass
class Tally:
    """What came of the calls. failures: what was raised -> how often, and an example."""

    returned: int = 0
    refused: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Calls that ended otherwise than they may."""
        return sum(self.failures.values())

    @property
    def calls(self) -> int:
        """All calls."""
        return self.returned + self.refused + self.failed

    def text(self) -> str:
        """Counts, then each kind of failure with its first example."""
        counts = f"{self.returned:,} returned, {self.refused:,} were refused, {self.failed:,} failed"
        lines = [f"{self.calls:,} calls: {counts}"]
        for key, count in self.failures.most_common():
            lines += [f"{count:6,} x {key}", *("        " + line for line in self.examples[key].splitlines())]
        return "\n".join(lines)


@dataclass(frozen=True)
class Bases:
    """Good objects to call methods of, all small."""

    objects: tuple[Any, ...]
    calls: tuple[Call, ...]
    files: object  # the folder of their files, removed when nothing holds it any more


def fuzz(count: int, seed: int, report: Callable[[Tally], object] | None = None) -> Tally:
    """`count` random calls; the same seed makes the same ones. report: called after each, with the tally."""
    import matplotlib.pyplot as plt

    rng, tally, calls = random.Random(seed), Tally(), bases().calls
    weights = [1.0 / (1.0 + 60.0 * call.cost) for call in calls]
    for _ in range(count):
        (call,) = rng.choices(calls, weights)
        arguments = call.varied(rng)
        try:
            inspect.signature(call.function).bind(**arguments)
            with warnings.catch_warnings(), _limited(SLOW):
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", UserWarning)
                call.function(**arguments)
            tally.returned += 1
        except TajsimError as error:
            str(error)
            tally.refused += 1
        except Exception as error:
            key = _key(error)
            tally.failures[key] += 1
            tally.examples.setdefault(key, _example(call, arguments, error))
        plt.close("all")
        if report is not None:
            report(tally)
    return tally


def _key(error: Exception) -> str:
    """What was raised, and the innermost line of the library that it came from."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}tajsim{os.sep}" in f.filename]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "no line of the library"
    return f"{type(error).__name__} at {where}"


def _example(call: Call, arguments: dict[str, Any], error: Exception) -> str:
    """A call that failed, as far as it can be shown."""
    changed = {n: v for n, v in arguments.items() if call.good.get(n, call) is not v}
    try:
        message = str(error)[:150]
    except Exception:
        message = ""
    return "\n".join([f"{call.name}: {message}", *(f"{n} = {_shown(v)}" for n, v in changed.items())])


def _shown(value: object) -> str:
    try:
        return f"{repr(value)[:150]} ({type(value).__name__})"
    except Exception:
        return f"a {type(value).__name__}"


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError when what is done inside takes too long."""

    def late(*_: object) -> None:
        raise TimeoutError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def _parameters(function: Callable[..., Any]) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [p.name for p in inspect.signature(function).parameters.values() if p.kind in kinds]


# what a required argument of this name is given, wherever nothing else is said
USUAL: dict[str, Any] = {
    "scenario": "crackdown",
    "name": "gdp",
    "output": "gdp",
    "names": ["gdp"],
    "comparison": "<",
    "value": 1.0,
    "at": 2026,
    "when": ts.Quarter(2026, 1),
    "date": ts.Quarter(2026, 1),
    "quarter": "2026Q1",
    "quarters": ["2026Q1"],
    "factor": 0.5,
    "text": "2026Q1",
    "freq": "Q",
    "part": "enforcement from 2025Q3",
    "change": abs,
    "key": "x",
    "scenarios": ["crackdown"],
    "outputs": ["gdp"],
    "kind": "level",
}


PARTIAL: dict[str, Any] = {"trials_draws": 4096, "draws": 100, "required": 1.0}
NOWCAST: dict[str, Any] = {"draws": 500, "members": 50, "seed": 1}
SWAP = ts.Swap(
    output="reserves_months", values=(6.0,), by="budget_support_loans", first="2026Q1", last="2026Q1"
)


@cache
def bases() -> Bases:
    files = tempfile.TemporaryDirectory(prefix="tajsim-bases-")
    folder = Path(files.name)
    p = ts.parameters()
    shock = ts.Shock("rub_per_usd", multiply=ts.ramp(1.2, "2026Q1", 2))
    mine = ts.Scenario("mine", [shock])
    small: dict[str, Any] = {"end": "2026Q4", "outputs": ["gdp", "poverty_rate", "migrants_russia"]}
    central = ts.run("crackdown", draws=None, **small)
    drawn = ts.run(["crackdown", mine], draws=8, **small)
    summary = ts.run("crackdown", draws=8, keep="summary", **small)
    loaded = ts.load(drawn.save(folder / "result.npz"))
    written = {
        "golden": folder / "golden.toml",
        "scenario": mine.to_toml(folder / "mine.toml"),
        "parameters": p.to_toml(folder / "own.toml"),
        "manifest": folder / "manifest.json",
    }
    judged = ts.AddFactor(
        equation="demand",
        values=[-0.01],
        start="2026Q1",
        fades="2026Q3",
        author="A. Author",
        date="2025-07-01",
        why="harvest",
    )
    judgement = ts.Judgement("july", [judged])
    written["judgement"] = judgement.to_toml(folder / "july.toml")
    known = ts.known("2025-06-30")
    written["figures"] = known.to_csv(folder / "figures.csv")
    written["june"], written["july"] = (
        ts.new_round(folder / name, draws=4, seed=seed, end="2026Q4").path
        for name, seed in (("june", 0), ("july", 1))
    )
    ts.check(written["golden"], update=True, result=central)
    written["manifest"].write_text(central.manifest.to_json(), "utf-8")
    short = {"draws": 2, "end": "2026Q4"}
    calibration = ts.calibrate(2007, draws=200, required=1.0)
    backtest = ts.backtest(2007, 2007, trials_draws=200, draws=2, required=1.0)
    study = {"names": ["return_rate"], "base_samples": 64, "end": "2026Q4"}
    objects: dict[str, Any] = {
        "Solution": ts.solve("rouble-shock", tolerance=0.5, **short),
        "Frontier": ts.frontier("rouble-shock", "crackdown", rays=2, **short),
        "PolicySearch": ts.policy_search(
            "crackdown", ["reintegration"], "reserves_months >= 3", 0.5, **short
        ),
        "Sensitivity": ts.sensitivity("crackdown", "gdp", "2026", **study),
        "Plausibility": ts.plausibility("rouble-shock", draws=100),
        "ParameterSetComparison": ts.compare_parameter_sets(
            "world-bank-2024", "calibrated-2024", ["gdp"], "2026"
        ),
        "Check": ts.check(written["golden"], result=central),
        "Calibration": calibration,
        "Backtest": backtest,
        "PartialBacktest": ts.partial_backtest(2009, 2009, stages="half", **PARTIAL),
        "Nowcast": ts.nowcast("2025-06-30", **NOWCAST),
        "AddFactor": judged,
        "Judgement": judgement,
        "Observations": known,
        "Condition": known.conditions()[0],
        "Swap": SWAP,
        "ModelPage": ts.model_page(),
        "Parameters": p,
        "Scenario": mine,
        "Shock": shock,
        "Expectation": ts.scenario("crackdown").expect[0],
        "Shape": shock.shape,
        "Quarter": ts.Quarter(2026, 1),
        "Manifest": central.manifest,
        "Result": drawn,
        "Result (central)": central,
        "Result (summary)": summary,
        "Result (loaded)": loaded,
        "Values": drawn["gdp"],
        "Delta": drawn.delta("crackdown", "gdp"),
        "Delta (summary)": summary.delta("crackdown", "gdp"),
        "Decomposition": drawn.decompose("crackdown", "gdp"),
        "PlotAccessor": drawn.plot,
        "PlotAccessor (central)": central.plot,
    }
    objects["SensitivityPlots"] = objects["Sensitivity"].plot
    objects["Mix"] = objects["PolicySearch"].mix(0)
    calls = [*_functions(written, short), *_made(objects), *_methods(objects, written)]
    return Bases(tuple(objects.values()), tuple(calls), files)


def _functions(written: dict[str, Path], short: dict[str, Any]) -> Iterator[Call]:
    """The public functions."""
    run = {"scenarios": "crackdown", "draws": None, "end": "2025Q4", "outputs": "gdp"}
    good: dict[str, tuple[float, dict[str, Any]]] = {
        "run": (0.3, run),
        "rerun": (0.3, {"manifest": written["manifest"]}),
        "solve": (0.6, {"scenario": "rouble-shock", "tolerance": 0.5, **short}),
        "frontier": (0.6, {"scenario_a": "rouble-shock", "scenario_b": "crackdown", "rays": 2, **short}),
        "policy_search": (
            0.3,
            {
                "scenarios": "crackdown",
                "levers": ["reintegration"],
                "condition": "gdp > 1",
                "prob": 0.5,
                **short,
            },
        ),
        "sensitivity": (
            0.5,
            {"scenario": "crackdown", "output": "gdp", "at": "2026", "names": ["return_rate"]}
            | {"base_samples": 64, "end": "2026Q4"},
        ),
        "plausibility": (0.3, {"scenario": "rouble-shock", "draws": 100}),
        "compare_parameter_sets": (0.5, {"a": "world-bank-2024", "b": "kremlin-2024", "outputs": "gdp"}),
        "calibrate": (1.5, {"until": 2006, "draws": 200, "required": 1.0}),
        "backtest": (2.0, {"start": 2007, "end": 2007, "trials_draws": 200, "draws": 2, "required": 1.0}),
        "episodes": (10.0, {"draws": 2, "trials_draws": 200, "required": 1.0}),
        "published_responses": (1.4, {"draws": 2}),
        "historical_decomposition": (2.0, {"year": 2009}),
        "partial_backtest": (2.0, {"start": 2009, "end": 2009, "stages": "half", **PARTIAL}),
        "nowcast": (3.0, {"known": "2025-06-30", **NOWCAST}),
        "explore": (3.0, {"scenarios": "crackdown", "draws": 2, "end": "2026Q4"}),
        "exogenise": (
            0.5,
            {
                "output": "remittances_usd",
                "values": 2000.0,
                "by": "remittances",
                "first": "2026Q1",
                "last": "2026Q4",
            }
            | {"draws": 2, "end": "2026Q4"},
        ),
        "baseline_add_factors": (0.3, {"parameters": "world-bank-2024", "end": "2026Q4"}),
        "judgement": (0.0, {"path": written["judgement"]}),
        "observations": (0.2, {"data": written["figures"]}),
        "known": (0.3, {"on": "2025-06-30"}),
        "fetch": (0.0, {"source": "nobody", "folder": "fetched"}),
        "fetched": (0.0, {"folder": "fetched"}),
        "new_round": (0.5, {"path": "august", "draws": 2, "end": "2026Q4"}),
        "compare_rounds": (1.0, {"a": written["june"], "b": written["july"]}),
        "verify_round": (0.5, {"path": written["june"]}),
        "check": (0.3, {"path": written["golden"]}),
        "model_page": (0.1, {}),
        "parameters": (0.1, {"name_or_path": "calibrated-2024"}),
        "scenario": (0.05, {"name_or_path": "crackdown"}),
        "load": (0.02, {"path": written["golden"].with_name("result.npz")}),
        "history": (0.01, {"series": "remittances_received"}),
        "outlooks": (0.01, {}),
        "step": (0.0, {"value": 1.1, "start": "2026Q1"}),
        "pulse": (0.0, {"value": 1.1, "start": "2026Q1"}),
        "ramp": (0.0, {"value": 1.1, "start": "2026Q1", "quarters": 2}),
        "fade": (0.0, {"value": 1.1, "start": "2026Q1", "quarters": 2}),
        "path": (0.0, {"values": [1.1, 1.2], "start": "2026Q1"}),
        "baseline_ratios": (0.5, {"parameters": "world-bank-2024"}),
        "expectations": (0.5, {"scenarios": "crackdown", "parameters": "world-bank-2024"}),
        "targets": (0.3, {"parameters": "world-bank-2024", "moves": False}),
        "breaks": (0.0, {}),
        "levers": (0.0, {}),
        "scenarios": (0.0, {}),
        "sources": (0.0, {}),
        "parameter_sets": (0.0, {}),
        "vintages": (0.0, {}),
    }
    for name in ts.__all__:
        function = getattr(ts, name)
        if not inspect.isclass(function) and _parameters(function):
            cost, arguments = good[name]
            yield Call(name, function, arguments, cost)


def _made(objects: dict[str, Any]) -> Iterator[Call]:
    """The public classes, made of what an object of theirs holds."""
    for name in ts.__all__:
        made = getattr(ts, name)
        if inspect.isclass(made) and not issubclass(made, Exception):
            like = objects[name]
            assert is_dataclass(like)
            given = {f.name: getattr(like, f.name) for f in fields(like) if f.init}
            yield Call(name, made, given, 0.05 if name in ("Result", "Parameters") else 0.0)


def _methods(objects: dict[str, Any], written: dict[str, Path]) -> Iterator[Call]:
    """The public methods, `[]` and `in` of the objects."""
    special: dict[str, dict[str, Any]] = {
        "Parameters.draw": {"name": "return_rate", "u": 0.5},
        "Parameters.diff": {"other": ts.parameters("kremlin-2024")},
        "Parameters.replace": {"migration": {"return_rate": 0.1}},
        "Parameters.with_ensemble": {
            "ensemble": objects["Parameters"].ensemble,
            **dict.fromkeys(("name", "title", "narrative", "source"), "x"),
        },
        "Scenario.from_toml": {"path": written["scenario"]},
        "Manifest.read": {"path": written["manifest"]},
        "Manifest.from_json": {"text": objects["Manifest"].to_json()},
        "Manifest.from_dict": {"values": objects["Manifest"].to_dict()},
        "Manifest.of_run": {
            name: value
            for name, value in objects["Manifest"].to_dict().items()
            if name not in ("version", "python", "numpy", "scipy")
        },
        "Calibration.of": {"tried": trials(2007, 200, 0), "until": 2007, "required": 1.0},
        "PolicySearch.mix": {"place": 0},
        "PolicySearch.scenario": {"mix": objects["Mix"], "scenario": objects["Scenario"]},
        "ModelPage.__getitem__": {"key": objects["ModelPage"].blocks[0].key},
        "Delta.distribution": {"freq": "Q"},
        "Scenario.shift": {"start": "2027Q1"},
        "Shock.shift": {"quarters": 4},
        "Shape.shift": {"quarters": 4},
        "Result.to_iamc": {"freq": "Y"},
    }
    costs = {
        "report": 2.0,
        "to_excel": 0.5,
        "decompose": 0.5,
        "waterfall": 0.5,
        "migrants": 0.4,
        "with_ensemble": 0.2,
    }
    for label, one in objects.items():
        kind = label.split(" ")[0]
        for name, _ in inspect.getmembers(type(one), callable):
            if (name.startswith("_") and name not in ("__getitem__", "__contains__")) or _is_field(one, name):
                continue
            method = getattr(one, name)
            takes = inspect.signature(method).parameters
            given = dict(special.get(f"{kind}.{name}", {}))
            for parameter in takes.values():
                required = parameter.default is parameter.empty and parameter.name not in given
                if required and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                    given[parameter.name] = _usual(f"{kind}.{name}", parameter.name)
            if takes:
                drawn = isinstance(one, type(objects["PlotAccessor"])) or "plot" in name
                yield Call(f"{label}.{name}", method, given, costs.get(name, 0.05 if drawn else 0.0))


def _is_field(one: Any, name: str) -> bool:
    return is_dataclass(one) and name in {f.name for f in fields(one)}


def _usual(method: str, name: str) -> Any:
    if name == "path":
        return Path("written")
    if name not in USUAL:
        raise LookupError(
            f"no value is known for {name!r} of {method}; add one, so that it is called as well"
        )
    return USUAL[name]


def main() -> int:
    """Call as often as asked; 1 when a call failed."""
    count, seed = (int(text) for text in (*sys.argv[1:3], *("1000", "0")[len(sys.argv) - 1 :]))
    begun = time.monotonic()

    def show(tally: Tally) -> None:
        if tally.calls % 5000 == 0:
            seconds = f"{time.monotonic() - begun:,.0f} s"
            print(f"{tally.calls:,} calls, {seconds}: {tally.failed} failed", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="tajsim-calls-") as folder, contextlib.chdir(folder):
        tally = fuzz(count, seed, show)
    print(tally.text())
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
