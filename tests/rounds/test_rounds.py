"""Rounds: what is frozen runs again to the bit, and what moved a forecast adds up."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.analysis.shapley import members, shapley
from tajsim.cli import main
from tajsim.engine.backend import COMPILED_FROM, importable
from tajsim.rounds import compare, folder, groups
from tajsim.rounds.folder import Round, read_round
from tajsim.rounds.groups import Group, mixed, since, split
from tajsim.rounds.inputs import OUTPUTS, Inputs, outlook_of
from tests import of_2024
from tests.judgements.test_judgement import made

mpl.use("Agg")
END = "2026Q4"
MINE = """title = "Ministry"
narrative = "Slower growth, a stronger rouble."
extends = "baseline"

[drivers.rub_per_usd]
annual = "mean"
values = { 2025 = 83.0, 2026 = 85.0 }
source = "my own"

[targets.gdp_growth]
values = { 2025 = 8.0, 2026 = 4.5 }
source = "my own"
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rounds")


@pytest.fixture(scope="module")
def first(place: Path) -> Round:
    return ts.new_round(place / "june", draws=20, end=END)


@pytest.fixture(scope="module")
def second(place: Path) -> Round:
    outlook = place / "mine.toml"
    outlook.write_text(MINE, encoding="utf-8")
    judged = ts.Judgement("july", [made()])
    return ts.new_round(place / "july", None, judged, "world-bank-2024", outlook, draws=30, seed=3, end=END)


@pytest.fixture(scope="module")
def found(first: Round, second: Round) -> compare.RoundComparison:
    return ts.compare_rounds(first, second)


def test_a_round_is_the_run_it_freezes(first: Round) -> None:
    run = of_2024.run(draws=20, end=END, outputs=OUTPUTS)
    for name in OUTPUTS:
        assert np.array_equal(first.forecast.quarterly[name], run.quarterly[name])
        assert np.array_equal(first.forecast.central[name], run.central[name])
    assert first.known is None
    assert sorted(path.name for path in first.path.iterdir()) == [
        "forecast.csv", "forecast.npz", "manifest.json", "outlook.toml", "parameters.toml", "round.json",
    ]  # fmt: skip


def test_it_reads_back_as_it_was_made(second: Round) -> None:
    back = read_round(second.path)
    assert back.forecast == second.forecast
    assert back.inputs.parameters == second.inputs.parameters
    assert back.inputs.outlook == second.inputs.outlook
    assert back.inputs.judgement == second.inputs.judgement
    assert (back.name, back.known, dict(back.made_with)) == ("july", None, dict(second.made_with))
    assert repr(back).startswith("<Round 'july': world-bank-2024, tajsim ")


@pytest.mark.parametrize("which", ["first", "second"])
def test_it_is_the_same_to_the_bit_again(which: str, request: pytest.FixtureRequest) -> None:
    made_before: Round = request.getfixturevalue(which)
    again = ts.verify_round(made_before.path)
    assert again.passed
    assert again.differences == again.versions == ()
    assert again.numbers > 3_000
    assert str(again) == f"{made_before.name}: all {again.numbers:,} numbers are the same to the bit"


def test_its_manifest_runs_it_again_too(second: Round) -> None:
    again = ts.rerun(second.path / "manifest.json")
    assert np.array_equal(again.quarterly["gdp_growth"], second.forecast.quarterly["gdp_growth"])


def test_the_same_round_gives_the_same_bytes(place: Path, first: Round) -> None:
    again = ts.new_round(place / "again" / "june", draws=20, end=END)
    for path in first.path.iterdir():
        assert path.read_bytes() == (again.path / path.name).read_bytes(), path.name


def test_parts_add_up_to_the_change_of_every_forecast(found: compare.RoundComparison) -> None:
    assert found.names == ("drivers", "outlook", "judgement", "parameters", "draws", "equations")
    assert found.gap() < 1e-9
    change = found.after - found.before
    np.testing.assert_allclose(found.parts.sum(axis=0), change, rtol=0, atol=1e-9 * np.abs(change).max())
    assert not found.parts[-1].any(), "the same equations made both rounds"
    assert found.years == (2025, 2026)
    assert found.outputs == OUTPUTS


def test_before_and_after_are_the_forecasts_as_made(
    first: Round, second: Round, found: compare.RoundComparison
) -> None:
    for one, numbers in ((first, found.before), (second, found.after)):
        medians = np.median(one.forecast.annual["remittances_usd"][:, 0], axis=-1)
        i, _ = found.place("remittances_usd", 2025)
        np.testing.assert_allclose(numbers[i], medians, rtol=1e-6)


