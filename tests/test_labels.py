"""Names that users give, among the labels that tables have of their own: nothing is lost, nothing twice."""

from __future__ import annotations

import dataclasses

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.analysis.policy.levers import Lever
from tajsim.errors import InputError
from tajsim.labels import distinct
from tajsim.report.pictures import labelled
from tajsim.report.subject import subject
from tajsim.results.excel import sheets
from tajsim.results.tables import summary_frame
from tajsim.scenarios import Scenario, Shock, step
from tajsim.scenarios.composition import compose
from tests import of_2024
from tests.analysis.policy.test_study import toy, toy_lever

mpl.use("Agg")
NAMES = st.lists(
    st.sampled_from(["a", "a (1)", "a (2)", "a (1) (1)", "b", "total", "total (1)", ""]), max_size=9
)
RESERVED = st.sets(st.sampled_from(["total", "a (2)", "b", "cost"]))
AWKWARD = (
    "total",
    "mix",
    "cost",
    "worst",
    "all",
    "central",
    "sum",
    "interaction",
    "gdp",
    "prob: all",
    "mean",
)


@given(NAMES, RESERVED)
def test_labels_differ_and_none_is_reserved(names: list[str], reserved: set[str]) -> None:
    labels = distinct(names, reserved)
    assert len({*labels}) == len(names)
    assert not {*labels} & reserved
    for name, label in zip(names, labels, strict=True):
        alone = names.count(name) == 1 and name not in reserved
        assert (label == name) == alone
        assert label.startswith(name)


@given(NAMES, RESERVED)
def test_labels_are_their_own_labels(names: list[str], reserved: set[str]) -> None:
    labels = distinct(names, reserved)
    assert distinct(labels, reserved) == labels


def test_numbers_are_the_first_that_are_free() -> None:
    assert distinct(["a", "a", "a (1)"]) == ("a (2)", "a (3)", "a (1)")
    assert distinct(["total"], ["total"]) == ("total (1)",)
    assert distinct(["total (1)", "total"], ["total"]) == ("total (1)", "total (2)")


def test_many_names_are_distinct_at_once() -> None:
    assert distinct(["a"] * 20_000)[-1] == "a (20000)"


# analyses: awkward names give the numbers of plain ones, each in a row or column of its own


def part(name: str, target: str, amount: float) -> Scenario:
    return Scenario(name, [Shock(target, add=step(amount, start="2025Q2"))])


def composed(*names: str) -> Scenario:
    changes = (("oil_price", -10.0), ("russia_gdp_growth", -1.0), ("transfer_stimulus", 0.1))
    parts = [part(name, *change) for name, change in zip(names, changes, strict=False)]
    return compose("whole", parts)


@pytest.fixture(scope="module")
def plain() -> ts.Result:
    return of_2024.run(composed("x", "y", "z"), draws=20, end="2025Q4", outputs="gdp")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("total", "y", "total (1)"), ("total (2)", "y", "total (1)")),
        (("a", "a", "a (1)"), ("a (2)", "a (3)", "a (1)")),
        (("whole", "baseline", "without x"), ("whole", "baseline", "without x")),
    ],
)
def test_parts_of_a_deviation(plain: ts.Result, names: tuple[str, ...], labels: tuple[str, ...]) -> None:
    expected = plain.decompose("whole", "gdp")
    found = of_2024.run(composed(*names), draws=20, end="2025Q4", outputs="gdp").decompose("whole", "gdp")
    assert found.parts == labels
    np.testing.assert_array_equal(found.values, expected.values)
    table = found.table()
    assert table.index.is_unique
    assert table.loc[("total", 2025), "mean"] == pytest.approx(found.total.mean())
    for place, label in enumerate(labels):
        assert table.loc[(label, 2025), "mean"] == pytest.approx(expected.values[place].mean())
        np.testing.assert_array_equal(found[label], expected.values[place])
    ax = found.plot()
    rows = [text.get_text() for text in ax.get_yticklabels()]
    assert len({*rows}) == len(rows) == 5
    assert rows[0] == "Published outlook"


