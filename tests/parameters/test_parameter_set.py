"""Parameter sets: values by block, changes, differences, round trips."""

import copy
import dataclasses
import datetime
import pickle

import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.parameters import BLOCKS, Entry, Parameters, declarations, parameters, vintages
from tajsim.parameters.loading import DEFAULT, parameter_set_names


@pytest.fixture(scope="module")
def base():
    return parameters("world-bank-2024")


def test_the_default_is_calibrated_and_keeps_the_figures_of_its_year(base):
    given = parameters()
    assert given.name == DEFAULT == "nowcast-2025"
    assert given.ensemble is not None
    for block in ("economy", "trade", "fiscal", "banks"):
        figures = {name for name, known in declarations().items() if known.block == block}
        same = [given.entries[n] == base.entries[n] for n in figures - set(given.ensemble.names)]
        assert all(same), block


def test_values_are_floats_by_block_and_by_name(base):
    assert base.migration.stock_russia == 1_200_000.0
    assert base.values()["remittances_gdp_share"] == base.remittances.remittances_gdp_share == 0.49
    assert list(base.values()) == list(declarations())


def test_the_parameter_sets_read_the_same_year_differently():
    kremlin = parameters("kremlin-2024")
    assert (kremlin.remittances.remittances_gdp_share, kremlin.trade.turnover_russia) == (0.17, 1500.0)
    assert kremlin.parents == ("shared-2024",)
    table = vintages()
    assert list(table.columns) == ["name", "title", "date", "narrative"]
    assert {"kremlin-2024", "world-bank-2024"} <= set(table["name"])
    assert "shared-2024" not in set(table["name"])


@pytest.mark.parametrize("name", parameter_set_names())
def test_every_draw_of_every_parameter_is_allowed(name):
    chosen = parameters(name)
    for parameter, declared in declarations().items():
        values = chosen.draw(parameter, np.linspace(0.0, 1.0, 11))
        assert np.all((values >= declared.low) & (values <= declared.high)), parameter


def test_draw_of_an_unknown_parameter(base):
    with pytest.raises(UnknownNameError, match="did you mean 'stock_russia'"):
        base.draw("stock_rusia", 0.5)


def test_frozen(base):
    with pytest.raises(dataclasses.FrozenInstanceError):
        base.title = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        base.migration.stock_russia = 1.0
    with pytest.raises(TypeError):
        base.entries["stock_russia"] = Entry.fixed(1.0, "S01", "A")


def test_describe_has_one_row_a_parameter_headline_first(base):
    table = base.describe()
    assert list(table["name"]) == list(declarations())
    row = table.set_index("name").loc["stock_russia"]
    entry = base.entries["stock_russia"]
    assert (row["value"], row["low"], row["high"]) == (1_200_000.0, entry.low, entry.high)
    assert (row["unit"], row["source"], row["confidence"]) == ("persons", entry.source, entry.confidence)


def test_headline_has_the_four_numbers(base):
    table = base.headline()
    assert len(table) == 4
    assert dict(zip(table["name"], table["value"], strict=True))["turnover_russia"] == 1900.0


def test_a_replaced_value_is_fixed_and_the_users(base):
    changed = base.replace(migration={"deportation_rate_irregular": 0.05})
    entry = changed.entries["deportation_rate_irregular"]
    assert entry == Entry.fixed(0.05, "user", "user")
    assert changed.migration.deportation_rate_irregular == 0.05
    assert base.migration.deportation_rate_irregular != 0.05
    assert changed.parents[0] == "world-bank-2024"
    assert changed != base


def test_a_parameter_is_replaced_by_its_own_name_or_in_its_block(base):
    flat = base.replace(stock_russia=900_000, ban_length={"value": 4.0, "distribution": "fixed"})
    assert flat == base.replace(migration={"stock_russia": 900_000, "ban_length": 4.0})
    assert flat.migration.stock_russia == 900_000.0
    assert flat == base.replace(stock_russia=900_000, migration={"ban_length": 4.0})


def test_no_parameter_is_called_like_a_block():
    assert not declarations().keys() & {block for block, _ in BLOCKS}


def test_a_replaced_value_may_stay_uncertain(base):
    spread = {"value": 2000.0, "distribution": "triangular", "low": 1500.0, "high": 2500.0, "source": "mine"}
    changed = base.replace(trade={"turnover_russia": spread})
    assert changed.entries["turnover_russia"] == Entry(2000.0, "triangular", 1500.0, 2500.0, "mine", "user")


def test_replacing_nothing_changes_nothing(base):
    assert base.replace() is base
    assert base.replace(migration={}) is base


