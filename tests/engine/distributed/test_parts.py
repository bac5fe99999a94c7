"""Draws that workers write to Parquet files: equal to those of a run that keeps them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.results.manifest import Manifest

from .conftest import BLOCKS, SETTINGS, SIZE, computed

dataset = pytest.importorskip("pyarrow.dataset", reason="needs pip install 'tajsim[parquet]'")
DRAWS = SETTINGS["draws"]


def test_parts_read_back_are_the_draws(alone: ts.Result, tmp_path: Path) -> None:
    what = {"outputs": ("gdp", "gini"), "end": "2025Q4", "draws": SIZE + 50}
    with ThreadPoolExecutor(2) as pool:
        result = computed(pool, parts=tmp_path / "parts", **what)
    kept = computed(keep="draws", **what)
    assert not result.has_draws("gdp")
    quarterly = dataset.dataset(tmp_path / "parts" / "quarterly").to_table().to_pandas()
    assert list(quarterly.columns) == ["scenario", "quarter", "draw", *kept.kept]
    assert (str(quarterly["draw"].dtype), str(quarterly["gdp"].dtype)) == ("int32", "float32")
    ordered = quarterly.sort_values(["quarter", "scenario", "draw"])
    for name in kept.kept:
        np.testing.assert_array_equal(
            ordered[name].to_numpy().reshape(kept.quarterly[name].shape), kept.quarterly[name]
        )
    annual = dataset.dataset(tmp_path / "parts" / "annual").to_table().to_pandas()
    assert list(annual.columns) == ["scenario", "year", "draw", *kept.kept]
    assert set(annual["year"]) == {2025}
    np.testing.assert_array_equal(
        annual.sort_values("draw")["gdp"].to_numpy(), kept.annual["gdp"].reshape(-1)
    )
    assert Manifest.from_json((tmp_path / "parts" / "manifest.json").read_text()) == result.manifest


def test_parts_are_read_lazily_and_say_their_units(tmp_path: Path) -> None:
    computed(parts=tmp_path)
    found = dataset.dataset(tmp_path / "quarterly")
    assert len(found.files) == BLOCKS
    assert found.count_rows(filter=dataset.field("draw") < SIZE) == SIZE
    assert b'"gdp": "million TJS' in found.schema.metadata[b"tajsim"]
    assert not (tmp_path / "annual").exists()  # no year is whole


def test_summaries_are_those_of_a_run_without_parts(alone: ts.Result, tmp_path: Path) -> None:
    assert computed(parts=tmp_path) == alone


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ts.InputError, match=r"holds mine\.txt; draws go to an empty folder"):
        computed(parts=tmp_path)
    with pytest.raises(ts.InputError, match="that is for draws of which a run keeps distributions"):
        computed(parts=tmp_path / "new", keep="draws")


def test_parts_and_a_checkpoint_go_on_together(tmp_path: Path) -> None:
    kept, parts = tmp_path / "kept", tmp_path / "parts"

    def stop(done: int, _: int) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        computed(checkpoint=kept, parts=parts, progress=stop)
    assert not (parts / "manifest.json").exists()
    computed(checkpoint=kept, parts=parts, resume=True)
    assert dataset.dataset(parts / "quarterly").count_rows() == DRAWS
    (parts / "quarterly" / "block-000003.parquet").unlink()
    with pytest.raises(ts.InputError, match=r"lacks the draws of 1 blocks \(3\), although they are done"):
        computed(checkpoint=kept, parts=parts, resume=True)
    assert not (parts / "manifest.json").exists()
