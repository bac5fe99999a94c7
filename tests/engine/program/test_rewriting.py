"""Programs rewritten with fewer divisions, and taken apart into what is fixed and what moves."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from tajsim.engine.program.numpy_text import function
from tajsim.engine.program.rewriting import lean, split
from tajsim.engine.program.trace import Program, Reach, Tracer, program_of


def kinds(program: Program) -> Counter[str]:
    return Counter(node.kind for node in program.nodes)


def traced() -> tuple[Tracer, dict[str, Any]]:
    """Two draws' parameters, a state, and outputs that divide by each."""
    tracer = Tracer()
    a, b = (tracer.input(f"blocks.{name}", Reach.DRAW) for name in "ab")
    x, y = (tracer.input(f"state.{name}", Reach.PATH) for name in "xy")
    outputs = {
        "by a parameter": x / (a + b),
        "by one state": x / y,
        "by another": (1.0 + b) / x,
        "by it again": y / x,
        "an inverse": 1.0 / x,
        "by a number": y / 3.0,
        "fixed": tracer.log(a) / b,
        "a sum of fixed": x + a * b,
    }
    return tracer, outputs


def values() -> dict[str, Any]:
    names = ("blocks.a", "blocks.b", "state.x", "state.y")
    return dict(zip(names, np.random.default_rng(1).random((4, 9)), strict=True))


def test_what_divides_twice_or_is_fixed_is_inverted_once() -> None:
    tracer, outputs = traced()
    plain, found = program_of(outputs, tracer), lean(outputs, tracer)
    # left are x / y, y / 3 and the inverses of a + b, x and b
    assert (kinds(plain)["div"], kinds(found)["div"]) == (7, 5)
    for name, wanted in function(plain)(values()).items():
        np.testing.assert_allclose(function(found)(values())[name], wanted, rtol=1e-15, err_msg=name)


def test_how_an_output_is_computed_does_not_depend_on_those_kept() -> None:
    tracer, outputs = traced()
    every = function(lean(outputs, tracer))(values())
    for name, symbol in outputs.items():
        alone = function(lean({name: symbol}, tracer))(values())[name]
        np.testing.assert_array_equal(alone, every[name], err_msg=name)


def test_a_ratio_that_stands_alone_stays_one() -> None:
    tracer = Tracer()
    x, y = (tracer.input(f"state.{name}", Reach.PATH) for name in "xy")
    tracer.alone = True
    outputs = {"one": x / y, "two": (x + 1.0) / y}
    assert kinds(lean(outputs, tracer))["div"] == 2


def test_the_parts_of_a_program_give_what_it_gives() -> None:
    tracer, outputs = traced()
    whole = lean(outputs, tracer)
    fixed, rest = split(whole)
    assert all(node.name.startswith("blocks.") for node in fixed.nodes if node.kind == "input")
    assert set(fixed.outputs) == {n.name for n in rest.nodes if n.name.startswith("fixed.")}
    assert kinds(rest)["log"] == 0
    assert kinds(rest)["div"] == 3, "of x, of x / y and of y / 3"
    before = function(fixed)(values())
    found = function(rest)(values() | before)
    for name, wanted in function(whole)(values()).items():
        np.testing.assert_array_equal(found[name], wanted, err_msg=name)


def test_a_fixed_product_that_is_added_stays_with_the_sum() -> None:
    """Machine code multiplies and adds at once: apart, the product would be rounded first."""
    tracer, outputs = traced()
    _, rest = split(lean({"sum": outputs["a sum of fixed"]}, tracer))
    assert kinds(rest) == {"input": 3, "mul": 1, "add": 1}
