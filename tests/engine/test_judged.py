"""A run with judgement: what it adds, that it changes nothing else, and that everything says so."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.judgements.equations import EQUATIONS
from tests import of_2024
from tests.judgements.test_judgement import made

SMALL = {"end": "2026Q4", "draws": 5, "outputs": ["gdp", "remittances_usd", "tjs_per_usd"]}


def mine(**changes: object) -> ts.Judgement:
    return ts.Judgement("mine", [made(**changes)], "Mine")  # type: ignore[arg-type]


def same(one: ts.Result, two: ts.Result) -> bool:
    return all(
        np.array_equal(one.quarterly[name], two.quarterly[name])
        and np.array_equal(one.central[name], two.central[name])
        for name in one.kept
    )


@pytest.mark.parametrize("baseline", ["baseline", "none"])
def test_an_empty_judgement_changes_nothing_to_the_bit(baseline: str) -> None:
    plain = of_2024.run("crackdown", baseline=baseline, **SMALL)
    assert same(of_2024.run("crackdown", baseline=baseline, judgement=ts.Judgement("empty"), **SMALL), plain)


def test_one_that_acts_later_changes_nothing_before_to_the_bit() -> None:
    plain = of_2024.run("crackdown", **SMALL)
    judged = of_2024.run("crackdown", judgement=mine(start="2026Q3", fades="2027Q4"), **SMALL)
    for name in plain.kept:
        assert np.array_equal(judged.quarterly[name][:6], plain.quarterly[name][:6])
    assert (judged.quarterly["remittances_usd"][6] > plain.quarterly["remittances_usd"][6]).all()


@settings(max_examples=20)
@given(equation=st.sampled_from(sorted(EQUATIONS)), value=st.floats(-0.2, 0.2).filter(bool))
def test_it_adds_to_the_add_factors_of_the_baseline(equation: str, value: float) -> None:
    options = {"draws": None, "end": "2026Q4"}
    judged = mine(equation=equation, values=[value], start="2025Q3", fades="2026Q1")
    before = prepare(read(of_2024.options(**options)))
    after = prepare(read(of_2024.options(judgement=judged, **options)))
    for t, (one, two) in enumerate(zip(before.add_factors, after.add_factors, strict=True)):
        share = {2: 1.0, 3: 0.5}.get(t, 0.0)
        assert getattr(two, equation) == getattr(one, equation) + share * value
        assert two._replace(**{equation: getattr(one, equation)}) == one


def test_money_sent_moves_by_the_add_factor_in_every_draw_and_scenario() -> None:
    plain, judged = (
        of_2024.run("crackdown", baseline="none", judgement=given, **SMALL)
        for given in (None, mine(values=[0.25], fades="2025Q2"))
    )
    ratio = judged.quarterly["remittances_usd"][0] / plain.quarterly["remittances_usd"][0]
    # of the add-factor on money from Russia what the share from Russia leaves
    assert ratio.min() > 1.15
    assert ratio.max() < 1.26
    assert judged.check()["worst"].max() < 1e-9
    first = judged.central["remittances_usd"][0]
    assert (first > 1.15 * plain.central["remittances_usd"][0]).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "2024Q4"}, "'remittances' starts in 2024Q4, before 2025Q1, the first quarter"),
        ({"start": "2027Q1", "fades": "2028Q1"}, "starts in 2027Q1, after the run ends in 2026Q4"),
    ],
)
def test_dates_outside_the_run_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ts.InputError) as caught:
        of_2024.run(judgement=mine(**changes), **SMALL)
    assert said in str(caught.value)


def test_it_may_act_before_what_is_shown() -> None:
    judged = of_2024.run(judgement=mine(), start="2026Q1", **SMALL)
    plain = of_2024.run(start="2026Q1", **SMALL)
    assert not np.array_equal(judged.central["remittances_usd"], plain.central["remittances_usd"])


def test_a_sum_that_an_equation_does_not_allow_is_refused() -> None:
    with pytest.raises(ts.InputError) as caught:
        of_2024.run(
            judgement=mine(equation="spending", values=[0.98], fades="2026Q4", start="2025Q4"), **SMALL
        )
    text = str(caught.value)
    (own,) = (a.spending for a in prepare(read(of_2024.options(draws=None, end="2025Q4"))).add_factors[3:])
    said = (
        f"'spending' in 2025Q4 would be {0.98 + own:.3g}: +0.98 on the add-factor of the baseline, {own:+.3g}"
    )
    assert said in text
    assert "allowed: -0.9 to 1" in text


def test_the_manifest_holds_it_and_a_rerun_needs_no_file(tmp_path: Path) -> None:
    path = mine().to_toml(tmp_path / "mine.toml")
    first = of_2024.run("crackdown", judgement=path, **SMALL)
    path.unlink()
    again = ts.rerun(first.manifest)
    assert again == first
    assert same(again, first)
    content = json.loads(first.manifest.to_json())
    assert 'author = "A. Author"' in content["judgement_toml"]
    assert of_2024.run("crackdown", **SMALL).manifest.judgement_toml is None
    content["judgement_toml"] = content["judgement_toml"].replace("0.2", "nan")
    with pytest.raises(ts.InputError, match="value 1 must be a finite number"):
        ts.rerun(type(first.manifest).from_dict(content))


def test_more_scenarios_of_a_result_stand_on_it_too() -> None:
    judged = of_2024.run("crackdown", judgement=mine(), **SMALL)
    assert judged.rerun is not None
    more = judged.rerun.run([ts.scenario("rouble-shock").shift("2025Q2")], ["remittances_usd"])
    assert np.array_equal(more.quarterly["remittances_usd"][:, 0], judged.quarterly["remittances_usd"][:, 0])


def test_the_compiled_step_gives_the_same() -> None:
    pytest.importorskip("llvmlite")
    one, two = (of_2024.run(judgement=mine(), backend=b, **SMALL) for b in ("numpy", "compiled"))
    np.testing.assert_allclose(one.quarterly["gdp"], two.quarterly["gdp"], rtol=1e-6)


@pytest.mark.usefixtures("unpainted")
def test_report_workbook_and_notebook_show_author_and_reason(tmp_path: Path) -> None:
    judged = of_2024.run("crackdown", judgement=mine(), draws=20, end="2027Q4")
    page = judged.report(tmp_path / "report.html").read_text(encoding="utf-8")
    for text in ("Transfers were larger.", "A. Author, 2025-07-15", "from 2025Q1, gone in 2026Q1"):
        assert text in page
    russian = judged.report(tmp_path / "ru.html", language="ru").read_text(encoding="utf-8")
    assert "Экспертная оценка" in russian
    assert "с 1 кв. 2025, до нуля к 1 кв. 2026" in russian
    assert "Judgement: mine, 1 add-factor." in judged._repr_html_()
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(judged.to_excel(tmp_path / "book.xlsx"))
    cells = [cell.value for row in book["judgement"].iter_rows() for cell in row]
    assert {"remittances", "0.2, 0.2", "A. Author", "Transfers were larger."} <= set(cells)
    plain = of_2024.run("crackdown", draws=20, end="2027Q4").report(tmp_path / "plain.html")
    assert "Add-factors" not in plain.read_text(encoding="utf-8")


def test_a_golden_file_names_it(tmp_path: Path) -> None:
    mine().to_toml(tmp_path / "mine.toml")
    golden = tmp_path / "golden.toml"
    golden.write_text(
        '[run]\nscenarios = ["crackdown"]\njudgement = "mine.toml"\nyears = [2026]\ndraws = 5\n'
        'outputs = ["gdp", "remittances_usd"]\n'
    )
    assert ts.check(golden, update=True).passed
    assert 'judgement = "mine.toml"' in golden.read_text(encoding="utf-8")
    assert ts.check(golden).passed
    mine(values=[0.3]).to_toml(tmp_path / "mine.toml")
    moved = ts.check(golden)
    assert not moved.passed
    assert "data judgement mine: changed" in moved.reasons
    with pytest.raises(ts.InputError, match=r"judgement of the result is '', \[run\] says 'mine'"):
        ts.check(golden, result=of_2024.run("crackdown", draws=5))
