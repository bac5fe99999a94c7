"""The seal of a saved result: what it holds cannot be changed, reshaped, added to or left out unnoticed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tajsim.errors import FileFormatError
from tajsim.results import Result, load

from .synthetic import result, summarised

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def run() -> Result:
    return result(draws=6, outputs=("gdp", "gini"))


@pytest.fixture
def saved(run: Result, tmp_path: Path) -> Path:
    return run.save(tmp_path / "out.npz")


def rewritten(path: Path, change: Callable[[Members], Members]) -> Path:
    """The file again, uncompressed, with its members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in change(members).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=False)
    return stream.getvalue()


def of(members: Members, part: str) -> tuple[str, np.ndarray]:
    """The first array of a part, with the name of its member."""
    name = next(name for name in members if name.startswith(part))
    return name, np.load(io.BytesIO(members[name]))


def test_the_same_members_written_by_another_hand_are_read(run: Result, saved: Path) -> None:
    assert load(rewritten(saved, lambda members: members)) == run


@pytest.mark.parametrize("part", ["quarterly/", "annual/", "central/", "central_annual/"])
def test_numbers_in_another_shape_are_refused(saved: Path, part: str) -> None:
    """The bytes of an array are the same, but not who or when they are of."""

    def turned(members: Members) -> Members:
        name, array = of(members, part)
        assert len({*array.shape}) > 1
        return members | {name: npy(array.reshape(array.shape[::-1]))}

    with pytest.raises(FileFormatError, match="do not match its checksum; it was altered"):
        load(rewritten(saved, turned))


@pytest.mark.parametrize("part", ["quarterly/", "annual/", "central/", "central_annual/"])
def test_one_number_changed_is_refused(saved: Path, part: str) -> None:
    def moved(members: Members) -> Members:
        name, array = of(members, part)
        array[..., -1] = np.nextafter(array[..., -1], np.inf, dtype=array.dtype)
        return members | {name: npy(array)}

    with pytest.raises(FileFormatError, match="do not match its checksum; it was altered"):
        load(rewritten(saved, moved))


def test_two_arrays_exchanged_are_refused(saved: Path) -> None:
    def exchanged(members: Members) -> Members:
        one, other = (name for name in members if name.startswith("central/"))
        return members | {one: members[other], other: members[one]}

    with pytest.raises(FileFormatError, match="do not match its checksum; it was altered"):
        load(rewritten(saved, exchanged))


@pytest.mark.parametrize("name", ["quarterly/gdp.npy", "central/gini.npy", "metadata.npy", "checksum.npy"])
def test_a_member_left_out_is_refused(saved: Path, name: str) -> None:
    with pytest.raises(FileFormatError, match=r"cannot read .*out\.npz"):
        load(rewritten(saved, lambda members: {k: v for k, v in members.items() if k != name}))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("quarterly/extra.npy", "f4"),
        ("central/extra.npy", "f8"),
        ("extra.npy", "f8"),
        ("extra.txt", "f8"),
        ("metadata/extra.npy", "u1"),
        ("summaries/0/other.npy", "f8"),
    ],
)
def test_a_member_more_is_refused(saved: Path, name: str, kind: str) -> None:
    extra = npy(np.ones(3, kind))
    with pytest.raises(FileFormatError, match=r"cannot read .*out\.npz"):
        load(rewritten(saved, lambda members: members | {name: extra}))


@pytest.mark.parametrize("more", [b"\x00", b"PK", b"a picture, or a program" * 50])
def test_bytes_after_the_end_or_before_the_beginning_are_refused(saved: Path, more: bytes) -> None:
    good = saved.read_bytes()
    saved.write_bytes(good + more)
    with pytest.raises(FileFormatError, match="something was added to it"):
        load(saved)
    saved.write_bytes(good)
    assert load(saved).scenarios[0] == "baseline"


def test_a_member_held_twice_is_refused(saved: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(saved, "a") as archive:
        archive.writestr(zipfile.ZipInfo("central/gdp.npy"), archive.read("central/gdp.npy"))
    with pytest.raises(FileFormatError, match=r"it holds 'central/gdp\.npy' 2 times"):
        load(saved)


def test_numbers_of_another_precision_are_refused(saved: Path) -> None:
    def coarse(members: Members) -> Members:
        name, array = of(members, "central/")
        return members | {name: npy(array.astype(np.float32))}

    with pytest.raises(FileFormatError, match=r"is of type float32; it must be float64"):
        load(rewritten(saved, coarse))


def test_the_numbers_of_a_summary_are_sealed_too(tmp_path: Path) -> None:
    _, small = summarised(draws=2_000, outputs=("gdp",))
    with zipfile.ZipFile(small.save(tmp_path / "out.npz")) as archive:
        parts = [name for name in archive.namelist() if name.startswith("summaries/")]
    assert len(parts) > 1
    for name in parts:
        path = small.save(tmp_path / "out.npz")

        def moved(members: Members, name: str = name) -> Members:
            array = np.load(io.BytesIO(members[name]))
            array.flat[0] = np.nextafter(array.flat[0], np.inf, dtype=array.dtype)
            return members | {name: npy(array)}

        with pytest.raises(FileFormatError, match="do not match its checksum; it was altered"):
            load(rewritten(path, moved))


def test_a_truncated_header_and_a_size_that_is_none_are_refused(saved: Path) -> None:
    def longer(members: Members) -> Members:
        return members | {"central/gdp.npy": members["central/gdp.npy"] + b"\x00" * 8}

    with pytest.raises(FileFormatError, match="has not the size of its shape"):
        load(rewritten(saved, longer))
