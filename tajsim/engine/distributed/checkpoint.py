"""What is done of a long run, kept in a folder, so that a run that was stopped goes on from there.

One file a group of blocks holds how many of its blocks are merged, their summaries and the worst violations;
`run.json` says which run it is of. Files are written whole or not at all and sealed by a SHA-256 checksum:
one that cannot be read is as good as none, and its blocks are computed again.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from tajsim.engine.block import Violation
from tajsim.engine.distributed.tree import Found, Group
from tajsim.errors import FileFormatError, InputError
from tajsim.results.manifest import Manifest
from tajsim.results.packing import OF_SUMMARIES, Arrays, checksum_of
from tajsim.results.summaries import Summaries, Summary
from tajsim.store import read_text, write_whole

MAGIC, FORMAT = "tajsim checkpoint", 2
NAME = "run.json"
COST = 20  # a file is written when so many times longer went by since the last one than that took


@dataclass(frozen=True)
class Checkpoint:
    """A folder that holds what is done of one run. run: the digest of its manifest."""

    folder: Path
    run: str

    @classmethod
    def opened(cls, folder: Path, manifest: Manifest, resume: bool) -> Checkpoint:
        """The checkpoint of a run, begun where the folder is missing or empty.

        Raises InputError for a folder of another run, for what was done of this one unless it is to be
        resumed, and for a folder of anything else.
        """
        checkpoint = cls(folder.absolute(), digest_of(manifest))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
        except OSError as error:
            raise InputError(f"cannot keep a checkpoint in {folder}: {error.strerror or error}") from error
        if not files:
            about = {"what": MAGIC, "format": FORMAT, "run": checkpoint.run, "manifest": manifest.to_dict()}
            text = json.dumps(about, ensure_ascii=False, indent=1)
            write_whole(folder / NAME, lambda stream: stream.write(text.encode()))
            return checkpoint
        found, theirs = _about(folder / NAME)
        if found != checkpoint.run:
            raise InputError(
                f"{folder} holds the checkpoint of another run: {theirs!r}; this one is {manifest!r}; give "
                "another folder"
                if theirs is not None
                else f"{folder} is not empty and holds no checkpoint; give another folder"
            )
        if not resume:
            raise InputError(
                f"{folder} holds what is done of this run; go on from there with resume=True (--resume), or "
                "remove it"
            )
        return checkpoint

    def path(self, group: int) -> Path:
        """The file of a group."""
        return self.folder / f"group-{group:06}.npz"

    def save(self, group: int, found: Found) -> None:
        """Keep what is merged of a group. Raises InputError when it cannot be written."""
        arrays: Arrays = {}
        keys = []
        for i, (key, summary) in enumerate(found.summaries.entries.items()):
            keys.append([*key, summary.count])
            arrays |= {f"{i}/{part}": getattr(summary, part) for part in OF_SUMMARIES}
        labels = {"what": MAGIC, "format": FORMAT, "run": self.run, "group": group, "blocks": found.blocks}
        text = json.dumps({**labels, "keys": keys, "worst": [asdict(one) for one in found.worst]})
        contents = {"labels": np.frombuffer(text.encode(), np.uint8), **arrays}
        contents["checksum"] = np.frombuffer(checksum_of(contents), np.uint8)

        def write(stream: IO[bytes]) -> None:
            np.savez(stream, **contents)  # type: ignore[arg-type]

        write_whole(self.path(group), write)

    def load(self, group: int) -> Group:
        """What is merged of a group; nothing where its file is missing, of another run or damaged."""
        with suppress(Exception):  # a damaged archive raises almost anything
            with self.path(group).open("rb") as file, np.load(file, allow_pickle=False) as archive:
                contents = {name: archive[name] for name in archive.files}
            if contents.pop("checksum").tobytes() == checksum_of(contents):
                labels = json.loads(contents["labels"].tobytes())
                if (labels["what"], labels["run"], labels["group"]) == (MAGIC, self.run, group):
                    return Group(_found(labels, contents))
        return Group()


class Pace:
    """Says when to write the next file: so rarely that writing takes a twentieth of the time at most."""

    def __init__(self) -> None:
        self.last, self.took = time.monotonic(), 0.0

    def due(self) -> bool:
        """Whether it is time; the first file is due at once."""
        return time.monotonic() - self.last >= COST * self.took

    def save(self, checkpoint: Checkpoint, group: int, found: Found) -> None:
        """Write, and note how long it took."""
        begun = time.monotonic()
        checkpoint.save(group, found)
        self.last = time.monotonic()
        self.took = self.last - begun


def digest_of(manifest: Manifest) -> str:
    """The digest of a run: of what was asked for, and of the versions that compute it."""
    text = json.dumps(manifest.to_dict(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _about(path: Path) -> tuple[str | None, Manifest | None]:
    """The digest and the manifest of the run that a folder belongs to; None where no run can be read."""
    try:
        about = json.loads(read_text(path))
        if about["what"] == MAGIC and about["format"] == FORMAT:
            return str(about["run"]), Manifest.from_dict(about["manifest"])
    except (FileFormatError, InputError, ValueError, LookupError, TypeError, RecursionError):
        pass
    return None, None


def _found(labels: dict[str, Any], arrays: Arrays) -> Found:
    entries = {
        (name, freq, kind): Summary(arrays[f"{i}/values"], arrays[f"{i}/ranks"], arrays[f"{i}/total"], count)
        for i, (name, freq, kind, count) in enumerate(labels["keys"])
    }
    worst = [Violation(**one) for one in labels["worst"]]
    return Found(Summaries(entries), worst, int(labels["blocks"]))
