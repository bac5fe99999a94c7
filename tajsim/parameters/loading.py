"""Parameter sets kept as files, each a coherent reading of figures that contradict each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.defaults import PARAMETER_SET
from tajsim.errors import FileFormatError, InputError, nearest, quoted
from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.ensemble import Ensemble, ensemble_from, ensemble_problems
from tajsim.parameters.entry import (
    POSTERIOR,
    Entry,
    entry_from,
    figure_from,
    is_date,
    is_text,
    quarter_problems,
    resolution_from,
)
from tajsim.parameters.known import KnownQuarters, known_from
from tajsim.parameters.parameter_set import Parameters, missing_problems
from tajsim.parameters.reconcile import figure_problems
from tajsim.parameters.registry import declarations
from tajsim.store import Shipped, as_path, folders_of, has_suffix, parse_toml, read_toml, stem_of

if TYPE_CHECKING:
    import pandas as pd

DEFAULT = PARAMETER_SET
SHIPPED = Shipped("parameter set", "vintages")


def load_parameters(name_or_path: str | os.PathLike[str]) -> Parameters:
    """A shipped parameter set by name, or a file by path; see `tajsim.parameters`."""
    path = _find(name_or_path)
    if path.parent == SHIPPED.place:
        return _shipped(path, SHIPPED.dated())
    return _read(path)


def parse_parameters(text: str, name: str) -> Parameters:
    """The set called `name` in the text of a parameter set file that extends no other.

    Raises FileFormatError when the text is not TOML, InputError with everything else that is wrong.
    """
    raw = parse_toml(text, f"the parameter set {name!r}")
    if "extends" in raw:
        raise InputError(f"cannot use the parameter set {name!r}: it extends another; it must be whole")
    return _built(name, repr(name), [(Path(name), raw)])


@lru_cache(maxsize=8)
def _shipped(path: Path, dated: tuple[tuple[Path, int, int], ...]) -> Parameters:  # noqa: ARG001
    """A shipped parameter set, kept as long as the files beside it stay as they are."""
    return _read(path)


def _read(path: Path) -> Parameters:
    files = _chain(path)
    if files[0][1].get("abstract") is True:
        raise InputError(f"{path.stem!r} is abstract: only a part of other parameter sets; {_known()}")
    return _built(stem_of(path), str(path), files)


def _built(name: str, label: str, files: Sequence[tuple[Path, Mapping[str, Any]]]) -> Parameters:
    """The set that files say together, the file itself before those it extends; errors name it `label`."""
    content = _Content()
    newer = _of_its_date(files)
    for place, (file, raw) in reversed(list(enumerate(files))):  # the file itself has the last word
        if place == newer - 1:
            content.begin_another_year()
        prefix = f"{file.name}: " if place else ""
        content.problems += [prefix + problem for problem in content.add(raw)]
    problems = [*content.problems, *content.incomplete()]
    if newer < len(files):
        problems += content.outdated(files[0][1].get("date"), files[newer][0].stem)
    if problems:
        raise InputError(f"cannot use the parameter set {label}", problems)
    return Parameters(
        name=name,
        title=content.head["title"],
        date=content.head["date"],
        narrative=content.head["narrative"],
        entries=content.entries(),
        figures=content.kept["figures"],
        resolutions=content.kept["resolutions"],
        parents=tuple(file.stem for file, _ in files[1:]),
        ensemble=content.ensemble,
        known=content.known,
    )


def extended(path: Path, name: str) -> Parameters:
    """The set that a file at `path` extends when it says `name`.

    Raises InputError for a name that is neither shipped nor that of a file beside it, and for an abstract
    set.
    """
    found = _extended(path, name)
    if found is None:
        raise InputError(f"extends is {quoted(name)}; must be the name of a parameter set")
    return _read(found)


def _of_its_date(files: Sequence[tuple[Path, Mapping[str, Any]]]) -> int:
    """How many of the files, nearest first, are of the date of the set; the others are of another one.

    A file without a date is of the date of the one that it extends.
    """
    dates: list[Any] = []
    following = None
    for _, raw in reversed(files):
        following = raw["date"] if is_date(raw.get("date")) else following
        dates.insert(0, following)
    return next((place for place, date in enumerate(dates) if date != dates[0]), len(dates))


def as_parameters(given: Any, what: str = "parameters") -> Parameters:
    """A parameter set as it is, or that of a name or path. `what` names the argument in errors.

    Raises InputError for anything else, and as `parameters` does.
    """
    if isinstance(given, Parameters):
        return given
    if isinstance(given, str | Path):
        return load_parameters(given)
    raise InputError(f"{what} is {quoted(given)}; it must be a parameter set or the name of one")


def ships(p: Parameters) -> bool:
    """Whether a parameter set is the shipped one of its name."""
    if parameter_set_path(p.name) is None:
        return False
    try:
        shipped = load_parameters(p.name)
    except InputError:  # a part of other parameter sets
        return False
    return shipped is p or shipped == p


def parameter_sets() -> pd.DataFrame:
    """The parameter sets shipped with the library, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns name, title, date, narrative.

    Examples
    --------
    >>> import tajsim as ts
    >>> "kremlin-2024" in set(ts.parameter_sets()["name"])
    True
    """
    import pandas as pd

    shipped = [load_parameters(name) for name in parameter_set_names()]
    rows = [(p.name, p.title, p.date, p.narrative) for p in shipped]
    return pd.DataFrame(rows, columns=["name", "title", "date", "narrative"])


def vintages() -> pd.DataFrame:
    """The parameter sets shipped with the library: the earlier name of `parameter_sets`.

    Returns
    -------
    pandas.DataFrame
        Columns name, title, date, narrative.

    Examples
    --------
    >>> import tajsim as ts
    >>> ts.vintages().equals(ts.parameter_sets())
    True
    """
    return parameter_sets()


def parameter_set_names() -> tuple[str, ...]:
    """The names of the shipped parameter sets, in alphabetical order, without abstract ones."""
    return _names(SHIPPED.dated())


@lru_cache(maxsize=8)
def _names(dated: tuple[tuple[Path, int, int], ...]) -> tuple[str, ...]:
    """The names of files that are no mere parts of others, kept as long as the files stay as they are."""
    return tuple(path.stem for path, *_ in dated if read_toml(path).get("abstract") is not True)


class _Content:
    """What the files of a chain say, each overriding whole tables of those before it."""

    def __init__(self) -> None:
        self.head: dict[str, Any] = {}
        self.kept: dict[str, dict[str, Any]] = {"entries": {}, "figures": {}, "resolutions": {}}
        self.seen: set[str] = set()  # parameters given, rightly or wrongly
        self.ensemble: Ensemble | None = None
        self.known: KnownQuarters | None = None
        self.columns: set[str] = set()  # parameters of the ensemble, right or wrong
        self.posterior: dict[str, Entry] = {}  # go with the ensemble, so that what it hides is not lost
        self.learned: set[str] = set()  # parameters of samples that others took the place of
        self.problems: list[str] = []
        self.anew: set[str] = set()  # parameters given since the last change of the date

    def begin_another_year(self) -> None:
        """What comes now is of another date than all before it, whose published figures no longer count."""
        self.anew = set()
        self.kept["figures"], self.kept["resolutions"] = {}, {}

    def outdated(self, date: object, before: str) -> list[str]:
        """The figures of the base year that were not given with its date, one problem a block."""
        left: dict[str, list[str]] = {}
        for name, declared in declarations().items():
            if declared.base_year and name not in self.anew:
                left.setdefault(declared.block, []).append(name)
        return [
            f"[{block}] {', '.join(names)}: figures of another year, that of {before!r}; give those of {date}"
            for block, names in left.items()
        ]

    def add(self, raw: Mapping[str, Any]) -> list[str]:
        """Take over one file; returns its problems."""
        found: list[str] = []
        blocks = [block for block, _ in BLOCKS]
        sections = [*blocks, "figures", "resolutions", "ensemble", "known"]
        own: set[str] = set()  # columns of this file
        if "ensemble" in raw:  # before the entries, which are of it or take columns out
            found += self._ensemble(raw["ensemble"])
            own = self.columns.copy()
            self.anew |= own
            self.known = None
        if "known" in raw:
            self.known, problems = known_from(raw["known"])
            found += problems
        for key, value in raw.items():
            if key in _HEAD:
                accepts, meaning = _HEAD[key]
                self.head[key] = value
                if not accepts(value):
                    found.append(f"{key} is {quoted(value)}; must be {meaning}")
                elif key == "date":
                    found += quarter_problems(value)
            elif key not in sections:
                found.append(f"unknown block or key {key!r}; {nearest(key, [*sections, *_HEAD])}")
            elif key in ("ensemble", "known"):
                continue
            elif not isinstance(value, Mapping):
                found.append(f"{key} is {quoted(value)}; must be tables [{key}.NAME]")
            else:
                for name, table in value.items():
                    found += self._item(key, name, table, own)
        return found

    def _ensemble(self, table: object) -> list[str]:
        """Take over an ensemble in place of any before, whole."""
        if self.ensemble is not None:
            self.learned |= set(self.ensemble.names)
        self.ensemble, problems = ensemble_from(table)
        self.columns = set(table) if isinstance(table, Mapping) else set()
        self.posterior.clear()
        return problems

    def _item(self, section: str, name: str, table: object, own: set[str]) -> list[str]:
        item: object
        if section == "figures":
            item, problems = figure_from(name, table)
            kept = self.kept["figures"]
        elif section == "resolutions":
            item, problems = resolution_from(name, table)
            kept = self.kept["resolutions"]
        else:
            item, problems = entry_from(section, name, table)
            return problems + self._entry(section, name, item, own)
        if item is not None:
            kept[name] = item
        return problems

    def _entry(self, block: str, name: str, entry: Entry | None, own: set[str]) -> list[str]:
        self.anew.add(name)
        if entry is not None and entry.distribution == POSTERIOR:
            self.posterior[name] = entry
            return []
        self.seen.add(name)
        if entry is None:
            return []
        if name in own:
            return [
                f"[{block}.{name}] distribution is {entry.distribution!r}; must be {POSTERIOR!r}, or "
                "the table left out: [ensemble] has a column of it"
            ]
        self.kept["entries"][name] = entry
        self.posterior.pop(name, None)
        self.columns.discard(name)
        if self.ensemble is not None:  # of a file that this one extends: taken out, as by Parameters.replace
            self.ensemble = self.ensemble.without([name])
        return []

    def entries(self) -> dict[str, Entry]:
        """The entry of every parameter; those of columns are made where no file gives them."""
        made = {}
        if self.ensemble is not None:
            made = self.ensemble.entries(_SAMPLE, self.kept["entries"], self.learned)
        return {**self.kept["entries"], **made, **self.posterior}

    def incomplete(self) -> list[str]:
        """What is still missing when every file has been added, and what contradicts itself."""
        missing = [f"{key} is missing; must be {_HEAD[key][1]}" for key in _REQUIRED if key not in self.head]
        faulty = self.ensemble is None and bool(self.columns)
        contradicting = [] if faulty else ensemble_problems(self.entries(), self.ensemble)
        return [
            *missing,
            *missing_problems({*self.seen, *self.columns, *self.posterior}),
            *contradicting,
            *figure_problems(self.kept["figures"], self.kept["resolutions"]),
        ]


_HEAD: dict[str, tuple[Callable[[object], bool], str]] = {
    "title": (is_text, "text that is not empty"),
    "date": (is_date, "a date without quotes, as 2024-12-31"),
    "narrative": (is_text, "text that is not empty"),
    "extends": (is_text, "the name of a parameter set"),
    "abstract": (lambda value: isinstance(value, bool), "true or false"),
}
_SAMPLE = "the posterior sample of this parameter set"
_REQUIRED = ("title", "date", "narrative")


def _find(name_or_path: Any) -> Path:
    if not isinstance(name_or_path, (str, os.PathLike)):
        raise InputError(
            f"not a parameter set: {quoted(name_or_path)}; give a name or the path of a file. {_known()}"
        )
    if isinstance(name_or_path, str) and ("/" in name_or_path or os.sep in name_or_path):
        return as_path(name_or_path)
    return SHIPPED.find(name_or_path, parameter_set_names)


def parameter_set_path(name: str) -> Path | None:
    """The file of a shipped parameter set, abstract ones included; None when there is none of that name."""
    return SHIPPED.files().get(name)


def _chain(path: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The file and all it extends, nearest first. A shipped name wins over a file beside it,
    that one over a file beside what it is a link to."""
    files: list[tuple[Path, dict[str, Any]]] = []
    following: Path | None = path
    while following is not None:
        if any(file.resolve() == following.resolve() for file, _ in files):
            loop = " -> ".join([*(file.stem for file, _ in files), following.stem])
            raise InputError(f"cannot use the parameter set {path}: it extends itself ({loop})")
        raw = read_toml(following)
        if not raw:
            raise FileFormatError(f"cannot use the parameter set {following}: the file is empty")
        files.append((following, raw))
        following = _extended(following, raw.get("extends"))
    return files


def _extended(path: Path, name: object) -> Path | None:
    if not is_text(name):
        return None  # absent, or a fault that is reported with the rest of the file
    beside = {file.stem: file for folder in reversed(folders_of(path)) for file in _toml_files(folder)}
    found = parameter_set_path(str(name)) or beside.get(str(name))
    if found is None:
        known = {*beside, *SHIPPED.files()}
        raise InputError(
            f"cannot use the parameter set {path}: it extends the unknown {name!r}; "
            f"{nearest(str(name), known)}"
        )
    return found


def _toml_files(folder: Path) -> list[Path]:
    """The TOML files of a folder, those in small letters last."""
    return sorted(file for file in folder.iterdir() if has_suffix(file.name, ".toml") and file.is_file())


def _known() -> str:
    return "known names: " + ", ".join(parameter_set_names())
