import json
import zipfile

import numpy as np
import pytest

from tajsim.errors import FileFormatError, InputError
from tajsim.results import load, packing

from .synthetic import result, summarised


@pytest.fixture(scope="module")
def run():
    return result(draws=6, outputs=("gdp", "gini"))


@pytest.fixture
def saved(run, tmp_path):
    return run.save(tmp_path / "out.npz")


def test_round_trip(run, saved):
    again = load(saved)
    assert again == run
    assert again.manifest == run.manifest
    assert again.identities == run.identities
    with pytest.raises(InputError, match="in this process"):
        again.accounts("crackdown", "2026Q1")


def test_round_trip_of_summaries_and_of_the_central_path(tmp_path):
    _, small = summarised(draws=2_000, outputs=("gdp",))
    alone = result(draws=None, quarters=3)
    for run in (small, alone):
        again = load(run.save(tmp_path / "out.npz"))
        assert again == run
        assert again.delta("crackdown", "gdp").table().equals(run.delta("crackdown", "gdp").table())


def test_the_same_result_gives_the_same_bytes(run, saved, tmp_path):
    assert run.save(tmp_path / "again.npz").read_bytes() == saved.read_bytes()
    assert load(saved).save(tmp_path / "third.npz").read_bytes() == saved.read_bytes()


def test_nothing_is_pickled(saved):
    with np.load(saved, allow_pickle=False) as archive:
        assert all(archive[name].dtype != object for name in archive.files)


def test_an_altered_byte_never_passes(run, saved):
    good = saved.read_bytes()
    rng = np.random.default_rng(5)
    refused = 0
    for place in rng.integers(0, len(good), 200):
        bad = bytearray(good)
        bad[place] ^= 1 << int(rng.integers(8))
        saved.write_bytes(bad)
        try:
            again = load(saved)
        except FileFormatError:
            refused += 1
        else:
            assert again == run  # a date or a flag that carries nothing
    assert refused > 150


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.99, 0.9999])
def test_a_truncated_file_is_refused(saved, share):
    good = saved.read_bytes()
    saved.write_bytes(good[: int(share * len(good))])
    with pytest.raises(FileFormatError, match="cannot read"):
        load(saved)


def test_foreign_files_are_refused(tmp_path):
    path = tmp_path / "other.npz"
    with pytest.raises(FileFormatError, match="No such file"):
        load(path)
    with pytest.raises(FileFormatError, match="cannot read"):
        load(tmp_path)
    path.write_text("scenario,value\n")
    with pytest.raises(FileFormatError, match="not a saved result"):
        load(path)
    np.savez(path, a=np.ones(3))
    with pytest.raises(FileFormatError, match="not a result saved by tajsim"):
        load(path)
    np.savez_compressed(path, a=np.ones(3))
    with pytest.raises(FileFormatError, match="compressed"):
        load(path)
    np.savez(path, a=np.array([{}], dtype=object))
    with pytest.raises(FileFormatError, match="cannot read"):
        load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.npy", b"not an array")
    with pytest.raises(FileFormatError):
        load(path)


def reseal(run, path, change):
    """Save `run` with changed metadata and a checksum that fits."""
    labels, arrays = packing.pack(run)
    metadata = {"what": "tajsim result", "format": packing.FORMAT, "labels": labels}
    change(metadata)
    contents = {"metadata": np.frombuffer(json.dumps(metadata).encode(), np.uint8), **arrays}
    np.savez(path, checksum=np.frombuffer(packing.checksum_of(contents), np.uint8), **contents)


def test_a_newer_format_is_refused(run, tmp_path):
    reseal(run, tmp_path / "a.npz", lambda metadata: metadata.update(format=4))
    with pytest.raises(FileFormatError, match="format 4, newer than 3; upgrade"):
        load(tmp_path / "a.npz")


def test_a_result_with_draws_of_the_first_format_is_read(run, tmp_path):
    reseal(run, tmp_path / "a.npz", lambda metadata: metadata.update(format=1))
    assert load(tmp_path / "a.npz") == run


@pytest.mark.parametrize(
    "change",
    [
        lambda metadata: metadata.pop("labels"),
        lambda metadata: metadata["labels"].pop("quarters"),
        lambda metadata: metadata["labels"].update(quarters=["2025"]),
        lambda metadata: metadata["labels"].update(infos=3),
        lambda metadata: metadata["labels"].update(infos=[]),
        lambda metadata: metadata["labels"].update(scenarios=["baseline"]),
        lambda metadata: metadata["labels"]["manifest"].pop("seed"),
        lambda metadata: metadata["labels"].update(summaries=[["gdp", "Q", "level", 5]]),
        lambda metadata: metadata["labels"]["identities"][0].update(extra=1),
    ],
)
def test_labels_that_do_not_fit_are_refused(run, tmp_path, change):
    reseal(run, tmp_path / "a.npz", change)
    with pytest.raises(FileFormatError, match="cannot read"):
        load(tmp_path / "a.npz")


def test_a_failed_save_leaves_the_old_file(run, saved, monkeypatch):
    good = saved.read_bytes()

    def fail(contents, stream):
        stream.write(b"half")
        raise RuntimeError("interrupted")

    monkeypatch.setattr(packing, "_savez", fail)
    with pytest.raises(RuntimeError):
        run.save(saved)
    assert saved.read_bytes() == good
    assert [path.name for path in saved.parent.iterdir()] == ["out.npz"]


def test_a_folder_that_is_not_there(run, tmp_path):
    with pytest.raises(InputError, match="cannot write"):
        run.save(tmp_path / "missing" / "out.npz")