def test_parts_that_share_a_name_are_no_decomposition(plain: ts.Result) -> None:
    found = plain.decompose("whole", "gdp")
    for parts in (("x", "x", "y"), ("x", "total", "y")):
        with pytest.raises(InputError, match="parts must differ from one another and from 'total'"):
            dataclasses.replace(found, parts=parts)


def test_runs_of_a_decomposition_do_not_meet_the_names_of_the_run(plain: ts.Result) -> None:
    expected = plain.decompose("whole", "gdp").values
    own = Scenario("coalition 1: x")
    found = of_2024.run(composed("x", "y", "z"), baseline=own, draws=20, end="2025Q4", outputs="gdp")
    np.testing.assert_array_equal(found.decompose("whole", "gdp").values, expected)
    before = of_2024.run(composed("x"), draws=20, end="2025Q4", outputs="gdp").decompose(
        "whole", "gdp", "policy"
    )
    base = Scenario("whole without reserves and fiscal rule")
    after = of_2024.run(composed("x"), baseline=base, draws=20, end="2025Q4", outputs="gdp")
    np.testing.assert_array_equal(after.decompose("whole", "gdp", "policy").values, before.values)


@pytest.mark.parametrize("name", AWKWARD)
def test_levers_and_scenarios_of_a_policy_search(name: str) -> None:
    search = toy()
    expected, regret = search.table(), search.regret()
    levers = (toy_lever(name, 10.0), search.levers[1])
    awkward = dataclasses.replace(search, levers=levers, scenarios=(name, "two"))
    table = awkward.table()
    assert table.columns.is_unique
    assert table["mix"].is_unique
    np.testing.assert_array_equal(
        table.drop(columns="mix").to_numpy(), expected.drop(columns="mix").to_numpy()
    )
    found = awkward.regret()
    assert found.columns.is_unique
    np.testing.assert_array_equal(found.to_numpy(), regret.to_numpy())
    np.testing.assert_array_equal(found["all"].to_numpy(), regret["all"].to_numpy())


def test_mixes_that_read_alike_are_numbered() -> None:
    search = toy()
    alike = dataclasses.replace(search, levers=(toy_lever("a", 10.0), toy_lever("a x 0.5", 25.0)))
    assert len({*alike.names}) == len(alike.names) == 9
    assert alike.table()["mix"].is_unique
    assert alike.regret().index.is_unique
    none = dataclasses.replace(search, levers=(toy_lever("no lever", 10.0), search.levers[1]))
    assert none.table()["mix"].is_unique


def test_runs_of_a_policy_search_do_not_meet_the_baseline() -> None:
    what = {"condition": "gdp > 0", "prob": 0.5, "draws": 5, "end": "2025Q4"}
    lever = Lever(part("help", "transfer_stimulus", 0.1), 1.0, sizes=(1.0,))
    expected = of_2024.policy_search(part("a", "oil_price", -10.0), lever, **what)
    found = of_2024.policy_search(
        part("a", "oil_price", -10.0), lever, **what, baseline=Scenario("a with mix 1")
    )
    np.testing.assert_array_equal(found.probability, expected.probability)


def test_sizes_of_a_search_do_not_meet_the_baseline() -> None:
    what = {"until": "gdp < -0.2 % from baseline", "prob": 0.5, "draws": 5, "end": "2025Q4", "tolerance": 0.5}
    shocked = part("a", "oil_price", -10.0)
    expected = of_2024.solve(shocked, span=(0, 1), **what)
    for name in ("a x 0.5", "a x 0"):
        found = of_2024.solve(shocked, span=(0, 1), **what, baseline=Scenario(name))
        assert (found.sizes, found.probabilities) == (expected.sizes, expected.probabilities)
    del what["tolerance"]
    both = of_2024.frontier(shocked, part("b", "russia_gdp_growth", -1.0), **what, largest=(1, 1), rays=3)
    met = of_2024.frontier(
        shocked, part("b", "russia_gdp_growth", -1.0), **what, largest=(1, 1), rays=3,
        baseline=Scenario("a x 0.5 + b x 0.5"),
    )  # fmt: skip
    assert met.points == both.points


