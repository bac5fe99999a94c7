"""What a kind of file is described by in the reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One table of a format: its heading, and what each key or column holds."""

    title: str
    keys: dict[str, str]
    about: str = ""


@dataclass(frozen=True)
class Format:
    """A kind of file. example: text and its language, made or read by the library."""

    title: str
    about: str
    sections: tuple[Section, ...]
    example: tuple[str, str] = ("", "")
