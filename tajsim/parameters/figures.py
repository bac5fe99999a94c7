"""Published figures, and which of two that contradict each other a vintage follows."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.errors import InputError
from tajsim.kinds import is_finite_number
from tajsim.parameters.entry import is_text, shown


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number: its unit, period and who said it. Raises InputError with every problem."""

    value: float
    unit: str
    period: str
    source: str
    said_by: str
    note: str = ""

    def __post_init__(self) -> None:
        problems = _missing_text(self, ("unit", "period", "source", "said_by"))
        if self.note != "" and not is_text(self.note):
            problems.append(f"{shown('note', self.note)}; must be text")
        if not is_finite_number(self.value) or self.value <= 0:
            problems.append(f"{shown('value', self.value)}; must be a finite number above 0")
        if problems:
            raise InputError("not a valid figure", problems)
        object.__setattr__(self, "value", float(self.value))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The figure that `wins` a contradiction, and the `rule` by which it does."""

    wins: str
    rule: str

    def __post_init__(self) -> None:
        problems = _missing_text(self, ("wins", "rule"))
        if problems:
            raise InputError("not a valid resolution", problems)


def _missing_text(owner: object, names: tuple[str, ...]) -> list[str]:
    texts = {name: getattr(owner, name) for name in names}
    return [
        f"{shown(name, text)}; must be text that is not empty"
        for name, text in texts.items()
        if not is_text(text)
    ]
