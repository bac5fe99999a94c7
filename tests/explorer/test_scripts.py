"""The scripts of the page: their own tests under node, their types, their style, and colours in grey."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tajsim.explorer.modules import ASSETS
from tests.explorer.node import NODE, needs_node

HERE = Path(__file__).parent / "js"
BESIDE = HERE / "node_modules"


def tool(name: str) -> str:
    """A tool of node, installed beside the tests or for all. Skips the test where there is none."""
    found = shutil.which(name, path=os.pathsep.join([str(BESIDE / ".bin"), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"no {name} here: npm ci --prefix tests/explorer/js brings it")
    return found


def run(command: list[str], folder: Path, **variables: str) -> str:
    given = {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, env=given, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


@needs_node
def test_the_parts_of_the_page_pass_their_own_tests() -> None:
    shown = run([str(NODE), "--test", str(HERE / "page.test.mjs")], HERE, TAJSIM_ASSETS=f"{ASSETS.as_uri()}/")
    assert int(re.findall(r"pass (\d+)", shown)[-1]) >= 12


@needs_node
def test_the_types_of_the_scripts_hold(tmp_path: Path) -> None:
    checked = {"extends": str(HERE / "tsconfig.json"), "include": [f"{ASSETS}/**/*.js"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(checked), encoding="utf-8")
    run([tool("tsc"), "-p", str(tmp_path)], tmp_path)


@needs_node
def test_the_linter_has_nothing_to_say(tmp_path: Path) -> None:
    shutil.copytree(ASSETS, tmp_path / "assets")
    shutil.copy(HERE / "eslint.config.mjs", tmp_path)
    run([tool("eslint"), "--max-warnings", "0", "assets"], tmp_path)


def test_data_never_becomes_markup() -> None:
    scripts = [*ASSETS.rglob("*.js")]
    assert len(scripts) > 20
    markup = re.compile(r"(inner|outer|insertAdjacent)HTML|document\.write|\beval\(|new Function|DOMParser")
    assert [path.name for path in scripts if markup.search(path.read_text(encoding="utf-8"))] == []


def test_the_template_holds_no_style_and_no_listener_of_its_own() -> None:
    template = (ASSETS / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"\s(?:style|on\w+)=", template) == []
    assert re.findall(r"(?:src|href)=", template) == []


def test_bands_and_lines_are_told_apart_in_grey() -> None:
    """Lightness of what is drawn, from 0 to 1, on light and on dark paper."""
    sheet = (ASSETS / "page.css").read_text(encoding="utf-8")
    for block in re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]:
        colours = dict(re.findall(r"--([\w]+): ([^;]+);", block))
        paper = lightness(colours["paper"])
        bands = [blended(colours[name], paper) for name in ("band90", "band50")]
        shades = [paper, *bands, lightness(colours["accent"])]
        assert all(abs(one - other) > 0.08 for one, other in pairwise(shades))
        assert contrast(colours["soft"], colours["paper"]) > 4.5
        assert contrast(colours["accent"], colours["paper"]) > 4.5
        assert contrast(colours["second"], colours["paper"]) > 4.5


def channels(colour: str) -> list[float]:
    if colour.startswith("#"):
        return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]


def lightness(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def blended(colour: str, paper: float) -> float:
    share = int(re.findall(r"(\d+)%", colour)[0]) / 100
    return paper + share * (lightness(colour) - paper)


def contrast(ink: str, paper: str) -> float:
    """As the guidelines for accessible pages define it, 1 to 21."""

    def luminance(colour: str) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(ink), luminance(paper)))
    return (light + 0.05) / (dark + 0.05)
