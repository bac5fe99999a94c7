"""What the README and the pages of the documentation show works: code, outputs, files, commands, links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli.parser import COMMANDS, command_parser
from tajsim.parameters.loading import parameter_set_names
from tests.docs.pages import DOCS, ROOT, blocks, name, shown, without_trailing, written

README = ROOT / "README.md"
GUIDES = {path.stem: path for path in (DOCS / "howto").glob("*.md")}
_NUMBER = re.compile(r"-?\d[\d ,]*(?:\.\d+)?(?:e[-+]\d+)?")
_WORST_ROUNDING = re.compile(r"(worst\s+relative\s+violation\s+\S+e-1[4-9])\s+\([^)]*\)")
every_page = pytest.mark.parametrize("path", written(), ids=name)


def commands(path: Path) -> list[str]:
    """The lines of a page that run tajsim."""
    lines = [
        line.removeprefix("$ ")
        for block in blocks(path.read_text(encoding="utf-8"))
        if block.language in ("sh", "console")
        for line in block.text.splitlines()
    ]
    return [line for line in lines if line.startswith("tajsim ")]


def same(printed: str, expected: str) -> bool:
    """Whether two texts differ in nothing but blanks and one unit of the last digit of a number."""

    def parts(text: str) -> tuple[list[str], list[str]]:
        text = _WORST_ROUNDING.sub(r"\1", text)  # which quarter rounds worst is the backend's affair
        return _NUMBER.sub("0", text).split(), [found.strip(" ,") for found in _NUMBER.findall(text)]

    (words, numbers), (wanted_words, wanted) = parts(printed), parts(expected)
    if words != wanted_words or len(numbers) != len(wanted):
        return False
    for one, other in zip(numbers, wanted, strict=True):
        digits = len(other.partition(".")[2])
        a, b = (float(text.replace(",", "").replace(" ", "")) for text in (one, other))
        if abs(a - b) > 1.01 * 10**-digits:
            return False
    return True


def test_outputs_are_distinct() -> None:
    assert same("a  1.25\n", "a 1.26")
    assert not same("a 1.25", "a 1.28")
    assert not same("a 1.25", "b 1.25")
    assert not same("a 1.25 2", "a 1.25")
    worst = "Accounts: worst relative violation {} (current account,\n{})."
    assert same(worst.format("1.1e-15", "baseline, 2027Q3"), worst.format("1.4e-15", "crackdown, 2026Q1"))
    assert not same(worst.format("1.1e-6", "baseline, 2027Q3"), worst.format("1.1e-6", "crackdown, 2027Q3"))


@every_page
def test_its_code_runs_and_prints_what_is_shown(path: Path, tmp_path: Path) -> None:
    for block, printed in shown(path, tmp_path):
        assert same(printed, block.text), (
            f"python -m tests.docs {path.stem} writes what is printed:\n{printed}"
        )
        assert block.text == without_trailing(block.text)


@every_page
def test_its_commands_parse(path: Path) -> None:
    for line in commands(path):
        _, command, *arguments = shlex.split(line, comments=True)
        options = command_parser(command).read(arguments)
        for scenario in getattr(options, "scenarios", []) or []:
            assert isinstance(scenario, str)
            assert scenario.endswith(".toml") or ts.scenario(scenario)


def test_every_command_has_an_example() -> None:
    assert {shlex.split(line)[1] for line in commands(GUIDES["command-line"])} == set(COMMANDS)


def test_every_guide_is_listed() -> None:
    listed = set(re.findall(r"\]\(([\w-]+)\.md\)", GUIDES["index"].read_text(encoding="utf-8")))
    assert listed == set(GUIDES) - {"index"}
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert all(f"howto/{guide}.md" in nav for guide in GUIDES)


def test_every_parameter_set_is_documented() -> None:
    text = (DOCS / "explanation" / "two-truths.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)`", text, re.MULTILINE)) == set(parameter_set_names())


def test_every_file_the_readme_links_to_exists() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).is_file()] == []


def test_links_between_pages_resolve(generated: dict[str, str | bytes]) -> None:
    held = {
        path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")
    }
    held |= {path: text for path, text in generated.items() if isinstance(text, str)}
    known = {*held, *generated, *(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.*"))}
    lost = []
    for path, text in held.items():
        if path.startswith("decisions") or path in ("contributing.md", "changelog.md", "glossary.md"):
            continue  # their links may lead to files of the repository; the build turns those into text
        bare = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)\s]+)\)", bare):
            if re.match(r"[a-z]+:|#", target) or (path.startswith("tutorials/") and target.startswith("../")):
                continue
            there = (Path("/") / Path(path).parent / target.partition("#")[0]).as_posix()
            if re.sub(r"/[^/]+/\.\.(?=/)", "", there).removeprefix("/") not in known:
                lost.append(f"{path}: {target}")
    assert lost == []


def test_the_readme_is_one_screen() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 60
