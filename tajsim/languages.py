"""The languages of reports: whole texts with their plurals, numbers, periods, and the names of things.

English is the language of the program; every other one is a file of `data/languages/` that gives for each
English text its translation. A text may hold {placeholders}; one with {count} has a translation for each form
of the plural. What is no text of the program, such as a title that a user wrote, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tajsim.errors import FileFormatError, InputError, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.store import Shipped, read_toml

SHIPPED = Shipped("language", "languages")
DEFAULT = "en"
_ELSEWHERE = "elsewhere"  # the section of what `read` finds by template
NBSP = "\N{NO-BREAK SPACE}"
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,]*\w)(?!\.\d)")
_HOLE = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(?<=\.) +(?=[A-Z]|tajsim )")


def _english(count: int) -> int:
    return 0 if count == 1 else 1


def _slavic(count: int) -> int:
    """1, 21, 31 ...; 2-4, 22-24 ...; the rest."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


PLURALS: Mapping[str, tuple[int, Callable[[int], int]]] = FrozenMap({"en": (2, _english), "ru": (3, _slavic)})
"""By language: how many forms a plural has, and which one a count takes."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Called with an English text and the values of its placeholders it returns the text.

    texts: English to this language, a tuple of forms where the text has {count}. templates: those of the
    texts by which `read` finds what another part of the program wrote. decimal, thousands: the marks within
    a number.
    """

    name: str
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: FrozenMap({}))
    templates: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ","

    def __call__(self, text: str, /, **values: object) -> str:
        """`text` in this language, with `values` in its placeholders; `count` is a whole number."""
        found = self.texts.get(text, text)
        if not isinstance(found, str):
            found = found[PLURALS[self.name][1](int(str(values["count"])))]
        if "count" in values:
            values["count"] = self.number(f"{values['count']:,}")
        return found.format_map(values) if values else found

    @property
    def native(self) -> bool:
        """Whether it is the language of the program, in which every text stands as it is written."""
        return self.name == DEFAULT

    def knows(self, text: str) -> bool:
        """Whether `text` is a text of the program, of which there is a translation, rather than a user's."""
        return self.native or text in self.texts

    def number(self, text: str) -> str:
        """A number as English writes it, with the marks of this language."""
        if self.native:
            return text
        marks = {",": self.thousands, ".": self.decimal}
        return "".join(marks.get(letter, letter) for letter in text)

    def numbers(self, text: str) -> str:
        """Every number and quarter within a text that English wrote."""
        if self.native:
            return text
        translated = _NUMBER.sub(lambda found: self.number(found[0]), text)
        return _QUARTER.sub(lambda found: self.period(found[0]), translated)

    def period(self, at: str, phrase: str = "{year}") -> str:
        """A year or quarter in a phrase, such as `in {year}` or `at the end of {year}`."""
        found = _QUARTER.fullmatch(at)
        if found is None:
            return self(phrase, year=at)
        return self(phrase.replace("{year}", f"{{year}}Q{found[2]}"), year=found[1])

    def date(self, day: date) -> str:
        """A day: 2024-12-31, or as this language writes it."""
        return day.isoformat() if self.native else day.strftime("%d.%m.%Y")

    def title(self, text: str) -> str:
        """A title, of a scenario for example; of one that is composed (`A + B`) each part."""
        return self(text) if text in self.texts else " + ".join(self(part) for part in text.split(" + "))

    def within(self, text: str) -> str:
        """A title as it stands within a sentence, in this language: its first letter small, but for names."""
        title = self.title(text)
        kept = title[:2].isupper() or title.split()[0] in ("Russian", "Tajik")
        return title if kept else title[:1].lower() + title[1:]

    def listed(self, items: list[str]) -> str:
        """Items as in a sentence: `a`, `a and b`, `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return self("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])

    def read(self, text: str) -> str:
        """What another part of the program wrote in English: a text, or its sentences, and its numbers."""
        if self.native or not text.strip():
            return text
        if (whole := self._recognised(text)) is not None:
            return whole
        parts = _SENTENCE.split(text)
        if len(parts) > 1:
            return " ".join(self.read(part) for part in parts)
        for mark in ("; ", ", "):
            if mark in text and all(part in self.texts for part in text.split(mark)):
                return mark.join(self(part) for part in text.split(mark))
        number, _, unit = text.partition(" ")
        return f"{self.numbers(number)} {self(unit)}" if unit in self.texts else self.numbers(text)

    def _recognised(self, text: str) -> str | None:
        """The translation of a text that is, or fits the template of, a text of the program."""
        if isinstance(found := self.texts.get(text), str):
            return found
        for pattern, template in _patterns(self.templates):
            if match := pattern.fullmatch(text):
                values: dict[str, object] = {
                    name: self.read(part) for name, part in match.groupdict().items()
                }
                if "count" in values:
                    values["count"] = int(match["count"].replace(",", ""))
                return self(template, **values)
        return None


_SINGULAR = {
    "{count} years": "{count} year",
    "{count} are {meaning} ({grade})": "{count} is {meaning} ({grade})",
    "{count} years ahead, drivers as they were": "{count} year ahead, drivers as they were",
    "{count} years ahead, forecast drivers": "{count} year ahead, forecast drivers",
    "over {count} quarters": "over {count} quarter",
    "then {share} % of it left after {count} quarters": "then {share} % of it left after {count} quarter",
    "As a whole the path lies farther from the published outlook than {share} of the model's draws (distance "
    "{distance} standard deviations over {count} figures": (
        "As a whole the path lies farther from the published outlook than {share} of the model's draws "
        "(distance {distance} standard deviations over {count} figure"
    ),
    "As a whole the path lies farther from the model's own forecast than {share} of the model's draws "
    "(distance {distance} standard deviations over {count} figures": (
        "As a whole the path lies farther from the model's own forecast than {share} of the model's draws "
        "(distance {distance} standard deviations over {count} figure"
    ),
    "There are only {count} draws: bands and chances are rough.": (
        "There is only {count} draw: there are no bands and chances to speak of."
    ),
}
"""What English says of one, where a text may have to."""

ENGLISH = Language(DEFAULT, FrozenMap({many: (one, many) for many, one in _SINGULAR.items()}))


def languages() -> tuple[str, ...]:
    """The names of the languages, English first."""
    return DEFAULT, *SHIPPED.files()


def language(name: object) -> Language:
    """The language of that name, such as "ru". Raises InputError naming those that there are."""
    if not isinstance(name, str) or name not in languages():
        known = languages()
        near = nearest(name, known) if isinstance(name, str) else f"allowed: {', '.join(known)}"
        raise InputError(f"language is {quoted(name)}; {near}")
    return ENGLISH if name == DEFAULT else _read(name)


@lru_cache
def _read(name: str) -> Language:
    path = SHIPPED.path(name)
    content = read_toml(path)
    marks = content.pop("numbers")
    templates = tuple(text for text in content.get(_ELSEWHERE, ()) if _HOLE.search(text))
    texts: dict[str, str | tuple[str, ...]] = {}
    for section in content.values():
        for text, translation in section.items():
            if text in texts:
                raise FileFormatError(f"{path}: the text {text!r} stands twice")
            texts[text] = translation if isinstance(translation, str) else tuple(translation)
    return Language(name, FrozenMap(texts), templates, marks["decimal"], marks["thousands"])


@lru_cache
def _patterns(templates: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as patterns, those with most fixed letters first."""
    held = sorted(templates, key=lambda text: -len(_HOLE.sub("", text)))
    return tuple((re.compile(_pattern(text), re.DOTALL), text) for text in held)


def _pattern(template: str) -> str:
    parts, seen = [], set()
    for piece in re.split(r"(\{\w+\})", template):
        hole = _HOLE.fullmatch(piece)
        if hole is None:
            parts.append(re.escape(piece))
        elif hole[1] in seen:
            parts.append(f"(?P={hole[1]})")
        else:
            seen.add(hole[1])
            parts.append(rf"(?P<{hole[1]}>[\d,]+)" if hole[1] == "count" else f"(?P<{hole[1]}>.+)")
    return "".join(parts)
