"""A result in one file: an uncompressed npz without pickles, labels as JSON, sealed by a SHA-256 checksum."""

from __future__ import annotations

import json
import math
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tajsim.errors import FileFormatError, InputError, Problems, nearest, quoted
from tajsim.labels import repeated
from tajsim.quarters import Quarter
from tajsim.results.conditions import figures_from
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.manifest import Manifest
from tajsim.results.packing import FORMAT, MAGIC, OF_SUMMARIES, PARTS, Arrays, checksum_of, pack
from tajsim.results.result import Result
from tajsim.results.summaries import Summaries, Summary
from tajsim.results.weights import Weights
from tajsim.store import as_path

_END = 22  # bytes of the last record of a zip file without a comment
_LABELS = ("scenarios", "quarters", "years", "infos", "identities", "manifest", "summaries")
_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("metadata", "checksum"), ("u1",)),
    **dict.fromkeys(("quarterly", "annual"), ("f4",)),
    **dict.fromkeys(("central", "central_annual", "weights", "given"), ("f8",)),
}
_OF_OLD_SUMMARIES = {"weights": ("f8",)}


def unpack(labels: Mapping[str, Any], arrays: Arrays) -> Result:
    """The result that `pack` took apart; its accounts cannot be recomputed."""
    parts: dict[str, Any] = {part: {} for part in PARTS}
    for path, array in arrays.items():
        part, _, name = path.partition("/")
        if part in parts:
            parts[part][name] = array
    entries = {
        (name, freq, kind): Summary(
            arrays[f"summaries/{i}/values"],
            arrays[f"summaries/{i}/ranks"],
            arrays[f"summaries/{i}/total"],
            count,
        )
        for i, (name, freq, kind, count) in enumerate(labels["summaries"] or ())
    }
    weights = None
    if "weights/values" in arrays:
        weights = Weights(arrays["weights/values"], float(arrays["weights/pareto_k"]))
    return Result(
        scenarios=labels["scenarios"],
        quarters=tuple(Quarter.parse(text) for text in labels["quarters"]),
        years=labels["years"],
        infos={info["name"]: OutputInfo(**info) for info in labels["infos"]},
        identities=tuple(
            IdentityCheck(**check | {"quarter": Quarter.parse(check["quarter"])})
            for check in labels["identities"]
        ),
        manifest=Manifest.from_dict(labels["manifest"]),
        summaries=None if labels["summaries"] is None else Summaries(entries),
        weights=weights,
        given=figures_from(labels["given"], arrays["given/log_weights"]) if "given" in labels else None,
        **parts,
    )


def load(path: str | Path) -> Result:
    """Read a result that `Result.save` wrote.

    Parameters
    ----------
    path : str or Path
        A saved result (.npz).

    Returns
    -------
    Result
        Equal to the one saved.

    Raises
    ------
    FileFormatError
        When the file is missing, truncated, altered, of another kind or of a newer format, or holds summaries
        of format 1.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> r = ts.run("crackdown", draws=20, end="2026Q4", outputs=["gdp"])
    >>> with TemporaryDirectory() as folder:
    ...     again = ts.load(r.save(Path(folder) / "run.npz"))
    >>> again.table("gdp").equals(r.table("gdp"))
    True
    """
    path = as_path(path)
    contents = _read(path)
    try:
        metadata = json.loads(contents.get("metadata", np.empty(0, np.uint8)).tobytes())
    except (ValueError, RecursionError):
        metadata = None
    if not isinstance(metadata, dict) or metadata.get("what") != MAGIC:
        raise FileFormatError(f"cannot read {path}: not a result saved by tajsim")
    version = metadata.get("format")
    if type(version) is not int or version < 1:
        raise FileFormatError(f"cannot read {path}: format is {quoted(version)}; this version reads {FORMAT}")
    if version > FORMAT:
        raise FileFormatError(
            f"cannot read {path}: it has format {version}, newer than {FORMAT}; upgrade tajsim to read it"
        )
    checksum = contents.pop("checksum", np.empty(0, np.uint8))
    if checksum.tobytes() != checksum_of(contents):
        raise FileFormatError(f"cannot read {path}: its contents do not match its checksum; it was altered")
    del contents["metadata"]
    try:
        _check_labels(metadata.get("labels"))
        if version == 1 and metadata["labels"]["summaries"] is not None:
            raise FileFormatError(
                "its summaries have format 1, which held neither minimum nor maximum; run it again and save "
                "the result"
            )
        result = unpack(metadata["labels"], contents)
    except InputError as error:
        raise FileFormatError(f"cannot read {path}: {error}") from error
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise FileFormatError(f"cannot read {path}: its labels are damaged ({error!r})") from error
    superfluous = contents.keys() - pack(result)[1].keys()
    if superfluous:
        raise FileFormatError(
            f"cannot read {path}: its labels do not mention {', '.join(sorted(superfluous))}"
        )
    return result


