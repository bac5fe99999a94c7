"""Where a file goes: a regular file is replaced whole, anything else that exists is written into."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Write = Callable[[BinaryIO], object]

_FOLLOWED = 40  # links in a row, as the system has it
_NAMED = 50  # letters of a name that a temporary one repeats; the system allows 255 bytes in all


@dataclass(frozen=True)
class Destination:
    """What a name to write to stands for.

    place: the file itself, behind every link. found: what is there, None for nothing. descriptor: the open
    file of this process that the name is another word for, as /dev/stdout is.
    """

    place: Path
    found: os.stat_result | None
    descriptor: int | None = None

    @classmethod
    def of(cls, path: Path) -> Destination:
        """The destination behind a name. Raises OSError for a folder and for links that lead nowhere."""
        descriptor = _descriptor(path)
        found = None
        if descriptor is not None:
            found = os.fstat(descriptor)
        else:
            with suppress(FileNotFoundError):
                found = path.stat()
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        place = Path(os.path.realpath(path)) if path.is_symlink() else path
        return cls(place, found, descriptor)

    @property
    def replaced(self) -> bool:
        """Whether another file takes its place; if not, bytes are written into what is there."""
        return self.descriptor is None and (self.found is None or stat.S_ISREG(self.found.st_mode))

    def opened(self) -> BinaryIO:
        """What is no regular file, open for writing. Raises OSError when nothing would take the bytes."""
        if self.descriptor is not None:
            for printed in (sys.stdout, sys.stderr):
                if printed is not None:
                    printed.flush()  # what was printed before comes before
            return os.fdopen(os.dup(self.descriptor), "wb")
        waiting = getattr(os, "O_NONBLOCK", 0)  # a pipe without a reader would be waited for without end
        try:
            handle = os.open(self.place, os.O_WRONLY | waiting | getattr(os, "O_BINARY", 0))
        except OSError as error:
            if error.errno == errno.ENXIO and self.found is not None:
                what = "a pipe that nobody reads" if stat.S_ISFIFO(self.found.st_mode) else "a socket"
                raise OSError(errno.ENXIO, f"it is {what}") from error
            raise
        if waiting:
            os.set_blocking(handle, True)
        return os.fdopen(handle, "wb")


@dataclass(frozen=True)
class Staged:
    """A whole file, on disk under a temporary name, ready for its destination."""

    path: Path
    to: Destination

    @classmethod
    def made(cls, to: Destination, write: Write) -> Staged:
        """Let `write` fill a temporary file: beside what it replaces, with the same owner and rights.

        A new one has those that the system gives to new files. Nothing is left when anything goes wrong.
        """
        if to.replaced:
            path = to.place.with_name(f".{to.place.name[:_NAMED]}.{secrets.token_hex(8)}")
            stream: BinaryIO = path.open("xb")
        else:
            handle, name = tempfile.mkstemp()
            path, stream = Path(name), os.fdopen(handle, "wb")
        try:
            with stream:
                if to.replaced and to.found is not None:
                    _make_like(path, stream, to.found)  # first, so that nobody reads what is not for all
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return cls(path, to)

    def move(self) -> None:
        """Put it in its place, or its bytes into what is there."""
        if self.to.replaced:
            os.replace(self.path, self.to.place)
            return
        with self.path.open("rb") as content, self.to.opened() as stream:
            shutil.copyfileobj(content, stream)
        self.drop()

    def drop(self) -> None:
        """Remove what was not moved."""
        self.path.unlink(missing_ok=True)


def _make_like(path: Path, stream: BinaryIO, model: os.stat_result) -> None:
    """Give a new file the owner, as far as this process may, and the rights of the one it replaces."""
    if hasattr(os, "fchown"):
        with suppress(OSError):
            os.fchown(stream.fileno(), model.st_uid, model.st_gid)
    rights = stat.S_IMODE(model.st_mode) & ~(stat.S_ISUID | stat.S_ISGID)
    with suppress(OSError):  # a file system may know no rights
        if hasattr(os, "fchmod"):
            os.fchmod(stream.fileno(), rights)
        else:
            path.chmod(rights)


def _descriptor(path: Path) -> int | None:
    """The open file of this process that a name stands for: /dev/stdout, /dev/fd/63, /proc/self/fd/1."""
    own = re.compile(rf"/(?:dev|proc/{os.getpid()}(?:/task/\d+)?)/fd/(\d+)")
    name = os.path.abspath(path)
    for _ in range(_FOLLOWED):
        folder, last = os.path.split(name)
        if match := own.fullmatch(os.path.join(os.path.realpath(folder), last)) or own.fullmatch(name):
            return int(match[1])
        try:
            name = os.path.normpath(os.path.join(folder, os.readlink(name)))
        except (OSError, ValueError):  # no link
            return None
    return None
