"""A small saved result, changed anywhere: refused, or equal to what was saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tajsim.errors import FileFormatError
from tajsim.results import Result, load

from ..results.synthetic import INFOS, result, summarised
from .files import KINDS, outcome

one_more = settings(suppress_health_check=list(HealthCheck))


def small() -> Result:
    """One output, two scenarios, four quarters, the single path."""
    infos = {"gdp": INFOS["gdp"]}
    return result(draws=None, quarters=4, outputs=("gdp",), scenarios=("baseline", "crackdown"), infos=infos)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return small().save(tmp_path_factory.mktemp("saved") / "good.npz").read_bytes()


def test_what_was_saved_loads(saved: bytes, tmp_path: Path) -> None:
    assert outcome(KINDS["result"], saved, tmp_path) == small()


def test_a_changed_byte_is_refused_or_changes_nothing(saved: bytes, tmp_path: Path) -> None:
    path, good, refused = tmp_path / "given.npz", small(), 0
    places = range(len(saved))
    for place in places:
        wrong = saved[place] ^ (1 << place % 8)
        path.write_bytes(saved[:place] + bytes([wrong]) + saved[place + 1 :])
        try:
            assert load(path) == good, place
        except FileFormatError:
            refused += 1
    assert refused > 0.8 * len(places)


def test_a_file_that_ends_early_is_refused(saved: bytes, tmp_path: Path) -> None:
    path = tmp_path / "given.npz"
    for end in [*range(0, len(saved), 97), len(saved) - 1]:
        path.write_bytes(saved[:end])
        with pytest.raises(FileFormatError):
            load(path)


@one_more
@given(data=st.data())
def test_parts_lost_doubled_and_moved(saved: bytes, tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(saved)))
    end = data.draw(st.integers(start, len(saved)))
    to = data.draw(st.integers(0, len(saved)))
    part = data.draw(st.sampled_from((b"", saved[start:end], bytes(end - start), b"\xff" * (end - start))))
    content = saved[:start] + part + saved[end:] if part else saved[:to] + saved[start:end] + saved[to:]
    (tmp_path / "again").mkdir(exist_ok=True)
    found = outcome(KINDS["result"], content, tmp_path)
    assert found is None or found == small()


def test_summaries_are_guarded_as_well(tmp_path: Path) -> None:
    _, good = summarised(draws=600, blocks=2, outputs=("gdp",), quarters=4, scenarios=("baseline", "a"))
    content = good.save(tmp_path / "good.npz").read_bytes()
    (tmp_path / "good.npz").unlink()
    for place in range(0, len(content), len(content) // 100):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        found = outcome(KINDS["result"], changed, tmp_path)
        assert found is None or found == good
