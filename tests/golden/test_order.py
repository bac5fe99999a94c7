"""The order of a written golden file: facts as they were given, everything else by name."""

from __future__ import annotations

from tajsim.golden.file import _items
from tajsim.golden.made_with import modules


def test_facts_keep_their_order_and_other_tables_are_sorted() -> None:
    given = {"b": 1, "a": "x", "ц c": True}
    assert [line.partition(" =")[0] for line in _items(given, in_order=True)] == ["b", "a", '"ц c"']
    assert [line.partition(" =")[0] for line in _items(given)] == ["a", "b", '"ц c"']


def test_hashes_of_modules_have_sixteen_digits() -> None:
    found = modules()
    assert {"model.banks", "arguments", "results.summaries"} <= set(found)
    assert {len(digits) for digits in found.values()} == {16}
