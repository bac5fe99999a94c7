"""Fetching: what servers answered is kept as it came and read again; no test asks a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import tajsim as ts
from tajsim.cli import main
from tajsim.published.fetch import answers, bank_of_russia, sdmx

RECORDED = Path(__file__).parent / "answers"
OFFICE = {
    "address": "https://office.example/data/TRADE?format=csv",
    "series": "imports_usd",
    "unit": "US$ million",
    "publisher": "Office",
}


class Server:
    """Answers with a recorded file and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.content = b""

    def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        return self.content


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    found = Server()
    monkeypatch.setattr(bank_of_russia, "download", found)
    monkeypatch.setattr(sdmx, "download", found)
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: pytest.fail("the network was used"))
    return found


@pytest.fixture
def world_bank(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []

    def fetch(*given: Any, **_: Any) -> Iterator[dict[str, Any]]:
        asked.append(given)
        return iter(json.loads((RECORDED / "world-bank.json").read_text()))

    module = SimpleNamespace(data=SimpleNamespace(fetch=fetch), endpoint="https://api.example/v2")
    monkeypatch.setitem(sys.modules, "wbgapi", module)
    return asked


def test_the_bank_of_russia_by_day(server: Server, tmp_path: Path) -> None:
    server.content = (RECORDED / "bank-of-russia.xml").read_bytes()
    found = ts.fetch("bank-of-russia", tmp_path, "2025-01-10", "2025-01-15")
    (address,) = server.asked
    assert "date_req1=10/01/2025&date_req2=15/01/2025&VAL_NM_RQ=R01235" in address
    assert [(r.series, r.span.text, r.value, str(r.published)) for r in found] == [
        ("rub_per_usd_official", "2025-01-10", 102.2911, "2025-01-10"),
        ("rub_per_usd_official", "2025-01-15", 103.4391, "2025-01-15"),
    ]
    assert [c.name for c in found.conditions()] == ["rub_per_usd"]


def test_the_world_bank_by_year(world_bank: list[Any], tmp_path: Path) -> None:
    found = ts.fetch("world-bank", tmp_path, "2021-01-01", "2024-12-31")
    ((series, countries, years),) = world_bank
    assert (countries, list(years)) == (["TJK", "RUS"], [2021, 2022, 2023, 2024])
    assert "PA.NUS.FCRF" in series
    figures = {(r.country, r.series, r.span.text): (r.value, r.unit) for r in found}
    assert figures["TJK", "exchange_rate_official_avg", "2024"] == (10.7, "TJS per US$")
    assert figures["TJK", "remittances_received", "2024"] == (6.7e9, "US$")
    assert figures["RUS", "cpi_inflation_avg", "2021"] == (6.7, "% per year")
    assert len(figures) == 4


def test_any_office_that_answers_in_sdmx(server: Server, tmp_path: Path) -> None:
    server.content = (RECORDED / "office.csv").read_bytes()
    found = ts.fetch("sdmx", tmp_path, **OFFICE)
    assert server.asked == [OFFICE["address"]]
    assert [(r.span.text, r.value) for r in found] == [
        ("2024-H1", 3416.7), ("2024-07", 601.2), ("2025Q1", 1850.5), ("2025Q2", 1925.6),
    ]  # fmt: skip
    assert [(c.name, str(c.first), c.value) for c in found.conditions()] == [
        ("imports_usd", "2025Q1", 1850.5),
        ("imports_usd", "2025Q2", 1925.6),
    ]


def test_what_was_kept_is_read_again_without_the_network(server: Server, tmp_path: Path) -> None:
    server.content = (RECORDED / "office.csv").read_bytes()
    found = ts.fetch("sdmx", tmp_path, **OFFICE)
    assert ts.fetched(tmp_path) == found
    assert ts.fetch("sdmx", tmp_path, **OFFICE) == found
    assert len(list(tmp_path.iterdir())) == 2  # the same answer once
    (about,) = tmp_path.glob("*.json")
    assert about.with_suffix(".raw").read_bytes() == server.content
    held = json.loads(about.read_text())
    assert (held["source"], held["address"], len(held["sha256"])) == ("sdmx", OFFICE["address"], 64)


def test_the_same_answer_keeps_its_first_date(server: Server, tmp_path: Path) -> None:
    server.content = (RECORDED / "office.csv").read_bytes()
    ts.fetch("sdmx", tmp_path, **OFFICE)
    (about,) = tmp_path.glob("*.json")
    held = json.loads(about.read_text())
    about.write_text(json.dumps(held | {"fetched": "2025-08-01"}))
    assert {str(row.published) for row in ts.fetch("sdmx", tmp_path, **OFFICE)} == {"2025-08-01"}


def test_what_was_altered_is_refused(server: Server, tmp_path: Path) -> None:
    server.content = (RECORDED / "office.csv").read_bytes()
    ts.fetch("sdmx", tmp_path, **OFFICE)
    (raw,) = tmp_path.glob("*.raw")
    raw.write_bytes(server.content.replace(b"1850.5", b"1860.5"))
    with pytest.raises(ts.FileFormatError, match="was altered since it was fetched"):
        ts.fetched(tmp_path)
    raw.unlink()
    with pytest.raises(ts.FileFormatError, match="No such file"):
        ts.fetched(tmp_path)
    (tmp_path / "x.json").write_text('{"source": "sdmx"')
    with pytest.raises(ts.FileFormatError) as caught:
        ts.fetched(tmp_path)
    assert len(caught.value.problems) == 2


BROKEN = {
    "no XML": ("bank-of-russia", b"<ValCurs><Record>", {}),
    "a rate without a date": ("bank-of-russia", b"<ValCurs><Record><Value>1</Value></Record></ValCurs>", {}),
    "an entity": ("bank-of-russia", b'<!DOCTYPE v [<!ENTITY a "1">]><ValCurs/>', {}),
    "a page of HTML": ("sdmx", b"<html>sorry</html>", OFFICE),
    "no numbers": ("sdmx", b"TIME_PERIOD,OBS_VALUE\n2025-Q1,n.a.\n", OFFICE),
    "infinite": ("sdmx", b"TIME_PERIOD,OBS_VALUE\n2025-Q1,inf\n", OFFICE),
    "another period": ("sdmx", b"TIME_PERIOD,OBS_VALUE\n2025-W05,1\n", OFFICE),
    "two series": ("sdmx", b"TIME_PERIOD,OBS_VALUE\n2025-Q1,1\n2025-Q1,2\n", OFFICE),
    "no text": ("sdmx", b"\xff\xff", OFFICE),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_is_none_is_refused_and_kept(name: str, server: Server, tmp_path: Path) -> None:
    source, server.content, asked = BROKEN[name]
    with pytest.raises(ts.FileFormatError, match="cannot read the"):
        ts.fetch(source, tmp_path, **asked)
    assert len(list(tmp_path.glob("*.raw"))) == 1


def test_an_answer_without_a_figure_is_said(server: Server, tmp_path: Path) -> None:
    server.content = b"<ValCurs/>"
    with pytest.raises(ts.InputError, match="the answers hold no figure"):
        ts.fetch("bank-of-russia", tmp_path)


def test_everything_wrong_is_said_before_anything_is_asked(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ts.InputError) as caught:
        ts.fetch("sdmx", tmp_path, "soon", sries="a", unit="")
    for text in (
        "first is 'soon'",
        "takes no 'sries'; did you mean 'series'",
        "unit is ''",
        "address is missing",
    ):
        assert text in str(caught.value)
    with pytest.raises(ts.InputError, match=r"unknown source 'ecb'; known names: bank-of-russia"):
        ts.fetch("ecb", tmp_path)
    with pytest.raises(ts.InputError, match="last is 2025-01-01, before first, 2025-02-01"):
        ts.fetch("bank-of-russia", tmp_path, "2025-02-01", "2025-01-01")
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_command_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "wbgapi", None)
    with pytest.raises(ts.MissingExtraError, match=r"pip install 'tajsim\[fetch\]'"):
        ts.fetch("world-bank", tmp_path)


def test_a_server_that_cannot_be_reached_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(ts.InputError, match=r"cannot fetch https://a\.example/x: connection refused"):
        answers.download("https://a.example/x")
    with pytest.raises(ts.InputError, match="must begin with https://"):
        answers.download("file:///etc/hosts")


def test_the_command(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.content = (RECORDED / "bank-of-russia.xml").read_bytes()
    folder, out = str(tmp_path / "answers"), str(tmp_path / "rates.csv")
    assert main(["fetch", "bank-of-russia", folder, "--first", "2025-01-10", "--out", out]) == 0
    first = capsys.readouterr().out
    assert "rub_per_usd_official of RUS: 2 figures, 2025-01-10 to 2025-01-15" in first
    assert ts.observations(out) == ts.fetched(folder)
    assert main(["fetch", "kept", folder]) == 0
    assert capsys.readouterr().out.splitlines()[0] == first.splitlines()[0]
    assert main(["fetch", "kept", folder, "--first", "2025-01-01"]) == 2
    assert main(["fetch", "bank-of-russia", folder, "--out", "rates.xlsx"]) == 2
    assert main(["fetch", "bank-of-russia", folder, "--series", "a"]) == 2
    assert len(server.asked) == 1
