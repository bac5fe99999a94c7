"""What is made once stays as it was made: every class of data in the package, and immutable mappings."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pickle
import pkgutil

import pytest

import tajsim
from tajsim.frozen import FrozenMap

# the memory of a compiled kernel, of a search under way and of a run in many pieces: no user holds them
CHANGES = (
    "tajsim.engine.compiled.",
    "tajsim.engine.distributed.cluster.Cluster",
    "tajsim.engine.distributed.summaries.Pieces",
    "tajsim.analysis.policy.search.Rounds",
)


def classes() -> list[type]:
    """Every dataclass of the package."""
    found = []
    for module in pkgutil.walk_packages(tajsim.__path__, "tajsim."):
        if module.name in ("tajsim.__main__", "tajsim.cli.__main__"):
            continue
        for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            own = one.__module__ == module.name and not inspect.isabstract(one)
            own = own and not f"{module.name}.{one.__name__}".startswith(CHANGES)
            if own and dataclasses.is_dataclass(one):
                found.append(one)
    return found


def test_there_are_classes_to_look_at() -> None:
    assert len(classes()) > 100


@pytest.mark.parametrize("one", classes(), ids=lambda one: f"{one.__module__}.{one.__qualname__}")
def test_no_field_can_be_assigned_or_deleted(one: type) -> None:
    instance = object.__new__(one)
    for field in dataclasses.fields(one):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(instance, field.name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(instance, field.name)


def test_a_frozen_map_is_a_copy_that_cannot_be_changed() -> None:
    items = {"b": 1, "a": 2}
    frozen = FrozenMap(items)
    items["c"] = 3
    assert dict(frozen) == {"b": 1, "a": 2}
    assert list(frozen) == ["b", "a"]
    assert len(frozen) == 2
    assert repr(frozen) == "{'b': 1, 'a': 2}"
    with pytest.raises(AttributeError, match="FrozenMap cannot be changed"):
        frozen._items = {}  # type: ignore[misc]
    with pytest.raises(TypeError):
        frozen["a"] = 5  # type: ignore[index]


def test_equal_frozen_maps_have_one_hash_and_are_pickled() -> None:
    one, other = FrozenMap({"a": 1, "b": 2}), FrozenMap({"b": 2, "a": 1})
    assert one == other
    assert hash(one) == hash(other)
    assert hash(one) != hash(FrozenMap({"a": 1, "b": 3}))
    again = pickle.loads(pickle.dumps(one))
    assert type(again) is FrozenMap
    assert again == one
