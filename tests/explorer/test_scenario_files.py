"""Scenario files in the page: taken and refused exactly as the command line takes and refuses them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.drivers.declared import OBSERVABLE_NAMES
from tajsim.errors import FileFormatError, InputError, quoted
from tajsim.explorer.modules import ASSETS
from tajsim.explorer.payload import scenario as packed
from tajsim.model.outputs import OUTPUTS
from tajsim.scenarios import scenario_names
from tajsim.scenarios.library import read_scenario
from tajsim.scenarios.target import targets
from tajsim.store import Shipped, parse_toml
from tests.explorer.node import needs_node, run_js

pytestmark = needs_node

TOML = f"""
import {{ parseToml }} from "{ASSETS.as_uri()}/ui/toml.js";
import {{ TomlError }} from "{ASSETS.as_uri()}/ui/toml_values.js";
import {{ repr }} from "{ASSETS.as_uri()}/ui/messages.js";
const read = (text) => {{
  try {{ return repr(parseToml(text, "x.toml")); }}
  catch (error) {{ if (error instanceof TomlError) return `refused: ${{error.message}}`; throw error; }}
}};
console.log(JSON.stringify(given.map(read)));
"""
FILES = f"""
import {{ readScenario, writeScenario }} from "{ASSETS.as_uri()}/ui/scenario_file.js";
import {{ ScenarioError }} from "{ASSETS.as_uri()}/ui/messages.js";
const read = (text) => {{
  try {{ return writeScenario(readScenario(text, "x.toml", given.known)); }}
  catch (error) {{ if (error instanceof ScenarioError) return `refused: ${{error.message}}`; throw error; }}
}};
console.log(JSON.stringify(given.texts.map(read)));
"""
SHIPPED = [
    path.read_text(encoding="utf-8")
    for folder in ("scenarios", "levers")
    for path in Shipped("scenario", folder).files().values()
]
PIECES = (
    "a = 1", "[a]", "[[a]]", "a.b.c = 2", "[a.b]", "x = {a = 1, b = {c = 2}}", "\"q\" = 'lit'", "[a", "[[a]",
    'm = """a\\\n  b"""', "l='''x\ny'''", "d = 2026-01-01", "t = 07:32:00.5",
    "dt = 1979-05-27T07:32:00-08:00",
    "f = 1e400", "g = -inf", "h = nan", "i = 0x1F", "j = 1_000", 'k = [1, [2, 3], "x",]', "k = [1, 2",
    's = "\\u00e9\\U0001F600"', 's = "\\q"', 's = "open', "# c", "\x01 = 1", 's = "\x02"', "a..b = 1", "= 1",
    "a", "a =", "a = tru", "a = 2026-02-30", "z = {a = 1, a = 2}", "z = {a.b = 1, a.c = 2}", 'ключ = "да"',
    "z = {a = {b = 1}, a.c = 2}", "s='a\x7fb'", "[[a.b]]", "a = {}", "a = []", "a = -0.0", "a = 01", "a = 1.",
    "__proto__ = 1", "[__proto__]", "constructor.x = 1", 's = """x""""', 's = "\N{GRINNING FACE}" x',
)  # fmt: skip
VALUES = (
    "1", "1.5", "-0.0", "1e400", "nan", "'x'", "[1, 2]", "[]", "{}", "{'2026Q1' = 1.1, '2027Q1' = 2}", "true",
    "{'2026Q1' = 1.1, '2026q1' = 2}", "{x = 1}", "2026-01-01", "99999999999999999999", "'2026Q1'", "' '", "0",
    "'2026q3 '", "['a']", "-3", "'step'", "'path'", "8.0", "20000", "[1.0, 'x', inf]", "''", "'2024Q1'",
    "{'2026Q1' = 1.1, '2026Q4' = 2}", json.dumps("<b onclick='x()'>\u200b</b>"),
)  # fmt: skip
USUAL = {
    "start": "'2026Q1'", "end": "'2027Q1'", "quarters": "4", "fade": "2", "fade_to": "0.5", "hold": "false",
    "weight": "0.5", "note": "'n'", "says": "'c'", "output": "'gdp'", "at": "2027", "measure": "'level'",
    "above": "1", "below": "2", "title": "'x'", "narrative": "'x'", "sources": "['S1']", "name": "'x'",
}  # fmt: skip


def altered(text: str, rng: random.Random) -> str:
    place = rng.randrange(len(text))
    return (
        text[:place]
        + rng.choice(["x", "", "1", "-", "[", "'", "\n", "="])
        + text[place + rng.randint(0, 3) :]
    )


def some_toml(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return altered(rng.choice(SHIPPED), rng)
    return "\n".join(rng.choice(PIECES) for _ in range(rng.randint(1, 5)))


def some_file(rng: random.Random) -> str:
    """A scenario file of which much is right and some is not."""

    def field(key: str, often: float, wrong: float = 0.3) -> list[str]:
        if rng.random() > often:
            return []
        return [f"{key} = {rng.choice(VALUES) if rng.random() < wrong else USUAL[key]}"]

    lines = [*field("title", 0.9, 0.1), *field("narrative", 0.9, 0.1)]
    lines += [*field("name", 0.2), *field("sources", 0.3)]
    if rng.random() < 0.15:
        parts = ["['crackdown']", "['crackdwn']", "3", "[1]", "[{title = 'a'}]"]
        lines.append(f"components = {rng.choice(parts)}")
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        target = rng.choice([*targets(), "rub_per_us", *["rub_per_usd"] * 280, *sorted(OBSERVABLE_NAMES) * 8])
        operations = rng.sample(["set", "set_mean", "add", "multiply"], rng.choice([0, 1, 1, 1, 1, 1, 2]))
        shock = ["[[shocks]]", f"target = '{target}'"]
        shock += [f"{one} = {rng.choice(VALUES) if rng.random() < 0.4 else '1.2'}" for one in operations]
        shock += [f"shape = '{rng.choice(['step', 'pulse', 'ramp', 'fade', 'path', 'rmap'])}'"]
        shock += [*field("start", 0.7), *field("quarters", 0.7)]
        for key in ("end", "fade", "fade_to", "hold", "weight", "note"):
            shock += field(key, 0.12)
        lines += [*shock, *(["strat = 1"] if rng.random() < 0.1 else [])]
        lines += shock if rng.random() < 0.1 else []
    if rng.random() < 0.2:
        lines.append("[[expect]]")
        for key in ("says", "output", "at", "measure", "above", "below"):
            lines += field(key, 0.7)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(3))
def test_toml_is_read_and_refused_as_python_does(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    deep = ["[" * 60 + "]" * 60, "a = " + "[" * 60 + "]" * 60, "a = " + "9" * 700, "a." * 60 + "b = 1"]
    texts = [*SHIPPED, *deep, *(some_toml(rng) for _ in range(600))]
    shown = json.loads(run_js(TOML, texts, tmp_path))
    for text, found in zip(texts, shown, strict=True):
        try:
            expected = quoted(parse_toml(text, "x.toml"))
        except FileFormatError as error:
            expected = f"refused: {error}"
        assert found == expected, text


@pytest.mark.parametrize("seed", range(3))
def test_scenario_files_are_read_and_refused_as_the_command_line_does(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(seed)
    texts = [*SHIPPED, *(some_file(rng) for _ in range(500))]
    texts += [altered(rng.choice(SHIPPED), rng) for _ in range(100)]
    shown = json.loads(run_js(FILES, {"texts": texts, "known": known()}, tmp_path))
    taken = 0
    for text, found in zip(texts, shown, strict=True):
        Path("x.toml").write_text(text, encoding="utf-8", newline="")
        expected = read()
        if isinstance(expected, str):
            assert found == expected, text
            continue
        Path("x.toml").write_text(found, encoding="utf-8")
        assert read() == expected, text
        taken += 1
    assert len(SHIPPED) < taken < len(texts) / 2


def read() -> ts.Scenario | str:
    try:
        return read_scenario("x.toml")
    except InputError as error:
        return f"refused: {error}"


def known() -> dict[str, Any]:
    return {
        "scenarios": [packed(ts.scenario(name)) for name in scenario_names()],
        "targets": {
            t.name: {
                "kind": t.kind,
                "unit": t.unit,
                "low": t.low,
                "high": t.high,
                "observable": t.name in OBSERVABLE_NAMES,
            }
            for t in targets().values()
        },
        "outputs": [output.name for output in OUTPUTS],
    }
