"""What is read from a result respects the weights of its draws.

Draws that count the same, beside others of weight 0 that hold absurd values, must say what they say alone;
draws of different weights what can be computed by hand.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.analysis.policy.mixes import kept, margins
from tajsim.analysis.thresholds.condition import Condition
from tajsim.errors import InputError
from tajsim.plots.timeline import deviations, levels
from tajsim.results import Result, Weights, load
from tajsim.results.excel import sheets
from tajsim.results.packing import FORMAT

from .synthetic import arrays, result, summarised
from .weighted import counting, only, spoilt, weights

OUTPUTS = ("gdp", "inflation", "remittances_usd", "current_account_usd")
DRAWS = 40
KEPT = np.array([1, 2, 5, 7, 8, 13, 21, 22, 23, 30, 34, 38, 39])
LEVELS = (0.0, 0.05, 0.5, 0.95, 1.0)
FULL = result(draws=DRAWS, outputs=OUTPUTS)
ALONE, BESIDE = only(FULL, KEPT), spoilt(FULL, KEPT)


def cells(name: str) -> Callable[[Result], pd.DataFrame]:
    """The numbers of one sheet of the workbook."""

    def read(r: Result) -> pd.DataFrame:
        (sheet,) = [sheet for sheet in sheets(r) if sheet.name == name]
        return pd.DataFrame([list(row) for row in sheet.rows])

    return read


def condition(text: str, at: str | None) -> Callable[[Result], Any]:
    return lambda r: Condition.of(text).share(r, "crackdown", at)


def mix(text: str, at: str | None, prob: float) -> Callable[[Result], Any]:
    asked = Condition.of(text)
    return lambda r: kept(margins(r, "crackdown", asked, at), asked, prob, r.weights)


READERS: dict[str, Callable[[Result], Any]] = {
    "table": lambda r: r.table(OUTPUTS, quantiles=LEVELS),
    "table by quarter": lambda r: r.table("gdp", "Q", LEVELS),
    "compare": lambda r: r.compare(OUTPUTS, quantiles=LEVELS),
    "compare at": lambda r: r.compare("gdp", at="2026Q2", text_names=True),
    "prob": lambda r: [r.prob("crackdown", "gdp", sign, 34_800.0, at="2026Q1") for sign in ("<", ">=")],
    "delta table": lambda r: r.delta("crackdown", "gdp").table(LEVELS),
    "delta mean": lambda r: r.delta("crackdown", "inflation", "Y").mean(),
    "delta mean at": lambda r: r.delta("crackdown", "inflation").mean(2026),
    "delta prob": lambda r: r.delta("rouble-shock", "remittances_usd").prob("<", -8.0, at=2026),
    "delta of another baseline": lambda r: r.delta("rouble-shock", "gdp", baseline="crackdown").table(),
    "summary": lambda r: r.summary_frame(LEVELS),
    "IAMC": lambda r: r.to_iamc(quantiles=LEVELS),
    "workbook, summary": cells("summary"),
    "workbook, annual": cells("annual"),
    "workbook, quarterly deviations": cells("quarterly deviations"),
    "four quarters": lambda r: levels(r, "remittances_usd", "crackdown", "4Q"),
    "four quarters, deviations": lambda r: deviations(r, "remittances_usd", "crackdown", "4Q", None)[0],
    "condition": condition("gdp < 34800", "2026Q1"),
    "condition, percent": condition("gdp < -1 % from baseline", "2026"),
    "condition, ever": condition("gdp < 34000", None),
    "condition, ever, from baseline": condition("inflation > 1.2 from baseline", None),
    "mix": mix("gdp > 34800", "2026Q1", 0.9),
    "mix, every quarter": mix("inflation < 0.9 from baseline", None, 0.75),
}


def same(one: Any, two: Any) -> None:
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, two, check_exact=False, rtol=1e-12, atol=1e-12)
    else:
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("reader", READERS)
def test_draws_of_weight_zero_move_nothing(reader: str) -> None:
    read = READERS[reader]
    same(read(BESIDE), read(ALONE))


@pytest.mark.parametrize("reader", READERS)
def test_equal_weights_say_what_no_weights_do(reader: str) -> None:
    read = READERS[reader]
    same(read(replace(FULL, weights=counting(DRAWS, np.arange(DRAWS)))), read(FULL))


@pytest.mark.parametrize("reader", READERS)
def test_weights_move_what_is_read(reader: str) -> None:
    """Each reader tells whether the draws count the same: none has forgotten them."""
    read = READERS[reader]
    order = np.argsort(FULL.quarterly["gdp"][4, 1])
    shares = np.zeros(DRAWS)
    shares[order[:3]] = 0.2
    shares[order[3:]] = 0.4 / (DRAWS - 3)
    with pytest.raises(AssertionError):
        same(read(replace(FULL, weights=weights(*shares))), read(FULL))


def three() -> Result:
    """Three draws, whose level of gdp in crackdown is 90, 95 and 80, with 100 in the baseline."""
    parts = arrays(draws=3, scenarios=("baseline", "crackdown"), outputs=("gdp",))
    for part in ("quarterly", "annual"):
        parts[part]["gdp"][:, 0] = 100.0
        parts[part]["gdp"][:, 1] = np.array([90.0, 95.0, 80.0], np.float32)
    found = result(draws=3, scenarios=("baseline", "crackdown"), outputs=("gdp",), **parts)
    return replace(found, weights=weights(2.0, 1.0, 1.0))


def test_by_hand() -> None:
    """Of weights 1/2, 1/4 and 1/4, 8/3 draws are effective: a window of 3/8 slides over 80, 90, 90, 95."""
    r = three()
    middle, highest = 90.0, (90.0 * 0.125 + 95.0 * 0.25) / 0.375
    row = r.table("gdp", quantiles=(0.0, 0.5, 1.0)).loc[("crackdown", 2026)]
    lowest = (80.0 * 0.25 + 90.0 * 0.125) / 0.375
    np.testing.assert_allclose(row[[0.0, 0.5, 1.0]], [lowest, middle, highest], rtol=1e-7)
    delta = r.delta("crackdown", "gdp", "Y")
    assert delta.mean(2026) == pytest.approx(-(0.5 * 10.0 + 0.25 * 5.0 + 0.25 * 20.0))
    np.testing.assert_allclose(delta.table((0.5,))[0.5], [-10.0, -10.0], rtol=1e-6)
    assert delta.prob("<", -7.0, at=2026) == pytest.approx(0.75)
    assert r.prob("crackdown", "gdp", "<", 85.0, at="2025Q3") == pytest.approx(0.25)
    assert r.prob("crackdown", "gdp", "<", 99.0, at="2025Q3") == 1.0
    assert Condition.of("gdp < 92").share(r, "crackdown") == pytest.approx(0.75)


def test_a_mix_lacks_what_takes_the_weight_that_is_asked_for() -> None:
    r, asked = three(), Condition.of("gdp > 92")
    margin = margins(r, "crackdown", asked, "2026")
    np.testing.assert_allclose(margin, [-2.0, 3.0, -12.0], atol=1e-5)
    assert kept(margin, asked, 0.25, r.weights) == (0.25, 0.0)
    assert kept(margin, asked, 0.75, r.weights) == (0.25, pytest.approx(2.0))
    assert kept(margin, asked, 0.8, r.weights) == (0.25, pytest.approx(12.0))
    assert kept(margin, asked, 0.0, r.weights) == (0.25, 0.0)


def test_draws_drawn_by_their_weights_say_nearly_the_same() -> None:
    full = result(draws=3000, outputs=("gdp",))
    gdp = full.annual["gdp"][1, 0].astype(float)
    shares = Weights.of_log((gdp - gdp.mean()) / gdp.std())
    drawn = np.random.default_rng(5).choice(3000, 60_000, p=shares.values)
    one, two = replace(full, weights=shares), only(full, drawn)
    near = 0.06 * full.table("gdp").loc[("baseline", 2026), [0.05, 0.95]].diff().iloc[-1]
    for read in (lambda r: r.table("gdp"), lambda r: r.table("gdp", quantiles=(0.25, 0.75))):
        np.testing.assert_allclose(read(one).iloc[:, 1:], read(two).iloc[:, 1:], atol=near)
    moved = one.table("gdp") - full.table("gdp")
    assert moved.loc[("baseline", 2026), 0.5] > near  # the weights do matter


def test_every_draw_is_listed_with_its_weight() -> None:
    shares = BESIDE.weights
    assert shares is not None
    frame = BESIDE.to_frame("Y")
    assert list(frame) == ["scenario", "period", "draw", "variable", "value", "weight"]
    np.testing.assert_array_equal(frame["weight"], shares.values[frame["draw"]])
    wide = BESIDE["gdp"].to_frame()
    assert wide.columns.names == ["draw", "weight"]
    np.testing.assert_array_equal(wide.columns.get_level_values("weight"), shares.values)
    assert BESIDE["gdp"].sel("crackdown").weights == shares
    assert "weight" not in FULL.to_frame("Y")
    assert FULL["gdp"].to_frame().columns.names == ["draw"]


def test_a_dataset_has_weights_as_a_coordinate() -> None:
    pytest.importorskip("xarray")
    found = BESIDE.to_xarray()
    assert found["weight"].dims == ("draw",)
    np.testing.assert_array_equal(found["weight"], BESIDE.weights.values)  # type: ignore[union-attr]
    assert found.attrs["weights"] == BESIDE.weights.text  # type: ignore[union-attr]
    assert "weight" not in FULL.to_xarray().coords


def test_a_parquet_file_has_weights_as_a_column(tmp_path: Any) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(BESIDE.to_parquet(tmp_path / "draws.parquet", "Y"))
    assert table.column_names[-1] == "weight"
    about = json.loads(table.schema.metadata[b"tajsim"])
    assert about["weights"] == {"draws": DRAWS, "counted": len(KEPT), "ess": len(KEPT), "pareto_k": None}


def test_the_workbook_says_so() -> None:
    (summary,) = [sheet for sheet in sheets(BESIDE) if sheet.name == "summary"]
    assert ("weights", BESIDE.weights.text) in summary.above  # type: ignore[union-attr]
    (plain,) = [sheet for sheet in sheets(FULL) if sheet.name == "summary"]
    assert "weights" not in {row[0] for row in plain.above}


def test_a_notebook_shows_what_the_draws_weigh() -> None:
    words = "Conditioned: effective draws 13 of 40, k ?, too few to be trusted."
    for shown in (BESIDE, BESIDE.delta("crackdown", "gdp"), BESIDE["gdp"]):
        assert words in shown._repr_html_()
    assert "effective draws 13 of 40" in repr(BESIDE)
    for shown in (FULL, FULL.delta("crackdown", "gdp"), FULL["gdp"]):
        assert "onditioned" not in shown._repr_html_()


def test_a_notebook_shows_weighted_medians() -> None:
    for name in ("gdp", "inflation"):
        one, two = BESIDE[name]._repr_html_(), ALONE[name]._repr_html_()
        assert one[one.index("<table") :] == two[two.index("<table") :]
    one, two = BESIDE._repr_html_(), ALONE._repr_html_()
    assert one[one.index("<table") :] == two[two.index("<table") :]


def test_a_weighted_result_is_saved_and_read(tmp_path: Any) -> None:
    r = replace(FULL, weights=Weights.of_log(np.linspace(-4.0, 0.0, DRAWS) ** 2))
    path = r.save(tmp_path / "weighted.npz")
    again = load(path)
    assert again == r
    assert again.weights == r.weights
    assert again.save(tmp_path / "again.npz").read_bytes() == path.read_bytes()
    assert again != FULL
    assert again != replace(r, weights=counting(DRAWS, KEPT))
    with np.load(path) as archive:
        assert json.loads(archive["metadata"].tobytes())["format"] == FORMAT
    with np.load(FULL.save(tmp_path / "plain.npz")) as archive:
        assert json.loads(archive["metadata"].tobytes())["format"] == FORMAT - 1
        assert not [name for name in archive.files if name.startswith("weights")]


def test_a_weighted_result_travels_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(BESIDE))
    assert again == BESIDE
    assert again.weights == BESIDE.weights


@pytest.mark.parametrize(
    ("base", "shares", "message"),
    [
        (FULL, weights(1.0, 2.0), "there are 2 weights; the manifest says 40 draws"),
        (result(draws=None), weights(1.0), "the single path alone has no draws to weight"),
        (summarised(50)[1], counting(50, KEPT), "cannot be summarised block by block.*keep='draws'"),
        (FULL, np.ones(DRAWS), "weights is"),
    ],
)
def test_weights_that_do_not_fit_are_refused(base: Result, shares: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(base, weights=shares)


def test_a_golden_file_holds_no_weights(tmp_path: Any) -> None:
    with pytest.raises(InputError, match="weighted"):
        ts.check(tmp_path / "golden.toml", update=True, result=BESIDE)