def test_parts_are_the_shapley_values_of_the_mixtures(first: Round, second: Round) -> None:
    """One forecast on the single path, from mixtures that are run here one by one."""
    found = ts.compare_rounds(first, second, "gdp_growth", "central")
    p = [first.inputs, second.inputs]
    outcomes = []
    for drivers, targets, judgement, parameters, _ in members(5).astype(int):
        outlook = replace(
            p[0].outlook, drivers=p[drivers].outlook.drivers, targets=p[targets].outlook.targets, round=()
        )
        run = ts.run(
            parameters=p[parameters].parameters, baseline=outlook, judgement=p[judgement].judgement,
            draws=None, end=END,
        )  # fmt: skip
        outcomes.append(run.central_annual["gdp_growth"][:, 0])
    expected = shapley(np.array(outcomes))
    np.testing.assert_allclose(found.parts[:5, 0], expected, rtol=0, atol=1e-12)
    assert (found.parts[4] == 0.0).all(), "the single path has no draws"


def test_the_single_path_is_compared_without_draws(
    first: Round, second: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, run = [], Inputs.run

    def noted(self: Inputs, *arguments: Any) -> ts.Result:
        asked.append(self.draws)
        return run(self, *arguments)

    monkeypatch.setattr(Inputs, "run", noted)
    found = ts.compare_rounds(first, second, "gdp_growth", "central")
    assert set(asked) == {None}
    assert (found.parts[-1] == 0.0).all(), "it is that of the rounds, to the bit"


def test_a_group_that_is_the_same_is_no_part(first: Round, place: Path) -> None:
    judged = ts.new_round(place / "judged", judgement=ts.Judgement("j", [made()]), draws=20, end=END)
    found = ts.compare_rounds(first, judged, ["remittances_usd", "gdp_growth"])
    assert found.names == ("judgement", "equations")
    assert (found.parts[0] == found.after - found.before).all()
    i, t = found.place("remittances_usd", 2025)
    assert found.parts[0, i, t] > 100
    assert "judgement +" in found.words("remittances_usd", 2025)


def test_a_round_and_itself_do_not_differ(first: Round) -> None:
    found = ts.compare_rounds(first.path, first)
    assert found.names == ("equations",)
    assert not found.parts.any()
    assert found.words("gdp_growth", 2026).endswith("; nothing moved it.")


def test_other_equations_are_what_is_left(first: Round, second: Round, place: Path) -> None:
    """An earlier forecast that the equations of now do not give, as after a change of the model."""
    old = _changed(first, place / "old", by=1.25, code="0" * 64)
    found = ts.compare_rounds(old, second, ["remittances_usd"])
    assert found.gap() < 1e-9
    now = compare.forecast_of(first.forecast, ["remittances_usd"], found.years, "median")
    np.testing.assert_allclose(found.before, 1.25 * now, rtol=1e-6)
    np.testing.assert_allclose(found.parts[-1], now - found.before, rtol=1e-12)
    assert "june was made by other equations (tajsim" in found.notes[0]
    assert "less what they gave then, is the part of the equations" in found.notes[0]
    assert "by the equations of now" in found.notes[1]
    again = ts.verify_round(old)
    assert not again.passed
    assert any(text.startswith("remittances_usd by quarter: ") for text in again.differences)
    assert any(text.startswith("the code: 000000000000 then, ") for text in again.versions)


def _changed(one: Round, path: Path, by: float, code: str) -> Round:
    """The round in another folder, its remittances multiplied, with digests as if it had been made so."""
    shutil.copytree(one.path, path)
    r = one.forecast
    parts = {
        part: {n: (by * v if n == "remittances_usd" else v) for n, v in getattr(r, part).items()}
        for part in ("quarterly", "annual", "central", "central_annual")
    }
    (path / "forecast.npz").unlink()
    replace(r, **parts, rerun=None, accounts_of=None).save(path / "forecast.npz")
    record = json.loads((path / "round.json").read_text())
    record["files"]["forecast.npz"] = folder.hashlib.sha256((path / "forecast.npz").read_bytes()).hexdigest()
    record["made_with"]["code"] = code
    (path / "round.json").write_text(json.dumps(record))
    return read_round(path)


def test_tables_words_pictures_and_json(found: compare.RoundComparison) -> None:
    table = found.table(2026)
    assert list(table.index) == list(OUTPUTS)
    assert list(table.columns[:4]) == ["unit", "before", "after", "change"]
    np.testing.assert_allclose(table[list(found.names)].sum(axis=1), table["change"], atol=1e-9)
    assert len(found.table()) == 2 * len(OUTPUTS)
    words = found.words("gdp_growth", 2026)
    assert words.startswith("GDP growth in 2026, % on a year before: ")
    assert "the outlook that is followed -" in words
    ax = found.plot("gdp_growth", 2026)
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert (labels[0], labels[-1], len(labels)) == ("june", "july", 7)  # equations move nothing
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["gap"] < 1e-9
    assert len(plain["forecasts"]) == 2 * len(OUTPUTS)
    assert "From june to july" in found._repr_html_()
    with pytest.raises(ts.InputError, match="2031 is not compared; the years are 2025 to 2026"):
        found.table(2031)
    with pytest.raises(ts.InputError, match="unknown output 'gdp'"):
        found.words("gdp", 2026)


def test_a_picture_of_many_parts_joins_the_small_ones(found: compare.RoundComparison) -> None:
    parts = np.zeros((20, len(OUTPUTS), 2))
    parts[:, 0, 0] = np.arange(20.0)
    many = replace(
        found, parts=parts, after=found.before + parts.sum(axis=0), kinds=("release",) * 20,
        names=tuple(f"Agency {i}, 2025-08-31: a_series_with_a_long_name" for i in range(20)),
    )  # fmt: skip
    ax = many.plot(OUTPUTS[0], 2025)
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert len(labels) == 12
    assert labels[-2] == "10 others"
    assert labels[1].startswith("Agency 11, 2025-08-31:\n")
    widths = [bar.get_width() for bar in ax.patches if bar.get_height() < 0.5]
    assert sum(widths) == pytest.approx(190.0)


@settings(max_examples=30)
@given(st.integers(1, 6), st.randoms(use_true_random=False))
def test_split_adds_up_and_gives_nothing_to_who_does_nothing(count: int, random) -> None:  # type: ignore[no-untyped-def]
    idle = random.randrange(count)
    known: dict[frozenset[str], float] = {}

    def outcome(joined: tuple[Group, ...]) -> np.ndarray:
        key = frozenset(group.name for group in joined) - {str(idle)}
        return np.array([known.setdefault(key, random.random())])

    players = [Group("judgement", str(i), lambda x: x) for i in range(count)]
    parts = split(players, outcome)
    assert parts.sum() == pytest.approx(outcome(tuple(players))[0] - outcome(())[0], abs=1e-12)
    assert parts[idle, 0] == 0.0


def test_many_releases_join_in_the_order_of_their_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def outcome(joined: tuple[Group, ...]) -> np.ndarray:
        asked.append(tuple(group.name for group in joined))
        news = sum(group.kind == groups.RELEASE for group in joined)
        other = any(group.name == "judgement" for group in joined)
        return np.array([news * (1.0 + other) + other])

    players = [Group("release", f"r{i}", lambda x: x) for i in range(12)]
    players.append(Group("judgement", "judgement", lambda x: x))
    parts = split(players, outcome)
    assert parts.sum() == pytest.approx(25.0)
    np.testing.assert_allclose(parts[:12, 0], 1.5)
    assert parts[12, 0] == pytest.approx(7.0)
    assert len(set(asked)) < 50
    monkeypatch.setattr(groups, "MOST", 13)
    np.testing.assert_allclose(split(players, outcome), parts, atol=1e-12)


def test_judgement_on_quarters_before_the_parameters_is_left_out(first: Round) -> None:
    judged = ts.Judgement("j", [
        made(values=(0.1, 0.4), fades="2026Q2"),
        made("taxes", values=(0.1,), fades="2025Q2"),
        made("demand", values=(0.1, 0.2, 0.3, 0.4), fades="2026Q3"),
    ])  # fmt: skip
    left = since(judged, ts.Quarter(2025, 3))
    assert [one.equation for one in left.add_factors] == ["remittances", "demand"]
    for when in ("2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"):
        assert left.at(when) == pytest.approx({k: v for k, v in judged.at(when).items() if k != "taxes"})
    assert mixed(replace(first.inputs, judgement=judged), (), END).judgement == judged


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"known": "soon"}, "soon"),
        ({"known": 3}, "on is 3; it must be a day, as 2025-10-31"),
        ({"baseline": "crackdown"}, "a round follows an outlook"),
        ({"parameters": "kremlin-2042"}, "kremlin-2042"),
        ({"judgement": 3}, "judgement is 3"),
        ({"draws": 0}, "draws is 0"),
        ({"end": "x"}, "not a quarter: 'x'"),
    ],
)
def test_bad_rounds_are_refused_and_leave_nothing(
    options: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ts.InputError) as caught:
        ts.new_round(tmp_path / "bad", **{"draws": None, "end": END, **options})  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_round_is_never_written_over(first: Round) -> None:
    with pytest.raises(ts.InputError, match="june exists; a round is never written over"):
        ts.new_round(first.path, draws=None, end=END)