def test_every_fault_of_a_replacement_is_reported(base):
    with pytest.raises(InputError) as caught:
        base.replace(
            migration={"deportation_rate_irregular": 5.0, "stok_russia": 1.0, "ban_length": 4.0},
            migratoin={"stock_russia": 1.0},
            turnover_rusia=3.0,
            turnover_china=-3.0,
            ban_length=4.0,
            trade=1900.0,
            remittances={"remittances_gdp_share": {"value": 0.2, "low": 0.1, "hgih": 0.3}},
        )
    message = str(caught.value)
    for fragment in (
        "deportation_rate_irregular] value 5.0 is outside the allowed range 0 to 1 share per quarter",
        "[migration.stok_russia] is unknown; did you mean 'stock_russia'",
        "unknown parameter or block 'migratoin'; did you mean 'migration'",
        "unknown parameter or block 'turnover_rusia'; did you mean 'turnover_russia'",
        "[trade.turnover_china] value -3.0 is outside",
        "[migration.ban_length] is given twice",
        "trade is 1900.0; must be a mapping",
        "unknown key 'hgih'; did you mean 'high'?",
        "high is missing",
        "distribution is missing",
    ):
        assert fragment in message


def test_diff_lists_what_moved_and_nothing_else(base):
    changed = base.replace(migration={"deportation_rate_irregular": 0.05})
    table = base.diff(changed)
    assert list(table["name"]) == ["deportation_rate_irregular"]
    row = table.iloc[0]
    here = base.migration.deportation_rate_irregular
    assert (row["here"], row["there"], row["source_there"]) == (here, 0.05, "user")
    assert row["change"] == pytest.approx(0.05 - here)
    assert row["change_pct"] == pytest.approx(100.0 * (0.05 / here - 1.0))
    assert base.diff(base).empty


def test_diff_sees_a_spread_that_moved(base):
    value = base.migration.stock_russia
    table = base.diff(base.replace(migration={"stock_russia": value}))
    assert (table["change"][0], table["spread_there"][0]) == (0.0, "fixed")


def test_diff_from_zero_has_no_percentage(base):
    zero = base.replace(migration={"stock_russia": 0})
    assert np.isnan(zero.diff(base)["change_pct"][0])


@pytest.mark.parametrize("name", parameter_set_names())
def test_round_trip_is_exact(name, tmp_path):
    chosen = parameters(name)
    path = chosen.to_toml(tmp_path / "mine.toml")
    again = parameters(path)
    assert again == chosen
    assert again.digest() == chosen.digest()
    assert again.name == "mine"
    assert (dict(again.entries), dict(again.figures)) == (dict(chosen.entries), dict(chosen.figures))
    assert again.to_toml(tmp_path / "again.toml").read_text().splitlines()[1:] == [
        line for line in path.read_text().splitlines() if not line.startswith("# from")
    ]


def test_round_trip_of_awkward_numbers_and_texts(base, tmp_path):
    awkward = 'quote " backslash \\ newline \n tab \t DEL \x7f bell \x07 Дарё 💧'
    rate = {"value": 1e-17, "distribution": "lognormal", "low": 5e-324, "high": 0.1 + 0.2, "note": awkward}
    changed = dataclasses.replace(
        base.replace(migration={"deportation_rate_irregular": rate, "stock_russia": 1e6 / 3}),
        title=awkward,
        date=datetime.date(2025, 9, 30),
    )
    assert parameters(changed.to_toml(tmp_path / "mine.toml")) == changed


def test_a_file_of_ones_own_extends_a_shipped_parameter_set(base, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\nextends = "world-bank-2024"\n'
        '[trade.turnover_russia]\nvalue = 1700\nsource = "my desk"\nconfidence = "user"\n'
    )
    mine = parameters(str(path))
    assert mine.trade.turnover_russia == 1700.0
    assert mine.narrative == base.narrative
    assert mine.parents == ("world-bank-2024", "shared-2024")
    assert list(base.diff(mine)["name"]) == ["turnover_russia"]


@pytest.mark.parametrize("name", parameter_set_names())
def test_a_small_file_holds_only_what_differs_from_what_it_extends(name, tmp_path):
    base = parameters(name)
    column = "rouble_elasticity" if base.ensemble is None else base.ensemble.names[0]
    uncertain = {"value": 4.0, "distribution": "triangular", "low": 2.0, "high": 6.0, "note": "a guess"}
    mine = base.replace(
        **{"stock_russia": 900_000, column: base.entries[column].value, "ban_length": uncertain}
    )
    mine = dataclasses.replace(mine, title="Mine", narrative='Of "my" own')
    path = mine.to_toml(tmp_path / "mine.toml", extends=name)
    again = parameters(path)
    assert again == mine
    tables = {line for line in path.read_text().splitlines() if line.startswith("[")}
    changed = "stock_russia", "ban_length", column
    assert tables == {f"[{declarations()[one].block}.{one}]" for one in changed}
    assert path.stat().st_size < 2000


def test_a_small_file_may_extend_one_beside_it(base, tmp_path):
    base.replace(stock_russia=900_000).to_toml(tmp_path / "first.toml", extends="world-bank-2024")
    second = parameters(tmp_path / "first.toml").replace(ban_length=4.0)
    assert parameters(second.to_toml(tmp_path / "second.toml", extends="first")) == second
    assert "stock_russia" not in (tmp_path / "second.toml").read_text()


