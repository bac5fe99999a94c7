"""Answers of servers as they came, kept in a folder of the user: the raw file, and beside it what it is.

An answer is `SOURCE-DIGEST.raw` with `SOURCE-DIGEST.json`: the source, where it was fetched and when, what
was asked, and the SHA-256 of the raw file. The same answer fetched again stays what it was, with its first
date, from which its figures are known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tajsim.errors import FileFormatError, InputError, Problems
from tajsim.store import as_path, read_text, write_folder

LARGEST = 64 * 2**20  # bytes of an answer
_DIGITS = 16  # of the digest, in names of files


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server gave. asked: everything that the reader of the source needs besides the answer."""

    source: str
    address: str
    fetched: str
    asked: Mapping[str, str]
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def day(self) -> date:
        """The day it was fetched."""
        return date.fromisoformat(self.fetched)


def download(address: str) -> bytes:
    """What a server gives at an address. Raises InputError naming the address when it gives nothing."""
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    if not address.startswith("https://"):
        raise InputError(f"cannot fetch {address}: the address must begin with https://")
    try:
        with urlopen(Request(address, headers={"User-Agent": "tajsim"}), timeout=60) as stream:
            content: bytes = stream.read(LARGEST + 1)
    except (URLError, OSError, ValueError) as error:
        raise InputError(f"cannot fetch {address}: {getattr(error, 'reason', error)}") from error
    if len(content) > LARGEST:
        raise InputError(f"cannot fetch {address}: it has more than {LARGEST:,} bytes")
    return content


def keep(folder: str | Path, answer: Answer) -> Answer:
    """Write an answer into a folder, whole or not at all, and give it; one that is there already is kept."""
    place = as_path(folder)
    name = f"{answer.source}-{answer.digest[:_DIGITS]}"
    if (place / f"{name}.json").exists():
        return read(place / f"{name}.json")
    about = {key: value for key, value in asdict(answer).items() if key != "content"}
    text = json.dumps(about | {"sha256": answer.digest}, indent=2, ensure_ascii=False) + "\n"
    write_folder(place, {f"{name}.raw": answer.content, f"{name}.json": text.encode("utf-8")})
    return answer


def read_all(folder: str | Path) -> list[Answer]:
    """Every answer kept in a folder, by name. Raises FileFormatError with all that cannot be read."""
    place = as_path(folder)
    problems = Problems("cannot read the answers")
    paths = sorted(place.glob("*.json"))
    found = [problems.attempt(lambda path=path: read(path)) for path in paths]  # type: ignore[misc]
    if not paths:
        problems.add(f"no answer in {place}")
    problems.raise_if_any(FileFormatError)
    return [one for one in found if one is not None]


def read(path: Path) -> Answer:
    """One answer. Raises FileFormatError where it is no answer, or was altered since it came."""
    raw = path.with_suffix(".raw")
    try:
        about = json.loads(read_text(path))
        wanted = about.pop("sha256")
        answer = Answer(**about, content=raw.read_bytes())
        date.fromisoformat(answer.fetched)
    except OSError as error:
        raise FileFormatError(f"cannot read {raw}: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileFormatError(f"cannot read {path}: not what is kept of an answer ({error})") from error
    if answer.digest != wanted:
        raise FileFormatError(f"cannot read {raw}: it was altered since it was fetched (SHA-256 differs)")
    return answer
