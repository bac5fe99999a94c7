"""What the page holds: packed as stated, complete, in plain values, and small enough."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.drivers.declared import OBSERVABLE_NAMES
from tajsim.engine.block import drawn_economy
from tajsim.engine.plan import Plan
from tajsim.engine.program.numpy_text import function
from tajsim.engine.program.trace import leaves
from tajsim.engine.reads import read_by_a_quarter
from tajsim.engine.request import Request, read
from tajsim.engine.run import prepare
from tajsim.explorer.again import options
from tajsim.explorer.levers import HANDLES, outside
from tajsim.explorer.packing import KEPT, LETTERS, Table, lettered, pack, planes_of, rounded, unlettered
from tajsim.explorer.payload import GROUPS, payload, scenario, shape
from tajsim.explorer.programs import first_program
from tajsim.explorer.texts import interface
from tajsim.languages import language
from tajsim.model.outputs import OUTPUTS
from tajsim.scenarios.target import targets
from tests import of_2024

MINE = ts.Scenario("mine", [ts.Shock("oil_price", add=ts.step(-5.0, "2026Q1"))], title="Mine")


def planned(**options: Any) -> tuple[Request, Plan]:
    request = read(of_2024.options(**{"draws": 6, "end": "2026Q4", "outputs": "all", **options}))
    return request, prepare(request)


def unpacked(text: str) -> tuple[dict[str, Any], bytes]:
    content = zlib.decompress(unlettered(text), -15)
    (length,) = struct.unpack("<I", content[:4])
    return json.loads(content[4 : 4 + length]), content[4 + length :]


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return unpacked(payload(*planned(scenarios=["crackdown + rouble-shock", MINE], end="2027Q4")))[0]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=20))
def test_seven_bytes_keep_a_number_to_thirteen_digits(values: list[float]) -> None:
    given = np.array(values)
    given = given[(np.abs(given) < 1e300) & ((np.abs(given) > 1e-300) | (given == 0.0))]
    kept = rounded(given)
    assert (np.abs(kept - given) <= 2.0**-45 * np.abs(given)).all()
    assert (rounded(kept) == kept).all()
    assert len(planes_of(given, KEPT)) == KEPT * given.size
    assert (rounded(given, 8) == given).all()


@given(st.binary(max_size=60))
def test_letters_bring_bytes_back(data: bytes) -> None:
    text = lettered(data)
    assert set(text) <= set(LETTERS)
    assert not set(text) & set('<&"\n ')
    assert unlettered(text) == data


def test_tables_lie_where_the_text_says() -> None:
    tables = {
        "one": Table(["a", "b"], np.array([[1.0, 2.0], [3.0, 4.0]])),
        "two": Table(["c"], np.ones((1, 3)), 8),
    }
    content, rest = unpacked(pack({"x": 1}, b"code", tables))
    assert content["x"] == 1
    assert rest[: content["codeLength"]] == b"code"
    first, second = content["numbers"]["one"], content["numbers"]["two"]
    assert (first["rows"], first["columns"], first["count"], first["at"]) == (["a", "b"], 2, 4, 4)
    assert second["at"] == 4 + 4 * KEPT
    assert len(rest) == second["at"] + 3 * 8
    assert rest[first["at"] : first["at"] + 4] == b"\x3f\x40\x40\x40"


def test_the_first_state_and_the_constants_come_back_from_the_parameters() -> None:
    _, plan = planned()
    economy = drawn_economy(plan, 0)
    found = function(first_program(plan, economy))(dict(leaves(economy.parameters, "blocks")))
    for name, value in [*leaves(economy.state, "state"), *leaves(economy.constants, "constants")]:
        np.testing.assert_allclose(found[name], value, rtol=1e-14, atol=1e-300, err_msg=name)


def test_everything_that_a_visitor_sees_is_there(content: dict[str, Any]) -> None:
    assert [o["name"] for o in content["outputs"]] == [o.name for o in OUTPUTS]
    assert content["targets"].keys() == targets().keys()
    assert content["quarters"] == content["simulated"]
    assert content["years"] == [2025, 2026, 2027]
    assert len(content["charts"]) == 8
    assert content["scores"]["remittances_usd"][0]["n"] > 10
    assert content["languages"]["ru"]["texts"]["Crackdown"] != "Crackdown"
    assert {text for text in content["bandsLeaveOut"]} <= content["languages"]["ru"]["texts"].keys()
    ids = set(content["sources"])
    assert ids
    assert all(one["url"] == "" or one["url"].startswith("http") for one in content["sources"].values())


def test_scenarios_are_offered_once_and_those_asked_for_are_on(content: dict[str, Any]) -> None:
    names = [one["name"] for one in content["scenarios"]]
    assert names == [*(n for n in ts.scenarios()["name"] if n != "baseline"), "mine"]
    assert content["active"] == ["crackdown", "rouble-shock", "mine"]
    by_name = {one["name"]: one for one in content["scenarios"]}
    assert by_name["mine"]["group"] == "own"
    assert by_name["crackdown"]["group"] == "rules"
    assert {one for names in GROUPS.values() for one in names} <= set(names)
    assert content["plausibility"]["rouble-shock"]["percentile"] > 50
    assert content["plausibility"]["crackdown"]["percentile"] is None
    assert content["plausibility"]["mine"]["en"] != content["plausibility"]["mine"]["ru"]


def test_a_shape_has_the_fields_of_its_kind() -> None:
    assert shape(ts.ramp(1.5, "2026Q1", 3, fade=2, fade_to=0.25)) == {
        "kind": "ramp", "values": [1.5], "start": "2026Q1", "end": None, "quarters": 3, "fade": 2,
        "fade_to": 0.25,
    }  # fmt: skip
    assert shape(ts.Shock("oil_price", set=2.0).shape)["start"] is None
    both = scenario(ts.scenario("crackdown") + MINE)
    assert [part["name"] for part in both["parts"]] == ["crackdown", "mine"]


def test_targets_that_a_quarter_reads_are_told_from_the_others(content: dict[str, Any]) -> None:
    read_ = read_by_a_quarter(ts.parameters("calibrated-2024"))
    for name, target in content["targets"].items():
        assert target["used"] == (target["kind"] == "driver" or name in read_), name


def test_today_is_what_the_model_makes_of_a_driver_that_is_not_given(content: dict[str, Any]) -> None:
    central = of_2024.run(draws=None, outputs=sorted(OBSERVABLE_NAMES), end="2025Q4").central
    assert {name for name, t in content["targets"].items() if t["observable"]} == OBSERVABLE_NAMES
    for name in OBSERVABLE_NAMES:
        assert content["targets"][name]["today"] == pytest.approx(float(central[name][0, 0]), rel=1e-12)
        assert content["observable"][name] == [None] * len(content["simulated"])
        assert name not in content["driverPaths"]


def test_levers_stay_inside_the_declared_ranges(content: dict[str, Any]) -> None:
    known = targets()
    for handle in HANDLES:
        today = content["targets"][handle.target]["today"]
        if known[handle.target].unit != "% per year":
            assert outside(handle, known[handle.target], today) == [], handle
        assert handle.low <= (1.0 if handle.operation == "multiply" else 0.0) <= handle.high
    assert [one["target"] for one in content["levers"]] == [handle.target for handle in HANDLES]


def test_the_same_run_is_the_same_text() -> None:
    assert payload(*planned()) == payload(*planned())


@pytest.mark.slow
def test_a_page_of_300_draws_is_small() -> None:
    assert len(of_2024.explore().html) < 1.5e6


def test_texts_of_the_page_are_there_in_russian_and_those_of_the_report_are_not() -> None:
    russian = unpacked(payload(*planned()))[0]["languages"]["ru"]["texts"]
    assert set(interface()) <= russian.keys()
    assert {"Crackdown", "percentage points of population", "banks"} <= {
        *map(str.casefold, russian),
        *russian,
    }
    assert "Bands and chances" not in russian
    assert len(russian) < 0.9 * len(language("ru").texts)


def test_options_that_repeat_the_run_are_those_it_was_made_with() -> None:
    assert options(*planned(end="2030Q4")) == [f"--parameters {BASE_SET}", "--seed 0"]
    own = replace(ts.parameters(BASE_SET), name="my own")
    made = planned(parameters=own, baseline="none", start="2025Q3", seed=3)
    assert options(*made) == [
        "--parameters 'my own.toml'", "--baseline none", "--start 2025Q3", "--end 2026Q4", "--seed 3"
    ]  # fmt: skip
