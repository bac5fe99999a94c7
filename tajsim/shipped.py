"""The shipped data files by folder and name, beside a user's own by path: the one way to find a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tajsim.errors import unknown_name
from tajsim.store import as_path, data_path, has_suffix


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
        return {path.stem: path for path in sorted(self.place.glob(f"*{self.suffix}"))}

    def dated(self) -> tuple[tuple[Path, int, int], ...]:
        """Every file with its date and size: as long as they stay the same, so does what was read."""
        files = ((path, path.stat()) for path in self.files().values())
        return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in files)

    def path(self, name: object, known: Callable[[], Iterable[str]] | None = None) -> Path:
        """The file of a shipped name. Raises UnknownNameError with the nearest of the names.

        known: the names to list, where these are not simply those of all files.
        """
        files = self.files()
        if not isinstance(name, str) or name not in files:
            raise unknown_name(self.kind, name, files if known is None else known())
        return files[name]

    def find(self, name_or_path: object, known: Callable[[], Iterable[str]] | None = None) -> Path:
        """The file that is meant: a shipped one by name, any other by a path, which ends in the suffix.

        A `Path` always is a path. Raises UnknownNameError as `path` does, InputError for what can name no
        file.
        """
        if isinstance(name_or_path, str) and not has_suffix(name_or_path, self.suffix):
            return self.path(name_or_path, known)
        return as_path(name_or_path)
