"""`tajsim report`: a page from a run or from a saved result, and one message for everything wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.cli.report import _merge
from tajsim.errors import InputError, Problems
from tajsim.explorer import evidence
from tests import of_2024

from .conftest import Call


def test_a_run_becomes_a_page(call: Call, tmp_path: Path) -> None:
    done = call(
        "report",
        "crackdown",
        "--draws",
        "0",
        "--end",
        "2026Q4",
        "--title",
        "A <b> title",
        "--out",
        "new/a.html",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Wrote new/a.html.\n"
    text = (tmp_path / "new" / "a.html").read_text(encoding="utf-8")
    assert "<title>A &lt;b&gt; title</title>" in text
    assert "Only the single path was run" in text
    assert '<dd dir="auto">2026</dd>' in text
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_saved_result_becomes_the_same_page_but_for_what_it_lacks(call: Call, tmp_path: Path) -> None:
    of_2024.run("crackdown", draws=20, end="2026Q4", outputs=["gdp"]).save(tmp_path / "run.npz")
    done = call("report", "--from", "run.npz", "--at", "2026Q3")
    assert (done.code, done.err) == (0, "")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "In 2026Q3 the largest move" in text
    assert "Fear keeps people at home" in text


def test_what_is_wrong_is_reported_at_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = call("report", "crakdown", "--draws", "few", "--at", "1999", "--out", "folder", "--title", " ")
    assert done.code == 2
    assert done.out == ""
    for part in (
        "'folder', a folder",
        "--title is empty",
        "did you mean 'crackdown'",
        "--draws is 'few'",
        "1999",
    ):
        assert part in done.err
    assert "Traceback" not in done.err


def test_a_page_in_russian_and_what_cannot_be_had(call: Call, tmp_path: Path) -> None:
    of_2024.run("crackdown", draws=None, end="2026Q4", outputs=["gdp"]).save(tmp_path / "run.npz")
    done = call("report", "--from", "run.npz", "--language", "ru", "--out", "ru.html")
    assert (done.code, done.err) == (0, "")
    text = (tmp_path / "ru.html").read_text(encoding="utf-8")
    assert '<html lang="ru">' in text
    assert "Ужесточение" in text
    done = call("report", "--from", "run.npz", "--language", "tajik", "--out", "a.pdf")
    assert done.code == 2
    assert "language is 'tajik'" in done.err
    assert "a report is an HTML page, not .pdf; name it a.html" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ru.html", "run.npz"]


@pytest.mark.usefixtures("unpainted")
def test_a_report_links_to_the_model_in_one_page(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "judged", lambda *_: {})  # it takes seconds, and has tests of its own
    few = ("report", "crackdown", "--draws", "4", "--end", "2026Q4", "--out", "new/a.html")
    done = call(*few, "--explore", "new/pages/the model.html")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Wrote new/a.html, new/pages/the model.html.\n"
    assert '<a href="pages/the%20model.html">The model in one page</a>' in (
        tmp_path / "new" / "a.html"
    ).read_text(encoding="utf-8")
    made = (tmp_path / "new" / "pages" / "the model.html").read_text(encoding="utf-8")
    assert 'id="tajsim-payload"' in made
    for wrong, text in (("new/a.html", "name two files"), ("model.pdf", ".pdf")):
        done = call(*few, "--explore", wrong)
        assert done.code == 2
        assert text in done.err


def test_a_saved_result_takes_no_run(call: Call, tmp_path: Path) -> None:
    done = call("report", "crackdown", "--from", "none.npz", "--draws", "5", "--seed", "1")
    assert done.code == 2
    for part in ("leave out 'crackdown'", "leave out --draws", "leave out --seed", "cannot read none.npz"):
        assert part in done.err
    assert list(tmp_path.iterdir()) == []


def test_another_parameter_set_than_that_of_the_saved_run(call: Call, tmp_path: Path) -> None:
    of_2024.run("crackdown", draws=None, end="2026Q4", outputs=["gdp"]).save(tmp_path / "run.npz")
    done = call("report", "--from", "run.npz", "--vintage", "kremlin-2024")
    assert done.code == 2
    assert "'kremlin-2024' is not what the run was made with" in done.err
    assert not (tmp_path / "report.html").exists()


def test_one_problem_without_a_list_is_reported_beside_others() -> None:
    problems = Problems("report")
    _merge(problems, InputError("no such thing"))
    several = Problems("run")
    several.add("one")
    several.add("two")
    with pytest.raises(InputError) as caught:
        several.raise_if_any()
    _merge(problems, caught.value)
    assert list(problems.found) == ["no such thing", "one", "two"]
