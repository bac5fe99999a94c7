"""Named tuples and parameter blocks as flat lists of leaves, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

Leaf = Any


def leaves(tree: Any, name: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf with its dotted name, in the order of the fields."""
    children = _children(tree)
    if children is None:
        yield name, tree
    else:
        for key, child in children:
            yield from leaves(child, f"{name}.{key}" if name else key)


def build(tree: Any, leaf: Callable[[str, Leaf], Leaf], name: str = "") -> Any:
    """A tree of the same shape in which each leaf is `leaf(name, old leaf)`."""
    children = _children(tree)
    if children is None:
        return leaf(name, tree)
    values = [build(child, leaf, f"{name}.{key}" if name else key) for key, child in children]
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return type(tree)(**dict(zip((key for key, _ in children), values, strict=True)))
    return type(tree)(*values) if hasattr(tree, "_fields") else tuple(values)


def _children(tree: Any) -> list[tuple[str, Any]] | None:
    if dataclasses.is_dataclass(tree):
        return [(field.name, getattr(tree, field.name)) for field in dataclasses.fields(tree)]
    if hasattr(tree, "_fields"):
        return list(zip(tree._fields, tree, strict=True))
    if isinstance(tree, tuple):
        return [(str(i), child) for i, child in enumerate(tree)]
    return None
