"""A golden file as text: sorted, one period a line, the same content always the same bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import groupby

from tajsim.golden.description import Description
from tajsim.golden.file import FORMAT, Golden
from tajsim.golden.made_with import MadeWith
from tajsim.golden.tolerance import Tolerances
from tajsim.store import toml_text

HEADER = (
    "# Outputs of the model, kept so that it is noticed when they move. They are not observations.",
    "# tajsim check FILE --update rewrites all but the comments up here, [run] and [tolerance].",
)


def write(golden: Golden) -> str:
    """The text of a golden file; reading it gives the same content back."""
    own = [line for line in golden.comment if line not in HEADER]
    while own and not own[-1]:
        own.pop()
    while own and not own[0]:
        own.pop(0)
    lines = [*HEADER, *(["", *own] if own else []), "", f"format = {FORMAT}", ""]
    lines += [*_run(golden.run), "", *_tolerance(golden.tolerance), *_made_with(golden.made_with)]
    order = {period: place for place, period in enumerate(golden.run.periods)}
    rows = sorted(golden.values.items(), key=lambda item: (*item[0][:2], order[item[0][2]]))
    for (scenario, output), group in groupby(rows, key=lambda item: item[0][:2]):
        lines += ["", f"[values.{toml_text(scenario)}.{output}]"]
        lines += [f"{period} = [{', '.join(map(repr, numbers))}]" for (_, _, period), numbers in group]
    return "\n".join(lines) + "\n"


def encoded(text: str, like: bytes = b"") -> bytes:
    """The text of a file that so far is `like`: its kind of line ends, its byte order mark if it has one."""
    mark = codecs.BOM_UTF8 if like.startswith(codecs.BOM_UTF8) else b""
    first, _, _ = like.partition(b"\n")
    content = text.encode("utf-8")
    return mark + (content.replace(b"\n", b"\r\n") if first.endswith(b"\r") else content)


def _run(run: Description) -> Iterator[str]:
    yield "[run]"
    for field in fields(run):
        value = getattr(run, field.name)
        if field.name in ("quarters", "years") and not value:
            continue
        if field.name in ("scenarios", "outputs"):
            yield from _list(field.name, value)
        else:
            yield f"{field.name} = {_value(value)}"


def _tolerance(tolerance: Tolerances) -> Iterator[str]:
    named = [(".central", tolerance.central)]
    named += [(f".{name}", own) for name, own in sorted(tolerance.outputs.items())]
    for name, own in [("", tolerance.draws), *named]:
        yield f"[tolerance{name}]"
        yield f"absolute = {own.absolute!r}"
        yield f"relative = {own.relative!r}"
        yield ""


def _made_with(made: MadeWith) -> Iterator[str]:
    yield "[made_with]"
    yield from _items(made.facts, in_order=True)
    for name in ("data", "modules", "parameters"):
        items = getattr(made, name)
        if items:
            yield f"\n[made_with.{name}]"
            yield from _items(items)
    for scenario, sha in sorted(made.scenarios.items()):
        yield f"\n[made_with.scenarios.{toml_text(scenario)}]"
        yield f"sha256 = {toml_text(sha)}"
        if scenario in made.shocks:
            yield from _list("shocks", made.shocks[scenario])


def _items(items: Mapping[str, object], in_order: bool = False) -> Iterator[str]:
    for name, value in items.items() if in_order else sorted(items.items()):
        yield f"{name if name.isidentifier() and name.isascii() else toml_text(name)} = {_value(value)}"


def _list(name: str, items: tuple[str, ...]) -> Iterator[str]:
    """One item a line, so that a review shows which one came or went."""
    if not items:
        yield f"{name} = []"
        return
    yield f"{name} = ["
    yield from (f"  {toml_text(item)}," for item in items)
    yield "]"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return toml_text(value) if isinstance(value, str) else repr(value)