def test_groups_of_a_sensitivity_study() -> None:
    names = ("total", "others", "behaviour as calibrated", "sd")
    free = ("saturation_share", "insurance_share", "dollar_flight", "buffer_use")
    what = {"at": "2025", "base_samples": 64, "end": "2025Q4", "parameters": "world-bank-2024"}
    shocked = part("a", "oil_price", -10.0)
    groups = {name: [one] for name, one in zip(names, free, strict=True)}
    found = of_2024.sensitivity(shocked, "gdp", groups=groups, **what)
    expected = of_2024.sensitivity(shocked, "gdp", names=free, **what)
    assert sorted(found.table()["parameter"]) == sorted(names)
    named = dict(zip(names, free, strict=True))
    pd.testing.assert_frame_equal(found.table().replace({"parameter": named}), expected.table())
    assert sorted(found.path()["parameter"]) == sorted(names)


# results: scenarios may be called like any label


@pytest.fixture(scope="module")
def pair() -> tuple[ts.Result, ts.Result]:
    """The same run under plain and under awkward names."""
    amounts = [0.01 * (i + 1) for i in range(len(AWKWARD))]
    return tuple(
        of_2024.run(
            [part(name, "transfer_stimulus", a) for name, a in zip(names, amounts, strict=True)],
            draws=6, end="2025Q4", outputs=["gdp", "inflation"],
        )
        for names in ([f"plain {i}" for i in range(len(AWKWARD))], AWKWARD)
    )  # type: ignore[return-value]  # fmt: skip


def renamed(frame: pd.DataFrame, column: str = "scenario") -> pd.DataFrame:
    """A tidy table with the plain names made awkward."""
    names = {f"plain {i}": name for i, name in enumerate(AWKWARD)}
    return frame.assign(**{column: frame[column].astype(str).replace(names)})


def test_tables_of_a_result(pair: tuple[ts.Result, ts.Result]) -> None:
    plain, awkward = pair
    for make in (
        lambda r: r.table("gdp").reset_index(),
        lambda r: r["gdp"].to_frame().reset_index(),
        lambda r: r.to_frame(),
        lambda r: summary_frame(r, (0.05, 0.5)),
    ):
        one, two = renamed(make(plain)), renamed(make(awkward))
        pd.testing.assert_frame_equal(one, two)
    for i, name in enumerate(AWKWARD):
        expected = plain.delta(f"plain {i}", "gdp").table()
        pd.testing.assert_frame_equal(awkward.delta(name, "gdp").table(), expected)


def test_sheets_of_a_workbook(pair: tuple[ts.Result, ts.Result]) -> None:
    plain, awkward = pair
    for one, two in zip(sheets(plain), sheets(awkward), strict=True):
        assert len({*map(str, two.columns)}) == len(two.columns)
        rows, others = ([list(row) for row in sheet.rows] for sheet in (one, two))
        assert len(rows) == len(others)
        if "scenario" in one.columns and one.name != "accounts check":
            place = list(one.columns).index("scenario")
            back = {name: f"plain {i}" for i, name in enumerate(AWKWARD)}
            keys = [str([back.get(row[place], row[place]), *row[:place]]) for row in others]
            assert keys == [str([row[place], *row[:place]]) for row in rows]


def test_a_saved_result_comes_back_under_its_names(pair: tuple[ts.Result, ts.Result], tmp_path) -> None:
    _, awkward = pair
    found = ts.load(awkward.save(tmp_path / "r.npz"))
    assert found.scenarios == ("baseline", *AWKWARD)
    pd.testing.assert_frame_equal(found.table("gdp"), awkward.table("gdp"))
    again = ts.rerun(awkward.manifest)
    pd.testing.assert_frame_equal(again.table("gdp"), awkward.table("gdp"))


def test_long_names_in_pictures_stay_apart() -> None:
    long = "a very long name of a scenario, number "
    r = of_2024.run(
        [part(f"{long}{i}", "oil_price", -i) for i in (1, 2)], draws=2, end="2025Q4", outputs="gdp"
    )
    shown = labelled(subject(r, None, None, None, None))
    assert len({*shown.scenarios}) == 3
    np.testing.assert_array_equal(shown.draws("gdp", "Q"), r.draws("gdp", "Q"))