def test_a_small_file_of_another_date_gives_every_figure_of_its_year(base, tmp_path):
    later = dataclasses.replace(base.replace(stock_russia=900_000), date=datetime.date(2025, 12, 31))
    path = later.to_toml(tmp_path / "later.toml", extends=base.name)
    assert parameters(path) == later
    tables = [line[1:-1].split(".") for line in path.read_text().splitlines() if line.startswith("[")]
    given = {name for section, name in tables if section not in ("figures", "resolutions")}
    assert given == set(base.base_year()["name"]) | {"stock_russia"}


def test_what_a_small_file_cannot_say_is_refused(base, tmp_path):
    path = tmp_path / "mine.toml"
    with pytest.raises(InputError, match=r"world-bank-2042.*did you mean 'world-bank-2024'"):
        base.to_toml(path, extends="world-bank-2042")
    with pytest.raises(InputError, match="abstract"):
        base.to_toml(path, extends="shared-2024")
    with pytest.raises(InputError, match="extends is 5"):
        base.to_toml(path, extends=5)
    fewer = dataclasses.replace(base, figures={}, resolutions={})
    with pytest.raises(InputError) as caught:
        fewer.to_toml(path, extends=base.name)
    assert "it has no figures." in str(caught.value)
    assert ", resolutions." in str(caught.value)
    with pytest.raises(InputError, match="its posterior sample is not that of 'world-bank-2024'"):
        parameters("calibrated-2024").to_toml(path, extends="world-bank-2024")
    assert not path.exists()


def test_a_file_that_cannot_be_written(base, tmp_path):
    with pytest.raises(InputError, match="cannot write"):
        base.to_toml(tmp_path / "no such folder" / "mine.toml")


def test_sets_travel_between_processes(base):
    assert pickle.loads(pickle.dumps(base)) == base
    assert copy.deepcopy(base).parents == base.parents


def test_equality_is_of_content(base):
    again = parameters("world-bank-2024")
    assert again == base
    assert hash(again) == hash(base)
    assert dataclasses.replace(base, name="other") == base
    assert base != "world-bank-2024"
    assert len(base.digest()) == 64


def test_repr_is_short_and_has_the_headline_numbers(base):
    assert "'world-bank-2024'" in repr(base)
    assert "stock_russia=1,200,000 persons" in repr(base)
    assert "turnover_russia=1,900 million USD per year" in repr(base)
    assert len(repr(base)) < 300


def test_construction_reports_everything(base):
    entries = {name: entry for name, entry in base.entries.items() if name != "turnover_russia"}
    entries["nothing"] = Entry.fixed(1.0, "S01", "A")
    entries["stock_russia"] = Entry.fixed(-1.0, "S01", "A")
    entries["remittances_gdp_share"] = 0.5
    figures, resolutions = {"gdp_usd": 14_200.0}, {"gdp_implied_by_wdi": "gdp_usd"}
    with pytest.raises(InputError) as caught:
        Parameters("mine", "", "2024", "text", entries, figures, resolutions)
    message = str(caught.value)
    for fragment in (
        "title is ''",
        "date is '2024'; must be a datetime.date",
        "[trade] lacks turnover_russia",
        "unknown parameter 'nothing'",
        "[migration.stock_russia] value -1.0 is outside the allowed range",
        "remittances_gdp_share is 0.5; must be an Entry",
        "[figures.gdp_usd] is 14200.0; must be a Figure",
        "[resolutions.gdp_implied_by_wdi] is 'gdp_usd'; must be a Resolution",
    ):
        assert fragment in message


def test_entry_reports_everything():
    with pytest.raises(InputError) as caught:
        Entry(float("nan"), "normal", 0.0, 1.0, "", "C", "")
    assert len(caught.value.problems) == 4


def test_a_set_extends_what_is_beside_it_or_beside_its_link(tmp_path):
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    parameters("world-bank-2024").to_toml(tmp_path / "there" / "base.TOML")
    own = tmp_path / "there" / "own.TOML"
    own.write_bytes(b'\xef\xbb\xbftitle = "Own"\r\nextends = "base"\r\n')
    (tmp_path / "here" / "own.Toml").symlink_to("../there/own.TOML")
    for place in (own, tmp_path / "here" / "own.Toml"):
        found = parameters(str(place))
        assert (found.name, found.title, found.parents) == ("own", "Own", ("base",))
    parameters("kremlin-2024").to_toml(tmp_path / "here" / "base.toml")
    base = parameters("kremlin-2024")
    assert parameters(tmp_path / "here" / "own.Toml").entries == base.entries
    own.write_text('title = "Own"\nextends = "bse"\n')
    with pytest.raises(InputError, match="it extends the unknown 'bse'; did you mean 'base'"):
        parameters(own)


def test_what_cannot_be_replaced_is_reported_under_the_name_of_the_set():
    p = parameters("world-bank-2024")
    with pytest.raises(InputError) as caught:
        p.replace(migration={"stock_rusia": 1, "stock_russia": "many"})
    assert caught.value.heading == "cannot replace parameters of 'world-bank-2024'"
    assert len(caught.value.problems) == 2
