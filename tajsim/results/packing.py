"""A result taken apart into labels and arrays, and written to one file."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.labels import check_suffix
from tajsim.store import write_whole

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike

FORMAT = 3  # of format 1 only results with draws are read: its summaries had no exact extremes
_UNWEIGHTED = 2  # the format of a result without weights, which earlier versions read as well
MAGIC = "tajsim result"
PARTS = ("quarterly", "annual", "central", "central_annual")
OF_SUMMARIES = {"values": ("f4",), "ranks": ("f4", "f8"), "total": ("f8",)}

Arrays = dict[str, NDArray[Any]]


def pack(result: ResultLike) -> tuple[dict[str, Any], Arrays]:
    """The labels of a result as plain values, and its arrays by name."""
    arrays: Arrays = {}
    for part in PARTS:
        arrays |= {f"{part}/{name}": array for name, array in getattr(result, part).items()}
    summaries = []
    for number, (key, summary) in enumerate((result.summaries.entries if result.summaries else {}).items()):
        summaries.append([*key, summary.count])
        for part in OF_SUMMARIES:
            arrays[f"summaries/{number}/{part}"] = getattr(summary, part)
    if result.weights is not None:
        arrays["weights/values"] = result.weights.values
        arrays["weights/pareto_k"] = np.array(result.weights.pareto_k)
    labels: dict[str, Any] = {
        "scenarios": list(result.scenarios),
        "quarters": [str(quarter) for quarter in result.quarters],
        "years": list(result.years),
        "infos": [asdict(info) for info in result.infos.values()],
        "identities": [asdict(check) | {"quarter": str(check.quarter)} for check in result.identities],
        "manifest": result.manifest.to_dict(),
        "summaries": summaries if result.summaries else None,
    }
    if result.given is not None:
        labels["given"] = [asdict(row) for row in result.given.rows]
        arrays["given/log_weights"] = result.given.log_weights
    return labels, arrays


def save(result: ResultLike, path: str | Path) -> Path:
    """Write `result` to `path`, whole or not at all. The same result gives the same bytes."""
    check_suffix(path, (".npz",), "a saved result is an .npz file")
    labels, arrays = pack(result)
    version = _UNWEIGHTED if result.weights is None else FORMAT
    text = json.dumps({"what": MAGIC, "format": version, "labels": labels}, ensure_ascii=False)
    contents = {"metadata": np.frombuffer(text.encode(), np.uint8), **arrays}
    contents["checksum"] = np.frombuffer(checksum_of(contents), np.uint8)
    write: Callable[[IO[bytes]], None] = partial(_savez, contents)
    return write_whole(path, write)


def _savez(contents: Arrays, stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, array in contents.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def checksum_of(contents: Arrays) -> bytes:
    """The SHA-256 of arrays with their names, types and shapes."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        array = np.ascontiguousarray(contents[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.digest()
