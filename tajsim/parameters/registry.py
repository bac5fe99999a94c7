"""The declared parameters of all blocks, by name."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tajsim.errors import Problems
from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.declaration import Declaration, declaration_of


def collect(blocks: Iterable[tuple[str, type]]) -> Mapping[str, Declaration]:
    """The declarations of `blocks`, headline ones first, otherwise in the order written.

    Raises InputError naming every parameter declared twice, without a unit or with an impossible range.
    """
    problems = Problems("the declared parameters contradict each other")
    found: dict[str, Declaration] = {}
    for block, cls in blocks:
        for field in dataclasses.fields(cls):
            declared = declaration_of(field, block)
            if field.name in found:
                problems.add(f"{field.name} is declared in {found[field.name].block} and again in {block}")
            if not declared.unit or not declared.description:
                problems.add(f"{block}.{field.name} lacks a unit or a description")
            if not (math.isfinite(declared.low) and math.isfinite(declared.high)):
                problems.add(f"{block}.{field.name} has no finite range: {declared.low} to {declared.high}")
            elif declared.low >= declared.high:
                problems.add(f"{block}.{field.name}: low {declared.low} is not below high {declared.high}")
            found[field.name] = declared
    problems.raise_if_any()
    return MappingProxyType({d.name: d for d in sorted(found.values(), key=lambda d: not d.headline)})


@functools.cache
def declarations() -> Mapping[str, Declaration]:
    """Every parameter of the model by name, read-only: unit, allowed range, meaning. Headline ones first."""
    return collect(BLOCKS)
