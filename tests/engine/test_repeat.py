"""A manifest is enough: the same numbers again, or an error that names what has changed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.engine.repeat import rerun
from tajsim.errors import FileFormatError, InputError
from tajsim.results import Manifest
from tests.of_2024 import run
from tests.results.synthetic import manifest_of_format_1

PARAMETER_SET = "world-bank-2024"
WEAK = ts.Scenario("weak", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2026Q1"))], title="Weak")
EARLY = ts.Scenario("early", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2015Q2"))])
SMALL: dict[str, Any] = {
    "parameters": PARAMETER_SET,
    "draws": 8,
    "end": "2026Q2",
    "outputs": ["gdp", "banned"],
}


@pytest.fixture(scope="module")
def result() -> ts.Result:
    return run(["crackdown", WEAK, ts.scenario("crackdown") + WEAK], seed=3, **SMALL)


def changed(p: ts.Parameters) -> ts.Parameters:
    return p.replace(migration={"deportation_rate_irregular": 0.05})


def test_the_same_result_again(result: ts.Result, tmp_path: Path) -> None:
    assert rerun(result.manifest) == result
    path = tmp_path / "manifest.json"
    path.write_text(result.manifest.to_json())
    assert rerun(str(path)) == result
    assert rerun(result.save(tmp_path / "saved.npz")) == result


PAST: dict[str, Any] = {"baseline": "history", "start": "2015Q1", "end": "2016Q4"}
RUNS: dict[str, dict[str, Any]] = {
    "the single path": {"scenarios": "crackdown", "draws": None},
    "the model's own projection": {"scenarios": WEAK, "baseline": "none", "start": "2026Q1"},
    "a projection from the past": {"scenarios": (), "baseline": "none", "start": "2014Q1", "end": "2015Q4"},
    "the past": {"scenarios": EARLY, **PAST},
    "a baseline of one's own": {"scenarios": "crackdown + reintegration", "baseline": WEAK},
    "changed parameters": {"scenarios": "crackdown", "parameters": changed(ts.parameters(PARAMETER_SET))},
    "a changed sample": {"scenarios": "crackdown", "parameters": changed(ts.parameters("calibrated-2024"))},
    "changed parameters in the past": {
        "scenarios": EARLY,
        "parameters": changed(ts.parameters(PARAMETER_SET)),
        **PAST,
    },
    "summaries": {"scenarios": "crackdown", "keep": "summary"},
}


@pytest.mark.parametrize("what", RUNS.values(), ids=RUNS)
def test_every_kind_of_run_again(what: dict[str, Any]) -> None:
    first = run(**(SMALL | what))
    again = rerun(Manifest.from_json(first.manifest.to_json()))
    assert again == first
    assert again.manifest == first.manifest


def test_other_scenarios_of_a_result_again(result: ts.Result) -> None:
    """The result of a computation on the same draws has a manifest of its own."""
    assert result.rerun is not None
    other = result.rerun.run([replace(WEAK, name="renamed"), WEAK], ["gdp"])
    assert rerun(other.manifest) == other


def test_what_ships_takes_a_name_and_a_hash() -> None:
    manifest = run(["crackdown", "crackdown + reintegration"], draws=None).manifest
    assert not manifest.definitions
    assert manifest.vintage_toml is None
    assert len(manifest.to_json()) < 4000


def test_only_what_does_not_ship_is_written_down(result: ts.Result) -> None:
    assert list(result.manifest.definitions) == ["weak", "crackdown + weak"]
    changed_one = replace(ts.scenario("crackdown"), title="Another title")
    assert list(run(changed_one, **SMALL).manifest.definitions) == ["crackdown"]


def test_everything_that_has_changed_is_named_at_once(result: ts.Result) -> None:
    m = result.manifest
    other = "f" * 64
    stale = replace(
        m,
        vintage_sha256=other,
        scenarios={**m.scenarios, "crackdown": other},
        data={name: other for name in m.data} | {"history/../x.csv": other},
    )
    with pytest.raises(InputError) as caught:
        rerun(stale)
    problems = caught.value.problems
    assert len(problems) == 3 + len(m.data)
    assert (
        "the shipped parameter set 'world-bank-2024' has changed since: SHA-256 ffffffffffff then"
        in problems[-1]
    )
    assert any("the shipped scenario 'crackdown' has changed since" in problem for problem in problems)
    assert any("the data file 'outlooks/baseline.toml' has changed since" in problem for problem in problems)
    assert any("the data file 'history/../x.csv' is gone" in problem for problem in problems)


def test_a_data_file_that_is_needed_now_is_named(result: ts.Result) -> None:
    data = dict(result.manifest.data)
    del data["history/oil_brent.csv"]
    with pytest.raises(InputError, match=r"'history/oil_brent.csv' is needed now and was not then"):
        rerun(replace(result.manifest, data=data))


def test_a_text_that_was_altered_is_refused(result: ts.Result) -> None:
    m = result.manifest
    altered = replace(m, definitions={**m.definitions, "weak": m.definitions["weak"].replace("1.2", "1.3")})
    with pytest.raises(InputError, match="the text of the scenario 'weak' does not match its SHA-256"):
        rerun(altered)
    own = run("crackdown", **SMALL | {"parameters": changed(ts.parameters(PARAMETER_SET))}).manifest
    assert own.vintage_toml is not None
    with pytest.raises(InputError, match=r"the text of the parameter set .* does not match its SHA-256"):
        rerun(replace(own, vintage_toml=own.vintage_toml.replace("title =", "title = 'x' #", 1)))


@pytest.mark.parametrize("text", ["", "a = [" * 2000, "title = 1", 'title = "T"\nextends = "crackdown"'])
def test_a_text_that_says_nothing_is_refused(result: ts.Result, text: str) -> None:
    m = replace(result.manifest, definitions={"weak": text, "crackdown + weak": text}, vintage_toml=text)
    with pytest.raises(InputError) as caught:
        rerun(m)
    assert len(caught.value.problems) >= 3


def test_a_component_that_is_only_a_name_is_refused(result: ts.Result) -> None:
    text = 'title = "T"\nnarrative = "N"\ncomponents = ["crackdown"]\n'
    with pytest.raises(InputError, match="component 'crackdown' is a name; it must be whole"):
        rerun(replace(result.manifest, definitions={**result.manifest.definitions, "weak": text}))


def test_format_1_runs_again_what_ships_and_says_what_it_cannot(result: ts.Result) -> None:
    shipped = run("crackdown", **SMALL)
    again = rerun(manifest_of_format_1(shipped.manifest))
    assert (again["gdp"].values == shipped["gdp"].values).all()
    with pytest.raises(InputError) as caught:
        rerun(manifest_of_format_1(result.manifest))
    assert caught.value.problems == (
        "the scenario 'weak' does not ship with the library; a manifest of format 1 does not hold its text",
        "the scenario 'crackdown + weak' does not ship with the library; a manifest of format 1 does not "
        "hold its text",
    )


def test_other_versions_are_a_note(result: ts.Result) -> None:
    with pytest.warns(UserWarning, match=r"made with numpy 1\.2\.3 \(now .* in their last digits"):
        again = rerun(replace(result.manifest, numpy="1.2.3"))
    assert (again["gdp"].values == result["gdp"].values).all()


def test_a_name_never_reads_a_file(
    result: ts.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    WEAK.to_toml("weak.toml")
    m = result.manifest
    named = replace(
        m, scenarios={"baseline": m.scenarios["baseline"], "weak.toml": WEAK.digest()}, definitions={}
    )
    with pytest.raises(InputError, match=r"the scenario 'weak.toml' does not ship"):
        rerun(named)


def test_what_is_no_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give a Manifest"):
        rerun(3)  # type: ignore[arg-type]
    (tmp_path / "x.npz").write_bytes(b"PK")
    with pytest.raises(FileFormatError):
        rerun(tmp_path / "x.npz")


def test_a_set_of_an_older_format_is_not_taken_for_one_of_now() -> None:
    pinned = ts.Scenario("pinned", [ts.Shock("rub_per_usd", set=95.0), ts.Shock("remittance_cost", set=0.1)])
    drawn = run(pinned, **SMALL)
    again = rerun(drawn.manifest)
    assert (again["gdp"].values == drawn["gdp"].values).all()
    with pytest.raises(InputError, match=r"'pinned' sets rub_per_usd: in a manifest of format 2 that moved"):
        rerun(replace(drawn.manifest, format=2))
    path = run(pinned, **SMALL | {"draws": None})
    rerun(replace(path.manifest, format=2))
    only = ts.Scenario("only", [ts.Shock("remittance_cost", set=0.1)])
    rerun(replace(run(only, **SMALL).manifest, format=2))