def test_what_was_altered_is_named(first: Round, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(first.path, copy)
    (copy / "outlook.toml").write_text("title = 1")
    (copy / "forecast.csv").unlink()
    with pytest.raises(ts.FileFormatError) as caught:
        ts.verify_round(copy)
    assert "outlook.toml was altered: SHA-256 " in str(caught.value)
    assert "forecast.csv is missing" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 9}, "format 9 is newer than 1"),
        ({"draws": "x"}, "draws is 'x'; it must be int"),
        ({"colour": 1}, "unknown field 'colour'"),
        ({"files": {}}, "files lacks parameters.toml"),
        ({"files": {"../x": "0"}}, "'../x' is no name of a file in the folder"),
        ({"made_with": {}}, "made_with lacks version"),
    ],
)
def test_bad_records_are_refused(change: dict[str, object], said: str, first: Round, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(first.path, copy)
    record = json.loads((copy / "round.json").read_text()) | change
    (copy / "round.json").write_text(json.dumps(record))
    with pytest.raises(ts.FileFormatError) as caught:
        read_round(copy)
    assert said in str(caught.value)


def test_what_is_no_round_is_refused(first: Round, tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="a is 3; give a Round or the folder of one"):
        ts.compare_rounds(3, first)  # type: ignore[arg-type]
    with pytest.raises(ts.FileFormatError, match=r"round\.json"):
        ts.verify_round(tmp_path)
    with pytest.raises(ts.InputError, match="unknown statistic 'modus'"):
        ts.compare_rounds(first, first, statistic="modus")
    with pytest.raises(ts.InputError, match="a round follows an outlook"):
        outlook_of("nowhere.toml")


def test_at_a_prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged = ts.Judgement("j", [made()]).to_toml(tmp_path / "j.toml")
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    usual = ["--draws", "0", "--end", END]
    assert main(["round", "new", one, *usual]) == 0
    assert main(["round", "new", two, "--judgement", str(judged), *usual]) == 0
    assert "judgement.toml" in capsys.readouterr().out
    assert main(["round", "verify", two]) == 0
    assert "are the same to the bit" in capsys.readouterr().out
    assert (
        main(["round", "compare", one, two, "--at", "2025", "--outputs", "gdp_growth,remittances_usd"]) == 0
    )
    out = capsys.readouterr().out
    assert "From one to two, 2025, central. Parts add up to the change." in out
    assert "Remittances in 2025, million USD: " in out
    folder_ = tmp_path / "out"
    assert (
        main(["round", "compare", one, two, "--outputs", "gdp_growth", "--json", "--out", str(folder_)]) == 0
    )
    shown = json.loads(capsys.readouterr().out)
    assert shown["gap"] < 1e-9
    assert sorted(p.name for p in folder_.iterdir()) == ["gdp_growth.png", "revisions.csv", "revisions.json"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["round", "nwe", "x"], "unknown action 'nwe' of tajsim round; did you mean 'new'?"),
        (["round", "new"], "it takes the folder of a round, not 0 names"),
        (["round", "compare", "a"], "it takes two rounds, not 1 names"),
        (
            ["round", "verify", "a", "--known", "2025-10-31"],
            "--known is an option of new alone; leave it out",
        ),
        (["round", "new", "a", "--draws", "many"], "--draws is 'many'"),
        (["round", "new", "a", "--data", "x.csv"], "--data needs --known"),
        (["round", "new", "a", "--known", "soon"], "soon"),
        (["round", "verify", "nowhere"], "nowhere"),
    ],
)
def test_what_is_wrong_at_a_prompt_ends_with_2(
    typed: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(typed) == 2
    assert said in capsys.readouterr().err


needs_llvm = pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")


@needs_llvm
@pytest.mark.parametrize(("backend", "draws"), [("compiled", 20), ("numpy", COMPILED_FROM)])
def test_a_round_is_verified_to_the_bit_by_what_made_it(tmp_path: Path, backend: str, draws: int) -> None:
    made = ts.new_round(tmp_path / "one", draws=draws, end=END, backend=backend)
    assert made.inputs.backend == made.forecast.manifest.backend == backend
    assert read_round(made.path).inputs.backend == backend
    assert ts.verify_round(made.path).passed


@needs_llvm
def test_a_compiled_round_says_what_is_missing_where_it_cannot_be_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ts.new_round(tmp_path / "one", draws=COMPILED_FROM, end=END)
    assert made.inputs.backend == "compiled"
    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ts.MissingExtraError, match=r"pip install 'tajsim\[compiled\]'"):
        ts.verify_round(made.path)
