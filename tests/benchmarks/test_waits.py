"""The measurement of waits measures what it says, in turns; no time is asserted."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import waits
from .waits import BASE, Row, measured


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick things to wait for."""
    monkeypatch.setattr(waits, "STATEMENTS", {BASE: "pass", "import": "import tajsim"})
    monkeypatch.setattr(waits, "COMMANDS", {"help": ("--help",)})
    monkeypatch.setattr(waits, "WARM", {})


def test_every_wait_has_its_rows_and_the_base_the_ratio_one(few: None) -> None:
    rows = measured(1)
    assert [(row.what, row.unit) for row in rows] == [
        (what, unit) for what in (BASE, "import", "help") for unit in ("s of processor time", "s")
    ]
    assert all(isinstance(row, Row) and row.value > 0.0 for row in rows if row.unit == "s")
    assert rows[1].ratio == 1.0


def test_one_name_alone_and_another_checkout_beside_it(few: None, tmp_path: Path) -> None:
    package = tmp_path / "other" / "tajsim"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("print('other')")
    found = [row.what for row in measured(1, "help", (tmp_path / "other", waits.HERE)) if row.unit == "s"]
    assert found == ["help (other)", BASE, "help"]


def test_a_command_that_fails_is_not_measured(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "COMMANDS", {"bad": ("no-such-command",)})
    with pytest.raises(waits.subprocess.CalledProcessError):
        measured(1)
