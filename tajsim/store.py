"""Where files are, by name or path, and how they are written: whole or not at all.

A TOML file whose keys are too long is found before it is parsed. A folder is held against other writers while
files that belong together are moved into it.
"""

from __future__ import annotations

import codecs
import datetime
import json
import os
import re
import sys
import time
import tomllib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tajsim.destination import Destination, Staged, Write
from tajsim.errors import FileFormatError, InputError, quoted, unknown_name

LARGEST = 256 * 2**20  # bytes of a text file
_WIDE = "it is UTF-16 or UTF-32 text; save it as UTF-8"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_DEEPEST = 50  # levels of tables and lists in a file
_TOO_DEEP = f"its tables are more than {_DEEPEST} deep in one another"
_LONGEST = 2000  # bits of an integer in a file


def data_path(*parts: str) -> Path:
    """The path of a shipped data file or folder: inside the wheel, or beside the package in a checkout."""
    return _data().joinpath(*parts)


@cache
def _data() -> Path:
    package = Path(__file__).resolve().parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parent / "data"


def as_path(given: object) -> Path:
    """`given` as a path. Raises InputError when it is neither a text nor a path, or can name no file."""
    value = given
    if isinstance(given, str | os.PathLike):
        try:
            value = name = os.fspath(given)
        except Exception:  # it says it is a path and is none
            name = ""
        if isinstance(name, str) and name and "\0" not in name and _encodes(name):
            return Path(name)
    raise InputError(f"not a path: {quoted(value)}; give the name of a file as text or as a Path")


