"""Random files: each loads, and then comes back equal from a file of its own, or is refused in words."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tajsim as ts

from .content import grammatical, noise, spoilt
from .files import KINDS, outcome

TEXTS = [name for name in KINDS if name != "result"]
GROWTH = 500_000  # KiB of memory that reading these files may need at most
HEAVY = {"vintage", "golden", "story"}


@pytest.fixture(autouse=True, scope="module")
def _bounded() -> Iterator[None]:
    """The memory that all these files need together."""
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def place(folder: Path, request: pytest.FixtureRequest) -> Path:
    """A folder of its own for each test."""
    path = folder / request.node.name.translate(str.maketrans("[]-", "___"))
    path.mkdir()
    return path


def some(name: str, share: float) -> settings:
    """A share of the examples of the profile; fewer for files that take long to read."""
    count = max(int(share * settings().max_examples * (0.3 if name in HEAVY else 1.0)), 5)
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", TEXTS)
def test_a_good_file_loads(name: str, place: Path) -> None:
    assert outcome(KINDS[name], KINDS[name].good.encode(), place) is not None


@pytest.mark.parametrize("name", KINDS)
def test_noise(name: str, place: Path) -> None:
    @some(name, 0.3)
    @given(noise)
    def check(content: bytes) -> None:
        outcome(KINDS[name], content, place)

    check()


@pytest.mark.parametrize("name", TEXTS)
def test_a_good_file_spoilt(name: str, place: Path) -> None:
    @some(name, 1.0)
    @given(spoilt(KINDS[name].good))
    def check(content: bytes) -> None:
        outcome(KINDS[name], content, place)

    check()


@pytest.mark.parametrize("name", [name for name in TEXTS if KINDS[name].suffix == ".toml"])
def test_any_keys_and_values(name: str, place: Path) -> None:
    good = KINDS[name].good

    @some(name, 0.6)
    @given(st.one_of(grammatical(good), grammatical(good).map(lambda more: good.encode() + b"\n" + more)))
    def check(content: bytes) -> None:
        outcome(KINDS[name], content, place)

    check()


@pytest.mark.parametrize("name", TEXTS)
def test_what_editors_add_changes_nothing(name: str, place: Path) -> None:
    """A byte order mark, carriage returns, and for TOML a suffix in capitals."""
    kind = KINDS[name]
    content = b"\xef\xbb\xbf" + kind.good.replace("\n", "\r\n").encode()
    for suffix in (kind.suffix, kind.suffix.upper()):
        path, plain = place / f"file{suffix}", place / f"plain{suffix}" / f"file{suffix}"
        plain.parent.mkdir()
        path.write_bytes(content)
        plain.write_bytes(kind.good.encode())
        assert repr(kind.same(kind.load(path))) == repr(kind.same(kind.load(plain)))
    path.write_text(kind.good, encoding="utf-16")
    with pytest.raises(ts.FileFormatError, match="it is UTF-16 or UTF-32 text; save it as UTF-8"):
        kind.load(path)
