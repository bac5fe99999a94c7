"""Where the shipped data files are, and how files are written: whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tajsim.errors import FileFormatError, InputError


def data_path(*parts: str) -> Path:
    """The path of a shipped data file or folder: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "data"
    root = installed if installed.is_dir() else package.parent / "data"
    return root.joinpath(*parts)


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file. Raises FileFormatError naming the file when it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise FileFormatError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FileFormatError(f"cannot read {path}: not UTF-8 text (byte {error.start})") from error


def read_toml(path: str | Path) -> dict[str, Any]:
    """A TOML file as a dict. Raises FileFormatError naming the file and the place of the fault."""
    return parse_toml(read_text(path), str(path))


def parse_toml(text: str, what: str) -> dict[str, Any]:
    """The text of a TOML file as a dict. Raises FileFormatError naming `what` and the place of the fault."""
    try:
        return tomllib.loads(text)
    except (RecursionError, ValueError) as error:
        raise FileFormatError(f"cannot read {what}: not valid TOML ({error})") from error


Write = Callable[[BinaryIO], object]


def write_whole(path: str | Path, write: Write) -> Path:
    """Call `write` on a temporary file beside `path`, then move it into place: never a half-written file.

    Raises InputError when it cannot be written; a file that was there before is then as it was. A process
    that is killed meanwhile may leave the temporary file, `.NAME.*`, which nothing reads.
    """
    target = Path(path)
    with _telling(target):
        staged = _stage(target, write)
        try:
            os.replace(staged, target)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
    return target


def write_set(files: Mapping[Path, Write]) -> list[Path]:
    """Write files that belong together; the last one is the mark that the others are complete.

    All are written under temporary names before the first is moved into place: when one cannot be written,
    every file that was there before is as it was. Just before the moves the old last file is removed, so that
    a process killed between two moves leaves a set without its mark, never a mixed set with one. Makes the
    folders it needs. Raises InputError naming the file that cannot be written.
    """
    staged: dict[Path, Path] = {}
    try:
        for target, write in files.items():
            with _telling(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                staged[target] = _stage(target, write)
        *_, mark = staged
        with _telling(mark):
            mark.unlink(missing_ok=True)
        for target in files:
            with _telling(target):
                os.replace(staged[target], target)
            del staged[target]
    finally:
        for left in staged.values():
            left.unlink(missing_ok=True)
    return list(files)


def _stage(target: Path, write: Write) -> Path:
    """A whole temporary file beside `target`, on disk; none when anything goes wrong."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o666 & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


@contextmanager
def _telling(target: Path) -> Iterator[None]:
    """Turn what the system says into an InputError that names the file."""
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