def _encodes(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def has_suffix(name: str | os.PathLike[str], suffix: str) -> bool:
    """Whether the name of a file ends in `suffix`, such as ".toml", in letters of either case."""
    return os.fspath(name).lower().endswith(suffix)


def toml_text(text: str) -> str:
    """A text as a TOML file writes it: a JSON string is one, but for the DEL character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def stem_of(path: Path) -> str:
    """The name of a file without its suffix, read as UTF-8 whatever the system takes names for."""
    try:
        return os.fsencode(path.stem).decode("utf-8")
    except UnicodeError:
        return path.stem


def folders_of(path: Path) -> tuple[Path, ...]:
    """Where files that `path` names are looked for: beside it, and beside the file that it is a link to."""
    return tuple(dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)))


def find_file(name: str, folders: Sequence[Path]) -> Path:
    """The file of a relative name in the first of the `folders` that has it; in the first when none has."""
    places = [folder / name for folder in folders]
    return next((place for place in places if os.path.exists(place)), places[0])


def read_text(path: str | os.PathLike[str], largest: int = LARGEST) -> str:
    """The text of a UTF-8 file of at most `largest` bytes, with lines that end in a single newline.

    A byte order mark is left out. Any file that can be read to its end will do, a pipe as well. Raises
    FileFormatError naming the file when it cannot be read or is larger, InputError when `path` is none.
    """
    place = as_path(path)
    try:
        with place.open("rb") as stream:
            content = stream.read(largest + 1)
        if len(content) > largest:
            raise FileFormatError(f"cannot read {place}: it has more than {largest:,} bytes")
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except OSError as error:
        raise FileFormatError(f"cannot read {place}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        reason = _WIDE if content.startswith(_WIDE_MARKS) else f"not UTF-8 text (byte {error.start})"
        raise FileFormatError(f"cannot read {place}: {reason}") from error
    if "\0" in text[:2]:  # UTF-16 without a mark
        raise FileFormatError(f"cannot read {place}: {_WIDE}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """A TOML file as a dict. Raises FileFormatError naming the file and the place of the fault."""
    return parse_toml(read_text(path), str(path))


def parse_toml(text: str, what: str) -> dict[str, Any]:
    """The text of a TOML file as a dict. Raises FileFormatError naming `what` and the place of the fault.

    Tables and lists may stand at most 50 deep in one another, integers have at most 2,000 bits.
    """
    return _parsed(text, what) if len(text) < _LONG else _remembered(text, what)


def _remembered(text: str, what: str) -> dict[str, Any]:
    """What `_parsed` gives; a text that was parsed before is read from the cache, twenty times as fast."""
    import numpy as np

    from tajsim.cache import remembered

    parsed: list[dict[str, Any]] = []

    def parse() -> dict[str, Any]:
        parsed.append(_parsed(text, what))
        return {"json": np.frombuffer(json.dumps(parsed[0], default=_dated).encode(), dtype=np.uint8)}

    try:
        kept = remembered("toml", [text], parse)
    except TypeError:  # a time of day, which is not written
        return parsed[0]
    return parsed[0] if parsed else dict(json.loads(kept["json"].tobytes(), object_hook=_undated))


_LONG = 50_000  # letters from which parsing takes longer than a look into the cache
_DATE = "date"


def _dated(value: Any) -> dict[str, str | None]:
    if type(value) is datetime.date:
        return {_DATE: value.isoformat(), "": None}  # no table of TOML holds a None
    raise TypeError


def _undated(table: dict[str, Any]) -> Any:
    return datetime.date.fromisoformat(table[_DATE]) if table.get("", ...) is None else table


def _parsed(text: str, what: str) -> dict[str, Any]:
    """The text as a dict, by the parser. Raises FileFormatError."""
    check_keys(text, what)
    try:
        content = tomllib.loads(text)
    except RecursionError as error:
        raise FileFormatError(f"cannot read {what}: {_TOO_DEEP}") from error
    except ValueError as error:
        raise FileFormatError(f"cannot read {what}: not valid TOML ({error})") from error
    level: list[Any] = [content]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _within(outer)]
        if any(type(value) is int and value.bit_length() > _LONGEST for value in level):
            raise FileFormatError(f"cannot read {what}: it holds an integer of more than {_LONGEST} bits")
    if level:
        raise FileFormatError(f"cannot read {what}: {_TOO_DEEP}")
    return content


def _within(value: Any) -> Iterable[Any]:
    """What stands in a table or a list; of floats, of which there may be many, nothing needs a look."""
    if isinstance(value, dict):
        return value.values()
    return [item for item in value if type(item) is not float] if isinstance(value, list) else ()


def write_whole(path: str | Path, write: Write) -> Path:
    """Call `write` on a temporary file beside `path`, then move it into place: never a half-written file.

    A link stays one, and the file it leads to is renewed; a file that is replaced hands on its rights. What
    exists and is no regular file, such as a pipe, a device or /dev/stdout, is written into. Raises InputError
    when it cannot be written; a file that was there before is then as it was. A process that is killed
    meanwhile may leave the temporary file, `.NAME.*`, which nothing reads.
    """
    target = as_path(path)
    with _named_errors(target):
        staged = Staged.made(Destination.of(target), write)
        try:
            staged.move()
        except BaseException:
            staged.drop()
            raise
    return target


def write_set(files: Mapping[Path, Write]) -> list[Path]:
    """Write files that belong together; the last one is the mark that the others are complete.

    All are written under temporary names before the first is moved into place: when one cannot be written,
    every file that was there before is as it was. Just before the moves the old last file is removed, so that
    a process killed between two moves leaves a set without its mark, never a mixed set with one; of two that
    write the same set at once one waits for the other. Links, rights, pipes and devices are kept as
    `write_whole` keeps them. Makes the folders it needs. Raises InputError naming the file that cannot be
    written.
    """
    staged: dict[Path, Staged] = {}
    try:
        for target, write in files.items():
            with _named_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                staged[target] = Staged.made(Destination.of(target), write)
        # pipes and devices first: they may refuse, or keep the others waiting
        for target in [target for target in staged if not staged[target].to.replaced]:
            with _named_errors(target):
                staged[target].move()
            del staged[target]
        *_, mark = files
        with locked(mark.parent):
            if mark in staged:
                with _named_errors(mark):
                    staged[mark].to.place.unlink(missing_ok=True)
            for target in list(staged):
                with _named_errors(target):
                    staged[target].move()
                del staged[target]
    finally:
        for left in staged.values():
            left.drop()
    return list(files)


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files of one folder by name, as `write_set` does."""

    def writer(content: bytes) -> Write:
        return lambda stream: stream.write(content)

    return write_set({folder / name: writer(content) for name, content in contents.items()})


def is_regular(path: Path) -> bool:
    """Whether a name is that of a regular file, which keeps what is written; links are followed."""
    try:
        to = Destination.of(path)
    except OSError:
        return False
    return to.found is not None and to.replaced


def make_folder(folder: Path) -> None:
    """Make a folder and those above it unless they exist. Raises InputError when it cannot be made."""
    with _named_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _named_errors(target: Path) -> Iterator[None]:
    """Turn what the system says into an InputError that names the file."""
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


MOST_PARTS = 50  # as deep as tables may stand in one another
_TEXTS = re.compile(
    r'"""(?:[^\\]|\\.)*?"""' r"|'''.*?'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|\#[^\n]*",
    re.DOTALL,
)


def check_keys(text: str, what: str) -> None:
    """Raise FileFormatError naming `what` when a key has more than 50 parts, as in a.b.c = 1.

    The parser takes a time that grows with the square of the parts: 20,000 of them keep it for seconds.
    """
    if text.count(".") < MOST_PARTS:
        return
    bare = _TEXTS.sub(lambda found: "" if found[0].startswith("#") else "_", text)
    parts = 1 + max(word.count(".") for word in re.split(r"[=\[\]{},\n]", bare))
    if parts > MOST_PARTS:
        raise FileFormatError(
            f"cannot read {what}: its tables are more than {MOST_PARTS} deep in one another (a key has "
            f"{parts:,} parts)"
        )


LONGEST = 10.0  # s that another process is waited for; moves take milliseconds
_PAUSE = 0.005  # s


@contextmanager
def locked(folder: Path, longest: float = LONGEST) -> Iterator[None]:
    """Hold `folder`; another writer, thread or process, waits its turn.

    The lock is on the folder itself and ends with the process, however that ends. Where there is none to be
    had (Windows, some network file systems, a folder that may not be read) nothing is held. When the folder
    stays locked for `longest` seconds, which no writer needs, the work goes on all the same with a warning.
    """
    try:
        handle = None if sys.platform == "win32" else os.open(folder, os.O_RDONLY)
    except OSError:
        handle = None
    if handle is None:
        yield
        return
    import fcntl

    try:
        _take(handle, folder, longest)
        yield
    finally:
        # a process forked meanwhile shares the lock, so that closing alone would not end it
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _take(handle: int, folder: Path, longest: float) -> None:
    import fcntl

    end = time.monotonic() + longest
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < end:
                time.sleep(_PAUSE)
                continue
            text = f"another process keeps {folder} locked; files are written there all the same"
            warnings.warn(text, stacklevel=4)
        except OSError:  # a file system without locks
            pass
        return


@dataclass(frozen=True, slots=True)
class Shipped:
    """The files of one folder of the shipped data, each known by its name without the suffix.

    kind: what one of them is, as errors call it. folder: inside the data. suffix: of their names.
    """

    kind: str
    folder: str
    suffix: str = ".toml"

    @property
    def place(self) -> Path:
        """The folder: inside the wheel, or beside the package in a checkout."""
        return data_path(self.folder)

    def files(self) -> dict[str, Path]:
        """The files by name, sorted."""
        place, names = self._listed()
        return {name.removesuffix(self.suffix) or name: place / name for name in names}

    def dated(self) -> tuple[tuple[Path, int, int], ...]:
        """Every file with its date and size: as long as they stay the same, so does what was read."""
        place, names = self._listed()
        stats = [os.stat(os.path.join(place, name)) for name in names]
        return _dated_files(
            place, tuple((n, s.st_mtime_ns, s.st_size) for n, s in zip(names, stats, strict=True))
        )

    def _listed(self) -> tuple[Path, list[str]]:
        place = self.place
        try:
            return place, sorted(name for name in os.listdir(place) if name.endswith(self.suffix))
        except OSError:  # no such folder
            return place, []

    def path(self, name: object, known: Callable[[], Iterable[str]] | None = None) -> Path:
        """The file of a shipped name. Raises UnknownNameError with the nearest of the names.

        known: the names to list, where these are not simply those of all files.
        """
        place, names = self._listed()
        if not isinstance(name, str) or f"{name}{self.suffix}" not in names:
            raise unknown_name(self.kind, name, self.files() if known is None else known())
        return place / f"{name}{self.suffix}"

    def find(self, name_or_path: object, known: Callable[[], Iterable[str]] | None = None) -> Path:
        """The file that is meant: a shipped one by name, any other by a path, which ends in the suffix.

        A `Path` always is a path. Raises UnknownNameError as `path` does, InputError for what can name no
        file.
        """
        if isinstance(name_or_path, str) and not has_suffix(name_or_path, self.suffix):
            return self.path(name_or_path, known)
        return as_path(name_or_path)


@lru_cache(maxsize=16)
def _dated_files(place: Path, files: tuple[tuple[str, int, int], ...]) -> tuple[tuple[Path, int, int], ...]:
    """The same with whole paths, made once: they are asked for in every run."""
    return tuple((place / name, date, size) for name, date, size in files)
