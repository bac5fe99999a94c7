"""What can be read: for each kind of file good ones, the way in, and the way back out where there is one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tajsim.analysis.policy.levers import lever
from tajsim.drivers.outlook import read_outlook
from tajsim.errors import Problems, TajsimError
from tajsim.evidence.episodes.stories import stories
from tajsim.golden.file import Golden, read, write
from tajsim.golden.runs import resolve
from tajsim.observed import read_observations
from tajsim.parameters import parameters
from tajsim.past.episodes import read_episode
from tajsim.results import Manifest, load
from tajsim.scenarios import read_scenario
from tajsim.store import data_path

SLOW = 20.0  # seconds of the processor that no file of this size may take

PARAMETER_SET = """title = "Mine"
date = 2024-12-31
narrative = "A test."
extends = "world-bank-2024"

[migration.stock_russia]
value = 1200000
distribution = "triangular"
low = 1000000.0
high = 1300000
source = "S1"
confidence = "C"
note = "A proxy."

[figures.gdp_usd]
value = 14200.0
unit = "million USD per year"
period = "2024"
source = "S2"
said_by = "World Bank"

[ensemble]
return_rate = [0.1, 0.11, 0.12]
departure_rate = [0.05, 0.06, 0.07]
"""
SCENARIO = """name = "mine"
title = "Mine"
narrative = "A test."
sources = ["S30", "history:2014-15"]

[[components]]
title = "A"
narrative = "First."
[[components.shocks]]
target = "rub_per_usd"
multiply = 1.59
shape = "ramp"
start = "2026Q1"
quarters = 4
fade = 8
fade_to = 0.5
note = "half is regained"

[[components]]
title = "B"
narrative = "Second."
[[components.shocks]]
target = "border_closure"
set = [0.1, 0.2]
shape = "path"
start = "2026Q1"
hold = false
weight = 0.5
"""
GOLDEN = """# Watched.
format = 1
[run]
scenarios = ["crackdown"]
vintage = "world-bank-2024"
end = "2026Q4"
draws = 0
outputs = ["gdp"]
quarters = ["2026Q3", "2026Q4"]
[tolerance]
relative = 1e-5
[tolerance.gdp]
absolute = 0.5
[made_with]
tajsim = "0.1.0"
[made_with.parameters]
"banks.lending_rate" = [22.12, "fixed"]
[made_with.scenarios."crackdown"]
sha256 = "0123456789abcdef"
shocks = ["multiply enforcement 2.0 ramp"]
[values."baseline".gdp]
2026Q3 = [35000.0]
2026Q4 = [36000.0]
[values."crackdown".gdp]
2026Q3 = [34000.0]
2026Q4 = [35000.0]
"""
EPISODE = """title = "Border closure"
narrative = "The border was closed."
sources = ["S30"]
[[shocks]]
target = "border_closure"
set = 0.5
shape = "step"
start = "2020Q2"
end = "2020Q4"
"""
STORY = """[[episodes]]
name = "2009"
title = "A title"
first = 2009
last = 2009
narrative = "What happened."
sources = ["episode-2009-growth"]
[[episodes.forecasts]]
variable = "gdp_growth"
year = 2009
source = "forecast-2009-growth"
by = "IMF, April 2009"
"""
HISTORY = """country,series,unit,period,value,source,vintage,derived
TJK,loans,TJS million,2015,8600,"NBT, 2016",2016-01,false
TJK,loans,TJS million,2016Q1,8.7e3,NBT,2016,true
"""


def read_golden(path: Path) -> Golden | None:
    """A golden file with the scenarios and the vintage it names, as `check` reads it before it runs them."""
    problems = Problems("cannot check")
    draft = read(path, problems)
    if draft.golden is not None:
        resolve(draft.golden.run, path.parent, problems)
    problems.raise_if_any()
    return draft.golden


def as_it_is(path: Path) -> Any:
    """A golden file as far as it can be read."""
    return read(path, Problems("cannot check")).golden


def _write_golden(golden: Golden, path: Path) -> None:
    path.write_text(write(golden), encoding="utf-8")


def _content(golden: Golden) -> tuple[Any, ...]:
    return golden.run, golden.tolerance, golden.made_with, golden.values


@dataclass(frozen=True)
class Kind:
    """good: a text that loads. out: writes what was loaded. same: what has to be equal when it comes back."""

    good: str
    load: Callable[[Path], Any]
    suffix: str = ".toml"
    out: Callable[[Any, Path], object] | None = None
    same: Callable[[Any], Any] = lambda loaded: loaded


def _shipped(*parts: str) -> str:
    return data_path(*parts).read_text(encoding="utf-8")


def _manifest() -> str:
    return Path(__file__).with_name("manifest.json").read_text(encoding="utf-8")


KINDS = {
    "vintage": Kind(
        PARAMETER_SET, parameters, out=lambda p, path: p.to_toml(path), same=lambda p: p.digest()
    ),
    "scenario": Kind(SCENARIO, read_scenario, out=lambda s, path: s.to_toml(path)),
    "golden": Kind(GOLDEN, read_golden, out=_write_golden, same=_content),
    "manifest": Kind(
        _manifest(), Manifest.read, ".json", out=lambda m, path: path.write_text(m.to_json(), "utf-8")
    ),
    "outlook": Kind(_shipped("outlooks", "none.toml"), read_outlook),
    "lever": Kind(_shipped("levers", "diversification.toml"), lever),
    "episode": Kind(EPISODE, read_episode, out=lambda s, path: s.to_toml(path)),
    "story": Kind(STORY, stories),
    "history": Kind(HISTORY, read_observations, ".csv"),
    "result": Kind("", load, ".npz", out=lambda r, path: r.save(path)),
}


def outcome(kind: Kind, content: bytes, folder: Path) -> Any:
    """What a file with `content` is read as; None when it is refused in the library's own words.

    Anything else that happens is a failure, and so is what comes back different from what was written.
    """
    path, again = folder / f"given{kind.suffix}", folder / "again" / f"given{kind.suffix}"
    path.write_bytes(content)
    before = time.process_time()
    found = None
    with contextlib.suppress(TajsimError):
        found = kind.load(path)
    assert time.process_time() - before < SLOW
    assert sorted(folder.iterdir()) == sorted({path, *([again.parent] if again.parent.exists() else [])})
    if found is not None and kind.out is not None:
        again.parent.mkdir(exist_ok=True)
        kind.out(found, again)
        assert kind.same(kind.load(again)) == kind.same(found)
    return found