def _check_labels(labels: object) -> None:
    """Raise FileFormatError naming every label that is missing, unknown or of the wrong kind."""
    problems = Problems("its labels are damaged")
    table = labels if isinstance(labels, dict) else {}
    for name in table:
        if name not in (*_LABELS, "given"):
            problems.add(f"unknown label {quoted(name)}; {nearest(name, _LABELS)}")
    if not isinstance(table.get("given", []), list):
        problems.add(f"given is {quoted(table['given'])}; it must be a list")
    for name in _LABELS:
        kind, wanted = (dict, "a table") if name == "manifest" else (list, "a list")
        if name not in table:
            problems.add(f"{name} is missing; it must be {wanted}")
        elif not isinstance(table[name], kind) and not (name == "summaries" and table[name] is None):
            problems.add(f"{name} is {quoted(table[name])}; it must be {wanted}")
    problems.raise_if_any(FileFormatError)


def _read(path: Path) -> Arrays:
    """Every array of an npz file, read without unpickling anything."""
    try:
        if path.is_fifo():  # it would be waited for without end
            raise FileFormatError("it is a pipe, not a file")
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            stream.seek(-_END, os.SEEK_END)
            if stream.read(4) != b"PK\x05\x06":
                raise FileFormatError("something was added to it")
            _check_members(archive, path.stat().st_size)
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileFormatError as error:
        raise FileFormatError(f"cannot read {path}: not a result saved by tajsim: {error}") from error
    except OSError as error:
        raise FileFormatError(f"cannot read {path}: {error.strerror or error}") from error
    except Exception as error:  # a damaged archive raises almost anything; none of it may pass for data
        raise FileFormatError(
            f"cannot read {path}: damaged, truncated or not a saved result ({error})"
        ) from error


def _check_members(archive: zipfile.ZipFile, size: int) -> None:
    """Raise FileFormatError for what `save` cannot have made, before any array of it is read.

    size: bytes of the whole file.
    """
    members = archive.infolist()
    twice = repeated(member.filename for member in members)
    for member in members:
        name = quoted(member.filename)
        if member.compress_type != zipfile.ZIP_STORED:
            raise FileFormatError(f"{name} in it is compressed")
        if member.filename in twice:
            raise FileFormatError(f"it holds {name} {twice[member.filename]} times")
        kinds = _kinds(member.filename)
        if kinds is None:
            raise FileFormatError(f"it holds {name}, which is no part of a result")
        with archive.open(member) as stream:
            if np.lib.format.read_magic(stream) != (1, 0):
                raise FileFormatError(f"{name} in it has another version of the npy format")
            shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
            if dtype.str[1:] not in kinds:
                allowed = " or ".join(str(np.dtype(kind)) for kind in kinds)
                raise FileFormatError(f"{name} in it is of type {dtype}; it must be {allowed}")
            if math.prod(shape) * dtype.itemsize != member.file_size - stream.tell():
                raise FileFormatError(f"{name} in it has not the size of its shape {quoted(shape)}")
    if sum(member.file_size for member in members) > size:
        raise FileFormatError("it claims to hold more bytes than it has")


def _kinds(member: str) -> tuple[str, ...] | None:
    """The types of number that a member of the archive may hold; None for what is no part of a result."""
    name = member.removesuffix(".npy")
    part, slash, rest = name.partition("/")
    if name == member or bool(slash) == (part in ("metadata", "checksum")):
        return None
    if part == "summaries":
        return (OF_SUMMARIES | _OF_OLD_SUMMARIES).get(rest.partition("/")[2])
    return _KINDS.get(part)
