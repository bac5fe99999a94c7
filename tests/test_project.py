"""What the project says of itself in several places agrees, and every file that its guides name is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import tajsim as ts

ROOT = Path(__file__).parents[1]
GUIDES = ("CONTRIBUTING.md", "docs/glossary.md", "docs/decisions/README.md")
CHECKOUT = (ROOT / "tajsim").is_dir()  # else the package is installed, and its files are not beside the tests


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def field(name: str) -> str:
    """A field of CITATION.cff that stands in one line."""
    (found,) = re.findall(rf'^{name}: "?([^"\n]+)"?$', text("CITATION.cff"), re.MULTILINE)
    return str(found)


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    assert project["version"] == ts.__version__ == field("version")
    assert field("license") == project["license"]
    assert [author["name"] for author in project["authors"]] == re.findall(
        r"^  - name: (.+)$", text("CITATION.cff"), re.MULTILINE
    )


def test_the_changelog_begins_with_what_is_to_come_and_dates_the_version_as_the_citation_does() -> None:
    heads = re.findall(r"^## \[(.+)\](?: - (\S+))?$", text("CHANGELOG.md"), re.MULTILINE)
    assert heads[0] == ("Unreleased", "")
    assert heads[1] == (ts.__version__, field("date-released"))
    kinds = set(re.findall(r"^### (.+)$", text("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.skipif(not CHECKOUT, reason="the package is not beside the tests")
@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_that_a_guide_names_is_there(guide: str) -> None:
    named = re.findall(r"`((?:tajsim|tests|data|docs|notebooks|\.ci)/[\w./-]*\w/?)(?:::\w+)?`", text(guide))
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", text(guide))
    missing = [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
    missing += [path for path in linked if not (ROOT / guide).parent.joinpath(path).exists()]
    assert missing == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_test_that_a_guide_names_is_there(guide: str) -> None:
    for path, name in re.findall(r"`(tests/[\w./-]+\.py)::(\w+)`", text(guide)):
        assert re.search(rf"^def {name}\(", text(path), re.MULTILINE), f"{path}::{name}"


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([\w-]+\.md)\)", text("docs/decisions/README.md"))
    assert len(set(listed)) == len(listed)
    assert {path.name for path in folder.glob("*.md")} - {"README.md"} == set(listed)
