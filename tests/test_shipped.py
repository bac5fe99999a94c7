"""Files are found one way: shipped ones by name, a user's own by path, with the same errors for all kinds."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

import tajsim
from tajsim import languages, observed
from tajsim.analysis.policy import levers
from tajsim.drivers import outlook
from tajsim.errors import InputError, UnknownNameError
from tajsim.parameters import loading
from tajsim.past import episodes
from tajsim.scenarios import library
from tajsim.store import Shipped

ALL = [module.SHIPPED for module in (loading, library, outlook, languages, levers, episodes, observed)]
PACKAGE = Path(tajsim.__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `things` of two files in the place of the shipped data."""
    monkeypatch.setattr("tajsim.store.data_path", lambda *parts: tmp_path.joinpath(*parts))
    place = tmp_path / "things"
    place.mkdir()
    for name in ("beta.toml", "alpha.toml", "alpha.csv"):
        (place / name).write_text("x = 1\n")
    return place


THINGS = Shipped("thing", "things")


def test_files_are_known_by_name_in_order(folder: Path) -> None:
    assert THINGS.place == folder
    assert list(THINGS.files().items()) == [("alpha", folder / "alpha.toml"), ("beta", folder / "beta.toml")]
    assert list(Shipped("table", "things", ".csv").files()) == ["alpha"]


def test_a_name_is_that_of_a_shipped_file_and_anything_else_is_a_path(folder: Path) -> None:
    assert THINGS.find("beta") == folder / "beta.toml"
    assert THINGS.find("beta.toml") == Path("beta.toml")
    assert THINGS.find("my/Own.TOML") == Path("my/Own.TOML")
    assert THINGS.find(Path("beta")) == Path("beta")
    assert THINGS.path("beta") == folder / "beta.toml"


@pytest.mark.parametrize("name", ["alpah", "alpha.csv", "", "../things/alpha", "ALPHA"])
def test_an_unknown_name_is_reported_with_the_nearest(folder: Path, name: str) -> None:
    for look in (THINGS.path, THINGS.find):
        with pytest.raises(UnknownNameError, match=r"^unknown thing .*(alpha|beta)") as caught:
            look(name)
        assert repr(name) in str(caught.value)


def test_the_names_listed_may_be_fewer_than_the_files(folder: Path) -> None:
    with pytest.raises(UnknownNameError) as caught:
        THINGS.path("gamma", lambda: ["beta"])
    assert "beta" in str(caught.value)
    assert "alpha" not in str(caught.value)
    assert THINGS.path("alpha", lambda: ["beta"]) == folder / "alpha.toml"


@pytest.mark.parametrize("given", [3, None, ["alpha"], b"alpha", "a\0.toml"])
def test_what_can_name_no_file_is_refused(folder: Path, given: Any) -> None:
    with pytest.raises(InputError, match="not a path"):
        THINGS.find(given)
    with pytest.raises(UnknownNameError, match="unknown thing"):
        THINGS.path(given)


def test_a_file_that_changes_has_another_date(folder: Path) -> None:
    before = THINGS.dated()
    assert before == THINGS.dated()
    assert [file[0] for file in before] == list(THINGS.files().values())
    os.utime(folder / "beta.toml", ns=(1, 1))
    changed = THINGS.dated()
    assert changed[0] == before[0]
    assert changed[1] != before[1]
    (folder / "beta.toml").write_text("x = 12345\n")
    os.utime(folder / "beta.toml", ns=(1, 1))
    assert THINGS.dated()[1] != changed[1]


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.kind)
def test_every_folder_of_the_data_holds_files_of_its_suffix(shipped: Shipped) -> None:
    files = shipped.files()
    assert files
    assert all(path.is_file() and path.suffix == shipped.suffix for path in files.values())
    for name, path in files.items():
        assert shipped.path(name) == path


def test_the_outlooks_are_those_of_the_folder() -> None:
    assert tuple(outlook.SHIPPED.files()) == outlook.OUTLOOKS


def test_no_other_module_lists_a_folder_of_the_data() -> None:
    """The scores of a backtest name their data files across folders by patterns of their own."""
    lists = re.compile(r"data_path\([^()]*\)\s*\.(?:r?glob|iterdir)\(")
    found = [p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if lists.search(p.read_text())]
    assert sorted(found) == ["cli/backtest.py", "results/inputs.py"]
