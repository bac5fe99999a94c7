"""`summary.csv` is, to the byte, the table that pandas would write."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

import tajsim as ts
from tajsim.results import Result
from tajsim.results.summary_csv import cell, write_summary

OUTPUTS = ["gdp", "poverty_rate", "reserves_usd"]


def written(result: Result, quantiles: tuple[float, ...]) -> bytes:
    stream = io.BytesIO()
    write_summary(result, quantiles, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def run() -> Result:
    return ts.run(["crackdown", "rouble-shock"], draws=40, seed=2, end="2027Q4", outputs=OUTPUTS)


@pytest.mark.parametrize("quantiles", [(0.05, 0.5, 0.95), (0.025, 1.0), ()])
def test_it_is_what_pandas_writes(run: Result, quantiles: tuple[float, ...]) -> None:
    frame = run.summary_frame(quantiles)
    assert written(run, quantiles).decode() == frame.to_csv(index=False, lineterminator="\n")


def test_runs_without_draws_and_with_summaries_alone(run: Result) -> None:
    for result in (
        ts.run("crackdown", draws=None, end="2026Q4", outputs=OUTPUTS),
        ts.run("crackdown", draws=40, end="2026Q4", outputs=OUTPUTS, keep="summary"),
    ):
        frame = result.summary_frame((0.5,))
        assert written(result, (0.5,)).decode() == frame.to_csv(index=False, lineterminator="\n")


def test_labels_that_need_quotes_and_what_is_no_number(run: Result) -> None:
    names = ("base, line", 'a "scenario"', "две\nстроки")
    manifest = replace(run.manifest, scenarios=dict.fromkeys(names, "0" * 64), baseline=names[0])
    values = {name: array.copy() for name, array in run.quarterly.items()}
    values["gdp"][2, 1, 3] = float("nan")
    values["gdp"][3, 1, 3] = float("inf")
    odd = replace(run, scenarios=names, manifest=manifest, quarterly=values, rerun=None)
    frame = odd.summary_frame((0.5,))
    assert written(odd, (0.5,)).decode() == frame.to_csv(index=False, lineterminator="\n")
    assert written(odd, (0.5,)).count(b",,") > 0


def test_bad_quantiles_are_refused_before_anything_is_computed(run: Result) -> None:
    with pytest.raises(ts.InputError, match="quantiles"):
        written(run, (5.0,))


@pytest.mark.parametrize(
    ("text", "expected"), [("gdp", "gdp"), ("a,b", '"a,b"'), ('a"b', '"a""b"'), ("", ""), ("a b", "a b")]
)
def test_cells(text: str, expected: str) -> None:
    assert cell(text) == expected
