import math
import operator
from typing import Any

import numpy as np
import pytest

from tajsim.engine.program.trace import Program, Reach, Symbol, Tracer, build, leaves
from tajsim.model.numeric import positive

from .c_source import compiler
from .c_step import CStep, worst_difference
from .counting import traced
from .sample import Sample, advance, sample


@pytest.fixture(scope="module")
def inputs() -> Sample:
    return sample(4096, 24)


@pytest.fixture(scope="module")
def program(inputs: Sample) -> Program:
    return traced(inputs)[0]


@pytest.fixture(scope="module")
def kernel(program: Program, tmp_path_factory: pytest.TempPathFactory) -> CStep:
    return CStep(program, 4096, tmp_path_factory.mktemp("kernel"))


def evaluated(program: Program, values: dict[str, Any]) -> dict[str, Any]:
    functions = {
        "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
        "neg": operator.neg, "exp": np.exp, "log": np.log, "pow": operator.pow,
        "max": np.maximum, "min": np.minimum,
    }  # fmt: skip
    results: list[Any] = []
    for node in program.nodes:
        if node.kind == "input":
            results.append(values[node.name])
        elif node.kind == "literal":
            results.append(node.value)
        else:
            results.append(functions[node.kind](*(results[i] for i in node.args)))
    return {name: results[node] for name, node in program.outputs.items()}


def test_the_program_computes_what_the_step_does(inputs, program):
    part = inputs.part(0, 16)
    values = {
        name: leaf
        for group, tree in (
            ("state", part.state),
            ("drivers", part.drivers[0]),
            ("add", part.add),
            ("blocks", part.blocks),
            ("constants", part.constants),
        )
        for name, leaf in leaves(tree, group)
    }
    quarter, kept = advance(part, part.state, part.drivers[0])
    found = evaluated(program, values)
    expected = dict(leaves(quarter.state, "state"))
    expected |= {f"outputs.{name}": value for name, value in kept.items()}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-9, atol=1e-12, err_msg=name)


def test_the_program_is_straight_and_has_nothing_superfluous(program):
    operations = [n for n in program.nodes if n.kind not in ("input", "literal")]
    assert all(arg < i for i, node in enumerate(program.nodes) for arg in node.args)
    assert len(set(operations)) == len(operations)
    used = {arg for node in program.nodes for arg in node.args} | set(program.outputs.values())
    assert used == set(range(len(program.nodes)))
    for i, node in enumerate(program.nodes):
        if node.args:
            assert program.reach[i] == max(program.reach[a] for a in node.args)
            assert any(program.nodes[a].kind != "literal" for a in node.args)


def test_symbols_are_shared_folded_and_refuse_branches():
    tracer = Tracer()
    x, y = tracer.input("x", Reach.PATH), tracer.input("y", Reach.SCALAR)
    assert (x + y).node == (y + x).node
    assert (x - y).node != (y - x).node
    assert (x * 1.0).node == (x + 0.0).node == tracer.apply("neg", -x).node == x.node
    assert (x * 0.0).node == (x - x).node == tracer.symbol(0.0).node
    assert tracer.exp(tracer.symbol(2.0)).node == tracer.symbol(math.exp(2.0)).node
    assert isinstance(positive(x, tracer), Symbol)
    with pytest.raises(TypeError, match="branch"):
        bool(x)
    with pytest.raises(TypeError, match="compare"):
        x == 1.0  # noqa: B015


def test_a_tree_is_rebuilt_as_it_was(inputs):
    part = inputs.part(0, 2)
    rebuilt = build(part, lambda _, leaf: leaf)
    assert [name for name, _ in leaves(rebuilt)] == [name for name, _ in leaves(part)]
    assert all(a is b for (_, a), (_, b) in zip(leaves(rebuilt), leaves(part), strict=True))
    assert type(rebuilt.constants.contents) is type(part.constants.contents)


@pytest.mark.skipif(compiler() is None, reason="needs a C compiler (cc or gcc) on the path")
def test_c_and_numpy_agree(inputs, program, kernel):
    worst = worst_difference(kernel, inputs)
    assert len(worst) == len(program.outputs)
    apart = {name: difference for name, difference in worst.items() if not difference < 1e-9}
    assert not apart


@pytest.mark.skipif(compiler() is None, reason="needs a C compiler (cc or gcc) on the path")
def test_the_kernel_leaves_small_numbers_alone(kernel):
    smallest = np.array([5e-324])
    assert (smallest * 1.0)[0] > 0.0  # fast maths did not change how the rest of the process computes
