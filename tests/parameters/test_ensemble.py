"""Ensembles: a joint sample of parameters, its entries, its place in files, what takes a column out."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tajsim.errors import InputError, UnknownNameError
from tajsim.parameters import Entry, Parameters, declarations, parameters, ppf
from tajsim.parameters.ensemble import Ensemble
from tajsim.parameters.entry import POSTERIOR

NAMES = ("return_rate", "departure_rate", "stock_russia")
TEXTS = {"name": "fitted", "title": "Fitted", "narrative": "Fitted to the past.", "source": "its own test"}


def joint(members: int = 41, names: tuple[str, ...] = NAMES) -> Ensemble:
    """Members in the middle of the allowed ranges, columns correlated."""
    rng = np.random.default_rng(3)
    common, own = rng.uniform(size=(members, 1)), rng.uniform(size=(members, len(names)))
    share = 0.25 + 0.5 * (0.8 * common + 0.2 * own)
    low, high = (np.array([getattr(declarations()[n], end) for n in names]) for end in ("low", "high"))
    return Ensemble(names, low + share * (high - low))


@pytest.fixture(scope="module")
def base() -> Parameters:
    return parameters("world-bank-2024")


@pytest.fixture(scope="module")
def fitted(base: Parameters) -> Parameters:
    return base.with_ensemble(joint(), **TEXTS)


def test_values_are_a_read_only_copy() -> None:
    given = np.array([[0.1], [0.2]])
    ensemble = Ensemble(("return_rate",), given)
    given[0, 0] = 0.3
    assert ensemble.values.tolist() == [[0.1], [0.2]]
    assert ensemble.values.dtype == np.float64
    for made in (ensemble, pickle.loads(pickle.dumps(ensemble)), copy.deepcopy(ensemble)):
        assert made == ensemble
        with pytest.raises(ValueError, match="read-only"):
            made.values[0, 0] = 0.3
    with pytest.raises(dataclasses.FrozenInstanceError):
        ensemble.names = ("departure_rate",)  # type: ignore[misc]


def test_equal_in_any_order_of_names_but_not_of_members() -> None:
    one = joint()
    turned = Ensemble(NAMES[::-1], one.values[:, ::-1])
    assert turned == one
    assert hash(turned) == hash(one)
    assert Ensemble(NAMES, one.values[::-1]) != one
    assert one != "an ensemble"


def test_every_fault_is_reported() -> None:
    values = [[0.1, 0.2, 0.9, 5.0], [np.nan, 0.2, 0.8, 5.0], [0.1, np.inf, np.inf, 5.0]]
    with pytest.raises(InputError) as caught:
        Ensemble(("return_rate", "return_rate", "departure_rate", "turnover_rusia"), np.array(values))
    repeated, unknown, *columns = caught.value.problems
    assert repeated == "'return_rate' is named more than once"
    assert unknown.startswith("unknown parameter 'turnover_rusia'; did you mean 'turnover_russia'")
    assert columns == [
        "return_rate: member 1 is nan; must be a finite number",
        "return_rate: member 2 is inf; must be a finite number",
        "departure_rate: member 2 is inf; must be a finite number",
        "departure_rate: member 0 is 0.9; outside the allowed range 0 to 0.5 share per quarter "
        "(2 members of 3)",
    ]


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (("return_rate",), [[0.1]], "the number of members is 1; must be at least 2"),
        (("return_rate",), [[0.1, 0.2], [0.1, 0.2]], r"shape \(2, 2\); must be \(members, 1\)"),
        (("return_rate",), [0.1, 0.2], r"shape \(2,\); must be \(members, 1\)"),
        (("return_rate",), [[0.1], [0.2, 0.3]], "no array of numbers"),
        (("return_rate",), [["0.1"], ["0.2"]], "must be numbers"),
        (("return_rate",), [[True], [False]], "values are of type bool; must be numbers"),
        (("return_rate",), None, "must be numbers"),
        ("return_rate", [[0.1], [0.2]], None),
        ((), np.empty((2, 0)), "names no parameter"),
        (3, [[0.1], [0.2]], "unknown parameter 3"),
    ],
)
def test_a_single_fault(names: object, values: object, message: str | None) -> None:
    if message is None:  # one name without a tuple around it is that name
        assert Ensemble(names, values).names == ("return_rate",)  # type: ignore[arg-type]
        return
    with pytest.raises(InputError, match=message) as caught:
        Ensemble(names, values)  # type: ignore[arg-type]
    assert len(caught.value.problems) == 1


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'return_rate'"):
        joint().column("return_rat")
    assert joint().without(["refusal_share"]) == joint()
    assert joint().without(NAMES) is None


def test_quantiles_are_linear_between_sorted_members() -> None:
    ensemble = Ensemble(("return_rate",), [[0.3], [0.1], [0.2]])  # type: ignore[arg-type]
    u = np.array([[0.0, 0.25], [0.5, 1.0]])
    np.testing.assert_allclose(ensemble.quantile("return_rate", u), [[0.1, 0.15], [0.2, 0.3]], rtol=1e-14)
    assert ensemble.quantile("return_rate", 0.5).shape == ()
    with pytest.raises(InputError, match="between 0 and 1"):
        ensemble.quantile("return_rate", 1.1)


def test_entries_are_the_points_of_the_columns(base: Parameters, fitted: Parameters) -> None:
    for name in NAMES:
        entry, column = fitted.entries[name], joint().column(name)
        assert (entry.distribution, entry.confidence, entry.source) == (POSTERIOR, "B", "its own test")
        assert [entry.low, entry.value, entry.high] == pytest.approx(np.quantile(column, [0.05, 0.5, 0.95]))
        assert fitted.values()[name] == np.median(column)
        assert fitted.draw(name, [0.0, 1.0]).tolist() == [column.min(), column.max()]
    others = base.entries.keys() - set(NAMES)
    assert all(fitted.entries[name] == base.entries[name] for name in others)
    assert (fitted.name, fitted.title, fitted.parents) == ("fitted", "Fitted", (base.name, *base.parents))
    assert (fitted.date, dict(fitted.figures)) == (base.date, dict(base.figures))


def test_a_posterior_entry_alone_has_no_quantiles(fitted: Parameters) -> None:
    with pytest.raises(InputError, match=r"Parameters\.draw"):
        ppf(fitted.entries["return_rate"], 0.5)


def test_entries_and_columns_belong_together(fitted: Parameters) -> None:
    entries = dict(fitted.entries) | {
        "return_rate": Entry.fixed(0.1, "S01", "A"),
        "departure_rate": dataclasses.replace(fitted.entries["departure_rate"], low=0.0),
        "refusal_share": Entry(0.1, POSTERIOR, 0.05, 0.2, "S01", "B"),
    }
    with pytest.raises(InputError) as caught:
        dataclasses.replace(fitted, entries=entries)
    message = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "[migration.return_rate] distribution is 'fixed'; must be 'posterior'" in message
    assert "[migration.departure_rate] low 0.0, value " in message
    assert "refusal_share] distribution is 'posterior', but no ensemble has a column of it" in message
    with pytest.raises(InputError) as caught:
        dataclasses.replace(fitted, ensemble=None)
    assert len(caught.value.problems) == len(NAMES)
    with pytest.raises(InputError, match="ensemble is 3; must be an Ensemble"):
        dataclasses.replace(fitted, ensemble=3)


def test_an_ensemble_takes_the_place_of_the_one_before(fitted: Parameters) -> None:
    again = fitted.with_ensemble(joint(7, (*NAMES, "refusal_share")), **TEXTS)
    assert again.ensemble is not None
    assert again.ensemble.members == 7
    with pytest.raises(InputError, match="stock_russia] distribution is 'posterior', but no ensemble"):
        fitted.with_ensemble(joint(7, NAMES[:2]), **TEXTS)


def test_every_fault_of_a_new_ensemble_is_reported(base: Parameters) -> None:
    with pytest.raises(InputError) as caught:
        base.with_ensemble(3, name="", title="", narrative="text", source=" ")  # type: ignore[arg-type]
    assert [problem.split()[0] for problem in caught.value.problems] == [
        "name",
        "title",
        "source",
        "ensemble",
    ]


def test_replacing_a_parameter_takes_its_column_out(fitted: Parameters) -> None:
    one = fitted.replace(migration={"return_rate": 0.1})
    assert one.ensemble == joint().without(["return_rate"])
    assert one.entries["return_rate"] == Entry.fixed(0.1, "user", "user")
    assert one.entries["departure_rate"] == fitted.entries["departure_rate"]
    spread = {"value": 0.1, "distribution": "uniform", "low": 0.05, "high": 0.2}
    none = one.replace(migration={"departure_rate": spread, "stock_russia": 1e6})
    assert none.ensemble is None
    assert none.draw("departure_rate", 1.0) == 0.2
    other = fitted.replace(trade={"turnover_russia": 1900.0})
    assert other.ensemble is fitted.ensemble


@pytest.mark.parametrize("name", ["return_rate", "refusal_share"])
def test_replacing_with_a_posterior_is_refused(fitted: Parameters, name: str) -> None:
    given = {"value": 0.1, "distribution": POSTERIOR, "low": 0.05, "high": 0.2}
    with pytest.raises(InputError, match="only an ensemble gives; use with_ensemble"):
        fitted.replace(**{declarations()[name].block: {name: given}})


def test_tables_show_posteriors(base: Parameters, fitted: Parameters) -> None:
    table = fitted.describe().set_index("name")
    assert set(table.index[table["distribution"] == POSTERIOR]) == set(NAMES)
    moved = base.diff(fitted).set_index("name")
    assert set(moved.index) == set(NAMES)
    assert moved.loc["return_rate", "spread_there"].startswith("posterior 0.")
    assert fitted.diff(fitted).empty


def test_a_member_that_moved_is_a_difference(base: Parameters, fitted: Parameters) -> None:
    values: NDArray[np.float64] = joint().values.copy()
    values[:, 0] = values[::-1, 0]  # the same distribution, another joint one
    turned = base.with_ensemble(Ensemble(NAMES, values), **TEXTS)
    assert turned.entries == fitted.entries
    assert turned != fitted
    assert turned.digest() != fitted.digest()
    assert list(fitted.diff(turned)["name"]) == ["return_rate"]


def test_equality_pickling_and_repr(base: Parameters, fitted: Parameters) -> None:
    for again in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        assert again == fitted
        assert again.ensemble == fitted.ensemble
        assert not again.ensemble.values.flags.writeable
    assert "<Ensemble of 41 members of 3 parameters>" in repr(fitted)
    assert "nsemble" not in repr(base)


def test_round_trip_is_exact(fitted: Parameters, tmp_path: Path) -> None:
    again = parameters(fitted.to_toml(tmp_path / "mine.toml"))
    assert again == fitted
    assert again.ensemble is not None
    assert again.ensemble.names == NAMES
    np.testing.assert_array_equal(again.ensemble.values, joint().values)
    assert dict(again.entries) == dict(fitted.entries)


def test_round_trip_of_awkward_numbers(base: Parameters, tmp_path: Path) -> None:
    column = [5e-324, 0.1 + 0.2, np.nextafter(0.5, 0.0), 1e-17, 0.0]
    fitted = base.with_ensemble(Ensemble(("return_rate",), np.array([column]).T), **TEXTS)
    assert parameters(fitted.to_toml(tmp_path / "mine.toml")) == fitted


def test_a_large_parameter_set_is_small_and_comes_back_whole(base: Parameters, tmp_path: Path) -> None:
    names = tuple(name for name, declared in declarations().items() if declared.high <= 10.0)[:40]
    rough = joint(1000, names).values
    digits = np.array([float(f"{value:.5g}") for value in rough.ravel()]).reshape(rough.shape)
    path = base.with_ensemble(Ensemble(names, digits), **TEXTS).to_toml(tmp_path / "large.toml")
    assert len(names) == 40
    assert path.stat().st_size < 600 * 1024
    again = parameters(path)
    assert again.ensemble is not None
    np.testing.assert_array_equal(again.ensemble.values, digits)


def write(folder: Path, name: str, extends: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f'title = "{name}"\nextends = "{extends}"\n{text}')
    return path


ONE = "[ensemble]\nreturn_rate = [0.1, 0.3, 0.2]\ndeparture_rate = [0.4, 0.2, 0.3]\n"


def fixed(name: str, value: float) -> str:
    return f'[migration.{name}]\nvalue = {value}\nsource = "my desk"\nconfidence = "user"\n'


def test_entries_left_out_of_a_file_are_made(base: Parameters, tmp_path: Path) -> None:
    mine = parameters(write(tmp_path, "mine", "world-bank-2024", ONE))
    assert mine.ensemble == Ensemble(
        ("return_rate", "departure_rate"), np.array([[0.1, 0.4], [0.3, 0.2], [0.2, 0.3]])
    )
    entry = mine.entries["return_rate"]
    assert (entry.value, entry.distribution, entry.confidence) == (0.2, POSTERIOR, "B")
    assert set(base.diff(mine)["name"]) == {"return_rate", "departure_rate"}
    assert parameters(mine.to_toml(tmp_path / "again.toml")) == mine


def test_an_entry_of_a_column_may_say_more(tmp_path: Path) -> None:
    text = (
        '[migration.return_rate]\nvalue = 0.2\ndistribution = "posterior"\nlow = 0.11\nhigh = 0.29\n'
        'source = "my fit"\nconfidence = "B"\nnote = "Fitted."\n'
    )
    mine = parameters(write(tmp_path, "mine", "world-bank-2024", text + ONE))
    assert (mine.entries["return_rate"].source, mine.entries["return_rate"].note) == ("my fit", "Fitted.")
    assert mine.entries["departure_rate"].source == "the posterior sample of this parameter set"


def test_the_nearest_ensemble_wins_whole(base: Parameters, tmp_path: Path) -> None:
    write(tmp_path, "first", "world-bank-2024", ONE)
    second = "[ensemble]\ndeparture_rate = [0.01, 0.03]\n"
    mine = parameters(write(tmp_path, "mine", "first", second))
    assert mine.ensemble == Ensemble(("departure_rate",), np.array([[0.01], [0.03]]))
    assert mine.migration.departure_rate == 0.02
    assert mine.entries["return_rate"] == base.entries["return_rate"]


def test_a_nearer_entry_takes_its_column_out(tmp_path: Path) -> None:
    write(tmp_path, "first", "world-bank-2024", ONE)
    path = write(tmp_path, "mine", "first", fixed("return_rate", 0.05))
    mine = parameters(path)
    assert mine.ensemble == Ensemble(("departure_rate",), np.array([[0.4], [0.2], [0.3]]))
    assert mine.entries["return_rate"] == Entry.fixed(0.05, "my desk", "user")
    path.write_text(path.read_text() + fixed("departure_rate", 0.06))
    assert parameters(path).ensemble is None
    assert parameters(path).migration.departure_rate == 0.06


def test_an_own_file_extends_a_written_parameter_set(fitted: Parameters, tmp_path: Path) -> None:
    fitted.to_toml(tmp_path / "fitted.toml")
    mine = parameters(write(tmp_path, "mine", "fitted", fixed("return_rate", 0.05)))
    assert mine.ensemble == joint().without(["return_rate"])
    with pytest.raises(InputError, match=r"\[migration\] lacks departure_rate, return_rate") as caught:
        parameters(write(tmp_path, "bare", "fitted", "[ensemble]\nstock_russia = [1e6, 2e6]\n"))
    assert len(caught.value.problems) == 1  # the file written has no other entry of them than its own sample
