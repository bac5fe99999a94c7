"""A name that ends as another format does is refused before anything is written; any other name is fine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.labels import check_suffix
from tajsim.parameters.writing import write_ensemble
from tajsim.report.subject import check_name

from .results import synthetic

MADE = synthetic.result(draws=None, outputs=("gdp",))
WRITERS: dict[str, tuple[Callable[[Path], object], str, tuple[str, ...]]] = {
    "report": (MADE.report, ".html", (".pdf", ".docx", ".xls", ".md", ".PDF", ".txt", ".svg")),
    "excel": (MADE.to_excel, ".xlsx", (".xls", ".csv", ".ods", ".xlsm", ".html")),
    "save": (MADE.save, ".npz", (".html", ".xlsx", ".csv", ".pkl", ".parquet", ".npy")),
    "parquet": (MADE.to_parquet, ".parquet", (".csv", ".feather", ".xlsx", ".json")),
    "scenario": (ts.scenario("crackdown").to_toml, ".toml", (".json", ".yaml", ".csv", ".txt")),
    "parameters": (ts.parameters("calibrated-2024").to_toml, ".toml", (".json", ".yaml", ".xlsx")),
    "ensemble": (
        lambda path: write_ensemble(ts.parameters("calibrated-2024"), "world-bank-2024", "", path),
        ".toml",
        (".csv",),
    ),
    "model page": (lambda path: ts.model_page().write(path), ".md", (".html", ".pdf", ".docx")),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_another_format_is_refused_and_the_usual_one_named(kind: str, tmp_path: Path) -> None:
    write, usual, others = WRITERS[kind]
    for suffix in others:
        with pytest.raises(InputError) as caught:
            write(tmp_path / f"out.2026{suffix}")
        assert f"not {suffix.lower()}" in str(caught.value)
        assert f"out.2026{usual}" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run", "run.v2", "run.2026", "run.bak", ".run"])
@pytest.mark.parametrize("kind", ["save", "scenario", "parameters"])
def test_a_name_that_promises_nothing_is_written_to(kind: str, name: str, tmp_path: Path) -> None:
    write, _, _ = WRITERS[kind]
    write(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.Html", "a", "/dev/stdout", "a.v1"])
def test_names_for_a_page(name: str) -> None:
    check_name(name)


def test_the_way_to_a_pdf_is_stated() -> None:
    with pytest.raises(InputError, match=r"not \.pdf; name it a\.html; .*print it to a file"):
        check_name("a.pdf")
    with pytest.raises(InputError, match=r"cannot write b\.csv: a thing is text, not \.csv; name it b\.txt$"):
        check_suffix("b.csv", (".txt",), "a thing is text")
